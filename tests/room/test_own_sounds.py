"""Three sounds taught on devices, one of them no voice, and a session led by them, no model."""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sound_server import SoundServer

from tests.hearing.own_sounds.sounds import CLICK, HUM, RISE, made
from tests.room.client import SPOKEN
from tests.room.conftest import needs_pulseaudio
from tests.room.test_session import FAST_WPM, GUIDE
from voice.app.session import hold_session
from voice.app.teaching import teach
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen, OptionChosen
from voice.floor.view import View
from voice.hearing.own_sounds.store import read_own_sounds
from voice.scenes.reflection.states import State
from voice.scenes.teaching.states import TEACHABLE, Teaching
from voice.settings import Settings
from voice.stage.ports import SAMPLE_RATE_HZ, Notice, Post
from voice.vault.vault import Vault

pytestmark = [needs_pulseaudio, pytest.mark.devices]

MEANT = {Action.NEXT: HUM, Action.REPEAT: CLICK, Action.STOP: RISE}

UNHEARD_SECONDS = 8.0
"""So long without an answer, on a busy machine too: a person makes the sound again."""


class Maker:
    """Makes sounds into the room, one whenever it is its turn, on a thread of their own."""

    def __init__(self, wants: Callable[[View], str | None]) -> None:
        """`wants` tells which sound is to be made at this view; None: none."""
        self._wants = wants
        self._changed = threading.Condition()
        self._view: View | None = None
        self._closing = False
        self.take = 0
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def show(self, view: View) -> None:
        with self._changed:
            self._view = view
            self._changed.notify()

    def notice(self, notice: Notice) -> None:
        pass

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join(timeout=5)

    def _work(self) -> None:
        made_in = -1
        while True:
            with self._changed:
                view = self._view
                new = view is not None and view.turn_id != made_in
                kind = self._wants(view) if new and view is not None else None
                if self._closing:
                    return
                if kind is None or view is None:
                    if not self._changed.wait(UNHEARD_SECONDS):
                        made_in = -1
                    continue
                made_in = view.turn_id
            self.take += 1
            into_the_room(kind, self.take)


def into_the_room(kind: str, take: int) -> None:
    moment = np.zeros(round(0.8 * SAMPLE_RATE_HZ), np.int16)
    sound = np.concatenate([moment, made(kind, take, level=6_000.0), moment])
    subprocess.run(["pacat", "--device=room", *SPOKEN], input=sound.tobytes(), check=True)


class Teacher(Maker):
    """Teaches each of `MEANT`, three examples, by keys."""

    def __init__(self, post: Post) -> None:
        self.post = post
        self._left = list(MEANT)
        self._chosen_in = -1
        super().__init__(self._sound)

    def _sound(self, view: View) -> str | None:
        ready = view.state is Teaching.MAKING and view.microphone_open and not view.speaking
        return MEANT[self._left[0]] if ready else None

    def show(self, view: View) -> None:
        super().show(view)
        if view.speaking or view.turn_id == self._chosen_in or not view.options:
            return
        self._chosen_in = view.turn_id
        match view.state:
            case Teaching.WHICH:
                known = [TEACHABLE[o.number - 1] for o in view.options if o.note_key]
                self._left = [action for action in self._left if action not in known]
                if self._left:
                    number = TEACHABLE.index(self._left[0]) + 1
                    self.post(OptionChosen(number, Means.KEY))
                else:
                    self.post(ActionChosen(Action.STOP, Means.KEY))
            case Teaching.UNMADE | Teaching.MADE | Teaching.ENOUGH | Teaching.SEALING:
                self.post(OptionChosen(1, Means.KEY))
            case _:
                pass


class LedBySounds(Maker):
    """Leads a session: begins, hears the question again, goes on, and stops."""

    def __init__(self) -> None:
        self.states: list[tuple[str, int]] = []
        self._again = False
        super().__init__(self._sound)

    def show(self, view: View) -> None:
        self.states.append((view.state, view.number))
        self._again = self._again or _asks_about_again(view)
        super().show(view)

    def _sound(self, view: View) -> str | None:
        if view.speaking or not view.microphone_open:
            return None
        match view.state:
            case State.READY:
                return HUM
            case State.LISTENING if view.number == 1:
                return HUM if self._again else CLICK
            case State.CONFIRMING if view.number == 1:
                return CLICK if _asks_about_again(view) else HUM
            case State.LISTENING | State.CONFIRMING:  # then ten seconds of silence end it
                return RISE
            case _:
                return None


def _asks_about_again(view: View) -> bool:
    return view.state is State.CONFIRMING and "say it again" in " ".join(view.said)


def test_three_sounds_are_taught_and_lead_a_session_where_no_word_is_understood(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.app.lacking.models_folder", lambda: tmp_path / "no-models")
    path = tmp_path / "own-sounds.json"
    for module in ("voice.app.own_sounds", "voice.app.teaching"):
        monkeypatch.setattr(f"{module}.own_sounds_file", lambda: path)
    guide = tmp_path / "two.toml"
    guide.write_text(GUIDE)
    vault, _ = Vault.create(tmp_path / "vault")
    settings = Settings(
        guide=str(guide), vault=vault.directory, rate_wpm=FAST_WPM, no_voice_out=True
    )
    assert set(teach(settings, Teacher)) == set(MEANT)
    taught = read_own_sounds(path)
    assert all(len(sound.examples) == 3 for sound in taught.sounds)
    led = LedBySounds()
    outcome = hold_session(settings, lambda _post: led, remember=False)
    assert outcome.reason == "stopped"
    assert (State.LISTENING, 2) in led.states
    assert led._again, "the click was asked about"
    learned = read_own_sounds(path)
    assert sum(sound.yeses for sound in learned.sounds) >= 3
