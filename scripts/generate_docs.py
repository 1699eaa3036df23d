#!/usr/bin/env python3
"""Write the parts of the documents that are made from code: the state diagram, the actions' table.

`--check` writes nothing and fails where a document is out of date; a test runs it.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Container
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from voice.floor.actions import RULES, Action, Safety  # noqa: E402
from voice.floor.table import StateT, Table  # noqa: E402
from voice.floor.turn import MOVING_ON_SECONDS  # noqa: E402
from voice.floor.wording import Wording  # noqa: E402
from voice.language.loading import load_language  # noqa: E402
from voice.scenes.home.states import TABLE, Home  # noqa: E402
from voice.scenes.reflection.states import ACTIONS, State  # noqa: E402
from voice.scenes.reflection.states import TABLE as SESSION  # noqa: E402

BEGIN, END = "<!-- generated: {name} (scripts/generate_docs.py) -->", "<!-- end: {name} -->"
FORMS_SHOWN = 3

SAFETY = {Safety.HARMLESS: "", Safety.UNDO: "undo for 10 s", Safety.ASK: "asks first"}


def state_diagram() -> str:
    """A session's states."""
    return _diagram_of(SESSION, State.WELCOMING, State.READY)


def home_diagram() -> str:
    """The home's states."""
    return _diagram_of(TABLE, Home.TELLING, Home.AT_HOME)


def _diagram_of(table: Table[StateT], first: StateT, waiting: StateT) -> str:
    """A transition table as a Mermaid diagram; actions that only tell something are left out."""
    ways: dict[tuple[StateT, StateT], list[str]] = defaultdict(list)
    telling, ended = table.telling, table.ended
    told = {why for why, to in table.transitions[waiting].items() if to == (telling,)}
    told -= {Action.STOP}
    for state, row in table.transitions.items():
        for trigger, targets in row.items():
            for target in targets:
                if target is telling and trigger in told and state is not telling:
                    continue
                ways[state, target].append(str(trigger).replace("_", " "))
    names = {state: str(state).replace(" ", "_") for state in table.transitions}
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {names[first]}"]
    for (state, target), triggers in ways.items():
        lines.append(f"    {names[state]} --> {names[target]}: {', '.join(triggers)}")
    lines.append(f"    {ended} --> [*]")
    speaking = ", ".join(sorted(table.speaking))
    lines += [
        "```",
        "",
        f"The program has the floor in: {speaking}.",
        "Every waiting state also tells what is asked of it (where am I, help, …) and comes back.",
    ]
    return "\n".join(lines)


def action_table() -> str:
    """Every action of a session: what to say, the key, what stands between it and a loss."""
    return _actions_of(ACTIONS, load_language("en").wording)


def home_table() -> str:
    """What can be chosen at home."""
    return _actions_of(TABLE.ways(Home.AT_HOME, card=False), load_language("en").home)


def _actions_of(offered: Container[object], wording: Wording) -> str:
    rows = ["| action | say, for example | key | safety |", "|---|---|---|---|"]
    for rule in RULES:
        if rule.action not in offered:
            continue  # a kiosk's own: docs/kiosk.md
        words = wording.actions[rule.action]
        said = ", ".join(f"“{form}”" for form in words.spoken[:FORMS_SHOWN])
        key = f"`{rule.key}`".replace("|", "\\|")
        rows.append(f"| {words.button} | {said} | {key} | {SAFETY[rule.safety]} |")
    return "\n".join(rows)


def patience_table() -> str:
    """The named patiences and what each waits for."""
    rows = ["| `--patience` | an answer ends |", "|---|---|"]
    for name, seconds in MOVING_ON_SECONDS.items():
        ends = "only when you say so" if seconds is None else f"after {seconds:g} s of silence"
        rows.append(f"| `{name}` | {ends} |")
    rows.append("| `never` | only when you say so |")
    rows.append("| seconds, from 2 | after that much silence |")
    return "\n".join(rows)


PARTS = {
    "docs/architecture.md": {"states": state_diagram, "home-states": home_diagram},
    "docs/session.md": {
        "home": home_table,
        "actions": action_table,
        "patience": patience_table,
    },
}


def main() -> int:
    """Write or check; 1 where a document is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, fail when out of date")
    check = parser.parse_args().check
    stale = []
    for name, parts in PARTS.items():
        path = ROOT / name
        before = path.read_text("utf-8")
        after = before
        for part, make in parts.items():
            after = _replaced(after, part, make())
        if after != before:
            stale.append(name)
            if not check:
                path.write_text(after, "utf-8")
    for name in stale:
        print(f"{name}: {'out of date; run scripts/generate_docs.py' if check else 'written'}")
    return 1 if stale and check else 0


def _replaced(text: str, part: str, made: str) -> str:
    begin, end = BEGIN.format(name=part), END.format(name=part)
    head, _, rest = text.partition(begin)
    _, found, tail = rest.partition(end)
    if not found:
        raise SystemExit(f"there is no place for {part}: {begin} … {end}")
    return f"{head}{begin}\n{made}\n{end}{tail}"


if __name__ == "__main__":
    sys.exit(main())
