"""A kiosk on the page: its view becomes a picture, and what is chosen in it becomes an event.

`kiosk_picture` is a pure function of the view. `KioskPage` holds the lines that were said
between two choices, so that they can be read in peace, and nothing of a person; it decides
nothing. Its methods come from the runner's thread, the choices from the page's.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, Event, Interrupted
from voice.scenes.reflection.view import Choice
from voice.scenes.visit.events import (
    KioskEvent,
    PersonActive,
    RecipientEntered,
    ScreenBack,
    ScreenLost,
    ShutdownAsked,
    Sign,
)
from voice.scenes.visit.states import KioskState
from voice.scenes.visit.view import KioskView
from voice.screen.page.live import Shown
from voice.screen.page.picture import (
    Button,
    Group,
    Mood,
    Picture,
    meter_step,
    picture_of,
    typeset,
)
from voice.screen.page.server import PageServer
from voice.stage.ports import CaptionHeard, LevelMeasured, Notice, ScanMoved

QUIET = "quiet"
"""The button that silences whoever speaks: no action of the kiosk, so no name of one."""

KioskPost = Callable[[Event | KioskEvent | Notice], None]

NOBODY_HERE = frozenset(
    {KioskState.OPENING, KioskState.RESTING, KioskState.TROUBLED, KioskState.CLOSED}
)

_MOODS: Mapping[KioskState, Mood] = {
    KioskState.OPENING: Mood.THINKING,
    KioskState.RESTING: Mood.READY,
    KioskState.CONSENTING: Mood.ASKING,
    KioskState.MEASURING: Mood.LISTENING,
    KioskState.ADVISING: Mood.ASKING,
    KioskState.CHOOSING_KEY: Mood.ASKING,
    KioskState.ENTERING_KEY: Mood.READY,
    KioskState.SHOWING_KEY: Mood.READY,
    KioskState.IN_SESSION: Mood.THINKING,
    KioskState.PARTING: Mood.ASKING,
    KioskState.CONFIRMING_ERASURE: Mood.ASKING,
    KioskState.LEAVING: Mood.OVER,
    KioskState.TROUBLED: Mood.STOPPING,
    KioskState.CLOSED: Mood.OVER,
}
"""What a silent kiosk does; while it speaks, that is the sign."""

_GROUPS: Mapping[Action, Group] = {
    **dict.fromkeys((Action.REPEAT, Action.MINUTE, Action.CAPTIONS), Group.QUESTION),
    **dict.fromkeys(
        (Action.SLOWER, Action.FASTER, Action.LOUDER, Action.SOFTER),
        Group.VOICE,
    ),
    **dict.fromkeys((Action.WHO, Action.HELP, Action.CRISIS, Action.STOP), Group.ALWAYS),
}
"""The same places as in a session; whatever is not named here is `ONWARD`."""


def kiosk_picture(view: KioskView, told: tuple[str, ...], words: Mapping[str, str]) -> Picture:
    """A kiosk's moment as a picture.

    `told` is what was said in between, such as help; `words` the page's wording.
    """
    if view.session is not None:
        return _session(view, words)
    entering = view.state is KioskState.ENTERING_KEY
    slip = view.slip
    name = view.state.name.lower()
    silent = words[f"kiosk_mood_{name}"]
    return Picture(
        mood=Mood.SPEAKING if view.speaking else _MOODS[view.state],
        mood_words=words["mood_speaking"] if view.speaking else silent,
        title=typeset(view.title),
        text=words[f"kiosk_{name}"],
        paragraphs=tuple(typeset(line) for line in dict.fromkeys((*told, *view.shown))),
        listens=view.state is KioskState.MEASURING and not view.speaking,
        notice=words["kiosk_warned"] if view.warned else "",
        code=() if slip is None else slip.rows,
        code_words="" if slip is None else words["kiosk_code"],
        secret="" if slip is None else slip.secret,
        secret_words=""
        if slip is None
        else words["kiosk_slip"].format(fingerprint=view.fingerprint, session=slip.session_id),
        entry=words["kiosk_entry"] if entering else "",
        card=typeset(view.crisis),
        buttons=(
            # a scanner types letters: none of them may be a key here
            *(_button(choice, "" if entering else choice.key) for choice in view.choices),
            *_quiet(view, words),
        ),
    )


def _session(view: KioskView, words: Mapping[str, str]) -> Picture:
    """The session inside, with what the kiosk adds to it."""
    session = view.session
    assert session is not None
    # beside an answer there is room for what is being said, and not for what was said before
    said = session.saying or (() if session.passages else session.said)
    picture = picture_of(session, said, words, captions=view.captions)
    own = tuple(replace(_button(choice, choice.key), group=Group.VOICE) for choice in view.choices)
    notices = (picture.notice, words["kiosk_warned"] if view.warned else "")
    return replace(
        picture,
        notice=" ".join(filter(None, notices)),
        buttons=(*picture.buttons, *own, *_quiet(view, words)),
    )


def _button(choice: Choice, key: str) -> Button:
    group = _GROUPS.get(choice.action, Group.ONWARD)
    return Button(choice.action, typeset(choice.button), key, choice.spoken, group)


def _quiet(view: KioskView, words: Mapping[str, str]) -> tuple[Button, ...]:
    if not view.speaking_turn_id:
        return ()
    group = Group.VOICE if view.choices else Group.ONWARD
    return (Button(QUIET, words["kiosk_quiet"], group=group),)


def event_of(view: KioskView, choice: str) -> ActionChosen | Interrupted:
    """What this choice in the view's picture means."""
    if choice == QUIET:
        return Interrupted(view.speaking_turn_id)
    return ActionChosen(Action(choice), Means.PAGE)


