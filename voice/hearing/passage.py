"""One passage between two silences: what was fed of it, and the runs it falls into at its end.

A run is what one side said: the person near the microphone, or others far away. When a passage
begins and ends is `listener`'s to say; who is near, `nearness`'s.
"""

import itertools
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from voice.hearing.nearness import Nearness
from voice.stage.ports import FRAME_SECONDS, Pcm, Recognizer, frames_in
from voice.values.transcript import PassageSound, Word

SEGMENT_SILENCE_SECONDS = 1.5
"""A passage ends after this much without voice and without a new word."""

ALONE_SECONDS = 1.0
"""In a room full of talk a passage also ends after a short run of the person's own words that has
this much without them before it, and `SEGMENT_SILENCE_SECONDS` after it: it may be an action."""

LONGEST_ALONE_SECONDS = 4.0
"""Longer than the slowest "give me a minute"."""

LULL_AFTER_SECONDS, LULL_SECONDS = 40.0, 0.4
"""Unbroken speech is cut at the first short lull after forty seconds, so that a power cut costs
no more than that."""

LONGEST_SEGMENT_SECONDS = 60.0
"""Where there is not even a lull; the next passage goes on with the very next frame."""

LATEST_SECONDS = LONGEST_ALONE_SECONDS + SEGMENT_SILENCE_SECONDS + 1.0
"""Of a passage, so much can be recognised once more."""

EDGE_SECONDS = 0.15
"""What is heard around a run that is recognised once more: a word's onset is softer than it."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one side, how they sounded, and until when that side was quiet after them.

    Of others' words: until when nobody spoke.
    """

    words: tuple[Word, ...]
    near: bool
    quiet_until_seconds: float | None
    """None: they were cut off."""
    sound: PassageSound | None
    stands_out: bool = True
    """Of near ones: whether what is told apart around an action is theirs for sure. Until a second
    voice is known the softer ones may be anybody's, and are kept as the person's."""
    anybody_after_seconds: float = math.inf
    """Until the next words of the passage, whosever."""


class Passage:
    """A passage being heard."""

    __slots__ = (
        "beginning_unheard",
        "begun",
        "begun_early",
        "frames",
        "latest",
        "lull_frames",
        "quiet_frames",
        "samples",
        "started_seconds",
        "told",
        "traceless_frames",
        "turn_id",
        "voiced",
        "withheld",
    )

    def __init__(self, turn_id: int, started_seconds: float, keeps_sound: bool) -> None:
        self.samples = bytearray() if keeps_sound else None
        """What the recogniser was given: a passage ends by itself before this is over 2 MB."""
        self.turn_id = turn_id
        self.started_seconds = started_seconds
        self.frames = 0
        self.quiet_frames = 0
        self.lull_frames = 0
        self.traceless_frames = 0
        """Frames since either detector last heard a voice."""
        self.withheld: list[Pcm] = []
        self.latest: deque[Pcm] = deque(maxlen=frames_in(LATEST_SECONDS))
        self.voiced = False
        self.begun = False
        """Somebody near has begun to speak."""
        self.told = False
        """It was told that something sounds."""
        self.begun_early = False
        """They began before the microphone opened."""
        self.beginning_unheard = False
        """The program may have covered their first words."""

    def take(self, frame: Pcm, voice: bool, trace: bool) -> None:
        """One frame more, for the recogniser later: whether a voice is in it, or a trace of one."""
        self.frames += 1
        self.quiet_frames = 0 if voice else self.quiet_frames + 1
        self.lull_frames = 0 if voice else self.lull_frames + 1
        self.traceless_frames = 0 if trace else self.traceless_frames + 1
        self.voiced = self.voiced or voice
        self.withheld.append(frame)
        self.latest.append(frame)

    @property
    def is_to_be_cut(self) -> bool:
        """Whether it is so long that it is cut here, although somebody goes on."""
        seconds = self.frames * FRAME_SECONDS
        lull = self.lull_frames * FRAME_SECONDS >= LULL_SECONDS and seconds > LULL_AFTER_SECONDS
        return lull or seconds >= LONGEST_SEGMENT_SECONDS

    def heard(self, frame: Pcm) -> None:
        """The recogniser was given this frame."""
        if self.samples is not None:
            self.samples += frame.tobytes()

    def sound(self) -> PassageSound | None:
        """How it sounded, where that is kept."""
        if self.samples is None:
            return None
        return PassageSound(round(self.started_seconds, 3), bytes(self.samples))

    def timed(self, words: Iterable[Word], from_seconds: float | None = None) -> tuple[Word, ...]:
        """Words whose times count from the passage's first frame, or from another second."""
        began = self.started_seconds if from_seconds is None else from_seconds
        return tuple(
            replace(
                word,
                start_seconds=round(word.start_seconds + began, 3),
                end_seconds=round(word.end_seconds + began, 3),
            )
            for word in words
        )


