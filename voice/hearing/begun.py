"""Which of the latest frames are what somebody has begun to say, and is it all of it?

Pure functions over frames that `edge` has judged; nothing here hears, plays or keeps.
"""

import itertools
import math
from dataclasses import dataclass, field

import numpy as np

from voice.hearing.activity import NOISY_FLOOR_DBFS, Activity
from voice.hearing.passage import ALONE_SECONDS
from voice.stage.ports import FRAME_SAMPLES, Pcm, frames_in

WORD_GAP_SECONDS = 0.4
"""Within what somebody says nothing is left out, whatever sounds over it."""

GOING_ON_SECONDS = 0.1
"""Who was heard so short a while ago is still speaking."""

AROUND_SECONDS = 0.16
"""What is given around each stretch of a voice: its softest sounds are no voice to a detector."""

SHORTEST_SECONDS = 0.16
"""So much voice is somebody; a shorter one only where it is still going on as the turn opens."""

ENDED_WITHIN_SECONDS = 2.0
"""What was over earlier before the microphone opens was said into the middle of a line, and is
nobody's: it is forgotten with the line."""

COVERS_DB = 10.0
"""An echo that stands out of the room, and is no softer than this under somebody's first sounds,
may have covered some of them."""

ONSET_SECONDS = 0.2
"""How long somebody's first sounds are."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody has begun to say before the microphone opened."""

    frames: list[Pcm] = field(repr=False)
    """From a little before their first sound on until now; silence where only we were heard."""
    whole: bool
    """Whether nothing of ours was to be heard over its beginning, and it is all here."""
    alone_before: bool
    """Whether there was a second without them before."""
    latest: Activity
    """The judgement of the last of these frames."""


@dataclass(frozen=True, slots=True)
class HeardFrame:
    """One frame before the microphone opened, without our own echo, and its judgement."""

    frame: Pcm = field(repr=False)
    judged: Activity
    voiced: bool
    ours: bool
    """Whether our own echo may have been loud in it, before it was taken out."""
    covered: bool
    """Whether it was so nearly as loud as what is left that it may have covered it."""
    whole_dbfs: float
    """How loud it was with it."""


def begun_in(heard: list[HeardFrame]) -> tuple[Begun | None, int | None]:
    """What somebody has begun to say; and how many frames ago they were heard who is left out.

    Where others may talk while we do, only what came after our own sound counts.
    """
    left_out_frames: int | None = None
    if heard and heard[-1].judged.floor_dbfs > NOISY_FLOOR_DBFS:
        ours = [place for place, each in enumerate(heard) if each.ours]
        ours_until = ours[-1] + 1 if ours else 0
        left_out = [place for place in range(ours_until) if heard[place].voiced]
        left_out_frames = len(heard) - left_out[-1] if left_out else None
        heard = heard[ours_until:]
    said = _said_last(heard)
    if not said:
        return None, left_out_frames
    begins = max(0, said[0] - frames_in(AROUND_SECONDS))
    gap_frames = math.inf
    if left_out_frames is not None:
        gap_frames = left_out_frames - (len(heard) - said[0])
    whole = begins > 0 and gap_frames > frames_in(WORD_GAP_SECONDS) and _is_whole(heard, said[0])
    given = _without_us_between(heard, said)[begins:]
    return Begun(given, whole, begins > 0, heard[-1].judged), left_out_frames


def _said_last(heard: list[HeardFrame]) -> list[int]:
    """The places of a voice with no second without it, up to the latest; none: nobody's."""
    voiced = [place for place, each in enumerate(heard) if each.voiced]
    if not voiced or len(heard) - voiced[-1] > frames_in(ENDED_WITHIN_SECONDS):
        return []
    going_on = len(heard) - voiced[-1] <= frames_in(GOING_ON_SECONDS)
    first = voiced[-1]
    for place in reversed(voiced):
        if first - place > frames_in(ALONE_SECONDS):
            break
        first = place
    said = [place for place in voiced if place >= first]
    return said if going_on or len(said) >= frames_in(SHORTEST_SECONDS) else []


def _without_us_between(heard: list[HeardFrame], said: list[int]) -> list[Pcm]:
    """The frames; silence where, between what was said, only we were heard."""
    around = frames_in(AROUND_SECONDS)
    near = [False] * len(heard)
    for place, following in itertools.pairwise([*said, said[-1]]):
        goes_on = following - place <= frames_in(WORD_GAP_SECONDS)
        last = max(place + around, following if goes_on else place)
        for each in range(max(0, place - around), min(last + 1, len(heard))):
            near[each] = True
    silence = np.zeros(FRAME_SAMPLES, np.int16)
    return [
        each.frame if near[place] or not each.ours else silence for place, each in enumerate(heard)
    ]


def _is_whole(heard: list[HeardFrame], first: int) -> bool:
    """Whether nothing of ours covered what begins here, and nobody sounded just before."""
    onset = heard[first : first + frames_in(ONSET_SECONDS)]
    before = heard[max(0, first - frames_in(WORD_GAP_SECONDS)) : first]
    loud_dbfs = max(each.judged.level_dbfs for each in onset) - COVERS_DB
    doubted = any(each.judged.strict and each.judged.level_dbfs > loud_dbfs for each in before)
    return not doubted and not any(each.covered for each in onset)
