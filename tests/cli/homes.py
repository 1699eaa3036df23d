"""What lies in a home before a transcript begins, by the name that its `home:` gives."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from tests.cli.terminal import hold
from tests.kiosk.configs import clinic
from tests.vault.test_vault import header, passage
from voice.values.transcript import PassageSound
from voice.vault.vault import Vault

VAULT = Path(".local/share/reflect-aloud/vault")
SUMMER, WINTER = "2026-10-25T02:50:00+02:00", "2026-10-25T02:10:00+01:00"
"""Twenty minutes apart in Berlin, where the clocks went back between them."""


def empty(home: Path) -> None:
    """A new machine."""


def empty_vault(home: Path) -> None:
    Vault.create(home / VAULT)


def no_recovery_key(home: Path) -> None:
    Vault.create(home / VAULT, take=lambda _key: False)


def two_sessions(home: Path, vault: Path = VAULT) -> None:
    made, _ = Vault.create(home / vault)
    hold(made, 1, "nobody but my periwinkle", "and the sea")
    hold(made, 2, "my sitter now")


def damaged(home: Path) -> None:
    """Two sessions, and of a third one passage no longer whole."""
    two_sessions(home)
    vault = Vault.open(home / VAULT)
    journal = vault.begin_session(replace(header("20261103-aaaa"), started_at=WINTER))
    before = set(vault.records_folder.rglob("*.age"))
    journal.seal_segment("first", passage(0))
    (record,) = set(vault.records_folder.rglob("*.age")) - before
    journal.seal_segment("first", passage(1, "and this"))
    journal.end("finished")
    journal.close()
    record.write_bytes(record.read_bytes()[:-9])


def two_vaults(home: Path) -> None:
    for vault in ("v", "other"):
        two_sessions(home, Path(vault))


def with_sound(home: Path) -> None:
    """Two sessions: of the second, all passages but the last have their sound."""
    vault, _ = Vault.create(home / VAULT)
    hold(vault, 1, "nobody heard this")
    hold(vault, 2, "my periwinkle", "and the sea", "no sound of it")
    journal = vault.go_on(vault.identity(), "20261102-aaaa")
    for n in range(2):
        journal.seal_sound("trust", f"2-{n}", PassageSound(n * 20.0, bytes(64_000)))
    journal.close()


def autumn(home: Path) -> None:
    """Two sessions of the night in which the clocks went back, the later one sealed first."""
    vault, _ = Vault.create(home / VAULT)
    for name, moment in (("20261025-new", WINTER), ("20261025-old", SUMMER)):
        journal = vault.begin_session(replace(header(name), started_at=moment))
        journal.seal_segment("first", passage(0, f"said in the {name[-3:]} hour"))
        journal.flag_segment("first", passage(0).segment_id)
        journal.close()


def kiosk(home: Path) -> None:
    clinic(home)


HOMES: Mapping[str, Callable[[Path], None]] = {
    "empty": empty,
    "an empty vault": empty_vault,
    "a vault without a recovery key": no_recovery_key,
    "two sessions": two_sessions,
    "two sessions and a damaged one": damaged,
    "two vaults": two_vaults,
    "sessions with sound": with_sound,
    "the end of summer time": autumn,
    "a clinic's kiosk": kiosk,
}
