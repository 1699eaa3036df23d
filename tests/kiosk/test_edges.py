"""Slips, status and the watchdog: what leaves the kiosk, and what must not."""

import json
import os
import pty
import socket
import stat
import threading
import tty
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import segno

from scripts.languages import COMPLETE
from voice.kiosk.slip import (
    checked_recipient,
    escpos,
    fingerprint_of,
    looks_secret,
    make_client_key,
    print_slip,
)
from voice.kiosk.status import StatusFile, read_status
from voice.kiosk.watchdog import Watchdog
from voice.language.loading import load_language
from voice.scenes.visit.commands import Occurrence
from voice.scenes.visit.situation import Holder
from voice.values.errors import DeviceError, SettingsError
from voice.vault import age


def test_every_client_gets_another_key_that_opens_what_is_sealed_to_it() -> None:
    first, second = make_client_key("a"), make_client_key("b")
    assert first.public_key != second.public_key
    sealed = age.seal(b"hello", [first.public_key])
    assert age.unseal(sealed, first.slip.secret) == b"hello"
    assert first.fingerprint == fingerprint_of(first.public_key)


def test_a_secret_is_in_no_repr() -> None:
    made = make_client_key("a")
    assert made.slip.secret not in repr(made)
    assert made.slip.secret not in repr(made.slip)
    assert "1111111" not in repr(made.slip)


