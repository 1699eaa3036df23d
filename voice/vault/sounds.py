"""How a passage sounded, as records: pieces of FLAC, and the passage put together from them again.

Words never depend on anything here: a sound that is missing or damaged is no sound.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from voice.sound.flac import DamagedSound, decode, encode
from voice.values.transcript import SOUND_BYTES_PER_SECOND, PassageSound
from voice.vault.age import Opener
from voice.vault.opening import open_record
from voice.vault.records import PIECE_SECONDS, SoundKept

_PIECE_BYTES = PIECE_SECONDS * SOUND_BYTES_PER_SECOND


@dataclass(frozen=True, slots=True)
class SoundPlace:
    """Where a piece of a sound lies: no record, for there are as many as a vault has minutes."""

    path: Path
    digest: str
    """SHA-256 of the sealed file, in hexadecimal."""


SoundPlaces = Mapping[int, SoundPlace]
"""Each piece of a passage's sound, by its number."""


def records_of(
    question_id: str, segment_id: str, sound: PassageSound
) -> Iterator[tuple[str, SoundKept]]:
    """A passage's sound as records, each with its id: a second try makes the same ones.

    Raises:
        SettingsError: the library that encodes is missing.
    """
    for number, start in enumerate(range(0, len(sound.samples), _PIECE_BYTES)):
        piece = sound.samples[start : start + _PIECE_BYTES]
        body = SoundKept(
            question_id=question_id,
            segment_id=segment_id,
            number=number,
            start_seconds=round(sound.start_seconds + number * PIECE_SECONDS, 3),
            flac=base64.b64encode(encode(piece)).decode(),
        )
        record_id = hashlib.sha256(f"{segment_id} sound {number}".encode()).hexdigest()[:32]
        yield record_id, body


@dataclass(frozen=True, slots=True)
class KeptSounds:
    """Where the sound of each passage lies; opened passage by passage, when it is wanted."""

    places: Mapping[tuple[str, str], SoundPlaces] = field(repr=False)
    """By session and segment id; of passages that are read, never of those that were erased."""
    identity: str = field(repr=False)

    def of(self, session_id: str, segment_id: str) -> PassageSound | None:
        """A passage's sound, with silence for a piece that is missing; None: nothing is left."""
        pieces: dict[int, bytes] = {}
        start_seconds = 0.0
        opener = Opener(self.identity)
        for number, known in self.places.get((session_id, segment_id), {}).items():
            kept = _opened(known, opener)
            if kept is not None:
                start_seconds = kept[0] - number * PIECE_SECONDS
                pieces[number] = kept[1]
        if not pieces:
            return None
        last = max(pieces)
        whole = (
            pieces.get(n, b"").ljust(_PIECE_BYTES if n < last else 0, b"\0")
            for n in range(last + 1)
        )
        return PassageSound(round(start_seconds, 3), b"".join(whole))


def _opened(known: SoundPlace, opener: Opener) -> tuple[float, bytes] | None:
    """Where a piece begins and its samples; None where they cannot be had.

    Also where another file has come into its place since it was read.
    """
    record = open_record(known.path, opener)
    if isinstance(record, str) or record.digest != known.digest:
        return None
    body = record.envelope.body
    if not isinstance(body, SoundKept):
        return None
    try:
        samples = decode(base64.b64decode(body.flac, validate=True), PIECE_SECONDS)
    except (DamagedSound, ValueError):
        return None
    return body.start_seconds, samples.astype("<i2").tobytes()
