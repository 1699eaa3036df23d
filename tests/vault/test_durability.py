"""Errors and crashes at every system call of a save: never a false "saved", nothing torn."""

import errno
import os
from pathlib import Path

import pytest

from tests.vault.test_vault import header, passage, records_of
from voice.values.errors import VaultError
from voice.values.transcript import AnswerState
from voice.vault.age import Opener
from voice.vault.files import FileSystem
from voice.vault.journal import SessionJournal
from voice.vault.opening import open_record
from voice.vault.vault import Vault

CALLS = ("create", "write", "fsync", "rename", "fsync_folder")
ERRORS = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE)


class FailingFileSystem(FileSystem):
    """The real file system, but one call fails with one error while `failing`."""

    def __init__(self, call: str, error: int) -> None:
        self.call, self.error, self.failing = call, error, False

    def _trip(self, call: str) -> None:
        if self.failing and call == self.call:
            raise OSError(self.error, os.strerror(self.error))

    def create(self, path: Path) -> int:
        self._trip("create")
        return super().create(path)

    def write(self, fd: int, data: bytes) -> int:
        if self.failing and self.call == "write":
            super().write(fd, data[:100])  # torn: some of it reached the file
        self._trip("write")
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        self._trip("fsync")
        super().fsync(fd)

    def rename(self, old: Path, new: Path) -> None:
        self._trip("rename")
        super().rename(old, new)

    def fsync_folder(self, path: Path) -> None:
        self._trip("fsync_folder")
        super().fsync_folder(path)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("error", ERRORS, ids=lambda number: errno.errorcode[number])
def test_an_error_at_any_call_is_told_and_the_passage_is_kept_when_it_ends(
    tmp_path: Path, call: str, error: int
) -> None:
    Vault.create(tmp_path / "vault")
    fs = FailingFileSystem(call, error)
    vault = Vault(tmp_path / "vault", fs)
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    fs.failing = True
    for _ in range(2):
        with pytest.raises(VaultError) as raised:
            journal.seal_segment("first", passage(1))
        assert raised.value.hint
        assert "periwinkle" not in str(raised.value)
    still = vault.read(vault.identity()).sessions[0].answers[0].segments
    assert passage(0) in still
    fs.failing = False
    journal.seal_segment("first", passage(1))
    journal.seal_segment("first", passage(2))
    journal.close()
    reading = vault.read(vault.identity())
    assert reading.sessions[0].answers[0].segments == (passage(0), passage(1), passage(2))
    assert reading.problems == ()
    assert list((tmp_path / "vault" / "records").glob("*/.new-*")) == []


def test_a_save_that_failed_late_is_tried_again_as_the_same_record(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")
    fs = FailingFileSystem("fsync_folder", errno.EIO)
    vault = Vault(tmp_path / "vault", fs)
    journal = vault.begin_session(header())
    for keep in (
        lambda: journal.mark_answer("first", AnswerState.PASSED),
        lambda: journal.end("finished"),
    ):
        fs.failing = True
        with pytest.raises(VaultError):
            keep()
        fs.failing = False
        keep()
    journal.close()
    reading = vault.read(vault.identity())
    assert reading.problems == ()  # both files are there, and are one record
    opened = [open_record(p, Opener(vault.identity())) for p in records_of(vault)]
    ids = [r.envelope.record_id for r in opened if not isinstance(r, str)]
    assert (len(ids), len(set(ids))) == (5, 3)


class CrashingFileSystem(FileSystem):
    """Keeps what a disk would hold if the power went now: only what was asked to be durable.

    A file's bytes count from its fsync, a name from its folder's; anything else may be lost.
    """

    def __init__(self) -> None:
        self.bytes_of: dict[int, bytes] = {}
        self.fd_path: dict[int, Path] = {}
        self.synced: dict[Path, bytes] = {}
        self.names: dict[Path, Path] = {}
        self.durable: dict[Path, bytes] = {}

    def create(self, path: Path) -> int:
        fd = super().create(path)
        self.fd_path[fd], self.bytes_of[fd] = path, b""
        self.names[path] = path
        return fd

    def write(self, fd: int, data: bytes) -> int:
        self.bytes_of[fd] += data
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        self.synced[self.fd_path[fd]] = self.bytes_of[fd]

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self.names[new] = self.names.pop(old)

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self.names.pop(path, None)

    def fsync_folder(self, path: Path) -> None:
        super().fsync_folder(path)
        for name, origin in self.names.items():
            if name.parent == path:
                self.durable[name] = self.synced.get(origin, b"")

    def lose_power(self) -> None:
        """Leave on the real disk only what would have survived, at the worst."""
        for name in list(self.names):
            if name.exists():
                name.unlink()
        for name, data in self.durable.items():
            if name in self.names:
                name.write_bytes(data)


def passages_after_power_cut(tmp_path: Path, fs: CrashingFileSystem) -> int:
    Vault.create(tmp_path / "vault")
    vault = Vault(tmp_path / "vault", fs)
    journal: SessionJournal = vault.begin_session(header())
    for number in range(4):
        journal.seal_segment("first", passage(number))
    journal.close()
    fs.lose_power()
    sessions = vault.read(vault.identity()).sessions
    return len(sessions[0].answers[0].segments) if sessions else 0


def test_everything_acknowledged_survives_a_power_cut(tmp_path: Path) -> None:
    assert passages_after_power_cut(tmp_path, CrashingFileSystem()) == 4


def test_without_the_files_fsync_the_same_test_loses_passages(tmp_path: Path) -> None:
    class Careless(CrashingFileSystem):
        def fsync(self, fd: int) -> None:
            return

    assert passages_after_power_cut(tmp_path, Careless()) < 4


def test_without_the_folders_fsync_the_same_test_loses_passages(tmp_path: Path) -> None:
    class Careless(CrashingFileSystem):
        def fsync_folder(self, path: Path) -> None:
            return

    assert passages_after_power_cut(tmp_path, Careless()) < 4


def test_a_full_disk_is_met_by_the_reserve_once(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")

    class FullOnce(FileSystem):
        full = False

        def write(self, fd: int, data: bytes) -> int:
            if self.full and (tmp_path / "vault" / "reserve").exists():
                raise OSError(errno.ENOSPC, "no space")
            return super().write(fd, data)

    fs = FullOnce()
    vault = Vault(tmp_path / "vault", fs)
    vault.check_writable()
    assert (tmp_path / "vault" / "reserve").exists()
    journal = vault.begin_session(header())
    fs.full = True
    journal.seal_segment("first", passage(0))  # the reserve was given up for it
    journal.close()
    assert vault.read(vault.identity()).sessions[0].answers[0].segments == (passage(0),)


def test_litter_of_an_interrupted_write_is_swept_at_the_next_start(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    vault.begin_session(header("a")).close()
    (folder,) = (vault.directory / "records").iterdir()
    (folder / ".new-0123").write_bytes(b"half")
    vault.begin_session(header("b")).close()
    assert not (folder / ".new-0123").exists()
