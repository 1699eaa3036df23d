"""Options before a subcommand hold for it, or are refused; none is ever ignored."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from voice.cli.commands import app
from voice.cli.groups import PassingGroup, TakesTheGroups

ROOT: Any = get_command(app)


def leaves(group: Any = ROOT, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from leaves(command, (*path, name))
        else:
            yield (*path, name), command


LEAVES = dict(leaves())
OPTIONS = {
    parameter.name: parameter for parameter in ROOT.params if parameter.name not in {"_version"}
}
VALUES = {
    "browser": ("kiosk", "kiosk"),
    "rate_wpm": ("200", 200),
    "volume": ("0.3", 0.3),
    "switch_dwell_seconds": ("3.0", 3.0),
}


def value_of(name: str) -> tuple[list[str], object]:
    """What is typed for an option, and what it comes to."""
    option = OPTIONS[name]
    if option.is_flag:
        return [option.opts[0]], True
    typed, meant = VALUES.get(name, ("given", Path("given") if name == "vault" else "given"))
    return [option.opts[0], typed], meant


def test_every_group_passes_on() -> None:
    groups = [ROOT, *(c for c in ROOT.commands.values() if isinstance(c, TyperGroup))]
    assert len(groups) > 4
    assert all(isinstance(group, PassingGroup) for group in groups)


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_before_a_subcommand_is_passed_on_or_refused(
    path: tuple[str, ...],
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = LEAVES[path]
    typed, meant = value_of(name)
    reached: list[dict[str, object]] = []
    for parameter in command.params:  # what is not asked about here may be left out
        monkeypatch.setattr(parameter, "required", False)
    monkeypatch.setattr(command, "callback", lambda **given: reached.append(given))
    for group in [ROOT, *(ROOT.commands[part] for part in path[:-1])]:
        monkeypatch.setattr(group, "callback", None)
    with pytest.raises(SystemExit) as ended:
        ROOT.main(args=[*typed, *path], prog_name="reflect")
    takes = {parameter.name for parameter in command.params}
    if name in takes or isinstance(command, TakesTheGroups):
        assert not ended.value.code
        (given,) = reached
        assert given.get(name, meant) == meant
    else:
        assert ended.value.code == 2
        assert not reached
        shown = capsys.readouterr().err
        assert f"reflect: reflect {' '.join(path)} takes no {typed[0]}" in shown
        assert "next: " in shown
