"""A microphone that is gone and a noise gate that is shut give the same zeros; the server knows."""

import json
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from voice.hearing import source
from voice.hearing.source import LOOK_BACK_SECONDS, ZEROS_SECONDS, Sources, SourceWatch
from voice.stage.ports import FRAME_SAMPLES, FRAME_SECONDS

SOUND, ZEROS = np.ones(FRAME_SAMPLES, np.int16), np.zeros(FRAME_SAMPLES, np.int16)
MONITOR = "speaker.monitor"
HERE = Sources(frozenset({"headset", "built-in"}), "headset")
PULLED = Sources(frozenset({"built-in"}), MONITOR)


class Server:
    """What it says can be changed; counts how often it is asked."""

    def __init__(self, says: Sources | None) -> None:
        self.says = says
        self.asked = 0

    def look(self) -> Sources | None:
        self.asked += 1
        return self.says


def hear(watch: SourceWatch, frame: np.ndarray, seconds: float) -> list[bool]:
    """What was told of these frames."""
    told = [watch.hear(frame) for _ in range(round(seconds / FRAME_SECONDS))]
    return [change for change in told if change is not None]


def test_a_gate_that_stays_shut_is_never_told_and_seldom_asked_about() -> None:
    server = Server(HERE)
    watch = SourceWatch(server.look)
    assert hear(watch, SOUND, 1) == []
    assert hear(watch, ZEROS, 120) == []
    assert server.asked <= 1 + 120 / ZEROS_SECONDS


def test_a_microphone_that_is_gone_is_told_once_and_once_when_there_is_one_again() -> None:
    server = Server(HERE)
    watch = SourceWatch(server.look)
    hear(watch, SOUND, 1)
    server.says = PULLED
    assert hear(watch, ZEROS, ZEROS_SECONDS + 0.1) == [True]
    assert hear(watch, ZEROS, 60) == []
    server.says = HERE
    assert hear(watch, SOUND, LOOK_BACK_SECONDS + 60) == [False]
    server.says = PULLED
    assert hear(watch, ZEROS, 2 * ZEROS_SECONDS) == [True]


def test_the_programs_own_voice_out_of_the_loudspeaker_is_no_microphone_that_came_back() -> None:
    server = Server(HERE)
    watch = SourceWatch(server.look)
    hear(watch, SOUND, 1)
    server.says = PULLED
    hear(watch, ZEROS, 2 * ZEROS_SECONDS)
    for _ in range(5):
        assert hear(watch, SOUND, 10) == []
        assert hear(watch, ZEROS, 10) == []
    asked = server.asked
    hear(watch, SOUND, 10)
    assert server.asked - asked <= 10 / LOOK_BACK_SECONDS


def test_another_microphone_that_took_its_place_and_gives_sound_is_the_new_one() -> None:
    server = Server(HERE)
    watch = SourceWatch(server.look)
    hear(watch, SOUND, 1)
    server.says = Sources(frozenset({"built-in"}), "built-in")
    assert hear(watch, ZEROS, 2 * ZEROS_SECONDS) == [True]
    assert hear(watch, SOUND, 2 * LOOK_BACK_SECONDS) == [False]
    assert hear(watch, ZEROS, 60) == []


def test_a_stream_that_is_opened_again_after_its_microphone_went_is_told_too() -> None:
    watch = SourceWatch(Server(PULLED).look)
    assert hear(watch, ZEROS, 2 * ZEROS_SECONDS) == [True]


@pytest.mark.parametrize(
    "says",
    [None, Sources(frozenset({"headset"}), ""), Sources(frozenset({"headset"}), MONITOR)],
    ids=["no server", "a device beside the server", "chosen to hear what the loudspeaker plays"],
)
def test_where_nothing_is_known_of_it_nothing_is_told(says: Sources | None) -> None:
    watch = SourceWatch(Server(says).look)
    hear(watch, SOUND, 1)
    assert hear(watch, ZEROS, 60) == []
    if says is None or not says.ours:
        watch = SourceWatch(Server(says).look)
        assert hear(watch, ZEROS, 60) == []


def pactl(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """A `pactl` that does this, and a server's socket beside it."""
    program = folder / "pactl"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (folder / "native").touch()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    monkeypatch.setenv("PULSE_SERVER", f"unix:{folder}/native")


SOURCES = [
    {"index": 0, "name": MONITOR, "monitor_source": "speaker", "properties": {}},
    {"index": 3, "name": "headset", "monitor_source": "", "properties": {}},
]


def streams(pid: int) -> list[object]:
    other = {"source": 0, "properties": {"application.process.id": "1"}}
    return [other, {"source": 3, "properties": {"application.process.id": str(pid)}}]


def test_what_pactl_says_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources").write_text(json.dumps(SOURCES))
    (tmp_path / "source-outputs").write_text(json.dumps(streams(os.getpid())))
    pactl(tmp_path, monkeypatch, f'cat "{tmp_path}/$3"')
    assert source.look() == Sources(frozenset({"headset"}), "headset")
    (tmp_path / "source-outputs").write_text(json.dumps(streams(1)))
    assert source.look() == Sources(frozenset({"headset"}), "")


@pytest.mark.parametrize(
    "body", ["echo no server >&2; exit 1", "echo '{}'", "echo '[3]'", "echo", "printf '\\377'"]
)
def test_a_server_that_says_nothing_of_use_is_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    pactl(tmp_path, monkeypatch, body)
    assert source.look() is None


def test_where_no_server_listens_none_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pactl(tmp_path, monkeypatch, f"touch {tmp_path}/started")
    for name in ("PULSE_SERVER", "PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert source.look() is None
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    assert source.look() is None
    assert not (tmp_path / "started").exists()
