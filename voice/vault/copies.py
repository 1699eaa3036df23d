"""What sync tools, editors and interrupted copying leave beside records: found, to be erased too.

Needs no key. Records and their folders have names that nothing else has, so a copy is known by
one of them within its own name (Syncthing's and Dropbox's conflicts, versions, `~`, rsync's
unfinished files), or else by the same bytes.
"""

import hashlib
import os
import re
from collections.abc import Collection, Iterator, Sequence, Set
from pathlib import Path

_RANDOM_NAME = re.compile("[0-9a-f]{24,32}")
"""Of a record or of a session's folder."""

_HEXADECIMAL = re.compile("[0-9a-f]{24,}")


def copies_of_records(records: Path, paths: Sequence[Path], digests: Collection[str]) -> list[Path]:
    """Other files of these records, by their names or their SHA-256.

    They are looked for in the vault of `records` but not in other sessions' folders, which no
    tool confuses. What cannot be read is left: it may only be another's.
    """
    names = {found[0] for path in paths if (found := _RANDOM_NAME.search(path.name))}
    lengths = sorted({len(name) for name in names})
    known = set(paths)
    sizes = {size for path in paths if (size := _size(path)) is not None}
    own = {path.parent.name for path in paths}
    return [
        path
        for path in _files(records, own)
        if path not in known
        and (
            _holds(path.name, names, lengths) or (_size(path) in sizes and _digest(path) in digests)
        )
    ]


def copies_of_folders(vault: Path, folders: Sequence[Path]) -> list[Path]:
    """Other folders of these sessions anywhere in the vault, by their names."""
    names = {folder.name for folder in folders if _RANDOM_NAME.fullmatch(folder.name)}
    found: list[Path] = []
    for at, inside, _ in os.walk(vault):
        copies = [one for one in inside if any(name in one for name in names)]
        found += [Path(at, one) for one in copies if Path(at, one) not in folders]
        inside[:] = [one for one in inside if one not in copies]
    return found


def _files(records: Path, own: set[str]) -> Iterator[Path]:
    for at, inside, files in os.walk(records.parent):
        if Path(at) == records:
            inside[:] = [one for one in inside if one in own or not _RANDOM_NAME.fullmatch(one)]
        yield from (Path(at, name) for name in files)


def _holds(text: str, names: Set[str], lengths: Sequence[int]) -> bool:
    """Whether one of these names stands in a text: looked up, for there may be 20,000 of both."""
    return any(
        run[0][first : first + length] in names
        for run in _HEXADECIMAL.finditer(text)
        for length in lengths
        for first in range(len(run[0]) - length + 1)
    )


def _size(path: Path) -> int | None:
    try:
        return path.stat(follow_symlinks=False).st_size
    except OSError:
        return None


def _digest(path: Path) -> str | None:
    if path.is_symlink() or not path.is_file():
        return None
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
