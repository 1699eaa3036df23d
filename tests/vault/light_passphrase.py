"""Sealing a key behind a passphrase with little work, where the work is not what is asked.

`pyrage` takes the work that takes this computer a second, 0.5 to 3 s of a processor for sealing and
for each opening. The file is an age file all the same, and opened by the program as any other;
that the program seals with all that work is asked in `test_keys`.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voice.vault import passphrase

LOG_N = 10


def _derived(key: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(key)


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def seal(data: bytes, words: str) -> bytes:
    """An age file with one scrypt stanza: https://c2sp.org/age."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = hashlib.scrypt(
        words.encode(),
        salt=b"age-encryption.org/v1/scrypt" + salt,
        n=1 << LOG_N,
        r=8,
        p=1,
        dklen=32,
    )
    wrapped = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    stanza = b"-> scrypt %s %d\n%s\n" % (_base64(salt), LOG_N, _base64(wrapped))
    header = b"age-encryption.org/v1\n" + stanza + b"---"
    mac = hmac.digest(_derived(file_key, b"", b"header"), header, "sha256")
    last_chunk = bytes(11) + b"\x01"
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(last_chunk, data, None)
    return header + b" " + _base64(mac) + b"\n" + nonce + body


def lightly(
    really: Callable[[str, bytes, str], bytes] = passphrase._in_child,
) -> Callable[[str, bytes, str], bytes]:
    """What takes the place of `passphrase._in_child`."""
    return lambda what, data, words: (
        seal(data, words) if what == "seal" else really(what, data, words)
    )
