"""The Debian installer and the units: repeatable, without surprises, and hardened."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from voice.kiosk.checking import UNITS

PROJECT = Path(__file__).resolve().parent.parent.parent
KIOSK = PROJECT / "scripts" / "kiosk"
INSTALL = PROJECT / "scripts" / "install_kiosk"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None or shutil.which("systemd-sysusers") is None,
    reason="apt install systemd",
)


def install(*arguments: object) -> str:
    done = subprocess.run(
        ["bash", INSTALL, *map(str, arguments)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root" / "etc").mkdir(parents=True)
    return tmp_path / "root"


@needs_systemd
def test_a_dry_run_says_what_it_would_do_and_does_nothing(root: Path) -> None:
    said = install("--dry-run", "--root", root)
    assert "reflect-kiosk.service" in said
    assert "copy " in said
    assert files(root) == {}


@needs_systemd
def test_installing_twice_is_installing_once(root: Path) -> None:
    install("--root", root)
    first = files(root)
    said = install("--root", root)
    assert files(root) == first
    assert not re.search(r"^  (install|copy|systemctl|systemd)", said, re.MULTILINE)


@needs_systemd
def test_what_is_installed_is_whole_and_nobody_elses_to_change(root: Path) -> None:
    install("--root", root)
    program = root / "opt" / "reflect-aloud"
    assert (program / "voice" / "app" / "kiosk.py").exists()
    assert (program / "models" / "rehearsal-en" / "am" / "final.mdl").exists()
    assert not list(program.rglob("__pycache__"))
    for path in root.rglob("*"):
        assert path.is_symlink() or not path.stat().st_mode & 0o022, path
    for unit in UNITS:
        assert (root / "etc" / "systemd" / "system" / unit).exists()
    wanted = root / "etc/systemd/system/multi-user.target.wants/reflect-kiosk.service"
    assert wanted.is_symlink()
    accounts = (root / "etc" / "passwd").read_text()
    assert "reflect-kiosk:" in accounts
    assert "reflect-screen:" in accounts


@needs_systemd
def test_the_operators_own_file_is_never_changed(root: Path) -> None:
    config = root / "etc" / "reflect-kiosk" / "kiosk.toml"
    config.parent.mkdir(parents=True)
    config.write_text('clinic = "Ours"\n')
    install("--root", root)
    assert config.read_text() == 'clinic = "Ours"\n'


def test_a_wrong_option_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(["bash", INSTALL, "--rot"], capture_output=True, text=True)
    assert done.returncode == 2


# The units ----------------------------------------------------------------------------------

HIGHEST_EXPOSURE = 1.0


@needs_systemd
def test_the_programs_unit_is_exposed_by_at_most_one_point() -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager",
         KIOSK / "reflect-kiosk.service"],
        capture_output=True,
        text=True,
    )  # fmt: skip
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stdout + done.stderr
    assert float(found[1]) <= HIGHEST_EXPOSURE


@needs_systemd
def test_systemd_has_nothing_to_say_about_any_unit_as_installed(root: Path) -> None:
    install("--root", root)
    for program in ("opt/reflect-aloud/.venv/bin/reflect", "usr/bin/cage"):
        (root / program).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", root / program)
    systems = root / "lib" / "systemd" / "system"
    systems.mkdir(parents=True)
    for kind in ("target", "slice", "socket"):  # what every Debian has, and units refer to
        for unit in Path("/lib/systemd/system").glob(f"*.{kind}"):
            shutil.copy(unit, systems, follow_symlinks=False)
    units = (*UNITS, "reflect-kiosk-outbox.service", "reflect-kiosk-outbox.timer")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={root}", *units],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def settings(unit: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (KIOSK / unit).read_text().splitlines():
        key, is_setting, value = line.partition("=")
        if is_setting and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def test_the_program_is_alone_with_its_screen_in_a_network_without_a_way_out() -> None:
    program, screen = settings("reflect-kiosk.service"), settings("reflect-kiosk-screen.service")
    assert program["PrivateNetwork"] == screen["PrivateNetwork"] == ["yes"]
    assert screen["JoinsNamespaceOf"] == ["reflect-kiosk.service"]
    assert "AF_INET6" not in program["RestrictAddressFamilies"][0]


def test_the_program_is_watched_restarted_and_never_swapped() -> None:
    program = settings("reflect-kiosk.service")
    assert program["Type"] == ["notify"]
    assert program["WatchdogSec"] == ["30"]
    assert program["Restart"] == ["always"]
    assert program["MemorySwapMax"] == ["0"]
    assert program["LimitCORE"] == ["0"]
    assert "MemoryDenyWriteExecute" not in program  # cffi's callbacks would raise MemoryError


def test_the_screen_keeps_nothing_and_reads_nothing_of_the_programs() -> None:
    screen = settings("reflect-kiosk-screen.service")
    assert screen["Restart"] == ["always"]
    assert "HOME=/run/reflect-screen" in screen["Environment"][0]
    assert "/var/lib/reflect-kiosk" in screen["InaccessiblePaths"][0]
    assert screen["User"] != settings("reflect-kiosk.service")["User"]


def test_only_the_sender_has_a_network_and_it_sees_no_session_in_progress() -> None:
    sender = settings("reflect-kiosk-outbox.service")
    assert "PrivateNetwork" not in sender
    assert "/var/lib/reflect-kiosk/current" in sender["InaccessiblePaths"][0]


def test_the_browser_may_show_the_page_and_nothing_else() -> None:
    policies = json.loads((KIOSK / "chromium-policies.json").read_text())
    assert policies["URLBlocklist"] == ["*"]
    assert all(
        "127.0.0.1" in url or url.startswith("file:///run/") for url in policies["URLAllowlist"]
    )
    for name in (
        "AudioCaptureAllowed",
        "VideoCaptureAllowed",
        "PrintingEnabled",
        "TranslateEnabled",
    ):
        assert policies[name] is False
    assert policies["DeveloperToolsAvailability"] == 2
    assert policies["DownloadRestrictions"] == 3


@pytest.mark.parametrize("script", ["hand_over_door", "show_screen", "send_outbox"])
def test_every_helper_is_a_script_that_its_shell_understands(script: str) -> None:
    path = KIOSK / script
    shell = "bash" if "bash" in path.read_text().splitlines()[0] else "sh"
    assert subprocess.run([shell, "-n", path]).returncode == 0
    assert path.stat().st_mode & 0o111
