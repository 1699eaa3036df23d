"""What somebody changed in a line that held their own passages, as corrections of these passages.

Pure functions over words. What is put in later lies over what was heard, as if it had been said:
`transcript.corrected` lays it there.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from voice.values.transcript import (
    UNCLEAR,
    UNKNOWN_WORD,
    Correction,
    Segment,
    named,
    on_paper,
)
from voice.values.typing import as_draft

ENDS = ".,;:!?\u2026"
"""Signs at the end of a sentence, which is written with a full stop."""

Place = tuple[int, int]
"""A word: the passage's index and the word's in it."""


def line_of(segments: Sequence[Segment]) -> str:
    """Passages as they stand in a line to be changed: sentences, and no mark in them."""
    return as_draft(" ".join(_sentence(segment) for segment in segments if segment.words))


def corrections_typed(typed: str, segments: Sequence[Segment]) -> list[Correction]:
    """The corrections that make these passages, as corrected so far, what was typed.

    Words that only have another sign or capital stay. A passage can lose words, but never all of
    them: nothing is taken out by a correction.
    """
    places = [(at, index) for at, each in enumerate(segments) for index in range(len(each.words))]
    before = [_plain(segments[at].words[index].text) for at, index in places]
    after = typed.split()
    matcher = SequenceMatcher(None, before, [_plain(word) for word in after], autojunk=False)
    now = {place: [segments[place[0]].words[place[1]].text] for place in places}
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind != "equal":
            _put(now, places, slice(first, last), after[begin:end])
    made = (_correction(at, segment, now) for at, segment in enumerate(segments))
    return [correction for correction in made if correction is not None]


def _put(
    now: dict[Place, list[str]], places: Sequence[Place], replaced: slice, words: list[str]
) -> None:
    """In place of these words, one for one and what is left with the last; where none were, beside
    the word before, or the first."""
    wide = list(places[replaced])
    if not wide:
        at = replaced.start - 1
        if at >= 0:
            now[places[at]] += words
        elif places:
            now[places[0]][:0] = words
        return
    for place in wide[:-1]:
        now[place] = [words.pop(0)] if words else []
    now[wide[-1]] = words


def _correction(at: int, segment: Segment, now: dict[Place, list[str]]) -> Correction | None:
    old = [word.text for word in segment.words]
    new = [now[at, index] for index in range(len(old))]
    if not segment.typed and new:  # what was spoken ends as a sentence by itself
        new[-1] = [word for word in (text.rstrip(ENDS) for text in new[-1]) if word]
    changed = [index for index, text in enumerate(old) if new[index] != [text]]
    if not changed or not any(new):
        return None
    first, last = changed[0], changed[-1] + 1
    while not any(new[first:last]):  # words are only ever changed into others: a neighbour is kept
        first, last = max(0, first - 1), last if first else last + 1
    meant = tuple(word for words in new[first:last] for word in words)
    return Correction("", segment.segment_id, first, tuple(old[first:last]), meant)


def named_after(
    corrections: Sequence[Correction], before: Sequence[Correction]
) -> Iterator[Correction]:
    """The same with names of their own, beside those that were made before."""
    for each in corrections:
        earlier = sum(other.segment_id == each.segment_id for other in before)
        yield Correction(
            f"{each.segment_id}-typed-{earlier}",
            each.segment_id,
            each.first_word,
            each.misheard,
            each.meant,
        )


def _sentence(segment: Segment) -> str:
    text = " ".join(text for text, _ in on_paper(segment))
    return text if segment.typed else f"{text}."


def _plain(text: str) -> str:
    """A word as it counts here: an unclear sound is one word, however it is written."""
    return named(UNCLEAR if text == UNKNOWN_WORD else text)
