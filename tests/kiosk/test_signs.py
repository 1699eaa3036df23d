"""Whose words they are: what the session hears, as the kiosk around it takes it for presence.

The passages are given as the listener would tell them, in the simulated room's time.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kiosk.configs import clinic
from tests.kiosk.test_visits import Kiosk, kiosk_of
from tests.scenes.reflection.playbook import segment
from voice.floor.actions import Action, Means
from voice.floor.events import (
    ActionChosen,
    SegmentHeard,
    SpeechStarted,
)
from voice.scenes.reflection.states import State
from voice.scenes.visit import step
from voice.scenes.visit.commands import Occurrence
from voice.scenes.visit.states import KioskState

pytestmark = pytest.mark.model

MOST, ASKED_AFTER_SECONDS = 2, 60.0
"""Instead of ten times and ten minutes: the rule is the same, and the test is short."""

CONTENT, STAYING = "they went on and on", "i'm still here"


@pytest.fixture
def kiosk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kiosk]:
    """A session inside that has just asked its first question."""
    monkeypatch.setattr(step, "MOST_PUT_OFF", MOST)
    monkeypatch.setattr(step, "MOST_SOUNDS", MOST)
    monkeypatch.setattr(step, "UNASKED_SECONDS", ASKED_AFTER_SECONDS)
    with kiosk_of(clinic(tmp_path)) as opened:
        for chosen in (
            ActionChosen(Action.BEGIN, Means.PAGE),
            ActionChosen(Action.YES, Means.PAGE),
        ):
            opened.rehearsal.post(chosen)
            opened.rehearsal.step()
        until(opened, lambda: state_inside(opened) is State.LISTENING)
        yield opened


def state_inside(kiosk: Kiosk) -> State | None:
    state = kiosk.views[-1].state
    return state if isinstance(state, State) else None


def until(kiosk: Kiosk, reached: object, longest_seconds: float = 600.0) -> None:
    """Let the room's time pass until this is so."""
    assert callable(reached)
    for _ in range(round(longest_seconds * 50)):
        if reached():
            return
        kiosk.rehearsal.step()
    raise AssertionError(f"never so; the last state was {kiosk.views[-1].state}")


def hears(kiosk: Kiosk, text: str, background: bool = False) -> None:
    """A passage in the session's present turn."""
    turn_id = kiosk.rehearsal.stage.scene.now.turn_id
    said = replace(segment(text, len(kiosk.views)), background=background)
    if not background:
        kiosk.rehearsal.post(SpeechStarted(turn_id))
    kiosk.rehearsal.post(SegmentHeard(turn_id, said, math.inf, 1.5))
    kiosk.rehearsal.step()


def talks_on(kiosk: Kiosk, seconds: float, answer: str = "", background: bool = False) -> None:
    """Talk every ten seconds, with `answer` whenever the kiosk says that it will close."""
    for _ in range(round(seconds / 10)):
        for _ in range(500):
            kiosk.rehearsal.step()
        if state_inside(kiosk) is State.LISTENING:
            warned = kiosk.views[-1].warned
            hears(kiosk, answer if warned and answer else CONTENT, background and not warned)


def asked(kiosk: Kiosk) -> int:
    """How often it was asked aloud whose words they are."""
    sayings = {v.saying for v in kiosk.views if not v.heading_key}
    return sum("I hear someone. Is it you?" in str(saying) for saying in sayings)


def test_talk_that_never_answers_ends_in_sealing_and_rest(kiosk: Kiosk) -> None:
    talks_on(kiosk, 400)
    assert kiosk.views[-1].state is KioskState.RESTING
    assert asked(kiosk)
    extended = [occurrence for occurrence, _ in kiosk.told if occurrence is Occurrence.EXTENDED]
    assert len(extended) == MOST
    assert (Occurrence.LEFT_ALONE, "") in kiosk.told
    assert CONTENT in " ".join(kiosk.said_in_outbox())  # nothing that was said is lost


def test_somebody_who_answers_is_never_closed_upon(kiosk: Kiosk) -> None:
    talks_on(kiosk, 270, answer=STAYING)
    assert isinstance(kiosk.views[-1].state, State)
    assert (Occurrence.LEFT_ALONE, "") not in kiosk.told
    assert sum(occurrence is Occurrence.EXTENDED for occurrence, _ in kiosk.told) > MOST


def test_a_room_full_of_talk_counts_as_sounds_and_keeps_nobodys_place(kiosk: Kiosk) -> None:
    talks_on(kiosk, 400, background=True)
    assert kiosk.views[-1].state is KioskState.RESTING
    assert (Occurrence.LEFT_ALONE, "") in kiosk.told
