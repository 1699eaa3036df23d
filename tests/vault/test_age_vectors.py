"""The age format's own test vectors (C2SP CCTV), read as this program reads records and keys.

Where they are from and what was left out: `age_vectors/README.md`.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from voice.values.errors import VaultError
from voice.vault import age, passphrase

FOLDER = Path(__file__).parent / "age_vectors"

LENIENT = {"stanza_missing_body", "stanza_missing_final_line"}
"""What pyrage opens although a stanza lacks its last, short line: files of age's first drafts had
none. The header's authentication holds for these too; Debian's age refuses them."""


@dataclass(frozen=True)
class Vector:
    name: str
    expect: str
    packed: bytes = field(repr=False)
    compressed: bool
    payload: str
    identities: list[str] = field(repr=False)
    passphrases: list[str]

    @property
    def sealed(self) -> bytes:
        return zlib.decompress(self.packed) if self.compressed else self.packed


def read(path: Path) -> Vector:
    head, _, packed = path.read_bytes().partition(b"\n\n")
    told: dict[str, list[str]] = {}
    for line in head.decode("utf-8").splitlines():
        key, _, value = line.partition(": ")
        told.setdefault(key, []).append(value)
    return Vector(
        path.name,
        told["expect"][0],
        packed,
        "compressed" in told,
        told.get("payload", [""])[0],
        told.get("identity", []),
        told.get("passphrase", []),
    )


VECTORS = [read(path) for path in sorted(FOLDER.iterdir()) if path.suffix != ".md"]
OF_KEYS = [vector for vector in VECTORS if vector.passphrases]
OF_RECORDS = [vector for vector in VECTORS if vector.identities or not vector.passphrases]


def outcome(sealed: bytes, identity: str) -> str:
    """As a vector names it; what is damaged has one name here."""
    try:
        return hashlib.sha256(age.unseal(sealed, identity)).hexdigest()
    except age.WrongKey:
        return "no match"
    except age.DamagedFile:
        return "damaged"


def test_every_vector_that_concerns_this_program_is_there() -> None:
    assert len(VECTORS) == 93
    assert len(OF_KEYS) == 26
    assert {vector.name for vector in OF_RECORDS} >= LENIENT | {"x25519", "stream_258_chunks"}


@pytest.mark.parametrize("vector", OF_RECORDS, ids=lambda vector: vector.name)
def test_a_record_opens_or_is_refused_as_its_vector_says(vector: Vector) -> None:
    identities = vector.identities or [age.new_identity()]
    found = {outcome(vector.sealed, identity) for identity in identities}
    match vector.expect:
        case "success":
            assert vector.payload in found
            assert found <= {vector.payload, "no match"}
        case "no match":
            assert found == {"no match"}
        case _ if vector.name in LENIENT:
            assert re.fullmatch("[0-9a-f]{64}", found.pop()), "it is strict now: unlist it"
        case _:
            assert found == {"damaged"}


@pytest.mark.parametrize("vector", OF_KEYS, ids=lambda vector: vector.name)
def test_a_key_behind_a_passphrase_opens_or_is_refused_as_its_vector_says(vector: Vector) -> None:
    for typed in vector.passphrases:
        if vector.expect == "success":
            opened = passphrase.unprotect(vector.sealed, typed)
            assert hashlib.sha256(opened.encode()).hexdigest() == vector.payload
        else:
            with pytest.raises(VaultError):
                passphrase.unprotect(vector.sealed, typed)


@pytest.mark.parametrize(
    "vector",
    [v for v in OF_KEYS if v.name.startswith("scrypt_work_factor_") and "wrong" not in v.name],
    ids=lambda vector: vector.name,
)
def test_a_wrong_or_excessive_work_factor_is_refused_before_any_work(
    vector: Vector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase, "_in_child", lambda *_: pytest.fail("work was done"))
    with pytest.raises(VaultError):
        passphrase.unprotect(vector.sealed, vector.passphrases[0])
