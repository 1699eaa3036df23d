"""A stay at home in the simulated room: from the hello to the goodbye without a typed command."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from benchmarks.front_door import (
    MOST_SECONDS_TO_THE_OPEN_MICROPHONE,
    seconds_to_the_open_microphone,
    stay,
)

from tests.cli.terminal import hold
from tests.rehearsal.test_rehearsal import turns
from tests.vault.light_passphrase import lightly
from voice.app import home_key
from voice.app.home import Stayed
from voice.floor.actions import Action
from voice.floor.commands import Manner
from voice.floor.view import View
from voice.language.loading import load_language
from voice.rehearsal.client import Client
from voice.rehearsal.rehearse import Person
from voice.rehearsal.room import Room as SimulatedRoom
from voice.rehearsal.script import parse_script
from voice.scenes.reflection.states import State
from voice.screen.scan import SwitchScan, Target
from voice.settings import Settings
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.stage.ports import Post, Sound
from voice.values.transcript import Session
from voice.vault import passphrase
from voice.vault.vault import Vault

GUIDE = """
id = "two"
title = "Two Questions"
author = "Somebody"
attribution = "Made up for a test."
[[themes]]
id = "trust"
title = "Trust"
introduction = "First, trust."
[[themes.questions]]
id = "safe"
text = "What can I safely talk about?"
[[themes.questions]]
id = "whom"
text = "Whom do I trust?"
"""


class Room:
    """A vault, a guide, and whoever comes to them."""

    def __init__(self, folder: Path) -> None:
        guide = folder / "two.toml"
        guide.write_text(GUIDE)
        self.vault, _ = Vault.create(folder / "vault")
        self.settings = Settings(guide=str(guide), vault=self.vault.directory)
        self.views: list[tuple[float, View]] = []

    def says(self, *says: str) -> Stayed:
        """Somebody who only speaks."""
        script = parse_script(turns(*says), Path())
        return self._stay(lambda room, press: Client(script, room, press, lambda _text: None))

    def presses(self, *wanted: Target) -> Stayed:
        """Somebody with one switch, who answers a question aloud."""
        return self._stay(lambda room, press: Switcher(wanted, room, press))

    def by_keys(self, *wanted: Action, hears: bool = True) -> Stayed:
        """Somebody at a keyboard, who answers a question aloud."""
        return self._stay(lambda room, press: Typist(wanted, room, press, hears))

    def _stay(self, enter: Callable[[SimulatedRoom, Callable[[str], None]], Person]) -> Stayed:
        self.views.clear()
        people: list[Person] = []

        def show(at_seconds: float, view: View) -> None:
            self.views.append((at_seconds, view))
            for person in people:
                if not isinstance(person, Client):
                    person.show(view)  # type: ignore[attr-defined]

        def comes(room: SimulatedRoom, press: Callable[[str], None]) -> Person:
            people.append(enter(room, press))
            return people[0]

        def may_choose(post: Post) -> None:
            for person in people:
                if not isinstance(person, Client | Typist):
                    person.post = post  # type: ignore[attr-defined]

        stayed, figures = stay(self.settings, comes, show, may_choose)
        assert figures.script_finished, "\n".join(self.said()[-8:])
        assert (stayed.unwritten, figures.unwritten) == (0, 0)
        return stayed

    def sessions(self) -> tuple[Session, ...]:
        reading = self.vault.read(self.vault.identity())
        assert reading.problems == ()
        return reading.sessions

    def said(self) -> list[str]:
        """Every line in its order."""
        lines: list[str] = []
        last: tuple[str, ...] = ()
        for _, view in self.views:
            if view.saying and view.saying != last:
                lines += view.saying
            last = view.saying
        return lines


LONGEST_STAY_SECONDS = 600.0
"""Of the room's time; then whoever has one switch gives up."""

ANSWER = "i feel safe with my sister"


