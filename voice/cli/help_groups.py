"""`reflect --help`: the commands in groups, the everyday ones first; which is where, no more."""

from collections.abc import Mapping
from typing import Any

from voice.cli.passing import PassingGroup

GROUPS: Mapping[str, tuple[str, ...]] = {
    "Every day (without a command, a session begins)": (
        *("read", "listen", "list", "find", "look-back", "correct", "export", "erase"),
    ),
    "To begin with": ("start", "rehearse", "key", "model", "voice", "guide", "check"),
    "Devices and voices": ("devices", "voices"),
    "What is kept, in detail": ("vault",),
    "For a clinic": ("kiosk",),
}
"""Headings, and the commands under them in the order of their use; a test knows if one is left."""


class GroupedHelp(PassingGroup):
    """The whole program's commands, as its help lists them."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Each group under its heading, and whatever is in none under the last."""
        named = {name for names in GROUPS.values() for name in names}
        others = tuple(name for name in self.list_commands(ctx) if name not in named)
        for heading, names in {**GROUPS, "More": others}.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [
                (name, command.get_short_help_str(formatter.width - 16))
                for name, command in found
                if command is not None and not command.hidden
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)
