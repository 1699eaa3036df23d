"""Removing sessions: out of `records/` by one durable rename, and only then file by file.

A power cut leaves a session whole where it was, or nowhere that anything reads, copies or sends.
What a rename has begun, the next start finishes.
"""

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from voice.vault.copies import copies_of_folders
from voice.vault.files import FileSystem
from voice.vault.unfinished import forget_unfinished

ERASED_PREFIX = ".erased-"
"""Beside `records/`, on the same disk; no folder is made for it, so that a full disk is no bar."""


def remove_folders(fs: FileSystem, vault: Path, folders: Sequence[Path]) -> None:
    """Take folders out of a vault's records for good, and their copies; raises `OSError`."""
    folders = [*folders, *copies_of_folders(vault, folders)]
    for folder in folders:
        fs.rename(folder, vault / f"{ERASED_PREFIX}{secrets.token_hex(8)}")
    for parent in {folder.parent for folder in folders}:
        fs.fsync_folder(parent)
    if folders:
        fs.fsync_folder(vault)
    finish_removing(fs, vault)
    forget_unfinished(fs, vault, {folder.name for folder in folders})


def finish_removing(fs: FileSystem, vault: Path) -> int:
    """Remove whatever was taken out of the records; how many folders. Raises `OSError`."""
    begun = sorted(vault.glob(f"{ERASED_PREFIX}*"))
    for folder in begun:
        _remove(fs, folder)
    if begun:
        fs.fsync_folder(vault)
    return len(begun)


def _remove(fs: FileSystem, path: Path) -> None:
    if path.is_symlink() or not path.is_dir():
        fs.unlink(path)
        return
    with os.scandir(path) as entries:
        inside = [Path(entry) for entry in entries]
    for one in inside:
        _remove(fs, one)
    fs.remove_folder(path)
