"""What a request must bring to be answered. Pure: no server, no clock, no state.

The window is in a browser, beside any other page the person has open, on a machine that others
may use too. So every request must be for this very address and port, everything but the door
needs the window's cookie, and everything that shows or changes something of the session needs,
beside the cookie, this page's own origin, the browser's word for it and the window's key. The
key is there because cookies do not tell ports apart: another user's server on another port of
127.0.0.1 could be sent the cookie, but never the key.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

COOKIE = "reflect_window"
KEY_HEADER = "x-reflect-window"

LARGEST_BODY_BYTES = 2_048
"""A `Look` has a few hundred bytes; the longest public key, a post-quantum one, 1,959."""

LARGEST_DRAFT_BYTES = 8_192
"""The 2,000 characters of a passage, each of at most three bytes or escaped, and which line."""

SECRET_BYTES = 32
"""256 bits, for the token, the cookie and the key alike."""

RESPONSE_HEADERS: Mapping[str, str] = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), display-capture=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "connection": "close",
}
"""On every answer, refusals too. One request a connection: its time is then the request's."""


class Gate(StrEnum):
    """How much a path asks for."""

    DOOR = "door"
    """Brings the token and gets the cookie and the key."""
    SHELL = "shell"
    """The page itself: holds nothing of a session."""
    SESSION = "session"
    """Shows or changes something of the session."""


GATES: Mapping[str, Gate] = {
    "/enter": Gate.DOOR,
    "/events": Gate.SESSION,
    "/choose": Gate.SESSION,
    "/offered": Gate.SESSION,
    "/type": Gate.SESSION,
    "/typing": Gate.SESSION,
    "/draft": Gate.SESSION,
    "/passphrase": Gate.SESSION,
    "/look": Gate.SESSION,
}
"""Every other path is the shell's."""

_METHODS: Mapping[Gate, str] = {Gate.DOOR: "POST", Gate.SHELL: "GET", Gate.SESSION: "POST"}

_TYPES: Mapping[Gate, str] = {
    Gate.DOOR: "application/x-www-form-urlencoded",
    Gate.SESSION: "application/json",
}

_SINGLE = ("host", "origin", "cookie", "content-length", "content-type", "sec-fetch-site")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the one window that was let in last must show; nothing is right before the first."""

    cookie: str = field(default="", repr=False)
    key: str = field(default="", repr=False)

    @classmethod
    def new(cls) -> "Secrets":
        """Fresh ones."""
        return cls(secrets.token_urlsafe(SECRET_BYTES), secrets.token_urlsafe(SECRET_BYTES))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request's head; header names in lower case."""

    method: str
    path: str
    query: bytes
    headers: Sequence[tuple[str, str]] = field(repr=False)

    def header(self, name: str) -> str:
        """The header's value; empty where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def count(self, name: str) -> int:
        """How often the header is there."""
        return sum(key == name for key, _ in self.headers)


def refusal(asked: Asked, port: int, window: Secrets) -> int | None:
    """The status with which a request is refused; None lets it through."""
    address = f"127.0.0.1:{port}"
    gate = GATES.get(asked.path, Gate.SHELL)
    if any(asked.count(name) > 1 for name in _SINGLE):
        return 400
    if asked.header("host") != address:
        return 421
    if asked.method != _METHODS[gate]:
        return 405
    if asked.query:
        return 400
    if gate is not Gate.SHELL:
        refused = _wrong_body(asked, _TYPES[gate])
        if refused is not None:
            return refused
    elif asked.count("content-length") or asked.count("transfer-encoding"):
        return 400
    match gate:
        case Gate.DOOR:  # opened from a file: its origin is null
            welcome = asked.header("origin") in {"", "null"}
        case Gate.SHELL:
            welcome = asked.header("sec-fetch-site") in {"same-origin", "none"} and same(
                _cookie(asked), window.cookie
            )
        case Gate.SESSION:
            welcome = (
                asked.header("origin") == f"http://{address}"
                and asked.header("sec-fetch-site") == "same-origin"
                and same(_cookie(asked), window.cookie)
                and same(asked.header(KEY_HEADER), window.key)
            )
    return None if welcome else 403


def same(given: str, right: str) -> bool:
    """Whether a secret is right, in a time that tells nothing of it; an empty one never is."""
    return secrets.compare_digest(given.encode(), right.encode()) and bool(right)


def most_bytes(path: str) -> int:
    """How long a body may be that is sent there."""
    return LARGEST_DRAFT_BYTES if path == "/draft" else LARGEST_BODY_BYTES


def _wrong_body(asked: Asked, media_type: str) -> int | None:
    if asked.count("transfer-encoding"):
        return 411
    length = asked.header("content-length")
    if not (length.isascii() and length.isdigit()):
        return 411
    if len(length) > 9 or int(length) > most_bytes(asked.path):
        return 413
    if asked.header("content-type").partition(";")[0].strip().lower() != media_type:
        return 415
    return None


def _cookie(asked: Asked) -> str:
    values = [
        value
        for name, _, value in (part.strip().partition("=") for part in _parts(asked))
        if name == COOKIE
    ]
    return values[0] if len(values) == 1 else ""


def _parts(asked: Asked) -> list[str]:
    return asked.header("cookie").split(";")
