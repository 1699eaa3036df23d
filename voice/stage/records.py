"""What a scene owes the disk: written in order, tried again, never given up but for sound.

One scene's records; the stage has one of these for each scene that is open.
"""

from collections import deque
from collections.abc import Callable
from typing import assert_never

from voice.floor.commands import (
    EraseCorrection,
    EraseSegments,
    FlagSegment,
    MarkAnswer,
    RecordCommand,
    SealCorrection,
    SealSegment,
    SealSound,
    UnflagSegment,
)
from voice.floor.events import (
    RecordEvent,
    SealingFailed,
    SegmentSealed,
    SoundNotSealed,
    WritingRecovered,
)
from voice.stage.ports import Journal
from voice.values.errors import VaultError, VoiceError

MOST_OWED_SOUND_BYTES = 16 * 1024 * 1024
"""Eight minutes of speech wait in memory while the disk is full; then the oldest is given up. Words
are never given up: an hour of them is smaller than a minute of sound."""


class Records:
    """What is owed, and what of it is durable; the stage's thread only."""

    def __init__(
        self,
        open_journal: Callable[[], Journal],
        tell: Callable[[RecordEvent], None],
        try_again: Callable[[], None],
    ) -> None:
        """`tell` takes what came of it; `try_again` sees to it that `retry` is called."""
        self._open_journal = open_journal
        self._tell = tell
        self._try_again = try_again
        self._journal: Journal | None = None
        self._owed: deque[RecordCommand] = deque()
        self._failing = False
        self._sounds: deque[SealSound] = deque()
        self._sounds_wait = False
        """Writing them failed; they are tried again when that is due."""
        self._sound_trouble_told = False
        self._sounds_given_up = 0

    @property
    def unwritten(self) -> int:
        """How many records are still in memory only."""
        return len(self._owed)

    @property
    def lost_sounds(self) -> int:
        """How many passages that are kept have lost their sound, or have it in memory only."""
        return self._sounds_given_up + len(self._sounds)

    @property
    def has_sound_to_write(self) -> bool:
        """Whether a sound waits that was not tried yet."""
        return bool(self._sounds) and not self._sounds_wait

    def owe(self, record: RecordCommand) -> None:
        """Write it, after what is owed already."""
        self._owed.append(record)
        if isinstance(record, EraseSegments):
            # the sound of an erased passage that was not written yet never is
            gone = record.segment_ids
            self._sounds = deque(s for s in self._sounds if s.segment_id not in gone)
        self._write()

    def owe_sound(self, sealing: SealSound) -> None:
        """Write how a passage sounded, once no words are owed."""
        self._sounds.append(sealing)
        while sum(len(s.sound.samples) for s in self._sounds) > MOST_OWED_SOUND_BYTES:
            self._sounds.popleft()
            self._sounds_given_up += 1

    def retry(self) -> None:
        """Try again what could not be written."""
        self._write()
        self._sounds_wait = False

    def finish(self, reason: str) -> None:
        """Write what is still owed and close the journal; what cannot be written stays counted."""
        self._write()
        self.write_sounds()
        if self._journal is not None:
            if not self._owed:
                self._journal.end(reason)
            self._journal.close()
            self._journal = None

    def write_sounds(self) -> None:
        """Write how passages sounded, once every word that is owed is durable."""
        while self._sounds and not self._owed:
            sealing = self._sounds[0]
            try:
                self._opened().seal_sound(sealing.question_id, sealing.segment_id, sealing.sound)
            except VoiceError as error:  # the encoder's too: no sound may cost a session
                if not self._sound_trouble_told:
                    self._tell(SoundNotSealed(error.trouble))
                self._sound_trouble_told = self._sounds_wait = True
                self._try_again()
                return
            self._sound_trouble_told = False
            self._sounds.popleft()

    def _write(self) -> None:
        """Write what is owed, in order; what fails stays owed and is tried again."""
        while self._owed:
            kept = self._owed[0]
            try:
                _write_one(self._opened(), kept)
            except VaultError as error:
                segment_id = kept.segment.segment_id if isinstance(kept, SealSegment) else ""
                self._tell(SealingFailed(segment_id, error.trouble))
                self._try_again()
                self._failing = True
                return
            self._owed.popleft()
            if isinstance(kept, SealSegment):
                self._tell(SegmentSealed(kept.segment.segment_id))
        if self._failing:
            self._failing = False
            self._tell(WritingRecovered())

    def _opened(self) -> Journal:
        if self._journal is None:
            self._journal = self._open_journal()
        return self._journal


def _write_one(journal: Journal, kept: RecordCommand) -> None:
    match kept:
        case SealSegment():
            journal.seal_segment(kept.question_id, kept.segment)
        case EraseSegments():
            journal.erase_segments(kept.question_id, kept.segment_ids)
        case SealCorrection():
            journal.seal_correction(kept.question_id, kept.correction)
        case EraseCorrection():
            journal.erase_correction(kept.question_id, kept.correction_id)
        case MarkAnswer():
            journal.mark_answer(kept.question_id, kept.state)
        case FlagSegment():
            journal.flag_segment(kept.question_id, kept.segment_id)
        case UnflagSegment():
            journal.unflag_segment(kept.question_id, kept.segment_id)
        case _:
            assert_never(kept)


def nothing_is_kept() -> Journal:
    """The journal of a scene that keeps nothing itself, as around a session: there is none."""
    raise AssertionError("a scene that keeps nothing has kept something")
