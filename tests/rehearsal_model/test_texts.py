"""What is said in training and counted by the language model."""

import random

from rehearsal_model.language_model import build_language_model
from rehearsal_model.texts import HESITATIONS, hesitant

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


def states_after(texts: list[str]) -> int:
    """How many histories the language model of these texts, each said a hundred times, keeps."""
    return len(build_language_model([(100.0, texts)], WORDS).arcs)


def test_trigrams_are_kept_where_they_say_more_than_their_bigrams() -> None:
    same_after_b = states_after(["a b c", "d b c"])
    told_by_the_word_before_b = states_after(["a b c", "d b a"])
    assert same_after_b == 6  # the start, the back-off, and each of the four words
    assert told_by_the_word_before_b == 6 + 4  # "a b", "d b", and an "a" that begins or ends