def runs_of(
    passage: Passage,
    words: tuple[Word, ...],
    nearness: Nearness,
    recognizer: Recognizer,
    now_seconds: float,
    cut: bool,
) -> list[Run]:
    """The runs of a passage that has ended, in order; one without words where none was heard."""
    until = None if cut else now_seconds
    marked = nearness.runs(words, ALONE_SECONDS)
    told_apart = any(not near for _, near in marked)
    parted = marked if told_apart else nearness.loud_runs(words, ALONE_SECONDS)
    sound = passage.sound()
    if len(parted) < 2:
        stands_out = all(loud for _, loud in parted)
        return [Run(words, not told_apart, until, sound, stands_out)]
    alone = [
        (
            _heard_alone(passage, run, nearness, recognizer, now_seconds, told_apart)
            if loud
            else run,
            loud,
        )
        for run, loud in parted
    ]
    ends: list[float | None] = []
    for run, loud in reversed(alone):
        ends.insert(0, until)
        until = run[0].start_seconds if loud else until
    edges = [_edge(*pair) for pair in itertools.pairwise(alone)]
    spans = itertools.pairwise([passage.started_seconds, *edges, now_seconds])
    gaps = [
        later[0].start_seconds - run[-1].end_seconds
        for (run, _), (later, _) in itertools.pairwise(alone)
    ]
    return [
        Run(
            run,
            loud or not told_apart,
            end,
            None if sound is None else sound.between(*span),
            loud,
            gap,
        )
        for (run, loud), end, span, gap in zip(alone, ends, spans, [*gaps, math.inf], strict=True)
    ]


def _edge(earlier: tuple[tuple[Word, ...], bool], later: tuple[tuple[Word, ...], bool]) -> float:
    """The second between two runs: halfway, but none of the person's own words is cut."""
    ends, begins = earlier[0][-1].end_seconds, later[0][0].start_seconds
    halfway = (ends + begins) / 2
    return max(halfway, ends) if earlier[1] else min(halfway, begins)


def _heard_alone(
    passage: Passage,
    run: tuple[Word, ...],
    nearness: Nearness,
    recognizer: Recognizer,
    now_seconds: float,
    told_apart: bool,
) -> tuple[Word, ...]:
    """A short run recognised once more without the others before it: they mislead what follows.

    The run as it was where it is too long or too long ago, or gives no word by itself. Softer
    words in it are left out only where a second voice is known: until then they are the person's.
    """
    kept_from = now_seconds - len(passage.latest) * FRAME_SECONDS
    first = frames_in(run[0].start_seconds - EDGE_SECONDS - kept_from)
    last = frames_in(run[-1].end_seconds + EDGE_SECONDS - kept_from)
    if first < 0 or run[-1].end_seconds - run[0].start_seconds > LONGEST_ALONE_SECONDS:
        return run
    recognizer.begin()
    for frame in list(passage.latest)[first:last]:
        recognizer.accept(frame)
    words = passage.timed(recognizer.finish().words, kept_from + first * FRAME_SECONDS)
    own = [
        w
        for w in words
        if nearness.stood_out(w.start_seconds, w.end_seconds)
        or (not told_apart and run[0].start_seconds <= _middle(w) <= run[-1].end_seconds)
    ]
    return tuple(own) or run


def _middle(word: Word) -> float:
    return (word.start_seconds + word.end_seconds) / 2
