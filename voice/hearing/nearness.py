"""Who is near: the person's own words told from those of others in the room, by level.

Pure state over frames' levels; no clock, no words' meaning. In five lines: the person is as loud
as the loudest fifth of their latest words. In a loud room, somebody who says several words that
much softer, set apart by pauses, is a second voice; until there is one, every word is the
person's. From then on soft words are that voice's. In a quiet room, and of a voice that drifts,
trails off, whispers once or is drowned by a cough, every word is the person's. What is heard of
others is kept: it is only marked. What stands out over a room full of talk is told from what does
not as soon as anything has sounded: that only says whether it stands alone, and marks nobody's.
"""

import itertools
import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from voice.hearing.activity import NOISY_FLOOR_DBFS
from voice.stage.ports import FRAME_SECONDS, frames_in
from voice.values.transcript import Word

PERSON_WORDS, PERSON_SHARE, FEWEST_LOUD_WORDS = 60, 0.22, 6
"""The person is as loud as the loudest fifth of their latest words, and six at least. Words
and no seconds: of people's coughs one lasted a second and a half, 25 dB over the voice, and was
heard as three words of sixty. Words softer than the person by `SOFT_DB` are not among them, or
somebody who says as much as the person would make the person seem softer than they are."""

SECOND_VOICE_DB = 13.5
"""So much under the person, a turn is another voice. Measured with people's recordings: somebody
who goes on 10 dB softer stays within 12, and a bystander 20 dB softer gives 16 and more."""

SOFT_DB = 11.0
"""Once there is a second voice, a word so much under the person is its."""

OWN_DB = 6.0
"""No softer than this is surely the person. Soft turns that come again after it are a
second voice too, from `SOFT_DB` on: who drifts or leans back does not return in between."""

TURN_GAP_SECONDS = 0.4
"""A turn ends where nobody says a word for so long."""

TURN_SECONDS, TURN_WORDS = 0.7, 4
"""Less than that is no second voice: a soft "um", the end of a breath. With three words, somebody
with a cold who went on 10 dB softer was one."""

FAR_VOICE_DB, FAR_SECONDS, FAR_WORDS = 15.0, 0.5, 3
"""But so much softer, so little is one: of a bystander 20 dB softer the first breath is often three
words. With 14.5 dB the same person with a cold was one."""

FALLEN_DB = 20.0
"""No voice falls so far at the end of what it says: beside a cough, that is the second voice's."""

TURN_QUANTILE = 0.75
WORD_QUANTILE = 0.8
"""Of a word's levels: its loudest sounds, without the edges that a recogniser's times blur."""

FORGOTTEN_SECONDS = 60.0
"""So much of a soft voice and nothing else: the person has moved away, and it is theirs."""

REMEMBERED_SECONDS = 70.0
"""Longer than the longest passage. For so long, too, a quiet room stays one: a cough and a voice
without pauses let the floor seem to rise, by 22 dB in one of people's recordings."""

SUSTAINED_FRAMES = 5
DECAY_DB_PER_SECOND = 0.05
"""For whether a command stands alone, what counts is the loudest 100 ms of the last minutes: that
is known at once, and marks nobody's words."""

_NOBODY_DBFS = -96.0


@dataclass(frozen=True, slots=True)
class _Turn:
    """Words without a pause, and how far they are under the person's level together."""

    places: tuple[int, ...]
    under_db: float
    seconds: float


