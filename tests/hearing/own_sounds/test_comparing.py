"""What is a sound, how far two are apart, and which of those taught one is."""

import itertools

import numpy as np
import pytest

from tests.hearing.own_sounds.sounds import CLICK, FALL, HISS, HUM, RISE, made
from voice.floor.actions import Action
from voice.hearing.own_sounds.features import CEPSTRA, STEPS, features_of
from voice.hearing.own_sounds.matching import Match, Matcher
from voice.hearing.own_sounds.taught import Taught, example_of, features_in
from voice.hearing.own_sounds.warping import ASIDE_COSTS, distances
from voice.stage.ports import Pcm

MEANT = {Action.NEXT: HUM, Action.REPEAT: CLICK, Action.STOP: RISE}


def features(sound: Pcm) -> np.ndarray:
    found = features_of(sound)
    assert found is not None
    return found


def taught(**meant: str) -> Taught:
    found = Taught()
    for action, kind in meant.items():
        examples = [example_of(features(made(kind, take))) for take in range(3)]
        found = found.with_sound(Action(action), examples)
    return found


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(taught(**{action.value: kind for action, kind in MEANT.items()}))


def test_nothing_that_stands_out_is_no_sound() -> None:
    room = (np.random.default_rng(1).standard_normal(16_000) * 30).astype(np.int16)
    assert features_of(room) is None
    assert features_of(np.zeros(16_000, np.int16)) is None
    assert features_of(np.zeros(100, np.int16)) is None


def test_neither_loudness_nor_the_silence_around_a_sound_counts() -> None:
    near = features(made(HUM, 1))
    soft, early = features(made(HUM, 1, level=2_000.0)), features(made(HUM, 1, around_seconds=0.8))
    other = features(made(RISE, 1))
    apart = distances(near, np.stack([soft, early, other]))
    assert near.shape == (STEPS, CEPSTRA)
    assert apart[:2].max() < 0.5 * apart[2]


def test_a_distance_is_the_cheapest_way_through_the_table() -> None:
    rng = np.random.default_rng(3)
    one, *many = rng.standard_normal((4, 7, 5)).astype(np.float32)
    for other, found in zip(many, distances(one, np.stack(many)), strict=True):
        assert found == pytest.approx(_slowly(one, other), abs=1e-5)
    assert distances(one, one[None])[0] == pytest.approx(0.0, abs=1e-3)


def _slowly(one: np.ndarray, other: np.ndarray) -> float:
    steps = len(one)
    cost = np.full((steps + 1, steps + 1), np.inf)
    cost[0, 0] = 0.0
    for i, j in itertools.product(range(steps), range(steps)):
        apart = float(np.linalg.norm(one[i] - other[j]))
        aside = min(cost[i, j + 1], cost[i + 1, j]) + ASIDE_COSTS
        cost[i + 1, j + 1] = apart + (0.0 if i == j == 0 else min(cost[i, j], aside))
    return float(cost[steps, steps]) / (2 * steps)


@pytest.mark.parametrize(("action", "kind"), MEANT.items())
def test_a_taught_sound_made_once_more_is_that_action(
    matcher: Matcher, action: Action, kind: str
) -> None:
    for take in range(10, 16):
        match = matcher.match(features(made(kind, take)))
        assert (match.action, match.acts) == (action, True)


@pytest.mark.parametrize("kind", [HISS, FALL])
def test_another_sound_is_none_of_them(matcher: Matcher, kind: str) -> None:
    for take in range(10, 16):
        assert not matcher.match(features(made(kind, take))).asks


@pytest.mark.parametrize("kind", [HISS, FALL, HUM])
def test_one_sound_alone_does_not_take_whatever_sounds(kind: str) -> None:
    alone = Matcher(taught(next=RISE))
    assert not alone.match(features(made(kind, 10))).asks
    assert alone.match(features(made(RISE, 10))).acts


def test_the_very_same_examples_leave_room_for_another_take() -> None:
    same = example_of(features(made(HUM, 1)))
    once = Taught().with_sound(Action.NEXT, [same] * 3)
    assert Matcher(once).match(features(made(HUM, 2))).asks


def test_what_was_answered_no_to_is_not_taken_again() -> None:
    near_it = features(made(HUM, 12))
    before = taught(next=HUM, repeat=CLICK)
    after = before.answered(Action.NEXT, example_of(near_it), right=False)
    assert Matcher(before).match(near_it).acts
    assert not Matcher(after).match(near_it).asks


def test_how_alike_a_sound_is_to_each_taught_one_is_told(matcher: Matcher) -> None:
    alike = matcher.alike(features(made(CLICK, 20)))
    assert set(alike) == set(MEANT)
    assert alike[Action.REPEAT] == min(alike.values()) < 2 < alike[Action.NEXT]


def test_an_example_keeps_what_is_compared() -> None:
    heard = features(made(HUM, 1))
    assert np.allclose(features_in(example_of(heard)), heard, atol=0.02)
    assert isinstance(Matcher(taught(next=HUM)).match(heard), Match)