class Switcher:
    """Presses one switch when the scan stands on what is wanted, and says one answer."""

    def __init__(
        self, wanted: tuple[Target, ...], room: SimulatedRoom, press: Callable[[str], None]
    ) -> None:
        script = parse_script(turns(f'"{ANSWER}"'), Path())
        self._client = Client(script, room, press, lambda _text: None)
        self._wanted = list(wanted)
        self._room = room
        self._scan = SwitchScan(1.0)
        self._view: View | None = None
        self._rests_from_seconds = 0.0
        self._understood = False
        self.post: Post = lambda _event: None

    @property
    def busy(self) -> bool:
        return bool(self._wanted) and self._room.now_seconds() < LONGEST_STAY_SECONDS

    @property
    def finished(self) -> bool:
        return not self._wanted and self._client.finished

    def show(self, view: View) -> None:
        self._view = view
        self._scan.show(view)

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        view, now_seconds = self._view, self._room.now_seconds()
        if view is None or loudspeaker_sounds or listening_turn_id is None or view.speaking:
            self._rests_from_seconds = now_seconds
            return
        if view.state is State.LISTENING and not self._client.finished:
            self._client.live(loudspeaker_sounds, listening_turn_id)
            return
        self._understood = self._understood or bool(view.passages)
        if view.state is State.LISTENING and not self._understood:
            return
        self._tell(self._scan.tick(now_seconds))
        waits = now_seconds - self._rests_from_seconds < 1.0
        if not self._wanted or waits:
            return
        if self._scan.standing_on is None:
            self._press(now_seconds)
        elif self._scan.standing_on == self._wanted[0]:
            self._wanted.pop(0)
            self._press(now_seconds)

    def _press(self, now_seconds: float) -> None:
        self._rests_from_seconds = now_seconds
        self._tell(self._scan.press(now_seconds))

    def _tell(self, posts: list) -> None:
        for event in posts:
            self.post(event)


class Typist:
    """Presses the key of what is wanted once it is offered, and says one answer.

    Whoever hears nothing goes by what is shown alone, and presses while the program speaks.
    """

    def __init__(
        self,
        wanted: tuple[Action, ...],
        room: SimulatedRoom,
        press: Callable[[str], None],
        hears: bool,
    ) -> None:
        script = parse_script(turns(f'"{ANSWER}"'), Path())
        self._client = Client(script, room, press, lambda _text: None)
        self._wanted = list(wanted)
        self._room = room
        self._press = press
        self._hears = hears
        self._view: View | None = None
        self._looks_from_seconds = 0.0
        self._answered = False

    @property
    def busy(self) -> bool:
        return bool(self._wanted) and self._room.now_seconds() < LONGEST_STAY_SECONDS

    @property
    def finished(self) -> bool:
        return not self._wanted and self._client.finished

    def show(self, view: View) -> None:
        if self._view is None or view.state != self._view.state:
            self._looks_from_seconds = self._room.now_seconds()
        self._view = view

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        view, now_seconds = self._view, self._room.now_seconds()
        if view is None:
            return
        listened_to = listening_turn_id is not None and not loudspeaker_sounds
        if view.state is State.LISTENING and not self._client.finished:
            self._client.live(loudspeaker_sounds, listening_turn_id)
            return
        self._answered = self._answered or bool(view.passages)
        if view.state is State.LISTENING and not self._answered:
            return
        if self._hears and not (listened_to and not view.speaking):
            self._looks_from_seconds = now_seconds
        if not self._wanted or now_seconds - self._looks_from_seconds < 1.0:
            return
        for choice in view.choices:
            if choice.action is self._wanted[0]:
                assert self._hears or view.said or view.saying or view.question
                self._wanted.pop(0)
                self._looks_from_seconds = now_seconds
                self._press(choice.key)
                return


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


SESSION = (f'"{ANSWER}", "next question"', '"my sister", "stop"', '"stop"')
GOODBYE = ('"goodbye"', '"goodbye"')


def test_whoever_only_speaks_holds_a_session_hears_it_again_and_says_goodbye(room: Room) -> None:
    stayed = room.says(
        *('"begin"', *SESSION, '"hear my words"', '"yes"', '"next"', '"next"'), *GOODBYE
    )
    assert [outcome.kept_passages for outcome in stayed.sessions] == [2]
    (session,) = room.sessions()
    assert session.session_id == stayed.sessions[0].session_id
    assert session.answers[0].verbatim == ANSWER
    said = room.said()
    assert said[0] == "Welcome."
    opened = said.index("I feel safe with my sister.")
    assert "Others may hear or see this. Now? Yes or no?" in said[:opened]
    assert said[-1] == "Goodbye."


