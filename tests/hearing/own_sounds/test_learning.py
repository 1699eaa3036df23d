"""When a sound only asks, when it acts, and what a yes and a no make of it."""

import pytest

from tests.hearing.own_sounds.sounds import CLICK, HISS, HUM, frames_of, made
from voice.floor.actions import RULE_OF, Action, Safety
from voice.floor.commands import LearnSound
from voice.hearing.own_sounds.ear import OwnSoundsEar, what_it_is
from voice.hearing.own_sounds.features import features_of
from voice.hearing.own_sounds.matching import Match
from voice.hearing.own_sounds.taught import (
    EXAMPLE_BYTES,
    FEWEST_EXAMPLES,
    MOST_ACTIONS,
    MOST_EXAMPLES,
    MOST_OTHERS,
    Taught,
    example_of,
)


def number(value: int) -> bytes:
    return bytes([value]) * EXAMPLE_BYTES


FIRST = [number(n) for n in range(FEWEST_EXAMPLES)]
ONE_TAUGHT = Taught().with_sound(Action.NEXT, FIRST)


def answered(taught: Taught, *rights: bool, action: Action = Action.NEXT) -> Taught:
    for index, right in enumerate(rights):
        taught = taught.answered(action, number(100 + index), right)
    return taught


def acts(taught: Taught, action: Action = Action.NEXT) -> bool:
    sound = taught.of(action)
    assert sound is not None
    return sound.acts


def test_a_sound_acts_after_three_yeses() -> None:
    assert not acts(answered(ONE_TAUGHT, True, True))
    assert acts(answered(ONE_TAUGHT, True, True, True))


def test_a_no_makes_it_ask_again() -> None:
    assert not acts(answered(ONE_TAUGHT, True, True, True, False))
    assert not acts(answered(ONE_TAUGHT, True, True, False, True, True))
    assert acts(answered(ONE_TAUGHT, False, True, True, True))


@pytest.mark.parametrize(
    "action", [a for a, r in RULE_OF.items() if r.safety is not Safety.HARMLESS]
)
def test_what_destroys_or_ends_asks_for_ever(action: Action) -> None:
    taught = Taught().with_sound(action, FIRST)
    assert not acts(answered(taught, *[True] * 9, action=action), action)


def test_a_yes_adds_an_example_and_the_first_ones_stay() -> None:
    sound = answered(ONE_TAUGHT, *[True] * 20).of(Action.NEXT)
    assert sound is not None
    assert len(sound.examples) == MOST_EXAMPLES
    assert list(sound.examples[:FEWEST_EXAMPLES]) == FIRST
    assert sound.examples[-1] == number(119)


def test_a_no_adds_a_counter_example_and_the_latest_stay() -> None:
    taught = answered(ONE_TAUGHT, *[False] * 30)
    assert len(taught.others) == MOST_OTHERS
    assert taught.others[-1] == number(129)


def test_an_answer_about_a_forgotten_sound_teaches_nothing() -> None:
    forgotten = ONE_TAUGHT.without(Action.NEXT)
    assert answered(forgotten, True, False) == forgotten


def test_too_few_or_too_many_are_refused() -> None:
    with pytest.raises(ValueError, match="2 examples"):
        Taught().with_sound(Action.NEXT, FIRST[:2])
    full = Taught()
    for action in list(Action)[:MOST_ACTIONS]:
        full = full.with_sound(action, FIRST)
    with pytest.raises(ValueError, match="13 actions"):
        full.with_sound(list(Action)[MOST_ACTIONS], FIRST)
    assert len(full.with_sound(next(iter(Action)), FIRST).sounds) == MOST_ACTIONS


def test_an_ear_asks_then_acts_and_what_it_learns_is_kept() -> None:
    kept: list[Taught] = []
    taught = Taught()
    for action, kind in ((Action.NEXT, HUM), (Action.REPEAT, CLICK)):
        examples = [features_of(made(kind, take)) for take in range(3)]
        taught = taught.with_sound(action, [example_of(e) for e in examples if e is not None])
    ear = OwnSoundsEar(taught, kept.append)
    for take in range(10, 13):
        heard = ear.hear(frames_of(made(HUM, take)))
        assert heard is not None
        assert (heard.action, heard.acts) == (Action.NEXT, False)
        ear.learn(LearnSound(heard.action, heard.example, right=True))
    heard = ear.hear(frames_of(made(HUM, 20)))
    assert heard is not None
    assert heard.acts
    assert kept[-1] == ear.taught
    assert ear.hear(frames_of(made(HISS, 20))) is None
    assert ear.hear([]) is None
    assert "example" not in repr(heard)


def test_an_ear_that_was_taught_nothing_hears_nothing() -> None:
    assert OwnSoundsEar(Taught(), lambda _: None).hear(frames_of(made(HUM, 1))) is None


def test_a_sound_that_is_only_perhaps_one_asks_however_often_it_was_right() -> None:
    taught = answered(ONE_TAUGHT, True, True, True)
    perhaps = what_it_is(taught, Match(Action.NEXT, 0.93, acts=False, asks=True), b"")
    assert perhaps is not None
    assert not perhaps.acts
    assert what_it_is(taught, Match(Action.NEXT, 1.2, acts=False, asks=False), b"") is None
