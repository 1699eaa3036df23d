"""Decoding FLAC that may be hostile, in a process of its own: `python -m voice.sound.flac_child`.

Reads a JSON line (how long one may be, their sizes) and then the files from stdin; answers with
a JSON line (how many samples each has, -1 for one that is refused) and then the samples. Before it
looks at the first byte it gives up what that could misuse. The parent may kill it at any moment.
"""

import io
import json
import sys
from hashlib import md5

from voice.machine.rationing import give_up_powers
from voice.sound.flac import DamagedSound, decode, encode

CPU_SECONDS = 20.0
"""Forty minutes of speech take 2 s (measured); the system ends the process when these are up."""

MEMORY_BYTES = 1 << 30

_MD5_PLACE = slice(26, 42)
"""In a FLAC file's first block: of all its samples as int16 little-endian."""


def main() -> None:
    """Answer one request."""
    most_seconds, sizes = json.loads(sys.stdin.buffer.readline())
    data = io.BytesIO(sys.stdin.buffer.read())
    decode(encode(bytes(64)), 1.0)  # loads whatever is loaded late
    give_up_powers(CPU_SECONDS, MEMORY_BYTES)
    found = [_samples(data.read(size), most_seconds) for size in sizes]
    lengths = [-1 if samples is None else len(samples) // 2 for samples in found]
    sys.stdout.buffer.write(json.dumps(lengths).encode() + b"\n")
    sys.stdout.buffer.write(b"".join(samples or b"" for samples in found))


def _samples(flac: bytes, most_seconds: float) -> bytes | None:
    """Its samples; None where it is none, too long, or not what its maker encoded."""
    try:
        samples = decode(flac, most_seconds).astype("<i2").tobytes()
    except (DamagedSound, MemoryError):
        return None
    whole = md5(samples, usedforsecurity=False).digest() == flac[_MD5_PLACE]
    return samples if samples and whole else None


if __name__ == "__main__":
    main()
