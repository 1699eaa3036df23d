"""Putting one record after another on the disk: sealed, proven, durable before it is told.

A record that could not be written keeps its id and its place for the next try. A full disk is
met by freeing the reserve once; the reserve is laid again when there is space.
"""

import contextlib
import errno
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.vault import age
from voice.vault.bounds import LARGEST_SEQUENCE
from voice.vault.copies import copies_of_records
from voice.vault.files import FileSystem, remove_durably, write_durably
from voice.vault.records import (
    MOST_ERASED,
    PROVEN_FORMAT,
    Body,
    Envelope,
    SegmentsErased,
    to_bytes,
)

RESERVE_BYTES = 1024 * 1024
"""Several hundred records: hours of speech after the disk has filled up."""

_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies in its session, and in which files."""

    paths: tuple[Path, ...]
    """More than one where an earlier try left a whole file behind before it failed."""
    sequence: int
    digest: str


def vault_error(doing: str | Phrase, error: OSError) -> VaultError:
    """What the system said, as a fact and a next step; `doing` as `VoiceError.named` has it."""
    return VaultError.of_writing(error, doing)


class RecordWriter:
    """Appends records to one session's chain, each proven by the session's key if it has one."""

    def __init__(
        self,
        folder: Path,
        reserve: Path,
        recipients: Sequence[str],
        session_id: str,
        key: bytes | None,
        fs: FileSystem,
        sequence: int = 0,
        previous: str = "",
    ) -> None:
        self._folder = folder
        self._reserve = reserve
        self._recipients = tuple(recipients)
        self._session_id = session_id
        self._key = key
        self._fs = fs
        self._sequence = sequence
        self._previous = previous
        self._pending: tuple[Body, str] | None = None
        self._tried: list[Path] = []
        self._given_up: list[Path] = []

    def append(self, body: Body, record_id: str | None = None, last_resort: bool = True) -> Place:
        """Where the record lies, now that it is durable; on a full disk by the `last_resort`.

        Raises:
            VaultError: it is not; the same body again keeps its record id, and reading takes
                each id once.
        """
        if self._sequence > LARGEST_SEQUENCE:
            raise VaultError("this session has no room for another record", "begin a new session")
        self._remove_given_up()
        if self._pending is not None and self._pending[0] == body:
            record_id = self._pending[1]
        else:
            self._tried.clear()
        record_id = record_id or secrets.token_hex(16)
        self._pending = (body, record_id)
        envelope = Envelope(
            format_version=1 if self._key is None else PROVEN_FORMAT,
            session_id=self._session_id,
            record_id=record_id,
            sequence=self._sequence,
            previous=self._previous,
            body=body,
        )
        sealed = age.seal(to_bytes(envelope, self._key), self._recipients)
        try:
            self._write(sealed, last_resort)
        except OSError as error:
            raise vault_error(Phrase("a passage could not be saved"), error) from None
        place = Place(tuple(self._tried), self._sequence, hashlib.sha256(sealed).hexdigest())
        self._previous = place.digest
        self._sequence += 1
        self._pending = None
        self._tried.clear()
        return place

    @property
    def folder(self) -> Path:
        """Where the records are written."""
        return self._folder

    @property
    def records(self) -> Path:
        """The folder of all sessions' folders."""
        return self._folder.parent

    def give_up(self) -> list[Path]:
        """Forget a record that failed; where a whole file of it may have been left behind.

        It would stand in the next record's place: it is removed before that is written.
        """
        left = list(self._tried)
        self._given_up += left
        self._pending = None
        self._tried.clear()
        return left

    def _remove_given_up(self) -> None:
        """Where the disk refuses even that, reading leaves it out and names it."""
        with contextlib.suppress(OSError):
            remove_durably(self._fs, self._given_up)
            self._given_up.clear()

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


def erase_places(
    fs: FileSystem,
    writer: RecordWriter,
    question_id: str,
    segment_ids: Sequence[str],
    places: Sequence[Place],
    strays: Sequence[Path] = (),
) -> None:
    """Remove these passages' files and their copies, then keep that they were erased.

    Raises:
        VaultError: a file could not be removed, or that could not be kept.
    """
    files = [*(path for place in places for path in place.paths), *strays]
    copies = copies_of_records(writer.records, files, {place.digest for place in places})
    try:
        remove_durably(fs, [*files, *copies])
    except OSError as error:
        raise vault_error(Phrase("a passage could not be erased"), error) from None
    for first in range(0, max(len(places), len(segment_ids)), MOST_ERASED):
        here = slice(first, first + MOST_ERASED)
        writer.append(
            SegmentsErased(
                question_id=question_id,
                segment_ids=tuple(segment_ids[here]),
                sequences=tuple(place.sequence for place in places[here]),
                digests=tuple(place.digest for place in places[here]),
            )
        )


def lay_reserve(fs: FileSystem, reserve: Path) -> None:
    """Keep 1 MiB aside where there is room for it; no room is no error here."""
    if not reserve.exists():
        with contextlib.suppress(OSError):
            write_durably(fs, reserve, secrets.token_bytes(RESERVE_BYTES))
