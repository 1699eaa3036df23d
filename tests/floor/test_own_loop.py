"""The twenty lines of docs/own-loop.md hold a session, as they stand there."""

import contextlib
import io
import re
from collections.abc import Iterator

import pytest

from voice.machine.places import PROJECT_FOLDER

SAID = (
    "begin",
    "i can talk about my work",
    "next question",
    "stop",
    "stop",
)


def test_the_core_is_driven_by_twenty_lines_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    document = (PROJECT_FOLDER / "docs" / "own-loop.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", document, re.DOTALL)
    lines = [line for line in code.splitlines() if line.strip() and "import" not in line]
    assert len(lines) <= 20
    said: Iterator[str] = iter(SAID)
    monkeypatch.setattr("builtins.input", lambda _prompt: next(said))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "own-loop.md", "exec"), {})
    assert "(keep: i can talk about my work)" in printed.getvalue()
    assert printed.getvalue().count("?") >= 2, "two questions were asked"
    assert list(said) == [], "everything was taken"
