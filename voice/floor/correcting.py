"""Is this passage a correction, such as "change bread to bred"? When in doubt it is the answer.

Pure functions over words. Like an action, a correction is a whole utterance with silence around
it; unlike one it names words of the answer, and what names none of them is content.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from voice.floor.events import SegmentHeard
from voice.floor.understanding import is_sure, stands_alone
from voice.floor.wording import Wording
from voice.values.transcript import Answer, Correction, Segment, corrections_of

MISHEARD, MEANT = "{misheard}", "{meant}"
"""Where the two runs of words stand in a language's forms."""

Reading = tuple[tuple[str, ...], tuple[str, ...]]
"""What a passage says was misheard, and what it says was meant."""

NEAR_PASSAGES = 2
"""People correct what they have just said: in an earlier passage the program asks first."""

MOST_WORDS_MEANT = 6
"""Longer than this it may well be a sentence of the answer, and the program asks first."""


@dataclass(frozen=True, slots=True)
class Wished:
    """A correction that a passage was taken for, and whether it may be made without asking."""

    correction: Correction
    sure: bool


def understand_correction(heard: SegmentHeard, answer: Answer, wording: Wording) -> Wished | None:
    """The correction of this answer that the passage is as a whole, or None: it is content."""
    readings = _readings_of(heard, wording)
    if not readings:  # nearly always: then the answer is not looked through, however long it is
        return None
    segments = answer.said_corrected
    wished = _places(heard, readings, segments)
    if not wished:
        return None
    correction = wished[-1]
    near = {segment.segment_id for segment in segments[-NEAR_PASSAGES:]}
    sure = (
        len(wished) == 1
        and correction.segment_id in near
        and len(correction.meant) <= MOST_WORDS_MEANT
        and is_sure(heard.segment.words)
    )
    return Wished(correction, sure)


def places_wished(
    heard: SegmentHeard, segments: Sequence[Segment], wording: Wording
) -> list[Correction] | None:
    """The corrections that a passage can mean, one for each place where the words stand.

    None where it has not the form of a correction. "change a to b to c" can be read in two ways:
    the one with more of the words that stand here is taken.
    """
    readings = _readings_of(heard, wording)
    return _places(heard, readings, segments) if readings else None


def _readings_of(heard: SegmentHeard, wording: Wording) -> list[Reading]:
    if not heard.segment.words or not stands_alone(heard):
        return []
    said = [w.text for w in heard.segment.words if w.text not in wording.hesitations]
    without_stutter = [word for word, _ in groupby(said)]
    return [
        reading
        for words in (said, without_stutter)
        for reading in _readings(tuple(words), wording.correcting)
    ]


def _places(
    heard: SegmentHeard, readings: Iterable[Reading], segments: Sequence[Segment]
) -> list[Correction]:
    name = f"{heard.segment.segment_id}-correction"
    wished = [corrections_of(name, *reading, segments) for reading in readings]
    return max(wished, key=lambda corrections: len(corrections[0].misheard) if corrections else 0)


def _readings(said: tuple[str, ...], forms: Iterable[str]) -> Iterator[Reading]:
    """Every way to read the words as "change … to …": the words may hold a "to" themselves."""
    for form in forms:
        before, _, rest = form.partition(MISHEARD)
        between, _, after = rest.partition(MEANT)
        lead, middle, trail = before.split(), between.split(), after.split()
        inner = said[len(lead) : len(said) - len(trail)]
        if list(said[: len(lead)]) != lead or list(said[len(said) - len(trail) :]) != trail:
            continue
        for cut in range(1, len(inner) - len(middle)):
            if list(inner[cut : cut + len(middle)]) == middle:
                yield inner[:cut], inner[cut + len(middle) :]
