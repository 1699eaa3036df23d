"""Downloading a model or a voice: one source after the other, going on where it broke off.

The only code of the program that goes online, for `models` and `voices`. The checksum makes
every source as safe as the makers' own.
"""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import requests

from voice.models.files import sha256_of
from voice.values.errors import ModelError

CONNECT_SECONDS, READ_SECONDS = 20.0, 60.0
MOST_BREAKS = 5
"""A source is asked again where it broke off, as long as each time something more came."""

_BLOCK_BYTES = 1 << 14
"""What a break costs at most: urllib3 gives whole blocks only."""


class Progress(Protocol):
    """What is told while a file comes."""

    def said(self, text: str) -> None:
        """One line."""
        ...

    def moved(self, done_bytes: int, of_bytes: int) -> None:
        """So much of it is there."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to come, and how it is brought where there is no network."""

    name: str
    bytes: int
    sha256: str
    on_a_stick: str


class _Broken(Exception):
    """Why a source did not give the file, in words."""


def download(wanted: Wanted, part: Path, urls: Sequence[str], progress: Progress) -> None:
    """Fetch a file into `part`, or what of it is missing there.

    Whatever ends it, `part` keeps what came, for the next time; only what is wrong is removed.

    Raises:
        ModelError: no source gave it.
    """
    reasons: list[str] = []
    for url in urls:
        source = urlsplit(url).netloc
        progress.said(f"downloading {wanted.name} ({_size_told(wanted.bytes)}) from {source}")
        try:
            _fetch_checked(url, part, wanted, progress)
            return
        except _Broken as broken:
            reasons.append(f"{source}: {broken}")
            progress.said(reasons[-1])
    raise ModelError(
        "{name} could not be downloaded; {reasons}",
        "check the network and try again, it goes on where it stopped; or {otherwise}",
        name=wanted.name,
        reasons="; ".join(reasons),
        otherwise=wanted.on_a_stick,
    )


def _fetch_checked(url: str, part: Path, wanted: Wanted, progress: Progress) -> None:
    begun_before = _size(part) > 0
    _fetch(url, part, wanted, progress)
    if sha256_of(part) == wanted.sha256:
        return
    part.unlink()
    if begun_before:  # what was there may have been another file's
        _fetch(url, part, wanted, progress)
        if sha256_of(part) == wanted.sha256:
            return
        part.unlink()
    raise _Broken("what came has another checksum than the catalogue's")


def _fetch(url: str, part: Path, wanted: Wanted, progress: Progress) -> None:
    """All of it, asking again after a break as long as something comes."""
    for _ in range(MOST_BREAKS):
        before = _size(part)
        if before >= wanted.bytes:
            return
        try:
            _fetch_once(url, part, before, wanted.bytes, progress)
        except requests.exceptions.SSLError as error:
            fault = _certificate_fault(error)
            if fault is not None:
                raise _Broken(f"its certificate cannot be trusted ({fault})") from None
            reason = "the secure connection failed"
        except requests.exceptions.ChunkedEncodingError:
            reason = "it broke off"
        except requests.RequestException as error:
            reason = f"it cannot be reached ({type(error).__name__})"
        else:
            reason = "it broke off"
        if _size(part) >= wanted.bytes:
            return
        if _size(part) <= before:
            raise _Broken(reason)
    raise _Broken("it kept breaking off")


def _fetch_once(url: str, part: Path, have: int, whole: int, progress: Progress) -> None:
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    timeout = (CONNECT_SECONDS, READ_SECONDS)
    with requests.get(url, headers=headers, stream=True, timeout=timeout) as answer:
        if answer.status_code not in {200, 206}:
            raise _Broken(f"it answered {answer.status_code}")
        goes_on = answer.status_code == 206 and f" {have}-" in answer.headers.get(
            "Content-Range", ""
        )
        if answer.status_code == 206 and not goes_on:
            raise _Broken("it gave another part than was asked for")
        done = have if goes_on else 0
        with part.open("ab" if goes_on else "wb") as file:
            for block in answer.iter_content(_BLOCK_BYTES):
                done += len(block)
                if done > whole:
                    file.truncate(0)
                    raise _Broken("it gave more than the file is")
                file.write(block)
                progress.moved(done, whole)


def _certificate_fault(error: BaseException | None) -> str | None:
    """What OpenSSL says of the certificate; None where something else went wrong."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        causes = (getattr(error, "reason", None), *error.args, error.__cause__)
        error = next((cause for cause in causes if isinstance(cause, BaseException)), None)
    return None if error is None else str(error.verify_message)


def _size_told(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:.0f} kB"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
