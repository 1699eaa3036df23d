"""No secret key on a kiosk, whatever clothes it wears; and nothing that only looks like one."""

import base64
import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from tests.kiosk.configs import clinic
from voice.app.kiosk import rehearse_kiosk, run_on_devices
from voice.kiosk import absent_keys, checking, clothes
from voice.kiosk.absent_keys import refuse_secret_keys, secret_keys_in
from voice.kiosk.config import load_config
from voice.rehearsal.acoustics import RoomKind
from voice.values.errors import VaultError
from voice.vault import age
from voice.vault.keys import in_groups
from voice.vault.vault import Vault
from voice.vault.words import in_words

SECRET = age.new_identity()
ARMOURED = b"""-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBYYWVLd3NabTNNMTY2WU13
a0lBRk9BIDE3Cmw2Yk8xdE1LNTVjODZqUkpQc1FpTUswUGZ1cFF6TmtMaHNzbUow
M05sTnMKLS0tIFlLM29sM0ZVOFI3eGNleGsvQjgzdStNNFZhcWFrckRxSk1QK0Ny
Zk9SVlUKNzP5rt387YHl3Ep7spUFT0/8gczaPKdXU7kycNBlVbI12NqBpL+Po/Ng
D2T5i0DRjHZpIMFMy9GfFXmOKRRcbPogeLEaKfZp8qsaOMNeQWZtBboPgQu1GEuJ
H5y6YAS2wkKwKaWGctSkag==
-----END AGE ENCRYPTED FILE-----
"""
"""A secret key that nobody uses, behind "a passphrase": making one takes seconds of a processor."""
LOCKED = base64.b64decode(b"".join(ARMOURED.splitlines()[1:-1]))
NUMBERED = "\n".join(f"{n:>2} {word}" for n, word in enumerate(in_words(SECRET), 1))
PROSE = b"we listen and we do not tell what was said to us by anybody at all\n"


def zipped(data: bytes, name: str = "a.txt") -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr(name, data)
    return memory.getvalue()


def tarred(data: bytes) -> bytes:
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w:gz") as files:
        info = tarfile.TarInfo("a.txt")
        info.size = len(data)
        files.addfile(info, io.BytesIO(data))
    return memory.getvalue()


def encrypted_zip(data: bytes) -> bytes:
    made = bytearray(zipped(data))
    made[6] |= 1  # the flags of the file's own header
    made[made.index(b"PK\x01\x02") + 8] |= 1  # and of the directory at the end
    return bytes(made)


KEY = SECRET.encode()

