"""Installing a natural voice, from a stick and from a server, and the commands around it."""

import http.server
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.natural_voice.conftest import NAME, Told, packaged_voice
from voice.cli.commands import app
from voice.floor.commands import Manner
from voice.installing import voices
from voice.installing.voices import (
    FURTHEST_FROM_TARGET_DB,
    install_voice,
    install_voice_from,
)
from voice.models.natural_voices import CARD, InstalledVoice, load_voice_catalogue
from voice.speaking.fixed_sounds import FixedSounds
from voice.speaking.natural_synthesizer import NaturalSynthesizer
from voice.values.errors import SpeechError

run = CliRunner()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server that has the voice as its makers' does."""
    served = tmp_path / "served" / "en" / "en_US" / "joe" / "medium"
    served.mkdir(parents=True)
    model = packaged_voice()
    for file in (model, Path(f"{model}.json")):
        (served / file.name).symlink_to(file)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path / "served")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{{language}}/{{region}}/{{speaker}}/{{quality}}/{{file}}"
    server.shutdown()
    server.server_close()


def test_a_voice_is_downloaded_checked_tried_and_listed(address: str, tmp_path: Path) -> None:
    folder, told = tmp_path / "voices", Told()
    entry = load_voice_catalogue().entry(NAME)
    installed = install_voice(entry, folder, ("http://127.0.0.1:9/{file}", address), told, False)
    assert {path.name for path in folder.iterdir()} == {NAME}
    names = {path.name for path in installed.folder.iterdir()}
    assert names == {CARD, f"{NAME}.onnx", f"{NAME}.onnx.json"}
    assert installed.card.sha256 == entry.sha256
    assert any("cannot be reached" in line for line in told.lines)


def test_one_whose_pace_nobody_knows_is_measured(joe: InstalledVoice, tmp_path: Path) -> None:
    """As the recommended one is; what comes is near what the catalogue has of this one."""
    catalogue = load_voice_catalogue()
    without = catalogue.model_copy(update={"voice": ()})
    told = Told()
    made = install_voice_from(packaged_voice(), tmp_path / "voices", without, told, False)
    assert joe.card.pace.seconds_a_word == pytest.approx(made.card.pace.seconds_a_word, rel=0.1)
    assert abs(made.card.level_dbfs - joe.card.level_dbfs) < FURTHEST_FROM_TARGET_DB / 3
    assert any("compare its SHA-256 yourself" in line for line in told.lines)


def test_what_loads_no_voice_leaves_nothing_behind(tmp_path: Path) -> None:
    model = tmp_path / "en_US-other-low.onnx"
    model.write_bytes(b"no network")
    shutil.copy(Path(f"{packaged_voice()}.json"), f"{model}.json")
    folder = tmp_path / "voices"
    with pytest.raises(SpeechError) as raised:
        install_voice_from(model, folder, load_voice_catalogue(), Told(), False)
    assert "cannot be loaded" in raised.value.fact
    assert list(folder.iterdir()) == []


def test_it_is_listed_used_and_let_go(
    installed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert f"installed   {installed}" in run.invoke(app, ["voice", "list"]).output
    assert run.invoke(app, ["voice", "use", installed]).exit_code == 0
    listed = run.invoke(app, ["voice", "list"]).output
    assert f"in use      {installed}" in listed
    assert "not recommended" in listed
    assert "none        de" in listed
    assert run.invoke(app, ["voice", "use", "system"]).exit_code == 0
    assert f"installed   {installed}" in run.invoke(app, ["voice", "list"]).output


def test_fixed_lines_are_kept_and_a_session_adds_nothing_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joe: InstalledVoice
) -> None:
    folder = tmp_path / joe.name
    shutil.copytree(joe.folder, folder)
    voice = InstalledVoice(joe.name, folder, joe.card)
    monkeypatch.setattr(voices, "lines_to_keep", lambda _language: ["Take your time."])
    voices.speak_fixed_lines(voice, 160, Told(), ["Welcome."])
    assert FixedSounds(voice).sound("Welcome.", 160) is not None
    kept = {path: path.read_bytes() for path in folder.glob("fixed-*")}
    assert len(kept) == 1
    synthesizer = NaturalSynthesizer(voice)
    fixed = [synthesizer.synthesize("Take your time.", Manner(160)).samples for _ in range(2)]
    own = [synthesizer.synthesize("I took my time.", Manner(160)).samples for _ in range(2)]
    synthesizer.close()
    assert (
        fixed[0].tolist()
        == fixed[1].tolist()
        == FixedSounds(voice).sound("Take your time.", 160).samples.tolist()
    )
    assert own[0].tolist() != own[1].tolist()  # the voice draws its own noise each time
    assert {path: path.read_bytes() for path in folder.glob("fixed-*")} == kept
    assert not any(path.name.startswith(".") for path in folder.iterdir())


def test_it_is_not_installed_twice_unless_it_is_asked_for(installed: str) -> None:
    again = run.invoke(app, ["voice", "install", "--from", str(packaged_voice())])
    assert isinstance(again.exception, SpeechError)
    assert "--again" in again.exception.hint
