"""Keys: protected, added for one session, recovered; hostile key files refused before any work."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.vault.light_passphrase import lightly
from tests.vault.test_vault import header, passage
from voice.values.errors import VaultError
from voice.vault import age, keys, passphrase, system_keyring
from voice.vault.keys import Protection
from voice.vault.recipients import Role
from voice.vault.vault import Vault


def record(vault: Vault, session_id: str) -> None:
    journal = vault.begin_session(header(session_id))
    journal.seal_segment("first", passage(0))
    journal.close()


def test_a_passphrase_puts_the_key_out_of_the_clear_and_opens_it_again(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    record(vault, "a")
    identity = vault.identity()
    vault.access.protect_identity(identity, "six random words")
    assert vault.protection is Protection.PASSPHRASE
    assert not vault.has_identity
    for path in vault.directory.rglob("*"):
        assert path.is_dir() or identity.encode() not in path.read_bytes()
    with pytest.raises(VaultError) as nobody:
        vault.identity()
    assert "protected by a passphrase" in nobody.value.fact
    with pytest.raises(VaultError) as wrong:
        vault.identity(ask=lambda: "five random words")
    assert "does not open" in wrong.value.fact
    assert vault.identity(ask=lambda: "six random words") == identity
    record(vault, "b")  # recording needs no passphrase
    assert len(vault.read(identity).sessions) == 2


def scrypt_file(log_n: str, stanzas: int = 1) -> bytes:
    stanza = f"-> scrypt rF0/NwblUHHTpgQgRpe5CQ {log_n}\n" + "A" * 43 + "\n"
    return ("age-encryption.org/v1\n" + stanza * stanzas + "--- " + "A" * 43 + "\n").encode()


@pytest.mark.parametrize(
    "hostile",
    [
        scrypt_file("21"),
        scrypt_file("23"),
        scrypt_file("64"),
        scrypt_file("018"),
        scrypt_file("-1"),
        scrypt_file("0x12"),
        scrypt_file("18", stanzas=2),
        b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n",
        b"age-encryption.org/v1\n",
    ],
    ids=["21", "23", "64", "leading zero", "negative", "hex", "two stanzas", "X25519", "nothing"],
)
def test_a_hostile_key_file_is_refused_before_any_work(
    monkeypatch: pytest.MonkeyPatch, hostile: bytes
) -> None:
    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("work was begun")

    monkeypatch.setattr(subprocess, "run", never)
    with pytest.raises(VaultError):
        passphrase.unprotect(hostile, "x")


def test_a_child_that_dies_of_memory_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase.sys, "executable", "/bin/false")
    with pytest.raises(VaultError) as raised:
        passphrase.unprotect(scrypt_file("18"), "x")
    assert "memory" in raised.value.fact


@pytest.mark.parametrize("typed", ["caf\u00e9", "cafe\u0301"])
def test_an_accent_opens_it_however_a_keyboard_spells_it(
    monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    for sealed_with in ("caf\u00e9", "cafe\u0301"):
        sealed = passphrase.protect("AGE-SECRET-KEY-1", sealed_with)
        assert passphrase.unprotect(sealed, typed) == "AGE-SECRET-KEY-1"
        with pytest.raises(passphrase.WrongPassphrase):
            passphrase.unprotect(sealed, "cafe")


def test_the_passphrase_is_on_no_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []
    real = subprocess.run

    def watched(command: list[str], **options: object) -> object:
        commands.append(command)
        return real([sys.executable, "-c", "print('{}')"], **options)

    monkeypatch.setattr(subprocess, "run", watched)
    with pytest.raises(VaultError):
        passphrase.unprotect(scrypt_file("18"), "secret words")
    assert commands
    assert "secret words" not in str(commands)


def test_somebody_added_for_one_session_opens_the_next_and_no_other(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    therapist = age.new_identity()
    record(vault, "before")
    vault.access.add_recipient(age.recipient_of(therapist), "Dr Example", next_session_only=True)
    assert vault.recipients[-1].role is Role.NEXT_SESSION
    record(vault, "this")
    record(vault, "after")
    assert [s.session_id for s in vault.read(therapist).sessions] == ["this"]
    assert all(r.role is not Role.NEXT_SESSION for r in vault.recipients)


def test_a_disk_that_fails_as_the_session_begins_costs_the_guest_nothing(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    therapist = age.new_identity()
    vault.access.add_recipient(age.recipient_of(therapist), "", next_session_only=True)
    records = vault.directory / "records"
    records.rmdir()
    records.write_text("in the way")
    with pytest.raises(VaultError):
        vault.begin_session(header("a"))
    records.unlink()
    record(vault, "a")
    assert len(vault.read(therapist).sessions) == 1


def test_somebody_removed_opens_nothing_that_comes_after(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    therapist = age.new_identity()
    vault.access.add_recipient(age.recipient_of(therapist), "Dr Example")
    record(vault, "before")
    vault.access.remove_recipient("Dr Example")
    record(vault, "after")
    assert [s.session_id for s in vault.read(therapist).sessions] == ["before"]
    with pytest.raises(VaultError):
        vault.access.remove_recipient(vault.recipients[0].public_key)  # the owner is no guest


def test_the_paper_alone_opens_a_vault_whose_key_is_lost(tmp_path: Path) -> None:
    vault, made = Vault.create(tmp_path / "vault")
    record(vault, "before")
    lost = vault.identity()
    (vault.directory / "identity.txt").unlink()
    groups = " ".join(keys.in_groups(made.recovery_identity)).lower()
    again = vault.access.recover(keys.as_typed(groups), None)
    record(vault, "after")
    assert {s.session_id for s in vault.read(vault.identity()).sessions} == {"before", "after"}
    assert [s.session_id for s in vault.read(lost).sessions] == ["before"]
    assert [s.session_id for s in vault.read(again.recovery_identity).sessions] == ["after"]


def test_a_wrong_paper_changes_nothing(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    before = {p: p.read_bytes() for p in vault.directory.iterdir() if p.is_file()}
    with pytest.raises(VaultError):
        vault.access.recover(age.new_identity(), None)
    with pytest.raises(VaultError):
        vault.access.recover(keys.as_typed("nonsense"), None)
    after = {p: p.read_bytes() for p in vault.directory.iterdir() if p.is_file()}
    assert {p: d for p, d in after.items() if p.name != "lock"} == {
        p: d for p, d in before.items() if p.name != "lock"
    }


class FakeKeyring:
    """A system's keyring, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, name: str, value: str) -> None:
        self.kept[service, name] = value

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


def test_the_systems_keyring_holds_the_key_instead_of_the_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeKeyring()
    monkeypatch.setattr(system_keyring, "_keyring", lambda: (fake, KeyError))
    vault, made = Vault.create(tmp_path / "vault")
    identity = vault.identity()
    vault.access.move_identity_to_keyring(identity)
    assert vault.protection is Protection.KEYRING
    assert not (vault.directory / "identity.txt").exists()
    assert vault.identity() == identity
    vault.access.recover(made.recovery_identity, None)
    assert fake.kept == {}


def test_a_keyring_that_writes_plain_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    monkeypatch.setattr(keyring, "get_keyring", FakeKeyring)
    with pytest.raises(VaultError) as raised:
        system_keyring.store("age1x", "AGE-SECRET-KEY-1X")
    assert "no system keyring" in raised.value.fact


def test_where_no_process_can_be_made_for_a_passphrase_that_is_a_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_memory(*_: object, **__: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(passphrase.subprocess, "run", no_memory)
    with pytest.raises(VaultError) as raised:
        passphrase._in_child("open", b"", "six words")
    assert "GiB" in str(raised.value.fact)
    assert "six words" not in repr(raised.value)
