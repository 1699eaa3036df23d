"""How long an abandoned session stays open while others talk beside the kiosk.

The talk sounds in the simulated room and goes through the real listener; only the recogniser is a
stand-in, which hears a word wherever something sounds: the worst that talk can do. Short by
default; REFLECT_LEFT_ALONE=real takes the real two minutes, ten minutes and ten times, and prints
what docs/kiosk.md says.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.kiosk.configs import clinic
from tests.kiosk.test_signs import state_inside, until
from tests.kiosk.test_visits import Kiosk, kiosk_of
from voice.app import simulated
from voice.floor.actions import Action, Means
from voice.floor.events import ActionChosen
from voice.hearing.activity import level_dbfs
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.client import to_room
from voice.rehearsal.espeak import espeak
from voice.rehearsal.room import VOICE_DBFS, Signal, at_level
from voice.scenes.reflection.states import State
from voice.scenes.visit import step, timing
from voice.scenes.visit.states import KioskState
from voice.stage.ports import FRAME_SECONDS, SAMPLE_RATE_HZ, Pcm, Recognized
from voice.values.transcript import Word

pytestmark = pytest.mark.model

REAL = os.environ.get("REFLECT_LEFT_ALONE") == "real"
MOST = step.MOST_PUT_OFF if REAL else 2
UNASKED_SECONDS = step.UNASKED_SECONDS if REAL else 60.0

SPEAKING_SECONDS = 20.0
"""The kiosk's warnings and questions take so long at most, each time."""

SOUNDS_DBFS = -50.0
WORD_FRAMES = 20


class WordsBySound:
    """Hears a word in every 0.4 s in which something sounds."""

    captions = False

    def __init__(self, _model: object) -> None:
        self._levels: list[float] = []

    def begin(self) -> None:
        self._levels = []

    def accept(self, frame: Pcm) -> str | None:
        self._levels.append(level_dbfs(frame))
        return None

    def finish(self) -> Recognized:
        pieces = range(0, len(self._levels), WORD_FRAMES)
        loud = [p for p in pieces if max(self._levels[p : p + WORD_FRAMES]) > SOUNDS_DBFS]
        self.begin()
        return Recognized(
            tuple(
                Word("talk", p * FRAME_SECONDS, (p + WORD_FRAMES - 1) * FRAME_SECONDS, 1.0)
                for p in loud
            )
        )

    def second_opinion(self, frames: object, forms: object) -> Recognized:
        return Recognized(())

    def close(self) -> None:
        pass


@pytest.fixture(params=[RoomKind.QUIET, RoomKind.NOISY], ids=str)
def kiosk(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Kiosk]:
    """A session in which the client has answered for some seconds, and left."""
    monkeypatch.setattr(simulated, "VoskRecognizer", WordsBySound)
    monkeypatch.setattr(step, "MOST_PUT_OFF", MOST)
    monkeypatch.setattr(step, "MOST_SOUNDS", MOST)
    monkeypatch.setattr(step, "UNASKED_SECONDS", UNASKED_SECONDS)
    with kiosk_of(clinic(tmp_path), request.param) as opened:
        for chosen in (Action.BEGIN, Action.YES):
            opened.rehearsal.post(ActionChosen(chosen, Means.PAGE))
            opened.rehearsal.step()
        until(opened, lambda: opened.views[-1].state is not KioskState.MEASURING)
        if opened.views[-1].state is KioskState.ADVISING:
            opened.rehearsal.post(ActionChosen(Action.GO_ON, Means.PAGE))
        until(opened, lambda: state_inside(opened) is State.LISTENING)
        for _ in range(3):
            opened.rehearsal.room.speak(talk(VOICE_DBFS))
        until(opened, lambda: opened.rehearsal.room.client_done)
        yield opened


def talk(dbfs: float) -> Signal:
    """A sentence of somebody's, and a breath."""
    said = at_level(to_room(espeak().say("the train was late and it rained", "en-us+m3")), dbfs)
    return np.concatenate((said, np.zeros(round(0.4 * SAMPLE_RATE_HZ), np.float32)))


def seconds_to_rest(kiosk: Kiosk, said: Signal | None, every_seconds: float = 0.0) -> float:
    """How long until it rests, with this said again and again, so long after it was over."""
    quiet, seconds = every_seconds, 0.0
    while kiosk.views[-1].state is not KioskState.RESTING:
        quiet = quiet + FRAME_SECONDS if kiosk.rehearsal.room.client_done else 0.0
        if said is not None and quiet >= every_seconds:
            kiosk.rehearsal.room.speak(said)
            quiet = 0.0
        kiosk.rehearsal.step()
        seconds += FRAME_SECONDS
        assert seconds < 4 * 3600
    print(f"closed after {seconds / 60:.1f} minutes")
    return seconds


LONG = pytest.mark.timeout(7200 if REAL else 300)


@LONG
def test_beside_nobody_it_closes_after_two_minutes_and_twenty_seconds(kiosk: Kiosk) -> None:
    alone = timing.ALONE_SECONDS + timing.EXTEND_SECONDS
    assert seconds_to_rest(kiosk, None) <= alone + 3 * SPEAKING_SECONDS


@LONG
@pytest.mark.parametrize("softer_db", [0.0, 16.0])
def test_beside_talk_without_pauses_it_closes_after_the_last_question(
    kiosk: Kiosk, softer_db: float
) -> None:
    seconds = seconds_to_rest(kiosk, talk(VOICE_DBFS - softer_db))
    once = UNASKED_SECONDS + timing.EXTEND_SECONDS + SPEAKING_SECONDS
    longest = (MOST + 1) * once + timing.ALONE_SECONDS + timing.EXTEND_SECONDS + SPEAKING_SECONDS
    assert seconds <= longest
    assert not REAL or seconds < 2 * 3600
