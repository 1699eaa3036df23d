"""A model of power cuts while a session is erased, at home and at a kiosk.

The session's files are durable when erasing begins. At every point of it, every way that
unfinished renames and removals may fall is laid out, the next start is made on it, and what that
hands over or reads has to be the whole session or nothing of it, and nothing once it was erased.
Erasing file by file, and a rename that is never made durable, must fail, or the model proves
nothing.
"""

import itertools
import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prove.passages import header, passage
from voice.kiosk.keeping import KioskStore
from voice.vault.files import FileSystem
from voice.vault.reading import read_sessions
from voice.vault.recipients import Recipient, Role
from voice.vault.removing import remove_folders
from voice.vault.vault import Vault

PASSAGES = 4
MOST_SUBSETS = 24
"""Of more unfinished changes than four, so many subsets at random beside none and all."""

Erase = Callable[[FileSystem, Path, Path], None]
"""Erases one session's folder of a vault, by this file system."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a folder's names; `folder` is the one that an fsync makes it durable in."""

    folder: Path
    renamed_to: Path | None = None
    removed: str = ""


class Recording(FileSystem):
    """The real file system, and a log: changes, and fsyncs of folders."""

    def __init__(self) -> None:
        self.log: list[Change | Path] = []

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        self.log.append(Change(old.parent, renamed_to=new))

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self.log.append(Change(path.parent, removed=path.name))

    def fsync_folder(self, path: Path) -> None:
        super().fsync_folder(path)
        self.log.append(path)


class WithoutFolderFsync(Recording):
    """The planted fault: the rename is never asked to be durable."""

    def fsync_folder(self, path: Path) -> None:
        return


def by_rename(fs: FileSystem, vault: Path, folder: Path) -> None:
    """As the program does it."""
    remove_folders(fs, vault, [folder])


def file_by_file(fs: FileSystem, _vault: Path, folder: Path) -> None:
    """The planted fault: as it was done before."""
    for path in sorted(folder.iterdir()):
        fs.unlink(path)
    fs.remove_folder(folder)
    fs.fsync_folder(folder.parent)


@dataclass
class _Disk:
    durable: list[Change] = field(default_factory=list[Change])
    pending: list[Change] = field(default_factory=list[Change])

    def take(self, step: Change | Path) -> None:
        if isinstance(step, Change):
            self.pending.append(step)
            return
        self.durable += [change for change in self.pending if change.folder == step]
        self.pending = [change for change in self.pending if change.folder != step]


def try_erasing(fs: Recording, erase: Erase, seed: int) -> tuple[int, int]:
    """How many states after a cut there are, and how many of them break the promise."""
    rng = random.Random(seed)
    states = failures = 0
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        made, _ = Vault.create(Path(name) / "vault")
        identity = made.identity()
        store = KioskStore(
            Path(name) / "kiosk", (Recipient(made.recipients[0].public_key, Role.OTHER, "clinic"),)
        )
        store.open()
        journal = store.begin(header(1), "", with_holders=True)
        for number in range(PASSAGES):
            journal.seal_segment("one", passage(number))
        journal.end("stop")
        journal.close()
        (folder,) = (store.current / "records").iterdir()
        kept = Path(name) / "kept"
        shutil.copytree(folder, kept)
        erase(fs, store.current, folder)
        disk = _Disk()
        for point in range(len(fs.log) + 1):
            done = point == len(fs.log)
            for which in _subsets(disk.pending, rng):
                states += 1
                found = _after_start(store, kept, folder.name, [*disk.durable, *which], identity)
                failures += found not in ({0} if done else {0, PASSAGES})
            if not done:
                disk.take(fs.log[point])
    return states, failures


def _after_start(
    store: KioskStore, kept: Path, name: str, changes: Sequence[Change], identity: str
) -> int:
    """How many passages a kiosk's next start hands over, and a home's next start leaves to read."""
    for vault in (store.current, store.outbox):
        shutil.rmtree(vault, ignore_errors=True)
    store.open()
    moved = next((change.renamed_to for change in changes if change.renamed_to), None)
    place = moved or store.current / "records" / name
    shutil.copytree(kept, place)
    for change in changes:
        if change.removed:
            (place / change.removed).unlink()
    at_home = Vault(store.current)
    at_home.check_writable()
    left = _passages(store.current, identity)
    store.open()
    handed_over = _passages(store.outbox, identity)
    return handed_over if handed_over == left else -1


def _passages(vault: Path, identity: str) -> int:
    sessions = read_sessions(vault / "records", identity, None).sessions
    return sum(len(answer.segments) for session in sessions for answer in session.answers)


def _subsets(pending: Sequence[Change], rng: random.Random) -> list[list[Change]]:
    if len(pending) <= 4:
        chosen = [list(which) for which in itertools.product((False, True), repeat=len(pending))]
    else:
        chosen = [[False] * len(pending), [True] * len(pending)]
        chosen += [[rng.random() < 0.5 for _ in pending] for _ in range(MOST_SUBSETS)]
    return [
        [change for change, happens in zip(pending, which, strict=True) if happens]
        for which in chosen
    ]
