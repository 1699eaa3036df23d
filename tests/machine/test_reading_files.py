"""Whatever a person names as a file ends in its bytes or in a fact, and in no wait for ever."""

import os
import threading
from pathlib import Path

import pytest

from tests.cli.terminal import run
from voice.machine import reading_files
from voice.machine.reading_files import read_bytes_capped, read_text_capped
from voice.vault.vault import Vault


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_file_is_read_up_to_its_cap_and_not_over_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100)
    assert read_bytes_capped(file, 100) == b"x" * 100
    with pytest.raises(ValueError, match="is over 99 bytes"):
        read_bytes_capped(file, 99)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full", "/dev/urandom"])
def test_a_device_that_never_ends_is_too_large(device: str) -> None:
    with pytest.raises(ValueError, match="is over 1000 bytes"):
        read_bytes_capped(Path(device), 1000)


def test_what_somebody_writes_into_a_pipe_is_read_to_its_end(pipe: Path) -> None:
    def write() -> None:
        with pipe.open("wb") as file:
            file.write(b"first")
            file.flush()
            file.write(b" and last")

    writer = threading.Thread(target=write)
    writer.start()
    assert read_bytes_capped(pipe, 100) == b"first and last"
    writer.join()


def test_a_pipe_that_nobody_writes_into_is_not_waited_for(
    pipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_files, "NOBODY_WRITES_SECONDS", 0.0)
    with pytest.raises(ValueError, match="is a pipe that nobody writes into"):
        read_bytes_capped(pipe, 100)


def test_a_pipe_whose_writer_says_nothing_is_given_up(
    pipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_files, "NOBODY_WRITES_SECONDS", 0.0)
    monkeypatch.setattr(reading_files, "NOTHING_COMES_SECONDS", 0.0)
    fd = os.open(pipe, os.O_RDWR)
    try:
        with pytest.raises(ValueError, match="nothing has come from"):
            read_bytes_capped(pipe, 100)
    finally:
        os.close(fd)


def test_a_writer_that_closes_without_a_word_gives_an_empty_file(pipe: Path) -> None:
    writer = threading.Thread(target=lambda: pipe.open("wb").close())
    writer.start()
    assert read_bytes_capped(pipe, 100) == b""
    writer.join()


def test_a_legacy_encoding_is_named_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes("title = 'Müller'".encode("latin-1"))
    with pytest.raises(ValueError, match=r"latin\.toml is not UTF-8 text \(byte 10\)"):
        read_text_capped(file, 1000)


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "vault"
    Vault.create(folder)
    return folder


@pytest.mark.parametrize("wanted", ["/dev/full", "{folder}/latin.toml"])
@pytest.mark.parametrize(
    "command",
    [
        "rehearse --guide {}",
        "rehearse --script {}",
        "guide show {}",
        "guide show {} --toml",
        "guide check {}",
        "guide import {}",
        "read --identity {}",
    ],
)
def test_every_command_that_takes_a_file_says_a_fact_and_a_next_step(
    vault: Path, tmp_path: Path, command: str, wanted: str
) -> None:
    (tmp_path / "latin.toml").write_bytes("title = 'Müller'\n".encode("latin-1") * 300)
    words = command.format(wanted.format(folder=tmp_path)).split()
    at_vault = ["--vault", str(vault)] if words[0] != "guide" else []
    done = run(tmp_path, *words, *at_vault)
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    if "import" in words and "latin" in wanted:
        return  # an article may be in any encoding
    assert done.returncode == 1
    assert "reflect: " in done.stderr
    assert "next: " in done.stderr
