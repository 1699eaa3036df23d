"""How words look on paper, and that they look like nothing anywhere else."""

from voice.values.transcript import Answer, Segment, Word, prose, segment_prose


def words(text: str, start: float, confidence: float = 1.0) -> tuple[Word, ...]:
    return tuple(
        Word(word, start + 0.4 * n, start + 0.4 * n + 0.3, confidence)
        for n, word in enumerate(text.split())
    )


def passage(text: str, start: float, confidence: float = 1.0) -> Segment:
    said = words(text, start, confidence)
    return Segment(f"s{start}", said, start, said[-1].end_seconds)


def test_a_passage_is_a_sentence_with_a_capital_and_a_full_stop() -> None:
    assert segment_prose(passage("i think i'm fine", 0)) == "I think I'm fine."


def test_unsure_and_unknown_words_are_marked_and_never_dropped() -> None:
    assert segment_prose(passage("maybe", 0, 0.3)) == "Maybe [?]."
    assert segment_prose(passage("so [unk] it", 0)) == "So [unclear] it."


def test_four_seconds_of_silence_make_a_paragraph_and_less_does_not() -> None:
    first, close, far = passage("one", 0), passage("two", 4.2), passage("three", 8.6)
    assert prose((first, close)) == "One. Two."
    assert prose((close, far)) == "Two.\n\nThree."


def test_the_verbatim_words_stay_beside_the_prose() -> None:
    answer = Answer("q", "Why?", segments=(passage("i see", 0), passage("yes", 9)))
    assert answer.verbatim == "i see yes"


def test_no_repr_holds_a_spoken_word() -> None:
    answer = Answer("q", "Why?", segments=(passage("canary", 0),))
    assert "canary" not in repr(answer)
