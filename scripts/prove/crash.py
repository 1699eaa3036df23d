"""A model of power cuts: at every point of a session, every way that unfinished writes may fall.

What was not asked to be durable may be there, missing, or torn, in any combination: names by
folder, bytes by file. Each such state is laid out as a folder and read. Everything acknowledged
before the cut must open; everything acknowledged as erased must stay away. The same with an
fsync left out must fail, or the model proves nothing.
"""

import itertools
import os
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figure import Figure

from prove import crash_erasing
from prove.crash_erasing import by_rename, file_by_file, try_erasing
from prove.passages import header, passage, passages_in
from prove.size import Progress, Size
from voice.vault.files import FileSystem
from voice.vault.vault import Vault

PASSAGES = 4
MOST_SUBSETS = 12
"""Up to three unfinished names are tried in every combination; of more, so many at random: with
every fsync in place there are never more than two."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, in the order it was asked for."""

    what: str
    path: Path = Path()
    to: Path = Path()
    inode: int = 0
    data: bytes = field(default=b"", repr=False)


class RecordingFileSystem(FileSystem):
    """The real one, and a log of what was asked of it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._inode_of_fd: dict[int, int] = {}
        self._inode_of_path: dict[Path, int] = {}
        self._inodes = itertools.count(1)

    def create(self, path: Path) -> int:
        fd = super().create(path)
        inode = next(self._inodes)
        self._inode_of_fd[fd] = self._inode_of_path[path] = inode
        self.steps.append(Step("link", path, inode=inode))
        return fd

    def write(self, fd: int, data: bytes) -> int:
        written = super().write(fd, data)
        self.steps.append(Step("write", inode=self._inode_of_fd[fd], data=data[:written]))
        return written

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        self.steps.append(Step("fsync", inode=self._inode_of_fd[fd]))

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        inode = self._inode_of_path[new] = self._inode_of_path.pop(old)
        self.steps.append(Step("rename", old, new, inode))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self.steps.append(Step("unlink", path))

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self.steps.append(Step("mkdir", path))

    def fsync_folder(self, path: Path) -> None:
        super().fsync_folder(path)
        self.steps.append(Step("fsync folder", path))


class WithoutFileFsync(RecordingFileSystem):
    """The planted fault: bytes are never asked to be durable."""

    def fsync(self, fd: int) -> None:
        return


class WithoutFolderFsync(RecordingFileSystem):
    """The planted fault: names are never asked to be durable."""

    def fsync_folder(self, path: Path) -> None:
        return


@dataclass
class _Disk:
    """What is durable, and what is still on its way."""

    names: dict[Path, int] = field(default_factory=dict)
    folders: set[Path] = field(default_factory=set)
    pending: list[Step] = field(default_factory=list)
    durable_bytes: dict[int, int] = field(default_factory=dict)
    """How many bytes of each inode are durable."""
    contents: dict[int, bytes] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        match step.what:
            case "write":
                self.contents[step.inode] = self.contents.get(step.inode, b"") + step.data
            case "fsync":
                self.durable_bytes[step.inode] = len(self.contents.get(step.inode, b""))
            case "fsync folder":
                now = [s for s in self.pending if _folder_of(s) == step.path]
                self.pending = [s for s in self.pending if _folder_of(s) != step.path]
                for finished in now:
                    _apply(finished, self.names, self.folders)
            case _:
                self.pending.append(step)

    def after_cut(self, done: tuple[Step, ...], torn: str) -> dict[Path, bytes]:
        """The files that are there, where only `done` of the pending names happened."""
        names, folders = dict(self.names), set(self.folders)
        for step in done:
            _apply(step, names, folders)
        return {
            path: self._bytes(inode, torn)
            for path, inode in names.items()
            if path.parent in folders
        }

    def _bytes(self, inode: int, torn: str) -> bytes:
        whole = self.contents.get(inode, b"")
        durable = self.durable_bytes.get(inode, 0)
        unfinished = whole[durable:]
        match torn:
            case "all":
                return whole
            case "none":
                return whole[:durable]
            case _:  # the length is there, half of the bytes are not
                half = len(unfinished) // 2
                return whole[:durable] + unfinished[:half] + bytes(len(unfinished) - half)


def _folder_of(step: Step) -> Path:
    return step.path.parent


def _apply(step: Step, names: dict[Path, int], folders: set[Path]) -> None:
    match step.what:
        case "link":
            names[step.path] = step.inode
        case "rename":
            names.pop(step.path, None)
            names[step.to] = step.inode
        case "unlink":
            names.pop(step.path, None)
        case _:
            folders.add(step.path)


def prove(size: Size, progress: Progress) -> list[Figure]:
    """The model with everything in place, and with each fsync left out."""
    states = failures = 0
    for seed in range(size.crash_sessions):
        progress(f"crash model, session {seed + 1} of {size.crash_sessions}")
        tried, failed = try_states(RecordingFileSystem(), seed)
        states, failures = states + tried, failures + failed
    progress("crash model, planted faults")
    without_file, failed_file = try_states(WithoutFileFsync(), 0)
    without_folder, failed_folder = try_states(WithoutFolderFsync(), 0)
    progress("crash model, erasing")
    erasing, torn_apart = try_erasing(crash_erasing.Recording(), by_rename, 0)
    by_file, failed_by_file = try_erasing(crash_erasing.Recording(), file_by_file, 0)
    unsynced, failed_unsynced = try_erasing(crash_erasing.WithoutFolderFsync(), by_rename, 0)
    return [
        Figure("states after a cut while a session is erased", erasing, goal=60, at_least=True),
        Figure("of them that hand a part of it over, or any once it is erased", torn_apart, goal=0),
        Figure(
            f"planted: erased file by file, of {by_file} states fail",
            failed_by_file,
            goal=1,
            at_least=True,
        ),
        Figure(
            f"planted: the rename never made durable, of {unsynced} states fail",
            failed_unsynced,
            goal=1,
            at_least=True,
        ),
        Figure("crash states tried", states, goal=60, at_least=True),
        Figure("states that lose or garble what was acknowledged", failures, goal=0),
        Figure(
            f"planted: without the file's fsync, of {without_file} states fail",
            failed_file,
            goal=1,
            at_least=True,
        ),
        Figure(
            f"planted: without the folder's fsync, of {without_folder} states fail",
            failed_folder,
            goal=1,
            at_least=True,
        ),
    ]


def try_states(fs: RecordingFileSystem, seed: int) -> tuple[int, int]:
    """How many states after a cut there are, and how many of them break a promise."""
    rng = random.Random(seed)
    states = failures = 0
    with tempfile.TemporaryDirectory(prefix="reflect-prove-", dir=_memory()) as name:
        made, _ = Vault.create(Path(name) / "vault")
        identity = made.identity()
        vault = Vault(made.directory, fs)
        promises = _record(vault, fs)
        disk = _Disk(folders={vault.records_folder})
        steps = list(fs.steps)
        for point in range(len(steps) + 1):
            kept, erased = _promised(promises, point)
            for done in _subsets(disk.pending, rng):
                for torn in ("all", "half", "none"):
                    files = disk.after_cut(done, torn)
                    states += 1
                    failures += not _holds(
                        Path(name) / "after", files, vault, identity, kept, erased
                    )
            if point < len(steps):
                disk.take(steps[point])
    return states, failures


def _memory() -> str | None:
    """A file system in memory where there is one: the states are many, and durable in none."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _record(vault: Vault, fs: RecordingFileSystem) -> list[tuple[int, str, bool]]:
    """Seal, erase and end; after which step each passage was promised kept, or erased."""
    promises: list[tuple[int, str, bool]] = []
    journal = vault.begin_session(header(1))
    for number in range(PASSAGES):
        segment = passage(number)
        journal.seal_segment("one", segment)
        promises.append((len(fs.steps), segment.segment_id, True))
    journal.erase_segments("one", (passage(1).segment_id,))
    promises.append((len(fs.steps), passage(1).segment_id, False))
    journal.end("finished")
    journal.close()
    return promises


