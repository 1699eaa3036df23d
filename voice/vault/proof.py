"""What tells a session's own records from planted ones: one random key a session, HMAC-SHA256.

The key is made where a session begins and lies sealed inside its first record. Who can seal but
open nothing never learns it: such a person can make a new session, and add nothing to another's.
Bytes and letters only; nothing here reads or writes a file.
"""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

_KEY_BYTES = 32
_MARK_LETTERS = 16
"""64 bits: to make another key with the same mark is 2^64 tries, centuries of a large machine."""

_SESSION_ID, _FOLDER = b"session id", b"folder"
"""What a mark is for. A proof is made of 32 bytes and a mark of fewer: neither is the other."""

_CONTINUED_BY = b"continued by "
"""What stands before another session's key where going on with one is proven: with it more than 32
bytes, so that it is neither of the two."""

_FOLDER_LETTERS = 2 * _MARK_LETTERS
_MARKED_ID = re.compile(f"-[0-9a-f]{{{_MARK_LETTERS}}}$")


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that has not begun: its id, which ends in its key's mark, and its key."""

    session_id: str
    key: bytes = field(repr=False)


def new_session(day: date) -> NewSession:
    """A new session's key, and an id of that day which no other key can claim."""
    key = new_key()
    return NewSession(f"{day:%Y%m%d}-{_mark(key, _SESSION_ID)}", key)


def new_key() -> bytes:
    """A session's key."""
    return secrets.token_bytes(_KEY_BYTES)


def new_folder_name(key: bytes) -> str:
    """A name for a session's folder: the key's mark, and chance for a second try."""
    return _mark(key, _FOLDER) + secrets.token_hex(_MARK_LETTERS // 2)


def is_marked_folder(name: str) -> bool:
    """Whether a folder was named so; before there were keys, names were shorter."""
    return len(name) == _FOLDER_LETTERS


def is_marked_id(session_id: str) -> bool:
    """Whether a session was named so; before there were keys, ids were shorter."""
    return _MARKED_ID.search(session_id) is not None


def bears_mark(key: bytes, session_id: str, folder_name: str) -> tuple[bool, bool]:
    """Whether a session's id, and whether its folder's name, were made with this key."""
    return (
        session_id.endswith(f"-{_mark(key, _SESSION_ID)}"),
        is_marked_folder(folder_name) and folder_name.startswith(_mark(key, _FOLDER)),
    )


def proof(key: bytes, line_digest: bytes) -> str:
    """What proves a record whose first line has this SHA-256: 64 hexadecimal letters."""
    return hmac.new(key, line_digest, sha256).hexdigest()


def is_proven(key: bytes, line_digest: bytes, given: str) -> bool:
    """Whether this record was made by whoever has the session's key."""
    return hmac.compare_digest(proof(key, line_digest), given)


def continuing_proof(continued_key: bytes, own_key: bytes) -> str:
    """What proves that the session of `own_key` goes on with the other: 64 hexadecimal letters.

    It takes both keys to make, and belongs to no other session of either.
    """
    return hmac.new(continued_key, _CONTINUED_BY + own_key, sha256).hexdigest()


def is_continuing(continued_key: bytes, own_key: bytes, given: str) -> bool:
    """Whether this was made by whoever has both sessions' keys."""
    return hmac.compare_digest(continuing_proof(continued_key, own_key), given)


def _mark(key: bytes, of: bytes) -> str:
    return hmac.new(key, of, sha256).hexdigest()[:_MARK_LETTERS]
