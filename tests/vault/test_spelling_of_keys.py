"""One person has one key, however it is written: in capitals, with spaces or marks around it."""

from pathlib import Path

import pytest

from tests.kiosk.configs import clinic
from tests.vault.test_keys import record
from voice.kiosk.config import load_config
from voice.kiosk.slip import checked_recipient
from voice.values.errors import VaultError
from voice.vault import age, passphrase
from voice.vault.recipients import Role, read_recipients
from voice.vault.vault import Vault

WAYS = {
    "capitals": str.upper,
    "a line end": lambda key: f"{key}\r\n",
    "spaces": lambda key: f"  {key}\t ",
    "a byte order mark": lambda key: f"\ufeff{key}",
    "blank lines": lambda key: f"\n\n{key}\n\n",
    "unseen spaces": lambda key: f"\u200b\xa0{key}\u2060",
}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "vault")[0]


@ways
def test_added_in_one_spelling_nobody_is_added_again_in_another(vault: Vault, way) -> None:
    key = age.recipient_of(age.new_identity())
    added = vault.access.add_recipient(way(key), "Dr Example")
    assert added.public_key == key
    for again in (key, way(key), key.upper()):
        with pytest.raises(VaultError) as raised:
            vault.access.add_recipient(again, "")
        assert "already there" in raised.value.fact


@ways
def test_removed_once_nothing_is_sealed_to_them_any_more(vault: Vault, way) -> None:
    therapist = age.new_identity()
    vault.access.add_recipient(age.recipient_of(therapist), "Dr Example")
    vault.access.remove_recipient(way(age.recipient_of(therapist)))
    record(vault, "after")
    assert vault.read(therapist).sessions == ()


def test_a_list_from_before_that_has_somebody_twice_has_them_once(vault: Vault) -> None:
    therapist = age.new_identity()
    key = age.recipient_of(therapist)
    path = vault.directory / "recipients.txt"
    path.write_text(f"{path.read_text()}# other Dr Example\n{key}\n# other\n{key.upper()}\n")
    assert [r.name for r in vault.recipients] == ["", "", "Dr Example"]
    vault.access.remove_recipient(key.upper())
    record(vault, "after")
    assert vault.read(therapist).sessions == ()


def test_somebody_on_the_list_for_one_session_and_for_good_stays_for_good(vault: Vault) -> None:
    key = age.recipient_of(age.new_identity())
    path = vault.directory / "recipients.txt"
    path.write_text(f"{path.read_text()}# next-session\n{key.upper()}\n# other\n{key}\n")
    record(vault, "next")
    assert vault.recipients[-1].public_key == key
    assert vault.recipients[-1].role is Role.OTHER


@ways
def test_marks_around_a_key_in_the_list_do_no_harm(vault: Vault, way) -> None:
    before = vault.recipients
    path = vault.directory / "recipients.txt"
    lines = [line if line.startswith("#") else way(line) for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines))
    assert read_recipients(vault.directory) == before
    path.write_bytes("\ufeff\r\n".encode() + path.read_bytes())
    assert read_recipients(vault.directory) == before


@pytest.mark.parametrize("way", [*WAYS.values(), str.lower], ids=[*WAYS, "small letters"])
def test_marks_around_the_owners_key_do_no_harm(vault: Vault, way) -> None:
    identity = vault.identity()
    record(vault, "before")
    (vault.directory / "identity.txt").write_text(f"\n # a comment\n{way(identity)}", "utf-8")
    assert vault.identity() == identity
    assert len(vault.read(vault.identity()).sessions) == 1


@ways
def test_a_kiosks_holders_and_its_clients_are_spelt_one_way(tmp_path: Path, way) -> None:
    made = clinic(tmp_path)
    public = age.recipient_of(made.identity)
    text = made.path.read_text()
    assert public in text
    made.path.write_text(text.replace(public, way(public).replace("\r\n", " ").replace("\n", " ")))
    assert load_config(made.path).holders[0].public_key == public
    assert checked_recipient(way(public)) == public


def test_an_armoured_key_after_blank_lines_is_known_for_one() -> None:
    armoured = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
    for before in (b"", b"\n\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n "):
        assert passphrase.is_protected(before + armoured)