class Nearness:
    """Levels of the latest frames, counted from the first; owned by one thread."""

    def __init__(self) -> None:
        self._levels: deque[tuple[float, float]] = deque(maxlen=frames_in(REMEMBERED_SECONDS))
        self._count = 0
        self._own: deque[float] = deque(maxlen=PERSON_WORDS)
        """How loud the person's latest words were."""
        self._quiet_at: int | None = None
        """The latest frame in which the room was quiet."""
        self._latest: deque[float] = deque(maxlen=SUSTAINED_FRAMES)
        self._loudest_dbfs = _NOBODY_DBFS
        self._person_dbfs: float | None = None
        self._soft: deque[_Turn] = deque(maxlen=PERSON_WORDS)
        """The latest turns one after the other that may be too soft for the person's."""
        self._soft_before = 0
        """How often the person came back, as loud as ever, after soft turns."""
        self._second_voice = False
        self._others_seconds = 0.0
        """Of the second voice, since the person last said something."""

    def note(self, level_dbfs: float, floor_dbfs: float) -> None:
        """One frame's level and the room's floor at that moment."""
        self._count += 1
        self._levels.append((level_dbfs, floor_dbfs))
        if floor_dbfs <= NOISY_FLOOR_DBFS:
            self._quiet_at = self._count
        self._latest.append(level_dbfs)
        decayed = self._loudest_dbfs - DECAY_DB_PER_SECOND * FRAME_SECONDS
        sustained = min(self._latest) if len(self._latest) == SUSTAINED_FRAMES else _NOBODY_DBFS
        self._loudest_dbfs = max(decayed, sustained)

    def skip(self) -> None:
        """A frame that is nobody's: the program speaks."""
        self._count += 1
        self._levels.append((_NOBODY_DBFS, _NOBODY_DBFS))
        self._latest.clear()

    def may_be_person(self, level_dbfs: float, floor_dbfs: float) -> bool:
        """Whether a sound this loud may be the person's: without a second voice, any is."""
        return not self._second_voice or self.stands_out(level_dbfs, floor_dbfs)

    def stands_out(self, level_dbfs: float, floor_dbfs: float) -> bool:
        """Whether a sound is about as loud as the person, whoever else is there."""
        return floor_dbfs <= NOISY_FLOOR_DBFS or level_dbfs > self._loudest_dbfs - SOFT_DB

    def last_near_run_seconds(self, pause_seconds: float) -> float:
        """How long the latest run of loud frames is, up to a pause as long as this; 0: none."""
        pause_frames = frames_in(pause_seconds)
        last = first = None
        for place in range(len(self._levels) - 1, -1, -1):
            if self.stands_out(*self._levels[place]):
                last = place if last is None else last
                first = place
            elif first is not None and first - place >= pause_frames:
                break
        return 0.0 if first is None or last is None else (last - first + 1) * FRAME_SECONDS

    def stood_out(self, first_seconds: float, last_seconds: float) -> bool:
        """The same of what sounded then, as far as the loudest is known by now."""
        sounded = Word("", first_seconds, last_seconds, 1.0)
        level_dbfs = self._level(sounded)
        return level_dbfs is None or self.stands_out(level_dbfs, self._heard([sounded])[1])

    def loud_runs(
        self, words: Sequence[Word], pause_seconds: float
    ) -> list[tuple[tuple[Word, ...], bool]]:
        """The words as runs in order, each with whether it stands out: it marks nobody's."""
        soft = [not self.stood_out(word.start_seconds, word.end_seconds) for word in words]
        return runs(words, soft, pause_seconds)

    def runs(
        self, words: Sequence[Word], pause_seconds: float
    ) -> list[tuple[tuple[Word, ...], bool]]:
        """A passage's words as runs in order, each with whether it is the person's.

        Its sounds count for how loud the person is from now on. Times count from the first frame.
        """
        heard = self._word_levels(words)
        known = len(self._own) >= FEWEST_LOUD_WORDS
        # once they are, who says much more at once than they have does not make them seem as soft
        self._person_dbfs = self._level_of_person(heard[:FEWEST_LOUD_WORDS] if known else heard)
        far = self._far(words)
        fallen = [self._second_voice and self._is_under(word, FALLEN_DB) for word in words]
        found = runs(words, far, pause_seconds, fallen)
        for run, near in found:
            if near:
                self._own.extend(self._word_levels(run))
                self._others_seconds = 0.0
            else:
                self._others_seconds += sum(w.end_seconds - w.start_seconds for w in run)
        if self._others_seconds > FORGOTTEN_SECONDS:
            self._own.clear()
            self._second_voice, self._others_seconds, self._person_dbfs = False, 0.0, None
        return found

    def _far(self, words: Sequence[Word]) -> list[bool]:
        """Of each word, whether somebody else said it."""
        soft = [self._is_under(word, SOFT_DB) for word in words]
        turns = self._turns(words)
        self._tell_apart(turns)
        if not self._second_voice:
            return [False] * len(words)
        for turn in turns:
            if turn.under_db >= SOFT_DB:
                for place in turn.places:
                    soft[place] = self._is_under(words[place], OWN_DB)
        return soft

    def _tell_apart(self, turns: Sequence[_Turn]) -> None:
        """Notice a second voice: soft turns, without one of the person's in between."""
        for turn in turns:
            if turn.under_db < SOFT_DB:
                self._soft_before += turn.under_db < OWN_DB and _last(self._soft)
                self._soft.clear()
                continue
            self._soft.append(turn)
            again = self._soft_before > 0 and _last(self._soft)
            very_soft = [each for each in self._soft if each.under_db >= SECOND_VOICE_DB]
            far = itertools.takewhile(lambda t: t.under_db >= FAR_VOICE_DB, reversed(self._soft))
            told = _last(very_soft) or _last(far, FAR_SECONDS, FAR_WORDS)
            self._second_voice = self._second_voice or again or told

    def _is_under(self, word: Word, under_db: float) -> bool:
        level_dbfs = self._level(word)
        if level_dbfs is None or self._person_dbfs is None or self._is_quiet:
            return False
        return level_dbfs <= self._person_dbfs - under_db

    def _turns(self, words: Sequence[Word]) -> list[_Turn]:
        groups: list[list[int]] = []
        for place, word in enumerate(words):
            gap = word.start_seconds - words[place - 1].end_seconds if place else 0.0
            if not groups or gap >= TURN_GAP_SECONDS:
                groups.append([])
            groups[-1].append(place)
        return [self._turn(words, places) for places in groups]

    def _turn(self, words: Sequence[Word], places: list[int]) -> _Turn:
        turn = [words[place] for place in places]
        seconds = sum(word.end_seconds - word.start_seconds for word in turn)
        levels = self._word_levels(turn)
        if self._person_dbfs is None or self._is_quiet or not levels:
            return _Turn(tuple(places), 0.0, seconds)
        under_db = self._person_dbfs - float(np.quantile(levels, TURN_QUANTILE))
        return _Turn(tuple(places), under_db, seconds)

    @property
    def _is_quiet(self) -> bool:
        """Whether the room was quiet a while ago: then nothing since has made it a loud one."""
        quiet_at = self._quiet_at
        return quiet_at is not None and self._count - quiet_at < frames_in(REMEMBERED_SECONDS)

    def _level_of_person(self, more: Sequence[float]) -> float | None:
        levels = [*self._own, *more][-PERSON_WORDS:]
        if len(levels) < FEWEST_LOUD_WORDS:
            return None
        of_all_dbfs = _of_loudest(levels)
        return _of_loudest([level for level in levels if level > of_all_dbfs - SOFT_DB])

    def _level(self, word: Word) -> float | None:
        levels, _ = self._heard([word])
        return float(np.quantile(levels, WORD_QUANTILE)) if levels else None

    def _word_levels(self, words: Sequence[Word]) -> list[float]:
        return [level for word in words if (level := self._level(word)) is not None]

    def _heard(self, words: Sequence[Word]) -> tuple[list[float], float]:
        """The levels in these words, and the room's floor; none where they are forgotten."""
        gone = self._count - len(self._levels)
        found: list[tuple[float, float]] = []
        for word in words:
            first = frames_in(word.start_seconds) - gone
            last = min(frames_in(word.end_seconds) - gone, len(self._levels))
            found += [self._levels[place] for place in range(first, last)] if first >= 0 else []
        floors = sorted(floor for _, floor in found)
        return [level for level, _ in found], floors[len(floors) // 2] if floors else _NOBODY_DBFS


def _last(turns: Iterable[_Turn], seconds: float = TURN_SECONDS, words: int = TURN_WORDS) -> bool:
    """Whether they are so much together."""
    held = list(turns)
    lasted = sum(turn.seconds for turn in held)
    return lasted >= seconds and sum(len(turn.places) for turn in held) >= words


def _of_loudest(levels_dbfs: Sequence[float]) -> float:
    """How loud the loudest words are at least; of `FEWEST_LOUD_WORDS` and more."""
    loud = max(FEWEST_LOUD_WORDS, math.ceil(PERSON_SHARE * len(levels_dbfs)))
    return sorted(levels_dbfs)[-loud]


def runs(
    words: Sequence[Word], far: Sequence[bool], pause_seconds: float, fallen: Sequence[bool] = ()
) -> list[tuple[tuple[Word, ...], bool]]:
    """The words as runs in order, each with whether it is near.

    Far words beside near ones belong to their run unless they last as long as this: a voice falls
    at the end of what it says. But none of those that are `fallen` further than a voice does.
    """
    is_far = list(far)
    place = 0
    for one_is_far, group in itertools.groupby(far):
        end = place + len(list(group))
        before = words[place - 1].end_seconds if place else None
        after = words[end].start_seconds if end < len(words) else None
        if one_is_far and (before is not None or after is not None):
            begins = words[place].start_seconds if before is None else before
            ends = words[end - 1].end_seconds if after is None else after
            if ends - begins < pause_seconds:
                is_far[place:end] = fallen[place:end] or [False] * (end - place)
        place = end
    grouped = itertools.groupby(zip(words, is_far, strict=True), key=lambda pair: pair[1])
    return [(tuple(word for word, _ in group), not one_is_far) for one_is_far, group in grouped]