def _promised(promises: list[tuple[int, str, bool]], point: int) -> tuple[set[str], set[str]]:
    kept, erased = set[str](), set[str]()
    for step, segment_id, is_kept in promises:
        if step <= point:
            (kept if is_kept else erased).add(segment_id)
    # while it is being erased, a passage may be there or not
    being_erased = {i for s, i, is_kept in promises if not is_kept and s > point}
    last_kept = max((s for s, _, is_kept in promises if is_kept), default=0)
    if point > last_kept:
        kept -= being_erased
    return kept - erased, erased


def _subsets(pending: list[Step], rng: random.Random) -> list[tuple[Step, ...]]:
    if len(pending) <= 3:
        chosen = itertools.product((False, True), repeat=len(pending))
    else:
        random_ones = [tuple(rng.random() < 0.5 for _ in pending) for _ in range(MOST_SUBSETS)]
        chosen = iter([(False,) * len(pending), (True,) * len(pending), *random_ones])
    return [
        tuple(step for step, happens in zip(pending, which, strict=True) if happens)
        for which in chosen
    ]


def _holds(
    place: Path,
    files: dict[Path, bytes],
    vault: Vault,
    identity: str,
    kept: set[str],
    erased: set[str],
) -> bool:
    """Lay this state out and read it."""
    shutil.rmtree(place, ignore_errors=True)
    after = Vault(place)
    after.records_folder.mkdir(parents=True)
    for path, data in files.items():
        if vault.records_folder not in path.parents:
            continue  # the reserve
        target = after.records_folder / path.relative_to(vault.records_folder)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)
    found = passages_in(after.read(identity))
    return kept <= found and not (erased & found)
