"""Writing one session: every call returns once its record is durable.

A record that could not be written keeps its id and its place for the next try. A full disk is
met by freeing the reserve once; the reserve is laid again when there is space.
"""

import contextlib
import errno
import hashlib
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voice.errors import VaultError
from voice.transcript import AnswerState, Correction, PassageSound, Segment
from voice.troubles import TroubleName
from voice.vault import age
from voice.vault.files import FileSystem, make_folder_durably, remove_durably, write_durably
from voice.vault.records import (
    AnswerMarked,
    AskedQuestion,
    Body,
    CorrectionKept,
    Envelope,
    SegmentFlagged,
    SegmentKept,
    SegmentsErased,
    SessionEnded,
    SessionStarted,
    to_bytes,
)
from voice.vault.sounds import records_of

RESERVE_BYTES = 1024 * 1024
"""Several hundred records: hours of speech after the disk has filled up."""

_FULL = {errno.ENOSPC, errno.EDQUOT}

_NAMES = {
    errno.ENOSPC: TroubleName.DISK_FULL,
    errno.EDQUOT: TroubleName.QUOTA_REACHED,
    errno.EROFS: TroubleName.DISK_READ_ONLY,
    errno.EIO: TroubleName.DISK_FAILING,
    errno.EMFILE: TroubleName.TOO_MANY_FILES,
    errno.ENFILE: TroubleName.TOO_MANY_FILES,
    errno.EACCES: TroubleName.NOT_PERMITTED,
    errno.EPERM: TroubleName.NOT_PERMITTED,
}


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """What is known of a session when its first record is written."""

    session_id: str
    guide_id: str
    guide_title: str
    language: str
    started_at: str
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies in its session, and in which files."""

    paths: tuple[Path, ...]
    """More than one where an earlier try left a whole file behind before it failed."""
    sequence: int
    digest: str


@dataclass(frozen=True, slots=True)
class EndOfSession:
    """Where a session that was closed goes on: its last record, and where each id's records are."""

    session_id: str
    folder: Path
    sequence: int
    """The next record's."""
    previous: str
    places: Mapping[str, Sequence[Place]]


def vault_error(doing: str, error: OSError) -> VaultError:
    """What the system said, as a fact and a next step; `doing` as `VoiceError.named` has it."""
    number = error.errno or 0
    name = _NAMES.get(number)
    if name is not None:
        return VaultError.named(name, doing)
    code = errno.errorcode.get(number, str(number))
    return VaultError.named(TroubleName.NOT_WRITTEN, doing, code=code)


class RecordWriter:
    """Appends records to one session's chain."""

    def __init__(
        self,
        folder: Path,
        reserve: Path,
        recipients: Sequence[str],
        session_id: str,
        fs: FileSystem,
        sequence: int = 0,
        previous: str = "",
    ) -> None:
        self._folder = folder
        self._reserve = reserve
        self._recipients = tuple(recipients)
        self._session_id = session_id
        self._fs = fs
        self._sequence = sequence
        self._previous = previous
        self._pending: tuple[Body, str] | None = None
        self._tried: list[Path] = []

    def append(self, body: Body, record_id: str | None = None, last_resort: bool = True) -> Place:
        """Where the record lies, now that it is durable; on a full disk by the `last_resort`.

        Raises:
            VaultError: it is not; the same body again keeps its record id, and reading takes
                each id once.
        """
        if self._pending is not None and self._pending[0] == body:
            record_id = self._pending[1]
        else:
            self._tried.clear()
        record_id = record_id or secrets.token_hex(16)
        self._pending = (body, record_id)
        envelope = Envelope(
            session_id=self._session_id,
            record_id=record_id,
            sequence=self._sequence,
            previous=self._previous,
            body=body,
        )
        sealed = age.seal(to_bytes(envelope), self._recipients)
        try:
            self._write(sealed, last_resort)
        except OSError as error:
            raise vault_error("a passage could not be saved", error) from None
        place = Place(tuple(self._tried), self._sequence, hashlib.sha256(sealed).hexdigest())
        self._previous = place.digest
        self._sequence += 1
        self._pending = None
        self._tried.clear()
        return place

    def give_up(self) -> list[Path]:
        """Forget a record that failed; where a whole file of it may have been left behind."""
        left = list(self._tried)
        self._pending = None
        self._tried.clear()
        return left

    def _write(self, sealed: bytes, last_resort: bool) -> None:
        try:
            write_durably(self._fs, self._new_path(), sealed)
        except OSError as error:
            if not last_resort or error.errno not in _FULL or not self._reserve.exists():
                raise
            remove_durably(self._fs, [self._reserve])
            write_durably(self._fs, self._new_path(), sealed)
        else:
            lay_reserve(self._fs, self._reserve)

    def _new_path(self) -> Path:
        path = self._folder / f"{secrets.token_hex(16)}.age"
        self._tried.append(path)
        return path


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
                fs,
                header.sequence,
                header.previous,
            )
            return
        self._writer = RecordWriter(folder, reserve, recipients, header.session_id, fs)
        self._begin(folder, header)

    def _begin(self, folder: Path, header: SessionHeader) -> None:
        try:
            make_folder_durably(self._fs, folder)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            self._release()
            raise vault_error("the session's folder could not be made", error) from None
        started = SessionStarted(
            guide_id=header.guide_id,
            guide_title=header.guide_title,
            language=header.language,
            started_at=header.started_at,
            questions=header.questions,
        )
        try:
            self._writer.append(started)
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

    def end(self, reason: str) -> None:
        """Keep that the session ended in order; raises `VaultError`."""
        self._writer.append(SessionEnded(reason=reason))

    def close(self) -> None:
        """Let the next session begin."""
        self._release()


def erase_places(
    fs: FileSystem,
    writer: RecordWriter,
    question_id: str,
    segment_ids: Sequence[str],
    places: Sequence[Place],
    strays: Sequence[Path] = (),
) -> None:
    """Remove these passages' files, then keep that they were erased; raises `VaultError`."""
    try:
        remove_durably(fs, [*(path for place in places for path in place.paths), *strays])
    except OSError as error:
        raise vault_error("a passage could not be erased", error) from None
    writer.append(
        SegmentsErased(
            question_id=question_id,
            segment_ids=tuple(segment_ids),
            sequences=tuple(place.sequence for place in places),
            digests=tuple(place.digest for place in places),
        )
    )


def lay_reserve(fs: FileSystem, reserve: Path) -> None:
    """Keep 1 MiB aside where there is room for it; no room is no error here."""
    if not reserve.exists():
        with contextlib.suppress(OSError):
            write_durably(fs, reserve, secrets.token_bytes(RESERVE_BYTES))
