"""The only key is never written over, and a lost list of recipients is made again from it."""

import os
from pathlib import Path

import pytest

from tests.vault.light_passphrase import lightly
from tests.vault.test_keys import FakeKeyring, record
from voice.values.errors import VaultError
from voice.vault import age, passphrase, system_keyring
from voice.vault.recipients import Role
from voice.vault.vault import Vault

IDENTITIES = ("identity.txt", "identity.age", "identity.keyring", "identity-1.txt")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    made, _ = Vault.create(tmp_path / "vault")
    record(made, "before")
    return made


def lose(vault: Vault, *names: str) -> None:
    for name in names:
        (vault.directory / name).unlink()


def test_where_only_the_list_is_lost_no_new_key_is_made(vault: Vault) -> None:
    identity = vault.identity()
    lose(vault, "recipients.txt")
    with pytest.raises(VaultError) as raised:
        Vault.create(vault.directory)
    assert "key new" not in raised.value.hint
    assert (vault.directory / "identity.txt").read_text().strip() == identity
    assert len(Vault.open(vault.directory).read(identity).sessions) == 1


@pytest.mark.parametrize("name", IDENTITIES)
def test_whatever_may_be_a_key_is_never_written_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("a key")
    with pytest.raises(VaultError):
        Vault.create(tmp_path)
    assert (tmp_path / name).read_text() == "a key"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_beside_sealed_sessions_whose_keys_are_gone_none_are_made(vault: Vault) -> None:
    lose(vault, "recipients.txt", "identity.txt")
    for make in (
        lambda: Vault.create(vault.directory),
        lambda: Vault.open(vault.directory).identity(),
    ):
        with pytest.raises(VaultError) as raised:
            make()
        assert "key new" not in raised.value.hint
        assert "key recover" in raised.value.hint


def test_the_list_is_made_again_from_a_key_that_lies_in_the_clear(vault: Vault) -> None:
    identity = vault.identity()
    lose(vault, "recipients.txt")
    opened = Vault.open(vault.directory)
    assert [(r.public_key, r.role) for r in opened.recipients] == [
        (age.recipient_of(identity), Role.OWNER)
    ]
    assert not opened.has_recovery_key
    record(opened, "after")
    assert len(opened.read(identity).sessions) == 2


