"""What was heard while the program spoke, looked at once more when all of it is here.

Devices hold each line back by another amount, so that a filter that learns while a line sounds has
hardly learned it when it is over. When the microphone opens the whole of the latest seconds is
known: how late each line was heard in them, that all tellings of it agree, and what somebody said
into it. Then its echo is taken out anew. What is not certain here is left as it was. Pure functions
over frames; nothing is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from voice.hearing.activity import level_dbfs
from voice.hearing.ear_over_echo import PLAYS_DBFS
from voice.hearing.fitted_echo import TAPS, echo_through, room_of
from voice.hearing.likeness import WAVE_HZ
from voice.hearing.tones import tones_in, without_pitch
from voice.stage.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, frames_in

LONGEST_DELAY_SECONDS = 0.6
WINDOW_SECONDS, TOLD_EVERY_SECONDS = 0.5, 0.1
"""What one telling of the delay is from, and how often there is one."""

SURE_OVER_MEAN = 20.0
"""How far a telling must stand out. On PulseAudio's devices 95 % did by 28 to 95; two voices that
are no echo of each other by 16 at most."""

AGREEING, STEADY_SAMPLES = 4, 2
"""So many tellings in a row have to be the same, within so much: then it is the delay."""

REACHES_SECONDS = 0.6
"""So far before and after its tellings a delay holds, within the same sound."""

FITTED_SECONDS, SHARE_OFF = 0.08, 0.5
"""In so much before and after each frame the echo that is taken out has to be in what was heard,
give or take such a share of it: a device may have stumbled where no telling was."""

PARTED_SECONDS = 0.1
"""What is played after such a silence may be another sound, with a delay of its own."""

BEFORE_SAMPLES = 160
"""Of the room that is fitted: 10 ms before its loudest."""

LEAST_TAKEN_DB, LEAST_AUDIBLE_SECONDS, LEAST_ALONE_SECONDS = 12.0, 0.4, 0.2
"""Where less of the echo goes, or less of it was heard with anybody and alone, nothing is
certain."""

ONLY_US_DB = 3.0
"""Only we are heard where all that is heard is no more than so much louder than our echo. How much
goes is told there: whoever speaks over the half of a piece stays, and would pass for echo."""

OVER_LEFT_DB = 10.0
"""How far a voice must be over what is expected to be left of ours."""

TONE_LASTS_SECONDS, TONE_TAKEN_DB = 0.65, 15.0
"""So long after it was given a tone may still be heard; and so much of it goes with its pitch."""

RINGS_SECONDS = 0.16
"""So long after its delay a word is over, where that is known."""

_Samples = npt.NDArray[np.float64]

HEAD_FRAMES = frames_in(LONGEST_DELAY_SECONDS) + TAPS // FRAME_SAMPLES + 2
"""How many frames more of what was played are needed, before what was heard."""


@dataclass(frozen=True, slots=True)
class Again:
    """One frame without our echo, and how loud that may be in it still."""

    left: Pcm = field(repr=False)
    expected_dbfs: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """Frames of one delay: all that may have it, those the room is fitted to, those that have it.

    Where another delay comes before or after, where it changes is not known to the frame.
    """

    first: int
    after: int
    fitted: slice
    sure_from: int
    sure_until: int
    delay: int


def look_back(heard: Sequence[Pcm], played: Sequence[Pcm]) -> list[Again | None]:
    """The frames once more, and None where nothing is certain; 150 ms of CPU for four seconds.

    `played`: what the loudspeaker was given, `HEAD_FRAMES` more, and both end now.
    """
    again: list[Again | None] = [None] * len(heard)
    if len(heard) < frames_in(WINDOW_SECONDS):
        return again
    ear = np.concatenate(heard).astype(np.float64)
    ours = np.concatenate(played).astype(np.float64)
    sounds = [level_dbfs(frame) >= PLAYS_DBFS for frame in played]
    pieces = _pieces_of(_told(ear, ours), sounds, len(heard))
    again = _best_of(pieces, [_without_echo(ear, ours, piece) for piece in pieces], len(heard))
    return _without_tones(heard, played, again, pieces[-1].delay if pieces else None)


def _best_of(
    pieces: Sequence[_Piece], takings: Sequence[Sequence[Again | None]], frames: int
) -> list[Again | None]:
    """Of each frame what least is left of; where the delay may have changed, only if both know."""
    best: list[Again | None] = [None] * frames
    for place in range(frames):
        known: list[Again] = []
        sure = False
        for piece, taking in zip(pieces, takings, strict=True):
            again = taking[place - piece.first] if piece.first <= place < piece.after else None
            if again is not None:
                known.append(again)
                sure = sure or piece.sure_from <= place < piece.sure_until
        if sure or len(known) > 1:
            best[place] = min(known, key=lambda each: level_dbfs(each.left))
    return best


def _without_tones(
    heard: Sequence[Pcm],
    played: Sequence[Pcm],
    again: Sequence[Again | None],
    last_delay: int | None,
) -> list[Again | None]:
    """The same without our tones, where nothing but tones may be left of us."""
    tones = tones_in(played)
    if not tones:
        return list(again)
    frames = [was if now is None else now.left for was, now in zip(heard, again, strict=True)]
    ear = np.concatenate(frames).astype(np.float64)
    expected_dbfs = np.full(len(heard), -np.inf)
    for tone in tones:
        first = max(0, tone.first - HEAD_FRAMES)
        after = min(len(heard), tone.after - HEAD_FRAMES + frames_in(TONE_LASTS_SECONDS))
        if after > first:
            part = slice(first * FRAME_SAMPLES, after * FRAME_SAMPLES)
            left = without_pitch(ear[part], tone.hz)
            taken_dbfs = _most_around(_levels_dbfs(ear[part] - left), 2)
            ear[part] = left
            expected = np.maximum(expected_dbfs[first:after], taken_dbfs - TONE_TAKEN_DB)
            expected_dbfs[first:after] = expected
    words = [level_dbfs(frame) >= PLAYS_DBFS for frame in played]
    for tone in tones:
        words[tone.first : tone.after] = [False] * (tone.after - tone.first)
    rings = frames_in(RINGS_SECONDS)
    lasts = HEAD_FRAMES if last_delay is None else last_delay // FRAME_SAMPLES + rings
    anew: list[Again | None] = []
    for place, was in enumerate(again):
        now = HEAD_FRAMES + place
        worded = any(words[max(0, now - lasts) : now + 1])
        level = float(expected_dbfs[place])
        if level == -np.inf or (was is None and worded):
            anew.append(was)
            continue
        frame = ear[place * FRAME_SAMPLES : (place + 1) * FRAME_SAMPLES]
        whole = np.clip(frame, -32768, 32767).astype(np.int16)
        anew.append(Again(whole, level if was is None else max(level, was.expected_dbfs)))
    return anew


def _levels_dbfs(samples: _Samples | npt.NDArray[np.int16]) -> _Samples:
    """Of each frame, of samples in any number of rows."""
    whole = np.clip(samples, -32768, 32767).astype(np.int16)
    return np.array([level_dbfs(frame) for frame in whole.reshape(-1, FRAME_SAMPLES)])


def _told(ear: _Samples, ours: _Samples) -> list[tuple[int, int]]:
    """(middle frame, delay in samples) of every window in which our echo was to be told."""
    window = frames_in(WINDOW_SECONDS) * FRAME_SAMPLES
    longest = frames_in(LONGEST_DELAY_SECONDS) * FRAME_SAMPLES
    head = HEAD_FRAMES * FRAME_SAMPLES
    size = 1 << (2 * window + longest - 1).bit_length()
    low, high = (round(hz * size / SAMPLE_RATE_HZ) for hz in WAVE_HZ)
    told: list[tuple[int, int]] = []
    for start in range(0, len(ear) - window + 1, frames_in(TOLD_EVERY_SECONDS) * FRAME_SAMPLES):
        given = ours[head + start - longest : head + start + window]
        if level_dbfs(given.astype(np.int16)) < PLAYS_DBFS:
            continue
        both = np.fft.rfft(ear[start : start + window], size)
        both *= np.conj(np.fft.rfft(given, size))
        both[:low] = both[high:] = 0.0
        both /= np.abs(both) + 1e-3
        correlation = np.abs(np.fft.irfft(both, size))
        mean = float(np.sqrt(np.mean(np.square(correlation))))
        late = correlation[np.arange(longest + 1) - longest]
        best = int(np.argmax(late))
        if mean > 0.0 and late[best] > SURE_OVER_MEAN * mean:
            told.append(((start + window // 2) // FRAME_SAMPLES, best))
    return told


def _pieces_of(
    told: Sequence[tuple[int, int]], sounds: Sequence[bool], frames: int
) -> list[_Piece]:
    """Where the delay is beyond doubt; `sounds`: what was played."""
    reach, window = frames_in(REACHES_SECONDS), frames_in(WINDOW_SECONDS)
    runs: list[list[tuple[int, int]]] = []
    for middle, delay in told:
        goes_on = (
            bool(runs)
            and abs(runs[-1][-1][1] - delay) <= STEADY_SAMPLES
            and middle - runs[-1][-1][0] <= reach
        )
        if not goes_on:
            runs.append([])
        runs[-1].append((middle, delay))
    agreed = [len(run) >= AGREEING for run in runs]
    pieces: list[_Piece] = []
    for number, run in enumerate(runs):
        if not agreed[number]:
            continue
        delay = int(np.median([delay for _, delay in run]))
        begins, ends = run[0][0], run[-1][0]
        late = HEAD_FRAMES - delay // FRAME_SAMPLES
        is_first, is_last = number == 0, number + 1 == len(runs)
        earlier = _as_far(sounds, late + begins, -1, reach if is_first else window // 4)
        later = _as_far(sounds, late + ends, 1, reach if is_last else window // 4)
        fitted = slice(max(0, begins - earlier), min(frames, ends + later))
        first, sure_from = fitted.start, fitted.start
        after, sure_until = fitted.stop, fitted.stop
        if not is_first and agreed[number - 1]:
            first, sure_from = max(0, begins - window // 2), begins + window // 2
        if not is_last and agreed[number + 1]:
            after, sure_until = min(frames, ends + window // 2), ends - window // 2
        pieces.append(_Piece(first, after, fitted, sure_from, sure_until, delay))
    return pieces


def _as_far(sounds: Sequence[bool], place: int, step: int, most: int) -> int:
    """How many frames from here on are of one sound; after a silence another may have begun."""
    silent = 0
    for far in range(most):
        at = place + far * step
        silent = 0 if 0 <= at < len(sounds) and sounds[at] else silent + 1
        if silent == frames_in(PARTED_SECONDS):
            return far
    return most


def _without_echo(ear: _Samples, ours: _Samples, piece: _Piece) -> list[Again | None]:
    """The piece without its echo; as much is expected to go as went where only we were heard."""
    heard = ear[piece.first * FRAME_SAMPLES : piece.after * FRAME_SAMPLES]
    shift = max(0, piece.delay - BEFORE_SAMPLES)
    begins = (HEAD_FRAMES + piece.first) * FRAME_SAMPLES - shift
    given = ours[begins - TAPS + 1 : begins + len(heard)]
    fitted = slice(piece.fitted.start - piece.first, piece.fitted.stop - piece.first)
    sample, end = fitted.start * FRAME_SAMPLES, fitted.stop * FRAME_SAMPLES
    room = room_of(given[sample : end + TAPS - 1], heard[sample:end])
    echo = np.clip(echo_through(room, given), -32768, 32767)
    left = np.clip(heard - echo, -32768, 32767).astype(np.int16).reshape(-1, FRAME_SAMPLES)
    echo_dbfs, left_dbfs, whole_dbfs = map(_levels_dbfs, (echo, left, heard))
    audible = echo_dbfs >= PLAYS_DBFS
    only_us = (audible & (whole_dbfs < echo_dbfs + ONLY_US_DB))[fitted]
    if audible[fitted].sum() < frames_in(LEAST_AUDIBLE_SECONDS):
        return [None] * len(left)
    if only_us.sum() < frames_in(LEAST_ALONE_SECONDS):
        return [None] * len(left)
    taken_db = float(np.median((whole_dbfs - left_dbfs)[fitted][only_us]))
    if taken_db < LEAST_TAKEN_DB:
        return [None] * len(left)
    expected_dbfs = _most_around(echo_dbfs, 2) - taken_db
    fails = audible & (np.abs(_share_heard(echo, heard) - 1.0) > SHARE_OFF)
    doubtful = _most_around(fails.astype(np.float64), frames_in(FITTED_SECONDS)) > 0
    return [
        None if doubt else Again(frame, float(level))
        for frame, level, doubt in zip(left, expected_dbfs, doubtful, strict=True)
    ]


def _share_heard(echo: _Samples, heard: _Samples) -> _Samples:
    """How much of the echo is in what was heard around each frame: 1 whoever speaks over it.

    And about 0 where it came at another moment.
    """
    around = np.ones(2 * frames_in(FITTED_SECONDS) + 1)

    def summed(product: _Samples) -> _Samples:
        by_frame = product.reshape(-1, FRAME_SAMPLES).sum(axis=1)
        return np.convolve(by_frame, around, "same").astype(np.float64)

    return summed(echo * heard) / (summed(echo * echo) + 1.0)


def _most_around(values: _Samples, frames: int) -> _Samples:
    padded = np.pad(values, frames, mode="edge")
    return np.max(np.lib.stride_tricks.sliding_window_view(padded, 2 * frames + 1), axis=1)
