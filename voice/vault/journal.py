"""Writing one session: every call returns once its record is durable.

What happens on the disk is `writing`'s; here is which record each call makes.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.transcript import AnswerState, Correction, PassageSound, Segment
from voice.vault.files import FileSystem, make_folder_durably
from voice.vault.proof import continuing_proof, new_key
from voice.vault.records import (
    AnswerMarked,
    AskedQuestion,
    CorrectionKept,
    FlagTakenBack,
    SegmentFlagged,
    SegmentKept,
    SessionContinues,
    SessionEnded,
    SessionStarted,
)
from voice.vault.sounds import records_of
from voice.vault.writing import Place, RecordWriter, erase_places, vault_error


@dataclass(frozen=True, slots=True)
class Continued:
    """A session that another goes on with."""

    session_id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """What is known of a session when its first record is written."""

    session_id: str
    guide_id: str
    guide_title: str
    language: str
    started_at: str
    questions: tuple[AskedQuestion, ...]
    key: bytes = field(default_factory=new_key, repr=False)
    """What will prove the session's records."""
    continues: Continued | None = None


@dataclass(frozen=True, slots=True)
class EndOfSession:
    """Where a session that was closed goes on: its last record, and where each id's records are."""

    session_id: str
    folder: Path
    sequence: int
    """The next record's."""
    previous: str
    places: Mapping[str, Sequence[Place]]
    key: bytes | None = field(repr=False)
    """None: the session is of format 1, and so is what is added."""


class SessionJournal:
    """The journal of one session, as `ports.Journal` has it."""

    def __init__(
        self,
        folder: Path,
        reserve: Path,
        recipients: Sequence[str],
        header: SessionHeader | EndOfSession,
        fs: FileSystem,
        release: Callable[[], None],
    ) -> None:
        """A new session's, or one that goes on after its end."""
        self._fs = fs
        self._release = release
        self._places: dict[str, list[Place]] = {}
        self._sealed_sounds: set[str] = set()
        self._strays: dict[str, list[Path]] = {}
        """Files of a passage's sound that a failed save may have left: they go with it."""
        if isinstance(header, EndOfSession):
            self._places = {id_: list(places) for id_, places in header.places.items()}
            self._writer = RecordWriter(
                folder,
                reserve,
                recipients,
                header.session_id,
                header.key,
                fs,
                header.sequence,
                header.previous,
            )
            return
        self._writer = RecordWriter(folder, reserve, recipients, header.session_id, header.key, fs)
        self._begin(folder, header)

    def _begin(self, folder: Path, header: SessionHeader) -> None:
        try:
            make_folder_durably(self._fs, folder)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            self._release()
            raise vault_error(Phrase("the session's folder could not be made"), error) from None
        started = SessionStarted(
            guide_id=header.guide_id,
            guide_title=header.guide_title,
            language=header.language,
            started_at=header.started_at,
            questions=header.questions,
            key=header.key.hex(),
        )
        try:
            self._writer.append(started)
            if header.continues is not None:
                other = header.continues
                proof = continuing_proof(other.key, header.key)
                self._writer.append(SessionContinues(session_id=other.session_id, proof=proof))
        except VaultError:
            shutil.rmtree(folder, ignore_errors=True)  # the next try makes another
            self._release()
            raise

    def seal_segment(self, question_id: str, segment: Segment) -> None:
        """Keep a passage; raises `VaultError`, and then it is not kept."""
        place = self._writer.append(SegmentKept.of(question_id, segment), segment.segment_id)
        self._places.setdefault(segment.segment_id, []).append(place)

    def seal_sound(self, question_id: str, segment_id: str, sound: PassageSound) -> None:
        """Keep how a passage sounded; raises `VaultError`, and then not all of it is kept.

        The reserve is for words: on a full disk a sound never takes it.
        """
        for record_id, body in records_of(question_id, segment_id, sound):
            if record_id in self._sealed_sounds:
                continue
            try:
                place = self._writer.append(body, record_id, last_resort=False)
            except VaultError:
                self._strays.setdefault(segment_id, []).extend(self._writer.give_up())
                raise
            self._places.setdefault(segment_id, []).append(place)
            self._sealed_sounds.add(record_id)

    @property
    def folder(self) -> Path:
        """Where its records lie."""
        return self._writer.folder

    @property
    def keeps_sound(self) -> bool:
        """Whether the sound of any passage has been kept."""
        return bool(self._sealed_sounds)

    def erase_segments(self, question_id: str, segment_ids: tuple[str, ...]) -> None:
        """Remove passages and their sound, then keep that they were erased: the words go first."""
        strays = [path for segment_id in segment_ids for path in self._strays.get(segment_id, [])]
        places = [place for segment_id in segment_ids for place in self._places.get(segment_id, [])]
        erase_places(self._fs, self._writer, question_id, segment_ids, places, strays)

    def seal_correction(self, question_id: str, correction: Correction) -> None:
        """Keep a correction; it is erased with its passage. Raises `VaultError`."""
        body = CorrectionKept.of(question_id, correction)
        place = self._writer.append(body, correction.correction_id)
        for id_ in (correction.correction_id, correction.segment_id):
            self._places.setdefault(id_, []).append(place)

    def erase_correction(self, question_id: str, correction_id: str) -> None:
        """Remove a correction that was taken back; raises `VaultError`."""
        self.erase_segments(question_id, (correction_id,))

    def mark_answer(self, question_id: str, state: AnswerState) -> None:
        """Keep how a question was left; raises `VaultError`."""
        self._writer.append(AnswerMarked(question_id=question_id, state=state))

    def flag_segment(self, question_id: str, segment_id: str) -> None:
        """Keep that a passage is to be brought to a session; raises `VaultError`."""
        self._writer.append(SegmentFlagged(question_id=question_id, segment_id=segment_id))

    def unflag_segment(self, question_id: str, segment_id: str) -> None:
        """Keep that it is not to be brought any more; raises `VaultError`."""
        self._writer.append(FlagTakenBack(question_id=question_id, segment_id=segment_id))

    def end(self, reason: str) -> None:
        """Keep that the session ended in order; raises `VaultError`."""
        self._writer.append(SessionEnded(reason=reason))

    def close(self) -> None:
        """Let the next session begin."""
        self._release()
