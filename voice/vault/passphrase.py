"""A secret key behind a passphrase: an age file with an scrypt stanza, as `age -p` makes them.

scrypt needs up to 1 GiB of memory, and a process that cannot get it aborts: so the work is done
by `passphrase_child`, and a file's stanza is read here before anything is computed. Passphrase
and key cross a pipe, never a command line.
"""

import base64
import binascii
import codecs
import contextlib
import json
import re
import subprocess
import sys
import unicodedata

from voice.values.errors import VaultError

MOST_LOG_N = 20
"""1 GiB, 2.4 s on two shared cores; a hostile file with 23 took 31 s and 8.2 GiB."""

CHILD_SECONDS = 180.0
"""2.4 s on two cores that have nothing else to do; over 60 s at twenty times their load."""

_MAGIC = b"age-encryption.org/v1"
_ARMOR_BEGIN, _ARMOR_END = (
    b"-----BEGIN AGE ENCRYPTED FILE-----",
    b"-----END AGE ENCRYPTED FILE-----",
)
_SCRYPT = re.compile(rb"-> scrypt [A-Za-z0-9+/]{22} ([1-9][0-9]?)")


class WrongPassphrase(VaultError):
    """It does not open this key; another may."""


def is_protected(data: bytes) -> bool:
    """Whether this is an age file rather than a secret key in the clear."""
    return data.startswith(_MAGIC) or _bare(data).startswith(_ARMOR_BEGIN)


def protect(identity: str, passphrase: str) -> bytes:
    """An age file that the passphrase opens, here or with `age -d`; raises `VaultError`.

    The work factor is the one that takes this computer about a second.
    """
    if not passphrase:
        raise VaultError("an empty passphrase protects nothing", "choose six words or more")
    sealed = _in_child("seal", f"{identity}\n".encode(), passphrase)
    check_work(sealed)
    return sealed


def unprotect(data: bytes, passphrase: str) -> str:
    """The secret key in such a file, however a keyboard spells its letters.

    Raises:
        WrongPassphrase: none of these opens it.
        VaultError: it is no such file, or could not be tried.
    """
    sealed = _without_armor(data)
    check_work(sealed)
    *others, last = _spellings(passphrase)
    for spelling in others:
        with contextlib.suppress(WrongPassphrase):
            return _opened(sealed, spelling)
    return _opened(sealed, last)


def _spellings(passphrase: str) -> list[str]:
    """As it was typed, and with each accent a part of its letter, or a character of its own.

    Two keyboards may differ in that alone. What has no accents is itself.
    """
    forms = (unicodedata.normalize(form, passphrase) for form in ("NFC", "NFD"))
    return list(dict.fromkeys((passphrase, *forms)))


def _opened(sealed: bytes, passphrase: str) -> str:
    return _in_child("open", sealed, passphrase).decode("ascii", "replace").strip()


def check_work(sealed: bytes) -> None:
    """Refuse, before any of it is done, work that is not scrypt's or too much of it.

    Raises:
        VaultError: another kind of file, or more than `MOST_LOG_N`.
    """
    header = sealed.split(b"\n---", 1)[0].split(b"\n")
    stanzas = [line for line in header if line.startswith(b"->")]
    found = _SCRYPT.fullmatch(stanzas[0]) if len(stanzas) == 1 else None
    if header[0] != _MAGIC or found is None:
        raise VaultError(
            "the key's file is not protected by a passphrase",
            "give the file that `reflect key protect` or `age -p` made",
        )
    if int(found[1]) > MOST_LOG_N:
        raise VaultError(
            "the key's file asks for too much work (2^{asked}, at most 2^{most})",
            "protect it again with `reflect key protect`, here or on another computer",
            asked=int(found[1]),
            most=MOST_LOG_N,
        )


def _without_armor(data: bytes) -> bytes:
    armored = _bare(data)
    if not armored.startswith(_ARMOR_BEGIN):
        return data
    body = armored.removeprefix(_ARMOR_BEGIN).removesuffix(_ARMOR_END)
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        raise VaultError("the key's file is damaged", "use another copy of it") from None


def _bare(text: bytes) -> bytes:
    """Without what an editor puts around it; only what is text may be changed so."""
    return text.removeprefix(codecs.BOM_UTF8).strip()


def _in_child(what: str, data: bytes, passphrase: str) -> bytes:
    request = {"passphrase": passphrase, "data": base64.b64encode(data).decode()}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "voice.vault.passphrase_child", what],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=CHILD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise VaultError(
            "the passphrase was not worked through within {seconds:g} seconds",
            "try again when the computer has less to do",
            seconds=CHILD_SECONDS,
        ) from None
    except OSError:  # not even a process could be made
        raise _no_memory() from None
    if done.returncode != 0 or not done.stdout:
        raise _no_memory()
    answer = json.loads(done.stdout)
    if "data" not in answer:
        raise WrongPassphrase(
            "the passphrase does not open this key", "try again, or `reflect key recover`"
        )
    return base64.b64decode(answer["data"])


def _no_memory() -> VaultError:
    return VaultError(
        "the passphrase could not be worked through: that needs about 1 GiB of free memory",
        "close other programs, or use the system keyring: `reflect key protect --keyring`",
    )
