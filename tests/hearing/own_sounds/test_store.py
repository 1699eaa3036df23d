"""Own sounds on the disk: for their owner's eyes only, refused in words, gone when erased."""

import base64
import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voice.floor.actions import Action
from voice.hearing.own_sounds.store import read_own_sounds, write_own_sounds
from voice.hearing.own_sounds.taught import CEPSTRA, STEPS, Taught, example_of
from voice.values.errors import SettingsError
from voice.values.troubles import TroubleName

EXAMPLES = [example_of(np.full((STEPS, CEPSTRA), n, np.float32)) for n in range(4)]
TAUGHT = (
    Taught()
    .with_sound(Action.NEXT, EXAMPLES)
    .with_sound(Action.STOP, EXAMPLES[:3])
    .answered(Action.NEXT, EXAMPLES[0], right=True)
    .answered(Action.STOP, EXAMPLES[1], right=False)
)


def test_what_was_taught_is_there_again_and_nobody_elses_to_read(tmp_path: Path) -> None:
    path = tmp_path / "new" / "own-sounds.json"
    write_own_sounds(path, TAUGHT)
    assert read_own_sounds(path) == TAUGHT
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_taught_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "own-sounds.json"
    assert read_own_sounds(path) == Taught()
    write_own_sounds(path, TAUGHT)
    write_own_sounds(path, TAUGHT.without(Action.NEXT).without(Action.STOP))
    assert list(tmp_path.iterdir()) == []


def _changed(change: Callable[[dict[str, Any]], object], tmp_path: Path) -> bytes:
    path = tmp_path / "good.json"
    write_own_sounds(path, TAUGHT)
    content = json.loads(path.read_text())
    change(content)
    return json.dumps(content).encode()


def _an_example(data: bytes) -> Callable[[dict[str, Any]], object]:
    encoded = base64.b64encode(data).decode()
    return lambda content: content["sounds"][0]["examples"].__setitem__(0, encoded)


HOSTILE: dict[str, bytes | Callable[[dict[str, Any]], object]] = {
    "bytes": bytes(range(256)),
    "nothing": b"",
    "deep": b"[" * 100_000,
    "large": b" " * 300_000,
    "another version": lambda c: c.update(version=2),
    "an unknown key": lambda c: c.update(words="said"),
    "an unknown action": lambda c: c["sounds"][0].update(action="fly"),
    "one action twice": lambda c: c["sounds"][1].update(action="next"),
    "too few examples": lambda c: c["sounds"][0]["examples"].__delitem__(slice(1, None)),
    "too many examples": lambda c: c["sounds"][0].update(examples=c["sounds"][0]["examples"] * 5),
    "yeses that are a text": lambda c: c["sounds"][0].update(yeses="3"),
    "no base64": lambda c: c["sounds"][0]["examples"].__setitem__(0, "%%%"),
    "too short": _an_example(EXAMPLES[0][:-2]),
    "no number": _an_example(np.full(STEPS * CEPSTRA, np.nan, "<f2").tobytes()),
    "beyond any sound": _an_example(np.full(STEPS * CEPSTRA, 6e4, "<f2").tobytes()),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_other_content_is_refused_with_one_fact_and_one_next_step(
    kind: str, tmp_path: Path
) -> None:
    hostile = HOSTILE[kind]
    path = tmp_path / "own-sounds.json"
    path.write_bytes(hostile if isinstance(hostile, bytes) else _changed(hostile, tmp_path))
    with pytest.raises(SettingsError) as refused:
        read_own_sounds(path)
    trouble = refused.value.trouble
    assert (trouble.name, trouble.values) == (TroubleName.OWN_SOUNDS_UNREADABLE, {"path": path})


def test_what_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="could not be written"):
        write_own_sounds(tmp_path / "file" / "own-sounds.json", TAUGHT)


def test_no_kiosk_and_nothing_that_is_taken_along_reads_them() -> None:
    package = Path(__file__).parents[3] / "voice"
    texts = {path: path.read_text("utf-8") for path in package.rglob("*.py")}
    names = "own_sounds.store", "app.own_sounds"
    knows = {
        path.relative_to(package).as_posix()
        for path, text in texts.items()
        if any(name in text for name in names)
    }
    assert knows == {
        *("app/own_sounds.py", "app/session.py", "app/home.py"),
        *("app/teaching.py", "cli/teaching.py"),
    }
