"""kill -9 while a session is being recorded: nothing acknowledged is lost, nothing is torn.

A child seals passage after passage and tells each only when the vault has; the parent kills it at
a random moment and reads what is on the disk.
"""

import os
import random
import select
import signal
import tempfile
import time
from pathlib import Path

from benchmarks.figure import Figure

from prove.passages import header, passage, passages_in
from prove.size import Progress, Size
from voice.vault.checking import check_vault
from voice.vault.vault import Vault

LONGEST_LIFE_SECONDS = 0.08
"""From before the session's folder exists to some dozens of passages."""

ID_BYTES = 32


def prove(size: Size, progress: Progress) -> list[Figure]:
    """So many kills in one vault."""
    rng = random.Random(1)
    acknowledged = lost = corrupt = locked = 0
    with tempfile.TemporaryDirectory(prefix="reflect-prove-", dir=_disk()) as name:
        vault, _ = Vault.create(Path(name) / "vault")
        identity = vault.identity()
        for number in range(size.kills):
            progress(f"kill {number + 1} of {size.kills}")
            told = _record_and_kill(vault, number, rng.uniform(0, LONGEST_LIFE_SECONDS))
            acknowledged += len(told)
            reading = vault.read(identity)
            kept = passages_in(reading)
            lost += len(set(told) - kept)
            corrupt += len(check_vault(vault, identity).problems) + len(reading.problems)
            try:
                vault.erase_all()  # also: the dead process holds no lock
            except Exception:
                locked += 1
    return [
        Figure("kill -9 at random points", size.kills),
        Figure("acknowledged records", acknowledged, goal=size.kills, at_least=True),
        Figure("of them lost", lost, goal=0),
        Figure("corrupt records", corrupt, goal=0),
        Figure("vaults left locked", locked, goal=0),
    ]


def _disk() -> str | None:
    """A real disk where there is one: in memory, fsync proves nothing."""
    return "/var/tmp" if os.access("/var/tmp", os.W_OK) else None


def _record_and_kill(vault: Vault, number: int, life_seconds: float) -> list[str]:
    told_read, told_write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            journal = vault.begin_session(header(number))
            for place in range(10_000):
                segment = passage(number * 10_000 + place)
                journal.seal_segment("one", segment)
                os.write(told_write, segment.segment_id.encode())
        finally:
            os._exit(1)
    os.close(told_write)
    # the clock starts with the first acknowledgement in half of the kills: there the session
    # has certainly begun
    if number % 2:
        select.select([told_read], [], [], 10)
    time.sleep(life_seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = b""
    while block := os.read(told_read, 1 << 16):
        told += block
    os.close(told_read)
    return [told[i : i + ID_BYTES].decode() for i in range(0, len(told) - ID_BYTES + 1, ID_BYTES)]
