"""Standard age files: Debian's `age` opens ours and we open its; hostile age files are refused."""

import base64
import os
import subprocess
import tempfile
from pathlib import Path

from benchmarks.figure import Figure

from prove.needs import need_program
from prove.size import Progress, Size
from voice.values.errors import VaultError
from voice.vault import age, passphrase

SIZES = (0, 1, 1024, 65_535, 65_536, 65_537, 131_072, 1_000_003)
"""Around the edges of age's 64 KiB chunks, empty, and large."""


def prove(size: Size, progress: Progress) -> list[Figure]:
    """Eight sizes both ways, and every hostile file."""
    need_program("age", "age")
    progress("age, both ways")
    agreed = sum(_both_ways(count) for count in SIZES)
    hostile = hostile_files()
    refused = sum(_refused(data) for data in hostile.values())
    work = {"scrypt_work_factor_23": _scrypt("23"), "scrypt_work_factor_21": _scrypt("21")}
    refused_work = sum(_work_refused(data) for data in work.values())
    return [
        Figure("age interoperability, sizes and ways", agreed, goal=2 * len(SIZES), at_least=True),
        Figure(
            f"hostile age files refused, of {len(hostile)}",
            refused,
            goal=len(hostile),
            at_least=True,
        ),
        Figure("scrypt files over 2^20 refused, of 2", refused_work, goal=2, at_least=True),
    ]


def _both_ways(count: int) -> int:
    identity = age.new_identity()
    plain = os.urandom(count)
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        key = Path(name) / "key"
        key.write_text(identity + "\n")
        sealed = age.seal(plain, [age.recipient_of(identity)])
        opened = _age(["-d", "-i", str(key)], sealed)
        theirs = _age(["-r", age.recipient_of(identity)], plain)
        return (opened == plain) + (age.unseal(theirs, identity) == plain)


def _age(arguments: list[str], data: bytes) -> bytes:
    return subprocess.run(["age", *arguments], input=data, capture_output=True, check=True).stdout


_IDENTITY = "AGE-SECRET-KEY-1" + "0" * 58
"""Made anew below; a name for readers."""


def hostile_files() -> dict[str, bytes]:
    """Age files with one thing wrong each, named as C2SP's test vectors name such cases."""
    global _IDENTITY
    _IDENTITY = age.new_identity()
    good = age.seal(b"age" * 400, [age.recipient_of(_IDENTITY)])
    at = good.index(b"\n---")
    head, rest = good[:at], good[at:]
    mac_end = rest.index(b"\n", 1)
    mac, payload = rest[:mac_end], rest[mac_end + 1 :]
    first = head.split(b"\n")[1]
    share = first.split(b" ")[2]
    body = head.split(b"\n")[2]
    armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.b64encode(good)
    return {
        "empty": b"",
        "no_version": good.removeprefix(b"age-encryption.org/v1\n"),
        "version_unsupported": good.replace(b"/v1\n", b"/v2\n", 1),
        "header_crlf": head.replace(b"\n", b"\r\n") + rest,
        "hmac_bad": head + b"\n--- " + b"A" * 43 + b"\n" + payload,
        "hmac_missing": head + b"\n---\n" + payload,
        "hmac_truncated": head + mac[:-4] + b"\n" + payload,
        "hmac_extra_space": head + b"\n---  " + mac[5:] + b"\n" + payload,
        "hmac_trailing_space": head + mac + b" \n" + payload,
        "stanza_bad_start": good.replace(b"-> X25519", b"- > X25519", 1),
        "stanza_no_arguments": good.replace(first, b"->", 1),
        "x25519_bad_tag": good.replace(body, body[:-2] + b"AA", 1),
        "x25519_extra_argument": good.replace(first, first + b" more", 1),
        "x25519_identity": good.replace(share, b"A" * 43, 1),
        "x25519_long_share": good.replace(share, share + b"AAAA", 1),
        "x25519_short_share": good.replace(share, share[:-4], 1),
        "x25519_lowercase": good.replace(b"X25519", b"x25519", 1),
        "stream_no_nonce": head + mac + b"\n",
        "stream_short_nonce": head + mac + b"\n" + payload[:12],
        "stream_no_chunks": head + mac + b"\n" + payload[:16],
        "stream_last_chunk_truncated": good[:-1],
        "stream_trailing_garbage": good + b"\0",
        "stream_bad_tag": good[:-1] + bytes([good[-1] ^ 1]),
        "stream_bad_nonce": head + mac + b"\n" + bytes(16) + payload[16:],
        "armor_no_end_line": armored,
        "armor_wrong_type": armored.replace(b"AGE ENCRYPTED FILE", b"AGE ENCRYPTED MESSAGE")
        + b"\n-----END AGE ENCRYPTED MESSAGE-----\n",
        "armor_garbage_leading": b"garbage\n" + armored + b"\n-----END AGE ENCRYPTED FILE-----\n",
        "scrypt_and_x25519": good.replace(first, _scrypt("10").split(b"\n")[1], 1),
    }


def _refused(data: bytes) -> bool:
    try:
        age.unseal(data, _IDENTITY)
    except (age.WrongKey, age.DamagedFile):
        return True
    return False


def _scrypt(log_n: str) -> bytes:
    stanza = f"-> scrypt rF0/NwblUHHTpgQgRpe5CQ {log_n}\n{'A' * 43}\n--- {'A' * 43}\n"
    return b"age-encryption.org/v1\n" + stanza.encode()


def _work_refused(data: bytes) -> bool:
    try:
        passphrase.check_work(data)
    except VaultError:
        return True
    return False
