"""From an empty home to a sealed file and an erasure, without sight and without hearing.

In the simulated room, model at hand, without a typed command. Whoever sees nothing uses only what
was spoken to them before they use it; whoever hears nothing has no sound device at all.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage
import pytest
from benchmarks.front_door import in_room, stay

from tests.rehearsal.test_rehearsal import turns
from voice.app.home import Stayed
from voice.app.setting_up import rehearse_setting_up
from voice.floor.actions import Action
from voice.floor.commands import Speak
from voice.floor.view import View
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import Client, to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.rehearse import Person, SimulatedMouth, room_of
from voice.rehearsal.room import VOICE_DBFS, Room, at_level
from voice.rehearsal.script import parse_script
from voice.rehearsal.watching import Watching
from voice.scenes.setting_up.commands import Task
from voice.settings import Settings
from voice.vault.age import recipient_of
from voice.vault.recipients import Role
from voice.vault.vault import Vault

ANSWER = "i feel safe with my sister"
LONGEST_SITTING_SECONDS = 900.0
"""Of the room's time; then whoever is there gives up."""

KEY_LINES, GROUPS_A_LINE = 3, 5
"""How a recovery key stands on paper."""


class Newcomer:
    """Whoever comes to an empty home with a therapist whose key is known there later."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: object) -> None:
        self.documents = folder / "Documents"
        monkeypatch.setattr("voice.app.home_desk.documents_folder", lambda: self.documents)
        monkeypatch.setenv("HOME", str(folder))
        self.settings = Settings(model="rehearsal-en", vault=folder / "vault", **settings)  # type: ignore[arg-type]
        self.views: list[View] = []
        self.sounded = False
        self.therapist = pyrage.x25519.Identity.generate()

    def sets_up(self, enter: Callable[[Room, Callable[[str], None]], "Sees | Hears"]) -> None:
        """To the end, with a recovery key that the person has."""
        room = room_of(RoomKind.QUIET, 1)
        people: list[Sees | Hears] = []

        def comes(press: Callable[[str], None]) -> Person:
            people.append(enter(room, press))
            return people[0]

        def show(view: View) -> None:
            self.views.append(view)
            if people:
                people[0].show(view)

        reason, figures = rehearse_setting_up(
            self.settings,
            (Task.KEY, Task.SOUND, Task.MANNER),
            in_room(room, self.settings),
            comes,
            Watching(show, lambda _notice: None, lambda _text: None),
        )
        assert (reason, figures.script_finished) == ("set up", True), people[0].wanted
        vault = Vault.open(self.settings.vault_directory)
        of_person = recipient_of(people[0].recovery_key)
        assert of_person in [r.public_key for r in vault.recipients if r.role is Role.RECOVERY]
        vault.access.add_recipient(str(self.therapist.to_public()), "my therapist")
        assert vault.count() == (0, 0)

    def stays(self, enter: Callable[[Room, Callable[[str], None]], Person]) -> Stayed:
        """At home, from the hello to the goodbye."""
        people: list[Person] = []

        def comes(room: Room, press: Callable[[str], None]) -> Person:
            people.append(enter(room, press))
            return people[0]

        def show(_at_seconds: float, view: View) -> None:
            self.views.append(view)
            if people and isinstance(people[0], Sees):
                people[0].show(view)

        stayed, figures = stay(self.settings, comes, show)
        assert figures.script_finished
        return stayed

    def assert_all_done(self, stayed: Stayed) -> None:
        """The words were taken along for one person, and are gone from here."""
        assert [outcome.kept_passages for outcome in stayed.sessions] == [1]
        (path,) = self.documents.iterdir()
        assert stayed.taken_along == (path,)
        page = pyrage.decrypt(path.read_bytes(), [self.therapist])
        assert ANSWER.encode() in page.lower()
        assert b"sister" not in path.read_bytes()
        assert Vault.open(self.settings.vault_directory).count() == (0, 0)


# Whoever sees nothing -----------------------------------------------------------------------------


class Heard:
    """All that was spoken, line by line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[str] = []
        speak = SimulatedMouth.speak

        def heard(mouth: SimulatedMouth, said: Speak) -> None:
            self.lines += [line.text for line in said.lines]
            speak(mouth, said)

        monkeypatch.setattr(SimulatedMouth, "speak", heard)

    def names(self, text: str) -> bool:
        return text.lower() in " ".join(self.lines).lower()


