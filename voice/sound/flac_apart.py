"""Decoding somebody else's FLAC in a child process, because what decodes it could be misused.

The only module of this package that starts anything. Sounds go through pipes and never to a disk.
"""

import json
import subprocess
import sys
from collections.abc import Sequence

import numpy as np

from voice.sound.flac import DamagedSound
from voice.stage.ports import Pcm

LONGEST_SECONDS = 60.0
"""The child limits its computing time itself; this is for a machine so busy that it is no use."""


def decode_apart(flacs: Sequence[bytes], most_seconds: float) -> list[Pcm | None]:
    """The samples of each of these FLAC files at 16 kHz; None for one that is refused.

    Raises:
        DamagedSound: the child was ended, took too long, or could not be started.
    """
    request = json.dumps([most_seconds, list(map(len, flacs))]).encode() + b"\n"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "voice.sound.flac_child"],
            input=request + b"".join(flacs),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise DamagedSound from None
    head, _, body = done.stdout.partition(b"\n")
    samples = np.frombuffer(body, np.dtype("<i2"))
    found: list[Pcm | None] = []
    at = 0
    for length in json.loads(head):
        found.append(None if length < 0 else samples[at : at + length])
        at += max(0, length)
    return found
