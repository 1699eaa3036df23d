"""Own sounds in a listener that understands no word: a deaf recogniser beside them."""

import threading

import numpy as np
import pytest

from tests.doubles import Deaf
from tests.hearing.own_sounds.sounds import CLICK, HISS, HUM, RISE, frames_of, made
from voice.floor.actions import Action
from voice.floor.events import SegmentHeard
from voice.hearing.late_recognizer import LateRecognizer
from voice.hearing.listener import Listener
from voice.hearing.own_sounds.ear import OwnSoundsEar
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.taught import Taught, example_of
from voice.stage.ports import FRAME_SAMPLES, Pcm

MEANT = {Action.NEXT: HUM, Action.REPEAT: CLICK, Action.STOP: RISE}


def an_ear() -> OwnSoundsEar:
    taught = Taught()
    for action, kind in MEANT.items():
        features = [features_of(made(kind, take)) for take in range(3)]
        taught = taught.with_sound(action, [example_of(f) for f in features if f is not None])
    return OwnSoundsEar(taught, lambda _: None)


@pytest.fixture(scope="module")
def ear() -> OwnSoundsEar:
    return an_ear()


def quiet(seconds: float) -> Pcm:
    count = round(seconds * 50) * FRAME_SAMPLES
    return (np.random.default_rng(5).standard_normal(count) * 20).astype(np.int16)


def heard_in(sounds: list[Pcm], ear: OwnSoundsEar | None) -> list[SegmentHeard]:
    events: list[object] = []
    listener = Listener(Deaf(), events.append, guard_seconds=0.0, own_sounds=ear)
    listener.open(1, forms=("next question",))
    for frame in frames_of(np.concatenate([quiet(2), *sounds, quiet(2)])):
        listener.hear(frame)
    listener.finish()
    return [event for event in events if isinstance(event, SegmentHeard)]


@pytest.mark.parametrize(("action", "kind"), MEANT.items())
def test_a_taught_sound_alone_is_told_as_its_action_without_a_word(
    action: Action, kind: str, ear: OwnSoundsEar
) -> None:
    heard = heard_in([made(kind, 10)], ear)
    own = [each.own_sound for each in heard if each.own_sound is not None]
    assert [each.action for each in own] == [action]
    assert not own[0].acts
    assert not heard[0].segment.background


def test_another_sound_is_told_as_none(ear: OwnSoundsEar) -> None:
    assert all(each.own_sound is None for each in heard_in([made(HISS, 10)], ear))


def test_a_sound_in_longer_talk_is_not_looked_at(ear: OwnSoundsEar) -> None:
    long = [made(HUM, take, around_seconds=0.1) for take in range(10, 18)]
    assert all(each.own_sound is None for each in heard_in(long, ear))


def test_right_after_another_sound_of_the_persons_it_is_not_alone(ear: OwnSoundsEar) -> None:
    heard = heard_in([made(HUM, 10, around_seconds=0.3), made(CLICK, 10, around_seconds=0.3)], ear)
    assert Action.REPEAT not in {each.own_sound.action for each in heard if each.own_sound}


def test_where_nothing_was_taught_a_sound_is_what_it_was_before() -> None:
    assert all(each.own_sound is None for each in heard_in([made(HUM, 10)], None))


def test_a_sound_made_before_the_model_is_there_is_told_once(ear: OwnSoundsEar) -> None:
    events: list[object] = []
    there = threading.Event()

    def late() -> Deaf:
        there.wait()
        return Deaf()

    recognizer = LateRecognizer(late, events.append)
    listener = Listener(recognizer, recognizer.post, guard_seconds=0.0, own_sounds=ear)
    listener.open(1)
    for frame in frames_of(np.concatenate([quiet(2), made(HUM, 10), quiet(2)])):
        listener.hear(frame)
    there.set()
    listener.end()
    own = [e for e in events if isinstance(e, SegmentHeard) and e.own_sound is not None]
    assert len(own) == 1