@dataclass
class AtKeyboard:
    """Sits there until all that is wanted was chosen, or too long."""

    wanted: list[Any]
    room: Room
    press: Callable[[str], None]

    @property
    def busy(self) -> bool:
        return bool(self.wanted) and self.room.now_seconds() < LONGEST_SITTING_SECONDS

    @property
    def finished(self) -> bool:
        return not self.wanted


@dataclass
class Hears(AtKeyboard):
    """Sits at a keyboard with closed eyes: takes the number or the letter that was named."""

    heard: Heard
    recovery_key: str = "AGE-SECRET-KEY-1"
    _rests_from_seconds: float = 0.0
    _new_from: int = field(default=0)

    def show(self, view: View) -> None:
        """Nothing is seen."""

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        now_seconds = self.room.now_seconds()
        if loudspeaker_sounds or not self.room.client_done:
            self._rests_from_seconds = now_seconds
        new = self.heard.lines[self._new_from :]
        if now_seconds - self._rests_from_seconds < 1.0 or not new or not self.wanted:
            return
        self._take_in(new)
        speaks = self.wanted[0] == "something is said"
        key = None if speaks else self._key_of(new, self.wanted[0])
        if key is not None:
            self.press(key)
        elif speaks and "say something for three seconds after the tone" in new[-1]:
            spoken = to_room(espeak().say("somebody is reading aloud in this room for a while"))
            self.room.speak(at_level(spoken, VOICE_DBFS))
        else:
            return
        self.wanted.pop(0)
        self._new_from = len(self.heard.lines)

    def _take_in(self, new: Sequence[str]) -> None:
        """The recovery key, where it is being read out."""
        rows = [line.partition(":")[2] for line in new if re.match(r"Line \d:", line)]
        if rows:
            assert len(rows) == KEY_LINES
            self.recovery_key = "AGE-SECRET-KEY-1" + "".join(map(letters_of, rows))

    def _key_of(self, new: Sequence[str], wanted: str) -> str | None:
        """What to press: a letter after which its use was said, or a number before a choice."""
        if wanted == "the part of the key":
            asked = re.search(r"In line (\d), what is group (\d)\?", " ".join(new))
            assert asked, new
            wanted = group_of(self.recovery_key, *map(int, asked.groups()))
            choices = {letters_of(text): key for key, text in numbered(new)}
            return choices[wanted]
        for key, text in numbered(new):
            if text.removesuffix(".") == wanted:
                return key
        return wanted if self.heard.names(f"{wanted} tells you the letters") else None


def numbered(lines: Sequence[str]) -> list[tuple[str, str]]:
    found = (re.match(r"(\d): (.*)", line) for line in lines)
    return [(match[1], match[2]) for match in found if match]


def letters_of(spelled: str) -> str:
    return "".join(re.findall(r"[A-Z0-9]\b", spelled))


def group_of(key: str, row: int, place: int) -> str:
    letters = key.removeprefix("AGE-SECRET-KEY-1")
    groups = [letters[i : i + 4] for i in range(0, len(letters), 4)]
    return groups[(row - 1) * GROUPS_A_LINE + place - 1]


BY_EAR = (
    *('"begin"', f'"{ANSWER}", {{ pause_seconds = 2.5 }}, "help"'),
    *('"more choices"', '"more choices"', '"bring this to my session"'),
    *('{ pause_seconds = 1 }, "stop"', '"stop"'),
    *('"hear my words"', '"yes"', '"stop"'),
    *('"look back"', '"yes"', '"stop"'),
    *('"my notes"', '"yes"', '"stop"'),
    *('"take it along"', '"yes"', '"yes"'),
    *('"help"', '"more choices"', '"erase a session"', '"yes"', '"yes"'),
    *('"goodbye"', '"goodbye"'),
)