def test_what_is_printed_is_the_same_code_as_what_is_shown() -> None:
    slip = make_client_key("a").slip
    data = escpos(slip, ("Riverside Clinic", "Session a"))
    start = data.index(b"\x1dv0\x00") + 4
    width = int.from_bytes(data[start : start + 2], "little")
    height = int.from_bytes(data[start + 2 : start + 4], "little")
    bits = data[start + 4 : start + 4 + width * height]
    printed = [
        [bits[y * width + x // 8] >> (7 - x % 8) & 1 for x in range(height)] for y in range(height)
    ]
    code = segno.make(slip.secret, error="m")
    assert printed == [list(row) for row in code.matrix_iter(scale=6, border=4)]
    assert width * 8 <= 384  # a 58 mm printer has 384 dots
    assert b"Riverside Clinic" in data
    assert slip.secret[:30].encode() in data


@pytest.mark.parametrize("code", COMPLETE)
def test_a_slip_has_the_letters_of_every_language_in_lines_that_fit(code: str) -> None:
    told = load_language(code).page["kiosk_slip_secret"]
    data = escpos(make_client_key("a").slip, ("Riverside Clinic", "", told))
    assert data.startswith(b"\x1b@\x1bt\x10Riverside Clinic\n\n")
    printed = data[5 : data.index(b"\n\n\x1ba")].decode("cp1252").split("\n")
    assert " ".join(printed[2:]) == told
    assert max(map(len, printed)) <= 32


@pytest.fixture
def printer() -> Iterator[tuple[int, Path]]:
    """A device that takes bytes as they are, and the end at which they come out."""
    paper, device = pty.openpty()
    tty.setraw(device)
    yield paper, Path(os.ttyname(device))
    os.close(paper)
    os.close(device)


def test_a_slip_goes_to_the_device_whole(printer: tuple[int, Path]) -> None:
    paper, device = printer
    data = escpos(make_client_key("a").slip, ("x",))
    printing = threading.Thread(target=print_slip, args=(device, data))
    printing.start()
    printed = b""
    while len(printed) < len(data):
        printed += os.read(paper, 4096)
    printing.join()
    assert printed == data


def test_a_printer_that_is_not_there_or_takes_nothing_is_an_error(
    tmp_path: Path, printer: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DeviceError):
        print_slip(tmp_path / "lp0", b"x")
    monkeypatch.setattr("voice.kiosk.slip.PRINTER_SECONDS", 0.01)
    with pytest.raises(DeviceError, match="paper"):
        print_slip(printer[1], b"x" * 2_000_000)


def test_no_secret_is_ever_written_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "lp0"
    file.write_text("mine")
    (tmp_path / "link").symlink_to(file)
    for path in (file, tmp_path / "link", tmp_path):
        with pytest.raises(DeviceError):
            print_slip(path, b"secret")
    assert file.read_text() == "mine"


def test_only_a_public_key_is_taken_and_a_secret_one_is_known_as_such() -> None:
    secret = age.new_identity()
    public = age.recipient_of(secret)
    assert checked_recipient(f"  {public}\n") == public
    assert checked_recipient(secret) is None
    assert checked_recipient("age1nonsense") is None
    assert looks_secret(secret.lower())
    assert not looks_secret(public)


# Status -------------------------------------------------------------------------------------

NOON = datetime(2026, 11, 24, 12, 0, 0)


def status_file(path: Path) -> StatusFile:
    return StatusFile(path, (Holder("Riverside", "aaaa bbbb"),), lambda: NOON)


def test_the_status_counts_what_happened_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "run" / "status.json"
    status = status_file(path)
    status.stands("resting")
    status.happened(Occurrence.SESSION_BEGUN, "clinic")
    status.happened(Occurrence.SESSION_BEGUN, "clinic")
    status_file(path).happened(Occurrence.SESSION_BEGUN, "clinic")
    found = read_status(path)
    assert found.counts == {"session begun": 3}
    assert found.last == "session begun"
    assert found.last_at == "2026-11-24T12:00:00"
    assert found.sealed_to == {"Riverside": "aaaa bbbb"}


def test_the_status_follows_the_state_without_anything_else_happening(tmp_path: Path) -> None:
    status = status_file(tmp_path / "status.json")
    status.happened(Occurrence.WIPED, "")
    status.stands("resting")
    found = read_status(tmp_path / "status.json")
    assert (found.state, found.last) == ("resting", "wiped")


def test_troubles_stand_in_the_status_as_long_as_they_last(tmp_path: Path) -> None:
    status = status_file(tmp_path / "status.json")
    status.happened(Occurrence.TROUBLE, "microphone: it is gone: connect it")
    assert read_status(tmp_path / "status.json").troubles == ("microphone: it is gone: connect it",)
    status.happened(Occurrence.RECOVERED, "microphone")
    assert read_status(tmp_path / "status.json").troubles == ()


def test_a_status_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    status_file(blocked / "status.json").happened(Occurrence.OPENED, "")


@pytest.mark.parametrize("content", [None, "", "{}", '{"state": 3}', "[]"])
def test_a_status_that_is_none_is_told_with_a_next_step(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "status.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SettingsError):
        read_status(path)


def test_the_status_holds_counts_and_facts_and_no_field_for_words(tmp_path: Path) -> None:
    status_file(tmp_path / "status.json").happened(Occurrence.OPENED, "")
    fields = set(json.loads((tmp_path / "status.json").read_text()))
    assert fields == {
        "started_at", "state", "counts", "last", "last_at", "troubles", "sealed_to",
    }  # fmt: skip


# The watchdog -------------------------------------------------------------------------------


@pytest.fixture
def manager(tmp_path: Path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(tmp_path / "notify"))
        receiver.settimeout(5)
        yield receiver, str(tmp_path / "notify")


def test_the_service_manager_is_told_ready_alive_and_stopping(manager) -> None:
    receiver, address = manager
    watchdog = Watchdog({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "20000000"})
    assert watchdog.every_seconds == 10
    watchdog.ready()
    watchdog.beat()
    watchdog.beat()  # too soon: not told again
    watchdog.stopping()
    watchdog.close()
    assert [receiver.recv(64) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_outside_systemd_nothing_is_told_and_nothing_fails(tmp_path: Path) -> None:
    for environ in ({}, {"NOTIFY_SOCKET": str(tmp_path / "nobody"), "WATCHDOG_USEC": "20"}):
        watchdog = Watchdog(environ)
        watchdog.ready()
        watchdog.beat()
        watchdog.close()


def test_a_watchdog_of_another_process_is_not_ours() -> None:
    assert Watchdog({"WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "1"}).every_seconds is None


def test_a_watchdog_in_the_abstract_namespace_is_reached() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        name = f"reflect-test-{os.getpid()}"
        receiver.bind(f"\0{name}")
        receiver.settimeout(5)
        Watchdog({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert receiver.recv(64) == b"READY=1"


def test_the_status_file_is_written_whole(tmp_path: Path) -> None:
    status_file(tmp_path / "status.json").happened(Occurrence.OPENED, "")
    assert [p.name for p in tmp_path.iterdir()] == ["status.json"]
    assert stat.S_ISREG((tmp_path / "status.json").stat().st_mode)
