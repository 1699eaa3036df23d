"""Any scene on the page, as `stage.ports.Screen` has it: views and notices in, choices out.

It holds the last words said so that they can be read in peace, and nothing else; it decides
nothing. The methods come from the stage's thread, the choices from the page's.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import assert_never

from voice.floor.actions import Action, Means
from voice.floor.events import (
    ActionChosen,
    ChoiceOffered,
    Drafted,
    Interrupted,
    OptionChosen,
    PassphraseGiven,
)
from voice.floor.view import View
from voice.screen.page.buttons import OPTION, QUIET
from voice.screen.page.live import Shown, nobody_types, take_nothing
from voice.screen.page.messages import OWN_BUTTONS
from voice.screen.page.picture import Picture, meter_step, picture_of
from voice.screen.page.server import PageServer
from voice.stage.ports import (
    CaptionHeard,
    HiddenTyped,
    LevelMeasured,
    Notice,
    Post,
    ScanMoved,
)


class PageScreen:
    """Shows one scene after the other in the server's window, and wipes it where nobody is.

    Without `voice_out` a screen reader is asked to say what the program does not. `shared`: there
    is a button that silences the program, and beside an answer no room for what was said before.
    """

    def __init__(
        self,
        server: PageServer,
        post: Post,
        words: Mapping[str, str],
        voice_out: bool = True,
        shared: bool = False,
        take_text: Callable[[str], None] = take_nothing,
        typing: Callable[[], None] = nobody_types,
    ) -> None:
        self._server = server
        self._post = post
        self._words = words
        self._voice_out = voice_out
        self._shared = shared
        self._take_text = take_text
        self._typing = typing
        self._last: View | None = None
        self._said: tuple[str, ...] = ()
        self._announce, self._announced = "", 0
        self._meter = (0, False)

    def show(self, view: View) -> None:
        """Show this moment."""
        last, self._last = self._last, view
        moved = last is None or view.state is not last.state
        heard_more = last is not None and view.passage_count > last.passage_count
        if moved and view.nobody_here:
            self._server.wipe()  # the look of whoever was here, too
            self._meter = (0, False)
        self._said = self._said_at(view, moved, heard_more)
        another = last is None or view.turn_id != last.turn_id
        if another or heard_more or not view.captions:
            self._server.caption("")
            self._show_level(0, False)
        self._publish(view, another)

    def _publish(self, view: View, another: bool = False) -> None:
        # what is silenced is what takes its time, and not the name of a choice
        quiet = self._shared and not names_a_choice(view.saying, view, self._words)
        picture = self._announcing(
            picture_of(view, self._said, self._words, self._voice_out, quiet), another
        )
        self._server.publish(
            Shown(
                picture,
                lambda choice: self._post(event_of(view, choice)),
                self._take_text,
                self._typing,
                lambda line, text: self._post(Drafted(line, text)),
                lambda asked, text: self._post(PassphraseGiven(asked, text)),
                lambda choice, begins: self._offer(view, picture, choice, begins),
            )
        )

    def notice(self, notice: Notice) -> None:
        """Show what is being heard where it may be shown, or how loud it is."""
        match notice:
            case CaptionHeard():
                view = self._last
                if view is not None and notice.text:
                    self._begin_answer(view)
                if view is not None and view.captions:
                    self._server.caption(notice.text)
            case LevelMeasured():
                self._show_level(meter_step(notice), notice.speech)
            case ScanMoved() | HiddenTyped():
                pass  # the terminal's; the page has a scan and a field of its own
            case _:
                assert_never(notice)

    def close(self) -> None:
        """Nothing of what was shown is left on the page."""
        self._last = None
        self._said, self._announce = (), ""
        self._server.wipe()

    def _announcing(self, picture: Picture, another: bool) -> Picture:
        """The same, with what was last announced: a window may miss the moment it was said in."""
        if picture.announce and (another or picture.announce != self._announce):
            self._announce, self._announced = picture.announce, self._announced + 1
        return replace(picture, announce=self._announce, announced=self._announced)

    def _begin_answer(self, view: View) -> None:
        """What was said before goes with the first word, and not while more of them come."""
        if self._said and not view.saying and not view.heading_key:
            self._said = ()
            self._publish(view)

    def _said_at(self, view: View, moved: bool, heard_more: bool) -> tuple[str, ...]:
        """What was said and can still be read; a choice that is named is lit, and takes no room."""
        if names_a_choice(view.said, view, self._words):
            return () if heard_more else self._said
        if view.heading_key:  # what stays is in the view; beside it stands what came in between
            in_between = view.saying if view.saying != view.shown else ()
            return in_between or (() if moved else self._said)
        if self._shared:
            return view.saying or (() if view.passages else view.said)
        return view.saying or (() if heard_more else self._said)

    def _offer(self, view: View, picture: Picture, choice: str, begins: bool) -> None:
        """Have what the scan stands on said; its first press silences whatever else is."""
        if begins and view.speaking_turn_id:
            self._post(Interrupted(view.speaking_turn_id))
        if choice in OWN_BUTTONS:
            self._post(ChoiceOffered(self._words[OWN_BUTTONS[choice]]))
        else:
            self._post(offer_of(view, picture, choice))

    def _show_level(self, step: int, speech: bool) -> None:
        if (step, speech) != self._meter:
            self._meter = (step, speech)
            self._server.level(step, speech)


def event_of(view: View, choice: str) -> ActionChosen | OptionChosen | Interrupted:
    """What this choice in the view's picture means."""
    if choice == QUIET:
        return Interrupted(view.speaking_turn_id)
    kind, _, number = choice.partition(" ")
    if kind == OPTION:
        return OptionChosen(int(number), Means.PAGE)
    return ActionChosen(Action(choice), Means.PAGE)


def offer_of(view: View, picture: Picture, choice: str) -> ChoiceOffered:
    """The same choice while the scan stands on it, to be said.

    What the scene that has the floor does not know, since it is a kiosk's, is said as it is shown.
    """
    match event_of(view, choice):
        case OptionChosen(number=number):
            return ChoiceOffered(number)
        case ActionChosen(action=action) if action is not Action.CAPTIONS:
            return ChoiceOffered(action)
        case _:
            return ChoiceOffered(next(b.label for b in picture.buttons if b.id == choice))


def names_a_choice(lines: tuple[str, ...], view: View, words: Mapping[str, str]) -> bool:
    """Whether these are what the scan stands on, said, and nothing else."""
    own = (words[key] for key in (*OWN_BUTTONS.values(), "kiosk_quiet"))
    buttons = (choice.button for choice in view.choices)
    names = {*own, *buttons, *view.names.values()}
    return bool(lines) and names.issuperset(lines)
