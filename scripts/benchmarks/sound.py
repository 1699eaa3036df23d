"""What keeping the sound costs: sealed bytes and CPU for each minute of speech.

Sealed is what lies in the vault: FLAC in base64, padded to a power of two, in age. Passages are the
rehearsal's own sentences in a quiet and in a noisy room; their length decides what padding costs.
"""

import io
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.figure import Figure
from voice.app.rehearsing import rehearse
from voice.export.document import Choice
from voice.export.formats import Format, rendered, taken_along
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.watching import Watching
from voice.settings import Settings
from voice.sound.flac import encode
from voice.values.transcript import SOUND_BYTES_PER_SECOND
from voice.vault.vault import Vault

ROOMS = (RoomKind.QUIET, RoomKind.NOISY)
MEGABYTE = 1e6


def measure(_rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """One rehearsal in each room; sizes do not change from one to the next."""
    figures: list[Figure] = []
    for kind in ROOMS:
        progress(f"keeping the sound in a {kind} room")
        figures += _in_room(kind)
    return figures


def _in_room(kind: RoomKind) -> list[Figure]:
    watching = Watching(lambda _view: None, lambda _notice: None, lambda _text: None)
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder:
        settings = Settings(vault=Path(folder) / "vault", keep_sound=True)
        rehearse(settings, None, kind, 1, watching)
        vault = Vault.open(Path(folder) / "vault")
        reading = vault.read(vault.identity())
        places = reading.sounds.places
        sealed = sum(path.stat().st_size for of in places.values() for path in of.values())
        sounds = [reading.sounds.of(*name) for name in places]
        kept, document = taken_along(reading.sessions, Choice())
        assert document is not None
        archive = rendered(kept, document, Format.SOUND, reading.sounds.of)
    samples = [sound.samples for sound in sounds if sound is not None]
    minutes = sum(map(len, samples)) / SOUND_BYTES_PER_SECOND / 60
    began = time.process_time()
    for passage in samples:
        encode(passage)
    encoding = time.process_time() - began
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        flac = sum(i.file_size for i in files.infolist() if i.filename.endswith(".flac"))
    return [
        Figure(f"kept sound, {kind} room: sealed, a minute", sealed / MEGABYTE / minutes, "MB", 4),
        Figure(f"kept sound, {kind} room: FLAC, a minute", flac / MEGABYTE / minutes, "MB"),
        Figure(
            f"kept sound, {kind} room: encoding, CPU a minute",
            encoding * 1000 / minutes,
            "ms",
            100,
        ),
    ]