def test_the_list_is_made_again_from_what_the_keyring_is_asked_by(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeKeyring()
    monkeypatch.setattr(system_keyring, "_keyring", lambda: (fake, KeyError))
    identity = vault.identity()
    vault.access.move_identity_to_keyring(identity)
    lose(vault, "recipients.txt")
    assert Vault.open(vault.directory).recipients[0].public_key == age.recipient_of(identity)


def test_the_list_is_made_again_from_a_key_behind_a_passphrase_once_it_is_given(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passphrase, "_in_child", lightly())
    identity = vault.identity()
    vault.access.protect_identity(identity, "six random words")
    lose(vault, "recipients.txt")
    opened = Vault.open(vault.directory)
    with pytest.raises(VaultError) as raised:
        record(opened, "too early")
    assert "key new-recovery" in raised.value.hint
    opened.identity(ask=lambda: "six random words")
    record(opened, "after")
    assert len(opened.read(identity).sessions) == 2


def test_a_list_that_is_there_is_left_as_it_is(vault: Vault) -> None:
    before = (vault.directory / "recipients.txt").read_bytes()
    Vault.open(vault.directory).identity()
    assert (vault.directory / "recipients.txt").read_bytes() == before
    (vault.directory / "recipients.txt").write_text("damaged")
    Vault.open(vault.directory).identity()
    assert (vault.directory / "recipients.txt").read_text() == "damaged"


def test_another_key_is_never_put_in_the_place_of_the_vaults_own(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_keyring, "_keyring", lambda: (FakeKeyring(), KeyError))
    other = age.new_identity()
    identity = vault.identity()
    for protect in (
        lambda: vault.access.protect_identity(other, "six random words"),
        lambda: vault.access.move_identity_to_keyring(other),
    ):
        with pytest.raises(VaultError):
            protect()
        assert vault.identity() == identity


# The recovery key ---------------------------------------------------------------------------


def test_a_recovery_key_is_replaced_and_everything_else_stays(vault: Vault) -> None:
    added = vault.access.add_recipient(age.recipient_of(age.new_identity()), "Dr Example")
    shown: list[str] = []
    before = vault.recipients
    vault.access.replace_recovery_key(lambda key: not shown.append(key), vault.identity)
    owner, recovery, other = vault.recipients
    assert owner == before[0]
    assert (recovery.public_key, recovery.role) == (age.recipient_of(shown[0]), Role.RECOVERY)
    assert other == added
    record(vault, "after")
    assert [s.session_id for s in vault.read(shown[0]).sessions] == ["after"]


def test_a_damaged_list_is_made_again_with_a_new_recovery_key(vault: Vault) -> None:
    (vault.directory / "recipients.txt").write_text("nonsense")
    vault.access.replace_recovery_key(lambda _key: True, vault.identity)
    assert [r.role for r in vault.recipients] == [Role.OWNER, Role.RECOVERY]
    assert vault.recipients[0].public_key == age.recipient_of(vault.identity())


def test_recovering_puts_a_key_aside_that_still_opens_something_alone(vault: Vault) -> None:
    """After the recovery key was replaced, older sessions open with the owner's key only."""
    identity = vault.identity()
    shown: list[str] = []
    vault.access.replace_recovery_key(lambda key: not shown.append(key), vault.identity)
    record(vault, "between")
    vault.access.recover(shown[0], None)
    (aside,) = vault.access.keys_put_aside
    assert aside.read_text().strip() == identity
    assert vault.identity() == shown[0]
    assert [s.session_id for s in vault.read(vault.identity(aside)).sessions] == [
        "before",
        "between",
    ]


def test_recovering_leaves_no_old_key_where_the_recovery_key_opens_everything(
    tmp_path: Path,
) -> None:
    vault, made = Vault.create(tmp_path / "vault")
    record(vault, "before")
    vault.access.recover(made.recovery_identity, None)
    assert vault.access.keys_put_aside == ()
    assert vault.identity() == made.recovery_identity


def test_a_recovery_key_is_known_by_what_it_opens_where_the_list_is_lost(tmp_path: Path) -> None:
    vault, made = Vault.create(tmp_path / "vault")
    record(vault, "before")
    lose(vault, "recipients.txt", "identity.txt")
    opened = Vault.open(vault.directory)
    with pytest.raises(VaultError):
        opened.access.recover(age.new_identity(), None)
    opened.access.recover(made.recovery_identity, None)
    assert [r.role for r in opened.recipients] == [Role.OWNER, Role.RECOVERY]
    assert len(opened.read(opened.identity()).sessions) == 1


# Nothing is sealed to a key that nobody has -------------------------------------------------


class Unseen(Exception):
    """The key could not be shown, or the power went while it was."""


def unseen(_key: str) -> bool:
    raise Unseen


def test_a_key_that_could_not_be_shown_makes_no_vault(tmp_path: Path) -> None:
    with pytest.raises(Unseen):
        Vault.create(tmp_path / "vault", take=unseen)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    Vault.create(tmp_path / "vault")


def test_a_key_that_nobody_took_is_sealed_to_by_nothing(tmp_path: Path) -> None:
    vault, made = Vault.create(tmp_path / "vault", take=lambda _key: False)
    assert made.recovery_identity == ""
    assert [r.role for r in vault.recipients] == [Role.OWNER]
    assert vault.access.replace_recovery_key(lambda _key: False, vault.identity) is None
    assert [r.role for r in vault.recipients] == [Role.OWNER]


def test_a_key_that_could_not_be_shown_changes_nothing(vault: Vault, tmp_path: Path) -> None:
    recovery = Vault.create(tmp_path / "other")[1].recovery_identity
    other = Vault.open(tmp_path / "other")
    for directory, change in (
        (vault.directory, lambda: vault.access.replace_recovery_key(unseen, vault.identity)),
        (other.directory, lambda: other.access.recover(recovery, None, unseen)),
    ):
        before = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
        with pytest.raises(Unseen):
            change()
        after = {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}
        assert before.items() <= after.items()
        assert {path.name for path in after.keys() - before.keys()} <= {"lock"}


class PowerCut(BaseException):
    """Nothing after this is written."""


@pytest.mark.parametrize("what", ["new", "new-recovery", "recover"])
def test_a_crash_at_any_write_leaves_sealing_to_seen_keys_only_and_the_way_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """At every rename in turn: what was sealed opens, and whoever goes on seals to known keys."""
    for crash_at in range(1, 20):
        directory = tmp_path / f"{what}-{crash_at}"
        seen: list[str] = []
        identity = recovery = ""
        if what != "new":
            vault, made = Vault.create(directory)
            record(vault, "before")
            identity, recovery = vault.identity(), made.recovery_identity
            seen += [identity, recovery]

        def take(key: str, seen: list[str] = seen) -> bool:
            seen.append(key)
            return True

        def change(directory: Path = directory, take=take, recovery: str = recovery) -> None:
            match what:
                case "new":
                    Vault.create(directory, take=take)
                case "new-recovery":
                    Vault.open(directory).access.replace_recovery_key(take, lambda: "")
                case _:
                    Vault.open(directory).access.recover(recovery, None, take)

        crashed = crash_after(crash_at, change, monkeypatch)
        if crashed and what == "new" and not any(directory.glob("identity*")):
            Vault.create(directory, take=take)
        vault = Vault.open(directory)
        known = {age.recipient_of(key) for key in seen}
        if (directory / "identity.txt").exists():
            known.add(age.recipient_of(vault.identity()))
        assert {r.public_key for r in vault.recipients} <= known
        if what != "new":
            assert len(vault.read(recovery).sessions) == 1
        if what == "recover" and crashed:
            change()  # the same paper once more
            assert len(vault.read(vault.identity()).sessions) == 1
        if not crashed:
            return
    raise AssertionError("it never came to an end")


def crash_after(renames: int, change, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the power went before the nth rename."""
    real, left = os.replace, [renames]

    def replace(old: Path, new: Path) -> None:
        left[0] -= 1
        if not left[0]:
            raise PowerCut
        real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        try:
            change()
        except PowerCut:
            return True
    return False