def test_whoever_sees_nothing_needs_only_what_was_spoken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer = Newcomer(tmp_path, monkeypatch, no_screen=True)
    heard = Heard(monkeypatch)
    wanted = ["h", "Read it out now", "I have it", "the part of the key", "Yes"]
    wanted += ["something is said", "Yes", "As long as I like: I say when to go on", "It is right"]
    newcomer.sets_up(lambda room, press: Hears(wanted, room, press, heard))
    assert heard.lines[-1] == "That is all. Now comes the first question."
    heard.lines.clear()

    def says(text: str) -> None:
        assert text == ANSWER or heard.names(text), f"nobody told them to say {text!r}"

    script = parse_script(turns(*BY_EAR), Path())
    stayed = newcomer.stays(lambda room, press: Client(script, room, press, says))
    newcomer.assert_all_done(stayed)
    assert heard.lines.count("I feel safe with my sister.") == 3
    assert any(line.endswith("Only my therapist can open it.") for line in heard.lines)
    assert "Goodbye." in heard.lines


# Whoever hears nothing ----------------------------------------------------------------------------


@dataclass
class Sees(AtKeyboard):
    """Sits at a keyboard, in silence: presses the key or the number of what is shown, and types.

    Wanted are an action, a choice by its words, or words to be typed, which begin with a space.
    """

    recovery_key: str = ""
    _view: View | None = None
    _looks_from_seconds: float = 0.0

    def show(self, view: View) -> None:
        if self._view is None or view.turn_id != self._view.turn_id:
            self._looks_from_seconds = self.room.now_seconds()
        self._view = view

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        assert not loudspeaker_sounds, "there is none"
        view, now_seconds = self._view, self.room.now_seconds()
        if view is None or not self.wanted or now_seconds - self._looks_from_seconds < 1.0:
            return
        keys = self._keys_of(view, self.wanted[0])
        if not keys:
            return
        self.wanted.pop(0)
        self._looks_from_seconds = now_seconds
        for key in keys:
            self.press(key)

    def _keys_of(self, view: View, wanted: Action | str) -> tuple[str, ...]:
        if isinstance(wanted, Action):
            return tuple(choice.key for choice in view.choices if choice.action is wanted)
        if wanted.startswith(" "):
            return (*wanted[1:], "\r") if view.typing_turn_id else ()
        rows = [match[1] for line in view.shown if (match := re.match(r"\d:  (.*)", line))]
        if rows:
            self.recovery_key = "AGE-SECRET-KEY-1" + "".join("".join(rows).split())
        if wanted == "the part of the key":
            asked = re.search(r"In line (\d), what is group (\d)\?", " ".join(view.shown))
            if asked is None:
                return ()
            wanted = group_of(self.recovery_key, *map(int, asked.groups()))
        return tuple(str(option.number) for option in view.options if option.text == wanted)


BY_EYE = (
    *(Action.BEGIN, Action.TYPE, f" {ANSWER}", Action.BRING, Action.STOP),
    *(Action.HEAR, Action.YES, Action.STOP),
    *(Action.LOOK_BACK, Action.YES, Action.STOP),
    *(Action.MARKED, Action.YES, Action.STOP),
    *(Action.TAKE_ALONG, Action.YES, Action.YES),
    *(Action.ERASE, Action.YES, Action.YES),
    Action.STOP,
)


def test_whoever_hears_nothing_needs_only_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer = Newcomer(tmp_path, monkeypatch, no_voice_out=True)
    wanted = ["Show it now", "I have it", "the part of the key", Action.SKIP]
    wanted += ["As long as I like: I say when to go on"]
    newcomer.sets_up(lambda room, press: Sees(list(wanted), room, press))
    newcomer.views.clear()
    stayed = newcomer.stays(lambda room, press: Sees(list(BY_EYE), room, press))
    newcomer.assert_all_done(stayed)
    (path,) = stayed.taken_along
    assert any(view.shown == (str(path),) for view in newcomer.views)
    assert any("Only my therapist can open it." in line for v in newcomer.views for line in v.said)
