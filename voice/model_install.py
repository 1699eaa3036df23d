"""Installing a model: verified download or a file from a stick, safe unpacking, trial, rename.

The only code of the program that goes online; no session imports it. A model appears under its
name only when all of it is there and loads; whatever fails leaves nothing behind.
"""

import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import pooch as untyped_pooch  # pyright: ignore[reportMissingTypeStubs]
import requests

from voice.errors import ModelError
from voice.hearing.vosk_recognizer import try_loading, write_checksums
from voice.models import CatalogueEntry

MOST_MEMBERS = 500
MOST_UNPACKED_BYTES = 4 << 30
MOST_RATIO = 50
"""The official models hold 15 to 30 files and shrink by less than 3; a bomb shrinks by 1,000."""

pooch: Any = untyped_pooch

_BLOCK_BYTES = 1 << 20
_PARTIAL = ".partial-"

Progress = Callable[[str], None]


def install(
    entry: CatalogueEntry,
    folder: Path,
    archive: Path | None,
    base_address: str,
    progress: Progress,
) -> Path:
    """Install one model of the catalogue under `folder` and return its directory.

    Raises:
        ModelError: not reachable, another checksum, an unsafe or incomplete archive.
    """
    target = folder / entry.name
    if target.exists():
        raise ModelError(
            f"{entry.name} is installed already", f"check it with `reflect model check {target}`"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        with tempfile.TemporaryDirectory(prefix=_PARTIAL, dir=folder) as partial:
            if archive is None:
                progress(f"downloading {entry.name} ({entry.bytes / 1e6:.0f} MB)")
                archive = _download(entry, Path(partial), base_address)
            progress("checking it")
            _check_archive(archive, entry)
            progress("unpacking it")
            unpacked = unpack(archive, Path(partial) / "unpacked")
            progress("trying it")
            try_loading(unpacked)
            write_checksums(unpacked)
            os.sync()
            unpacked.rename(target)
    except OSError as error:
        raise ModelError(
            f"the model could not be written to {folder} ({error.strerror})",
            "free some space there, or check the folder",
        ) from None
    return target


def sweep(folder: Path) -> None:
    """Remove what an interrupted installation left."""
    for left in folder.glob(f"{_PARTIAL}*"):
        shutil.rmtree(left, ignore_errors=True)


def unpack(archive: Path, into: Path) -> Path:
    """Unpack a zip of one directory, refusing links, odd paths and bombs; returns that directory.

    Raises:
        ModelError: the archive is damaged or unsafe.
    """
    with _reading():
        zipped = zipfile.ZipFile(archive)
    with zipped:
        members = zipped.infolist()
        _check_members(members, archive.stat().st_size)
        for member in members:
            _extract(zipped, member, into)
    roots = [path for path in into.iterdir() if path.is_dir()] if into.is_dir() else []
    if len(roots) != 1:
        raise _unsafe("holds no single directory")
    return roots[0]


def _check_members(members: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise _unsafe(f"holds more than {MOST_MEMBERS} files")
    declared = sum(member.file_size for member in members)
    if declared > MOST_UNPACKED_BYTES or declared > MOST_RATIO * max(archive_bytes, 1 << 16):
        raise _unsafe("would unpack to far more than it is")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        mode = member.external_attr >> 16
        odd = path.is_absolute() or ".." in path.parts or ":" in member.filename
        if odd or not path.parts or any(ord(char) < 32 for char in member.filename):
            raise _unsafe("holds a path that leads elsewhere")
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise _unsafe("holds a link or a device")


def _extract(zipped: zipfile.ZipFile, member: zipfile.ZipInfo, into: Path) -> None:
    path = into / PurePosixPath(member.filename.replace("\\", "/"))
    if member.is_dir():
        path.mkdir(parents=True, exist_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with path.open("xb") as file:
        with _reading():
            source = zipped.open(member)
        while True:
            with _reading():
                block = source.read(_BLOCK_BYTES)
            written += len(block)
            if written > member.file_size:
                raise _unsafe("holds more than it declares")
            if not block:
                return
            file.write(block)


@contextmanager
def _reading() -> Generator[None]:
    """Whatever goes wrong while an archive is read is the archive's fault.

    Damaged zips raise a dozen kinds of errors, `zlib.error` and `struct.error` among them.
    """
    try:
        yield
    except Exception:
        raise _unsafe("is no readable zip, or damaged") from None


def _unsafe(what: str) -> ModelError:
    return ModelError(f"the archive {what}", "download it again: `reflect model install`")


def _check_archive(archive: Path, entry: CatalogueEntry) -> None:
    if not archive.is_file():
        raise ModelError(f"there is no file {archive}", "give the path of the downloaded zip")
    found = pooch.file_hash(str(archive), alg="sha256")
    if found != entry.sha256:
        raise ModelError(
            f"{archive.name} is not {entry.name}: its checksum differs",
            "download it again, or name the model it is: `reflect model install NAME --from FILE`",
        )


def _download(entry: CatalogueEntry, into: Path, base_address: str) -> Path:
    url = f"{base_address}/{entry.name}.zip"
    downloader: Any = pooch.HTTPDownloader(progressbar=True, timeout=60)
    try:
        path = pooch.retrieve(
            url,
            known_hash=f"sha256:{entry.sha256}",
            fname=f"{entry.name}.zip",
            path=into,
            downloader=downloader,
        )
    except requests.RequestException as error:
        raise ModelError(
            f"{url} cannot be reached ({type(error).__name__})",
            "check the network, or bring the zip on a stick: `reflect model install --from FILE`",
        ) from None
    except ValueError:
        raise ModelError(
            f"what came from {url} has another checksum than the catalogue's",
            "try again later; nothing was installed",
        ) from None
    return Path(path)
