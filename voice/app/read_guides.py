"""Guides that somebody has read: taken in, kept among this person's own, found again, taken out.

A guide lies as any other; its recordings beside it in the very file that was given: sealed where
that was sealed to this person, never in the clear then. A kiosk finds what lies beside its guide.
"""

import contextlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from voice.guides.loading import bundled_guides, guide_file, load_guide, not_written
from voice.guides.read_guide import (
    LARGEST_FILE_BYTES,
    MAGIC,
    ReadGuide,
    damaged,
    fingerprint,
    toml_with_reader,
    unpack,
)
from voice.machine.places import guides_folder
from voice.machine.reading_files import read_bytes_capped
from voice.machine.writing_files import write_whole
from voice.speaking.read_questions import ReadQuestions, decoded
from voice.values.errors import GuideError, VoiceError
from voice.values.phrase import phrase_in
from voice.vault.age import DamagedFile, WrongKey, unseal

SUFFIX = ".guide"

_SEALED = b"age-encryption.org/v1\n"
_LARGEST_SEALED_BYTES = LARGEST_FILE_BYTES + (1 << 20)
_LONGEST_SLUG = 40

Identity = Callable[[], str]
"""This person's secret key, asked for only where something is sealed; raises `VaultError`. None
where there is none, as in a kiosk: what is sealed stays closed."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that was looked at and can be kept as it is."""

    read: ReadGuide
    voice: ReadQuestions
    data: bytes = field(repr=False)

    @property
    def sealed(self) -> bool:
        """Whether it was sealed to a key, and stays so."""
        return self.data.startswith(_SEALED)

    @property
    def fingerprint(self) -> str:
        """Of the very file: two people compare it aloud."""
        return fingerprint(self.data)

    @property
    def name(self) -> str:
        """By which it is kept, found and removed; made here, of letters and hyphens only."""
        return kept_name(self.read.guide.id, self.read.reader, self.fingerprint[:4])


def kept_name(guide_id: str, reader: str, otherwise: str = "read") -> str:
    """By which a guide that this reader has read is kept; `otherwise`: of a name in no letters."""
    ascii_only = unicodedata.normalize("NFKD", reader).encode("ascii", "ignore")
    slug = "-".join(re.findall("[a-z0-9]+", ascii_only.decode().lower()))[:_LONGEST_SLUG]
    name = f"{guide_id}-{slug.strip('-') or otherwise}"
    return f"{name}-read" if name in bundled_guides() else name


def recordings_of(name: str) -> Path:
    """Where the recordings of a guide of this person's own lie, or would."""
    return _files(guides_folder(), name)[1]


def look_at(path: Path, identity: Identity | None) -> Offered:
    """A file that somebody gave, checked to its last byte, its sounds too; raises `VoiceError`."""
    try:
        data = read_bytes_capped(path, _LARGEST_SEALED_BYTES)
    except ValueError as error:
        raise GuideError(phrase_in(error), "give the path of a guide with recordings") from None
    read = _opened(data, identity)
    return Offered(read, decoded(read), data)


def keep(offered: Offered) -> None:
    """Take it in, for this user alone; raises `GuideError`."""
    folder = guides_folder()
    toml, recordings = _files(folder, offered.name)
    if toml.exists() or recordings.exists():
        raise GuideError(
            "there is a guide of this name already",
            "take that out first: `reflect guide remove {name}`",
            name=offered.name,
        )
    _write(folder, offered.name, offered.data, toml_with_reader(offered.read))


def replace_own(read: ReadGuide, data: bytes) -> None:
    """Keep what was read here, `data` as it is to lie; what this reader read before is replaced.

    Raises:
        GuideError: it cannot be written; what was there before is there still.
    """
    name = kept_name(read.guide.id, read.reader)
    _write(guides_folder(), name, data, toml_with_reader(read))


def _write(folder: Path, name: str, data: bytes, text: str) -> None:
    toml, recordings = _files(folder, name)
    is_new = not recordings.exists()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(recordings, data)
        write_whole(toml, text.encode())
    except OSError as error:
        if is_new:
            with contextlib.suppress(OSError):  # there may be no folder at all
                recordings.unlink(missing_ok=True)
        raise not_written(toml, error) from None


def remove(name: str) -> None:
    """Take a guide of this person's own out, and its recordings first; raises `GuideError`."""
    toml, recordings = _files(guides_folder(), name)
    if Path(name).name != name or not (toml.exists() or recordings.exists()):
        raise GuideError(
            'there is no guide "{name}" of your own', "see `reflect guide list`", name=name
        )
    try:
        recordings.unlink(missing_ok=True)
        toml.unlink(missing_ok=True)
    except OSError as error:
        raise GuideError(
            "{path} cannot be removed: {reason}",
            "see to whom the folder belongs",
            path=toml,
            reason=(error.strerror or "").lower(),
        ) from None


def questions_read(wanted: str, identity: Identity | None) -> ReadQuestions:
    """The recordings that belong to a guide, by its name or path; none where there are none.

    Nor where they cannot be opened, or are another guide's: then the program reads it.
    """
    toml = guide_file(wanted)
    if toml is None or not (recordings := toml.with_suffix(SUFFIX)).is_file():
        return ReadQuestions()
    try:
        offered = look_at(recordings, identity)
        same = load_guide(toml).themes == offered.read.guide.themes
    except VoiceError:
        return ReadQuestions()
    return offered.voice if same else ReadQuestions()


def is_sealed(wanted: str) -> bool:
    """Whether the recordings of a guide, by its name or path, need a key to be heard."""
    toml = guide_file(wanted)
    try:
        return toml is not None and _is_sealed(toml.with_suffix(SUFFIX))
    except OSError:  # there are none, or nobody may read them
        return False


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SEALED)) == _SEALED


def _opened(data: bytes, identity: Identity | None) -> ReadGuide:
    if data.startswith(_SEALED) and identity is not None:
        try:
            data = unseal(data, identity())
        except WrongKey:
            raise GuideError(
                "this guide is sealed to another key",
                "ask whoever gave it to you to seal it to yours: `reflect key show`",
            ) from None
        except DamagedFile:
            raise damaged() from None
    if not data.startswith(MAGIC):
        raise damaged()
    return unpack(data)


def _files(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.toml", folder / f"{name}{SUFFIX}"