def test_whoever_has_one_switch_does_the_same_without_a_spoken_choice(room: Room) -> None:
    stayed = room.presses(
        *(Action.BEGIN, Action.NEXT, Action.STOP),
        *(Action.HEAR, Action.YES, Action.NEXT, Action.STOP),
        Action.STOP,
    )
    assert [outcome.kept_passages for outcome in stayed.sessions] == [1]
    assert room.sessions()[0].answers[0].verbatim == ANSWER
    assert "I feel safe with my sister." in room.said()
    assert room.said()[-1] == "Goodbye."


def test_nothing_that_is_said_at_home_is_kept(room: Room) -> None:
    room.says(f'"{ANSWER}"', *GOODBYE)
    assert room.vault.count() == (0, 0)


def test_whoever_was_here_before_waits_twelve_seconds_at_most_from_begin_to_the_open_microphone(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    room.settings = room.settings.model_copy(update={"guide": "trust-and-power"})
    seconds = []
    for _ in range(2):
        room.says('"begin"', '"stop"', *GOODBYE)
        seconds.append(seconds_to_the_open_microphone(room.views))
        hold(room.vault, len(seconds), "my sister")
    with capsys.disabled():
        print(f"\nfrom begin to the open microphone: {seconds[0]:.1f} s, then {seconds[1]:.1f} s")
    assert seconds[1] <= MOST_SECONDS_TO_THE_OPEN_MICROPHONE < seconds[0]


def test_whoever_only_speaks_changes_a_setting_and_takes_it_back(room: Room) -> None:
    undone = ('"settings"', '"number four"', '"undo"', '"go on"')
    room.says(*undone, *GOODBYE)
    said = [line for _, view in room.views for line in view.saying]
    changed, back = (
        next(i for i, line in enumerate(said) if text in line)
        for text in (
            "After 8 seconds of silence I ask the next question. To take it back",
            "Number 4. I never go on by myself.",
        )
    )
    assert changed < back


def test_whoever_only_speaks_hears_the_voices_takes_one_and_has_it_in_the_whole_session(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = spoken_by(monkeypatch)
    room.says(
        '"settings"', '"yes"', '"number two"', '"yes"', '"go on"', '"begin"', '"stop"', *GOODBYE
    )
    usual, sample, taken, asked, goodbye = (
        spoken.index((voice, text))
        for voice, text in (
            (None, "Welcome."),
            ("gmw/en-us", "This is how I would speak to you."),
            ("gmw/en-us", "This is my voice now."),
            ("gmw/en-us", "What can I safely talk about?"),
            ("gmw/en-us", "Goodbye."),
        )
    )
    assert usual < sample < taken < asked < goodbye
    assert ("gmw/en", "This is how I would speak to you.") in spoken[:sample], "that of now, first"
    asking = spoken.index((None, "Number 2. English (United States)."))
    assert sample < asking < taken, "the present voice asks about another"
    assert {voice for voice, _ in spoken[taken:]} == {"gmw/en-us"}, "and then there is one"


def test_whoever_has_one_switch_chooses_a_voice_by_it(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken = spoken_by(monkeypatch)
    choosing = (Action.SETTINGS, Action.YES, Action.NEXT, Action.YES, Action.UNDO, Action.RESUME)
    room.presses(*choosing, Action.BEGIN, Action.NEXT, Action.STOP, Action.STOP)
    assert ("gmw/en-us", "This is my voice now.") in spoken
    assert spoken[-1] == (None, "Goodbye."), "it was taken back"


def spoken_by(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, str]]:
    """Every sentence that a voice of the system is asked for, and which; None: the language's."""
    spoken: list[tuple[str | None, str]] = []
    synthesize = Pyttsx3Synthesizer.synthesize

    def asked(self: Pyttsx3Synthesizer, text: str, manner: Manner) -> Sound:
        spoken.append((self._voice, text))
        return synthesize(self, text, manner)

    monkeypatch.setattr(Pyttsx3Synthesizer, "synthesize", asked)
    return spoken


def test_whoever_only_speaks_erases_a_session_and_can_take_it_back(room: Room) -> None:
    hold(room.vault, 1, "my sister")
    asked = ('"erase a session"', '"yes"', '"yes"')
    room.says(*asked, '"undo"', *GOODBYE)
    assert room.vault.count()[0] == 1
    room.says(*asked, *GOODBYE)
    assert room.vault.count()[0] == 0


ONE_ANSWERED = ('"begin"', f'"{ANSWER}", "stop"', '"stop"', *GOODBYE)
"""One of two questions, and then no more for today."""


def assert_both_are_one(room: Room, second: str) -> None:
    first, later = room.sessions()
    assert later.continues == first.session_id
    assert [answer.question_id for answer in later.answers] == ["whom"]
    assert (first.answers[0].verbatim, later.answers[0].verbatim) == (ANSWER, second)
    said = room.said()
    assert "Whom do I trust?" in said
    assert "What can I safely talk about?" not in said


def test_whoever_only_speaks_goes_on_with_what_was_left_unfinished(room: Room) -> None:
    room.says(*ONE_ANSWERED)
    left = "A session of yours is unfinished. To take it up again, say: back to my session."
    assert left in room.said()
    room.says('"back to my session"', '"yes"', '"my sister", "stop"', '"stop"', *GOODBYE)
    assert room.said()[:2] == ["Welcome back.", left]
    assert room.said().count(left) == 1, "nothing is left open then"
    assert_both_are_one(room, "my sister")
    room.says('"hear my words"', '"yes"', '"next"', '"next"', *GOODBYE)
    heard = [line for line in room.said() if line in {"I feel safe with my sister.", "My sister."}]
    assert heard == ["I feel safe with my sister.", "My sister."]
    room.says('"erase a session"', '"yes"', '"yes"', *GOODBYE)
    assert room.vault.count()[0] == 0


def test_whoever_has_one_switch_goes_on_with_what_was_left_unfinished(room: Room) -> None:
    room.says(*ONE_ANSWERED)
    room.presses(Action.GO_ON_UNFINISHED, Action.YES, Action.STOP, Action.STOP)
    assert_both_are_one(room, ANSWER)


class WithTherapist:
    """From an empty home: a session, heard, looked back on, noted, taken along sealed, erased."""

    def __init__(self, room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room = room
        self.documents = folder / "Documents"
        monkeypatch.setattr("voice.app.home_desk.documents_folder", lambda: self.documents)
        self.identity = pyrage.x25519.Identity.generate()
        room.vault.access.add_recipient(str(self.identity.to_public()), "my therapist")
        assert room.vault.count() == (0, 0)

    def assert_all_done(self, stayed: Stayed) -> None:
        """The words were heard three times, taken along for one person, and are gone from here."""
        assert [outcome.kept_passages for outcome in stayed.sessions] == [1]
        (path,) = self.documents.iterdir()
        assert stayed.taken_along == (path,)
        page = pyrage.decrypt(path.read_bytes(), [self.identity])
        assert b"I feel safe with my sister." in page
        assert b"sister" not in path.read_bytes()
        assert self.room.vault.count() == (0, 0)
        assert stayed.not_erased == 0
        said = self.room.said()
        assert said.count("I feel safe with my sister.") == 3
        where = "It is in Documents, as: reflect, {day}. Only my therapist can open it."
        assert any(_fits(where, line) for line in said), said
        assert any(view.shown == (str(path),) for _, view in self.room.views)
        assert said[-1] == "Goodbye."


def _fits(line: str, said: str) -> bool:
    before, after = line.split("{day}")
    return said.startswith(before) and said.endswith(after)


@pytest.fixture
def with_therapist(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WithTherapist:
    return WithTherapist(room, tmp_path, monkeypatch)


EVERYTHING = (
    *(Action.BEGIN, Action.BRING, Action.STOP),
    *(Action.HEAR, Action.YES, Action.STOP),
    *(Action.LOOK_BACK, Action.YES, Action.STOP),
    *(Action.MARKED, Action.YES, Action.STOP),
    *(Action.TAKE_ALONG, Action.YES, Action.YES),
    *(Action.ERASE, Action.YES, Action.YES),
    Action.STOP,
)


def test_whoever_only_speaks_does_everything_by_voice(with_therapist: WithTherapist) -> None:
    stayed = with_therapist.room.says(
        *('"begin"', f'"{ANSWER}", {{ pause_seconds = 2.5 }}, "bring this to my session"'),
        *('{ pause_seconds = 1 }, "stop"', '"stop"'),
        *('"what did i say"', '"yes"', '"stop"'),
        *('"look back"', '"yes"', '"stop"'),
        *('"my notes"', '"yes"', '"stop"'),
        *('"take it along"', '"yes"', '"yes"'),
        *('"erase a session"', '"yes"', '"yes"'),
        *GOODBYE,
    )
    with_therapist.assert_all_done(stayed)


def test_whoever_has_one_switch_does_everything_by_it(with_therapist: WithTherapist) -> None:
    with_therapist.assert_all_done(with_therapist.room.presses(*EVERYTHING))


def test_whoever_sees_nothing_does_everything_by_what_is_said(
    with_therapist: WithTherapist,
) -> None:
    """By keys that they were told: what each press does was named before in what was spoken."""
    room = with_therapist.room
    room.settings = room.settings.model_copy(update={"no_screen": True})
    stayed = room.by_keys(*EVERYTHING)
    with_therapist.assert_all_done(stayed)
    spoken = " ".join(room.said()).lower()
    home = load_language("en").home.actions
    for action in (Action.HEAR, Action.LOOK_BACK, Action.MARKED, Action.TAKE_ALONG, Action.STOP):
        assert home[action].spoken[0] in spoken, action


def test_whoever_hears_nothing_does_everything_by_what_is_shown(
    with_therapist: WithTherapist,
) -> None:
    room = with_therapist.room
    stayed = room.by_keys(*EVERYTHING, hears=False)
    with_therapist.assert_all_done(stayed)


def test_whoever_only_speaks_takes_a_session_along_sealed_for_the_therapist(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.app.home_desk.documents_folder", lambda: tmp_path / "Documents")
    therapist = pyrage.x25519.Identity.generate()
    room.vault.access.add_recipient(str(therapist.to_public()), "my therapist")
    hold(room.vault, 1, "nobody but my sister")
    stayed = room.says('"take it along"', '"yes"', '"yes"', *GOODBYE)
    (path,) = (tmp_path / "Documents").iterdir()
    assert stayed.taken_along == (path,)
    assert b"Nobody but my sister." in pyrage.decrypt(path.read_bytes(), [therapist])
    where = "It is in Documents, as: reflect, November first, 2026. Only my therapist can open it."
    assert where in room.said()
    assert any(view.shown == (str(path),) for _, view in room.views)


TYPED = "six words of 1 client"
ASKED = "This is behind your passphrase. Please type it, then press enter, or touch: open."
WRONG = "That passphrase does not open it. Please type it again, or say: not now."


class Unlocker(Typist):
    """The same, who types a passphrase wherever one is asked for, and a wrong one first."""

    def __init__(self, *who: Any) -> None:
        super().__init__(*who)
        self._answered_turn_id = 0
        self._typed = ""

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        turn_id = 0 if self._view is None else self._view.passphrase_turn_id
        listened_to = listening_turn_id is not None and not loudspeaker_sounds
        if turn_id in {0, self._answered_turn_id} or not listened_to:
            super().live(loudspeaker_sounds, listening_turn_id)
            return
        self._answered_turn_id = turn_id
        self._typed = TYPED if self._typed else "something else"
        for key in (*self._typed, "\r"):
            self._press(key)


@pytest.fixture
def locked(room: Room, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Behind a passphrase that takes little work, and none of the room's time."""
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    monkeypatch.setattr(home_key, "Thread", AtOnce)
    identity = room.vault.identity()
    room.vault.access.protect_identity(identity, TYPED)
    return room


class AtOnce:
    """A thread that has done its work before anybody goes on."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], **_how: object) -> None:
        self._work = lambda: target(*args)

    def start(self) -> None:
        self._work()


@pytest.mark.parametrize("sees", [True, False])
def test_words_behind_a_passphrase_are_heard_once_it_was_typed_and_asked_for_again_the_next_time(
    locked: Room, sees: bool
) -> None:
    """Whoever sees nothing is told by voice; what is typed is on no screen, and said by nobody."""
    locked.settings = locked.settings.model_copy(update={"no_screen": not sees})
    wanted = (
        *(Action.BEGIN, Action.BRING, Action.STOP),
        *(Action.HEAR, Action.YES, Action.STOP),
        *(Action.ERASE, Action.YES, Action.YES),
        Action.STOP,
    )
    locked._stay(lambda room, press: Unlocker(wanted, room, press, True))
    said = locked.said()
    opened = said.index("I feel safe with my sister.")
    before = said[:opened]
    assert "Others may hear or see this. Now? Yes or no?" in before
    assert before.index(ASKED) < before.index(WRONG)
    assert said.count(ASKED) == 2, "to be heard, and once more to be erased"
    assert locked.vault.count() == (0, 0)
    shown = " ".join(repr(view) for _, view in locked.views)
    assert TYPED not in shown + " ".join(said)