class KioskPage:
    """Shows a kiosk in the server's window, and forgets each visitor before the next."""

    def __init__(self, server: PageServer, post: KioskPost, words: Mapping[str, str]) -> None:
        self._server = server
        self._post = post
        self._words = words
        self._last: KioskView | None = None
        self._told: tuple[str, ...] = ()
        self._captions = False
        self._meter = (0, False)
        self._lost = False
        server.watch(lambda seen: post(ScreenBack() if seen else ScreenLost()))
        server.on_loss(self._take_loss)

    def show(self, view: KioskView) -> None:
        """Show this moment."""
        last, self._last = self._last, view
        if last is None or last.state is not view.state:
            self._told = ()
            if view.state in NOBODY_HERE:
                self._server.wipe()  # the look of whoever was here, too
                self._meter = (0, False)
        if view.session is None and view.saying and view.saying != view.shown:
            self._told = view.saying
        captions = view.captions and view.session is not None
        another = last is None or last.speaking_turn_id != view.speaking_turn_id
        if self._heard_more(last, view) or another or not captions:
            self._server.caption("")
            self._show_level(0, False)
        self._captions = captions
        picture = kiosk_picture(view, self._told, self._words)
        self._server.publish(
            Shown(
                picture,
                lambda choice: self._post(event_of(view, choice)),
                lambda text: self._post(RecipientEntered(text)),
                lambda: self._post(PersonActive(Sign.CHOICE)),
            )
        )
        self._end_where_nobody_is(view)

    def notice(self, notice: Notice) -> None:
        """Show what is being heard where that was chosen, or how loud it is."""
        match notice:
            case CaptionHeard():
                if self._captions:
                    self._server.caption(notice.text)
            case LevelMeasured():
                self._show_level(meter_step(notice), notice.speech)
            case ScanMoved():
                pass  # the terminal's scan; the page has one of its own
            case _:
                assert_never(notice)

    def close(self) -> None:
        """Nothing of a visit is left on the page."""
        self._last = None
        self._told = ()
        self._server.wipe()

    def _take_loss(self) -> None:
        """There will be no page again in this process: a visit goes on by voice, and is the last.

        Whoever starts a kiosk again when it has ended (systemd) gives the next one its page.
        """
        self._lost = True
        self._post(ScreenLost())
        self._end_where_nobody_is(self._last)

    def _end_where_nobody_is(self, view: KioskView | None) -> None:
        if self._lost and view is not None and view.state in NOBODY_HERE - {KioskState.CLOSED}:
            self._post(ShutdownAsked())

    def _heard_more(self, last: KioskView | None, view: KioskView) -> bool:
        before = None if last is None else last.session
        if view.session is None or before is None:
            return True
        return view.session.passage_count > before.passage_count

    def _show_level(self, step: int, speech: bool) -> None:
        if (step, speech) != self._meter:
            self._meter = (step, speech)
            self._server.level(step, speech)
