"""What an operator is told before opening day: each thing that is missing, and what is next."""

import os
import pty
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kiosk.configs import Clinic, clinic
from voice.app.kiosk import prepare_kiosk
from voice.kiosk import checking
from voice.kiosk.config import KioskConfig, load_config
from voice.values.errors import VoiceError
from voice.vault import age


@pytest.fixture
def made(tmp_path: Path) -> Clinic:
    return clinic(tmp_path)


@pytest.fixture
def config(made: Clinic) -> KioskConfig:
    return load_config(made.path)


def test_a_file_that_others_can_change_is_a_problem(
    made: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    made.path.chmod(0o644)
    assert "nobody but its owner" in str(checking.config_file(made.path))
    made.path.chmod(0o664)
    with pytest.raises(VoiceError, match="changed by others"):
        checking.config_file(made.path)


def test_a_file_of_the_kiosks_own_account_is_a_problem(
    made: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.path.chmod(0o644)
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    assert str(checking.config_file(made.path))
    own = made.path.stat().st_uid
    monkeypatch.setattr("os.geteuid", lambda: own or 1)
    if own:
        with pytest.raises(VoiceError, match="runs as"):
            checking.config_file(made.path)


def test_a_secret_key_beside_the_file_is_a_problem(made: Clinic, config: KioskConfig) -> None:
    checking.no_secret_keys(made.path, config)
    (made.path.parent / "notes.txt").write_text(age.new_identity())
    with pytest.raises(VoiceError, match="secret key"):
        checking.no_secret_keys(made.path, config)


def test_the_fingerprints_are_told_for_comparing(made: Clinic, config: KioskConfig) -> None:
    assert config.holders[0].fingerprint in str(checking.sealed_to(config))
    client = clinic(made.path.parent, keeper="client", recipients=None)
    assert "nobody but the client" in str(checking.sealed_to(load_config(client.path)))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"country": None}, "no country is named"),
        ({"country": "JP"}, 'no crisis card for JP in "en"'),
        ({"country": "PL"}, 'no crisis card for PL in "en"'),
    ],
)
def test_a_country_without_a_crisis_card_is_a_problem(
    tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    assert str(checking.crisis_card(load_config(clinic(tmp_path).path))).startswith(
        "GB: not checked yet: 999, 116 123, 85258"
    )
    with pytest.raises(VoiceError, match=told) as raised:
        checking.crisis_card(load_config(clinic(tmp_path, **changes).path))
    assert "GB" in raised.value.fact + raised.value.hint


def test_keeping_is_tried_and_leaves_nothing(config: KioskConfig) -> None:
    checking.keeping(config)
    assert list((config.folder / "current" / "records").iterdir()) == []
    assert list((config.folder / "outbox" / "records").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_problem(made: Clinic, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    broken = load_config(clinic(tmp_path, folder=str(tmp_path / "file" / "kept")).path)
    with pytest.raises(VoiceError):
        checking.keeping(broken)


def test_too_little_space_is_a_problem(
    config: KioskConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "MiB are free" in str(checking.space(config.folder))
    monkeypatch.setattr(checking, "FEWEST_FREE_BYTES", 2**62)
    with pytest.raises(VoiceError, match="only"):
        checking.space(config.folder)


def test_swap_on_a_disk_is_a_problem_and_in_memory_is_none(tmp_path: Path) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type Size\n")
    assert str(checking.no_swap(swaps))
    swaps.write_text("Filename Type Size\n/dev/zram0 partition 100\n")
    assert str(checking.no_swap(swaps))
    swaps.write_text("Filename Type Size\n/dev/sda3 partition 100\n")
    with pytest.raises(VoiceError, match="/dev/sda3"):
        checking.no_swap(swaps)


def test_a_network_is_told_with_what_keeps_the_program_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "lo").mkdir()
    assert str(checking.no_network(tmp_path)) == "there is none"
    (tmp_path / "eth0").mkdir()
    (tmp_path / "eth0" / "operstate").write_text("down\n")
    assert str(checking.no_network(tmp_path)) == "there is none"
    (tmp_path / "eth0" / "operstate").write_text("up\n")
    assert "eth0" in str(checking.no_network(tmp_path))


def test_a_printer_has_to_be_there(tmp_path: Path) -> None:
    assert "none" in str(checking.slip_printer(None))
    with pytest.raises(VoiceError, match="no "):
        checking.slip_printer(tmp_path / "lp0")
    device = os.ttyname(pty.openpty()[1])
    assert device in str(checking.slip_printer(Path(device)))


@pytest.mark.parametrize("make", [Path.touch, os.mkfifo, Path.mkdir])
def test_a_printer_that_is_a_file_would_keep_a_secret_key(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "lp0")
    with pytest.raises(VoiceError, match="would be kept in it"):
        checking.slip_printer(tmp_path / "lp0")
    with pytest.raises(VoiceError, match="would be kept in it"):
        prepare_kiosk(clinic(tmp_path, slip_printer=str(tmp_path / "lp0")).path)


def test_units_have_to_be_installed_and_to_start_with_the_machine(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="not installed"):
        checking.units(tmp_path)
    folder = tmp_path / "etc/systemd/system"
    (folder / "multi-user.target.wants").mkdir(parents=True)
    for name in checking.UNITS:
        (folder / name).touch()
    with pytest.raises(VoiceError, match="does not start"):
        checking.units(tmp_path)
    (folder / "multi-user.target.wants" / checking.UNITS[0]).symlink_to(folder / checking.UNITS[0])
    assert checking.UNITS[0] in str(checking.units(tmp_path))
