"""No secret key may lie on a kiosk: looking for one where it would lie, whatever it wears.

Reading only. A file is suspected by what is in it, never by its name alone: a key is one where its
checksum holds, so that what only looks like one stops nobody. What is not found: a picture of a
key, one that was encrypted by another program than age, or base64 and its like.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from voice.kiosk.clothes import Unreadable, layers
from voice.kiosk.key_marks import holds_a_secret
from voice.values.errors import VaultError
from voice.vault.keys import IDENTITY_FILE

MOST_FILES = 1_000_000
"""Twenty years of a busy kiosk's records; a folder with more is a whole disk, by a link."""


def secret_keys_in(folders: Iterable[Path]) -> list[Path]:
    """The files under these folders that hold a secret key, or one behind a passphrase.

    Raises:
        VaultError: there is more than can be looked through.
    """
    seen: set[tuple[int, int]] = set()
    found: list[Path] = []
    for folder in folders:
        for path in _files(folder, seen):
            if len(seen) > MOST_FILES:
                raise VaultError(
                    "{folder} holds more files than can be looked through for a secret key",
                    "give the kiosk's file a folder of its own, and no links to others",
                    folder=folder,
                )
            if _is_secret(path):
                found.append(path)
    return sorted(found)


def refuse_secret_keys(folders: Iterable[Path]) -> None:
    """Raise `VaultError` where a secret key lies in one of these folders."""
    found = secret_keys_in(folders)
    if found:
        named = ", ".join(str(path) for path in found[:3])
        raise VaultError(
            "a secret key lies on this machine, or what may hide one: {named}",
            "move it to the reader's machine and erase it here; a kiosk may only seal",
            named=named,
        )


def _files(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Every file under a folder and behind its links, once."""
    for place, names, files in os.walk(folder, followlinks=True):
        here = os.stat(place)
        if (here.st_dev, here.st_ino) in seen:  # a link that leads back, or to what was seen
            names.clear()
            continue
        seen.add((here.st_dev, here.st_ino))
        for name in files:
            path = Path(place, name)
            try:
                there = path.stat()
            except OSError:  # a link to nothing
                continue
            if stat.S_ISREG(there.st_mode) and (there.st_dev, there.st_ino) not in seen:
                seen.add((there.st_dev, there.st_ino))
                yield path


def _is_secret(path: Path) -> bool:
    try:
        return any(holds_a_secret(layer) for layer in layers(path))
    except Unreadable:
        return True  # nobody can say what is in it
    except OSError:
        return path.name == IDENTITY_FILE  # it is there, and who may read it is another question