CLOTHES = {
    "as it is": KEY,
    "in small letters": SECRET.lower().encode(),
    "after a note": b"# do not lose\n" + KEY,
    "in groups": "\n".join(in_groups(SECRET)).encode(),
    "over two lines": KEY[:40] + b"\r\n" + KEY[40:],
    "in UTF-16": SECRET.encode("utf-16"),
    "in UTF-16 of the other order": b"\xfe\xff" + SECRET.encode("utf-16-be"),
    "in UTF-16 without a mark": SECRET.encode("utf-16-le"),
    "in UTF-32": SECRET.encode("utf-32"),
    "after 64 KiB": b"x" * 65_536 + KEY,
    "after a mebibyte less a few": PROSE * (1024 * 1024 // len(PROSE)) + KEY,
    "across two pieces": b"x" * (clothes.PIECE_BYTES - 30) + KEY,
    "after five mebibytes of a model": os.urandom(5 * 1024 * 1024) + KEY,
    "in words": " ".join(in_words(SECRET)).encode(),
    "in capital words": " ".join(in_words(SECRET)).upper().encode(),
    "in words with their numbers": NUMBERED.encode(),
    "in words in a letter": b"Dear M., these are the words:\n" + NUMBERED.encode() + b"\nBye",
    "in words in UTF-16": NUMBERED.encode("utf-16"),
    "in words after 64 KiB": PROSE * 2000 + NUMBERED.encode(),
    "behind a passphrase": LOCKED,
    "behind a passphrase after an empty line": b"\n" + LOCKED,
    "armoured": ARMOURED,
    "armoured after an empty line": b"\n \n" + ARMOURED,
    "armoured in a letter": b"keep this:\r\n" + ARMOURED.replace(b"\n", b"\r\n"),
    "armoured in UTF-16": ARMOURED.decode().encode("utf-16"),
    "in a ZIP file": zipped(KEY),
    "in a ZIP file at the end of a program": b"MZ" + bytes(4000) + zipped(KEY),
    "in a ZIP file in a ZIP file": zipped(zipped(KEY)),
    "in words in a ZIP file": zipped(NUMBERED.encode()),
    "locked in a ZIP file": zipped(LOCKED),
    "in a tar file": tarred(KEY),
    "in a ZIP file in a tar file": tarred(zipped(KEY)),
    "gzipped": gzip.compress(KEY),
    "bzipped": bz2.compress(KEY),
    "in xz": lzma.compress(KEY),
}


@pytest.mark.parametrize("wears", CLOTHES)
def test_a_secret_key_is_found_in_whatever_it_wears(tmp_path: Path, wears: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "holiday.jpg").write_bytes(CLOTHES[wears])
    assert [path.name for path in secret_keys_in([tmp_path])] == ["holiday.jpg"]


UNREADABLE = {
    "a locked ZIP file": encrypted_zip(KEY),
    "a broken one": zipped(PROSE * 99)[:-60] + zipped(PROSE)[-22:],
    "a cut one": gzip.compress(PROSE * 99)[:-20],
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(99),
    "RAR": b"Rar!\x1a\x07\x01" + bytes(99),
    "Zstandard": b"\x28\xb5\x2f\xfd" + bytes(99),
    "7z in a ZIP file": zipped(b"7z\xbc\xaf\x27\x1c" + bytes(99)),
    "too deep": zipped(zipped(zipped(zipped(PROSE)))),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_nobody_can_look_into_does_not_pass(tmp_path: Path, what: str) -> None:
    (tmp_path / "a").write_bytes(UNREADABLE[what])
    with pytest.raises(VaultError, match="or what may hide one"):
        refuse_secret_keys([tmp_path])


def test_what_unpacks_to_more_than_is_looked_into_does_not_pass(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(gzip.compress(bytes(clothes.MOST_UNPACKED_BYTES + 1)))
    with pytest.raises(VaultError, match="or what may hide one"):
        refuse_secret_keys([tmp_path])


HARMLESS = {
    "a mark and no key": b"AGE-SECRET-KEY-1ABC",
    "a key of a test": b"AGE-SECRET-KEY-1" + b"Q" * 58,
    "a manual": b"A secret key begins with AGE-SECRET-KEY-1; it is never brought here.",
    "half a header": b"age-encryption.org/v1\n-> scrypt salt 18\nbody",
    "an armour's first line": b"-----BEGIN AGE ENCRYPTED FILE-----\n",
    "a public key": age.recipient_of(SECRET).encode(),
    "a record": age.seal(b"hello", [age.recipient_of(SECRET)]),
    "an armoured record": pyrage.encrypt(
        b"hello", [pyrage.x25519.Recipient.from_str(age.recipient_of(SECRET))], True
    ),
    "prose": PROSE * 99,
    "23 words": " ".join(in_words(SECRET)[:-1]).encode(),
    "words that do not belong together": " ".join(["abandon"] * 23 + ["ability"]).encode(),
    "a ZIP file of prose": zipped(PROSE * 99),
    "noise": os.urandom(300_000),
    "nothing": b"",
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_only_looks_like_a_key_stops_nobody(tmp_path: Path, what: str) -> None:
    (tmp_path / "a").write_bytes(HARMLESS[what])
    refuse_secret_keys([tmp_path, tmp_path / "nothing here"])


def link_to_file(folder: Path, there: Path) -> None:
    (folder / "notes").symlink_to(there / "key")


def link_to_folder(folder: Path, there: Path) -> None:
    (folder / "more").symlink_to(there)


@pytest.mark.parametrize("link", [link_to_file, link_to_folder])
def test_a_secret_key_behind_a_link_is_found(
    tmp_path: Path, link: Callable[[Path, Path], None]
) -> None:
    for name in ("kiosk", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "elsewhere" / "key").write_bytes(KEY)
    refuse_secret_keys([tmp_path / "kiosk"])
    link(tmp_path / "kiosk", tmp_path / "elsewhere")
    with pytest.raises(VaultError):
        refuse_secret_keys([tmp_path / "kiosk"])


def test_links_that_lead_back_pipes_and_links_to_nothing_hold_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "nothing").symlink_to(tmp_path / "no such file")
    (tmp_path / "zeros").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe")
    refuse_secret_keys([tmp_path, tmp_path / "again"])


def test_a_link_to_a_whole_disk_is_told_and_not_followed_for_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(absent_keys, "MOST_FILES", 20)
    for number in range(30):
        (tmp_path / f"{number}").touch()
    with pytest.raises(VaultError, match="more files than"):
        refuse_secret_keys([tmp_path])


def test_a_kiosks_own_folders_hold_no_secret_key(tmp_path: Path) -> None:
    made = clinic(tmp_path)
    assert secret_keys_in([made.path.parent, made.folder]) == []


def test_an_owners_vault_is_found_out(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")
    with pytest.raises(VaultError) as raised:
        refuse_secret_keys([tmp_path])
    assert "identity.txt" in raised.value.fact


def test_a_kiosk_is_refused_beside_a_vault_and_its_rehearsal_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vault.create(tmp_path / "home" / "vault")
    monkeypatch.setattr(checking, "data_folder", lambda: tmp_path / "home")
    (tmp_path / "clinic").mkdir()
    path = clinic(tmp_path / "clinic").path
    with pytest.raises(VaultError, match=r"identity\.txt"):
        run_on_devices(path, lambda _post: pytest.fail("shown"), lambda *_: None)
    with pytest.raises(VaultError, match=r"identity\.txt"):
        checking.no_secret_keys(path, load_config(path))
    with rehearse_kiosk(path, RoomKind.QUIET, 1, lambda _post: [], lambda *_: None, print):
        pass
