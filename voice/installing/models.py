"""Installing a model: verified download or a file from a stick, safe unpacking, trial, rename.

A model appears under its name only when all of it is there, loads, and knows the words it
is spoken to with.
"""

import os
import re
import shlex
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from voice.installing.download import Progress, Wanted, download
from voice.models.choosing import NAME_PATTERN, Catalogue, CatalogueEntry, language_of, part_of
from voice.models.files import check_files, sha256_of, write_checksums
from voice.models.trial import try_model
from voice.values.errors import ModelError, VoiceError
from voice.values.phrase import Phrase

MOST_MEMBERS = 500
MOST_UNPACKED_BYTES = 4 << 30
MOST_RATIO = 50
"""The official models hold 15 to 30 files and shrink by less than 3; a bomb shrinks by 1,000."""

_BLOCK_BYTES = 1 << 20
_PARTIAL = ".partial-"


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that was installed, and what can be said and it cannot hear."""

    path: Path
    lacking: tuple[str, ...]


def entry_of_archive(archive: Path, catalogue: Catalogue) -> CatalogueEntry | None:
    """The catalogue's model that this zip is, by its name or else by its checksum; or None.

    Raises:
        ModelError: there is no such file.
    """
    if not archive.is_file():
        raise ModelError(
            "there is no file {archive}", "give the path of the downloaded zip", archive=archive
        )
    stem = archive.name.removesuffix(".zip")
    named = next((entry for entry in catalogue.model if entry.name == stem), None)
    if named is not None:
        return named
    found = sha256_of(archive)
    return next((entry for entry in catalogue.model if entry.sha256 == found), None)


def install(
    entry: CatalogueEntry, folder: Path, addresses: Sequence[str], progress: Progress
) -> Installed:
    """Download one model of the catalogue and install it under `folder`.

    An interrupted download is kept and gone on with the next time.

    Raises:
        ModelError: no source gives it, it is unsafe, does not load, or is for another language.
    """
    _refuse_installed(folder / entry.name)
    part = part_of(folder, entry.name)
    with writing(folder, Phrase("the model"), ModelError):
        try:
            download(_wanted(entry), part, _urls(entry, addresses), progress)
        except KeyboardInterrupt:
            progress.said("stopped; what came is kept: give the same command again to go on")
            raise
        installed = _install_zip(part, folder, entry.name, entry.language, progress)
        part.unlink()
    return installed


def install_from(
    archive: Path,
    folder: Path,
    entry: CatalogueEntry | None,
    language: str | None,
    progress: Progress,
) -> Installed:
    """Install a model from a zip: the catalogue's `entry`, or any other official one.

    Raises:
        ModelError: another checksum, unsafe, does not load, or is for another language.
    """
    if not archive.is_file():
        raise ModelError(
            "there is no file {archive}", "give the path of the downloaded zip", archive=archive
        )
    if entry is not None:
        _refuse_installed(folder / entry.name)
    progress.said("checking it")
    found = sha256_of(archive)
    if entry is None:
        progress.said(f"not in the catalogue, so compare its SHA-256 yourself: {found}")
    elif found != entry.sha256:
        raise ModelError(
            "{archive} is not {name}: its checksum differs",
            "download it again, or name the model it is: `reflect model install NAME --from FILE`",
            archive=archive.name,
            name=entry.name,
        )
    name, code = (entry.name, entry.language) if entry is not None else (None, language)
    with writing(folder, Phrase("the model"), ModelError):
        return _install_zip(archive, folder, name, code, progress)


def _install_zip(
    archive: Path, folder: Path, name: str | None, language: str | None, progress: Progress
) -> Installed:
    with partial_folder(folder) as partial:
        progress.said("unpacking it")
        unpacked = unpack(archive, partial / "unpacked")
        name = name or unpacked.name
        if not re.fullmatch(NAME_PATTERN, name):
            raise _unsafe(Phrase("names its directory in a way that no official model does"))
        target = folder / name
        _refuse_installed(target)
        progress.said("trying it")
        check_files(unpacked)
        lacking = try_model(unpacked, language or language_of(name), again=True)
        write_checksums(unpacked)
        os.sync()
        unpacked.rename(target)
    return Installed(target, lacking)


def _wanted(entry: CatalogueEntry) -> Wanted:
    stick = "bring the zip on a stick: `reflect model install --from FILE.zip`"
    return Wanted(entry.name, entry.bytes, entry.sha256, stick)


def _urls(entry: CatalogueEntry, addresses: Sequence[str]) -> list[str]:
    return [address.format(name=entry.name, language=entry.language) for address in addresses]


def _refuse_installed(target: Path) -> None:
    if target.exists():
        raise ModelError(
            "{name} is installed already",
            "check it with `reflect model check {path}`",
            name=target.name,
            path=shlex.quote(str(target)),
        )


@contextmanager
def writing(folder: Path, what: Phrase, error_type: type[VoiceError]) -> Generator[None]:
    """Write a model or a voice (`what`) under `folder`, made where it is missing.

    Raises:
        VoiceError: of this type, where that is not possible.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise error_type(
            "{what} could not be written to {folder} ({reason})",
            "free some space there, or check the folder",
            what=what,
            folder=folder,
            reason=error.strerror,
        ) from None


@contextmanager
def partial_folder(folder: Path) -> Generator[Path]:
    """A folder to make something whole in; what an interrupted installation left goes first."""
    for left in folder.glob(f"{_PARTIAL}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PARTIAL, dir=folder) as partial:
        yield Path(partial)


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
        raise _unsafe(Phrase("holds no single directory"))
    return roots[0]


def _check_members(members: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise _unsafe(Phrase("holds more than {most} files", most=MOST_MEMBERS))
    declared = sum(member.file_size for member in members)
    if declared > MOST_UNPACKED_BYTES or declared > MOST_RATIO * max(archive_bytes, 1 << 16):
        raise _unsafe(Phrase("would unpack to far more than it is"))
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        mode = member.external_attr >> 16
        odd = path.is_absolute() or ".." in path.parts or ":" in member.filename
        if odd or not path.parts or any(ord(char) < 32 for char in member.filename):
            raise _unsafe(Phrase("holds a path that leads elsewhere"))
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise _unsafe(Phrase("holds a link or a device"))


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
                raise _unsafe(Phrase("holds more than it declares"))
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
        raise _unsafe(Phrase("is no readable zip, or damaged")) from None


def _unsafe(what: Phrase) -> ModelError:
    return ModelError("the archive {what}", "download it again: `reflect model install`", what=what)
