"""The panel's unclear speech moves when what it measures is broken."""

import pytest
from speaker_panel import unclear

from voice.floor.actions import Action
from voice.hearing.own_sounds.taught import Taught
from voice.hearing.vosk_recognizer import VoskRecognizer, open_model
from voice.models.choosing import rehearsal_model


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> VoskRecognizer:
    monkeypatch.setattr(unclear, "COMMANDS", (Action.NEXT, Action.STOP, Action.BACK))
    monkeypatch.setattr(unclear, "OTHERS", unclear.OTHERS[:2])
    monkeypatch.setattr(unclear, "TRIES", 1)
    return VoskRecognizer(open_model(rehearsal_model()))


def test_what_words_do_not_find_five_examples_do(few: VoskRecognizer) -> None:
    (counts,) = unclear.measure(few, 1, seed=1)
    assert counts.by_words < counts.said == 3
    assert counts.with_sounds == 3
    assert (counts.for_another, counts.others_taken, counts.others) == (0, 0, 2)


def test_where_nothing_was_taught_the_words_are_all_there_is(
    few: VoskRecognizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unclear, "_taught", lambda *_: Taught())
    (counts,) = unclear.measure(few, 1, seed=1)
    assert counts.with_sounds == counts.by_words < counts.said


def test_a_speaker_changes_the_same_sounds_and_says_nothing_twice_alike() -> None:
    first, second = (unclear.Unclear(0, seed=1) for _ in range(2))
    once, again = first.says("next question"), first.says("next question")
    assert len(once) != len(again)
    assert (once == second.says("next question")).all()
