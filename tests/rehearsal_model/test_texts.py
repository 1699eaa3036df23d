"""What is said in training and counted by the language model."""

import random
from collections import Counter
from types import SimpleNamespace

import pytest
from rehearsal_model import texts
from rehearsal_model.language_model import build_language_model
from rehearsal_model.texts import HESITATIONS, TextSource, hesitant

WORDS = ["a", "b", "c", "d", "[unk]"]


def test_a_hesitant_text_is_the_text_with_one_hesitation() -> None:
    rng = random.Random(1)
    text = "i am not sure"
    places = set()
    for _ in range(50):
        words = hesitant(text, rng).split()
        places |= {place for place, word in enumerate(words) if word in HESITATIONS}
        rest = [word for word in words if word not in HESITATIONS]
        assert " ".join(rest) == text
        assert len(words) == len(rest) + 1
    assert places == {0, 1, 2, 3}  # before it or in it, never after


def test_one_training_text_in_fifty_is_a_hesitation_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TextSource, "_open_talk", lambda _source: "i am not sure")
    monkeypatch.setattr(texts, "_texts", lambda: SimpleNamespace(commands=["next question"]))
    source = TextSource(random.Random(1))
    drawn = Counter(source.training_text() for _ in range(5_000))
    alone = sum(drawn[text] for text in texts.LONE_HESITATIONS)
    assert alone / 5_000 == pytest.approx(texts.LONE_HESITATION_SHARE, abs=0.006)
    assert all(drawn[text] for text in texts.LONE_HESITATIONS)


def states_after(said: list[str]) -> int:
    """How many histories the language model of these texts, each said a hundred times, keeps."""
    return len(build_language_model([(100.0, said)], WORDS).arcs)


def test_trigrams_are_kept_where_they_say_more_than_their_bigrams() -> None:
    same_after_b = states_after(["a b c", "d b c"])
    told_by_the_word_before_b = states_after(["a b c", "d b a"])
    assert same_after_b == 6  # the start, the back-off, and each of the four words
    assert told_by_the_word_before_b == 6 + 4  # "a b", "d b", and an "a" that begins or ends
