"""Entries of a Linux desktop's menu: how their text is written, and in which folders they lie.

After the Desktop Entry Specification 1.5 and the XDG Base Directory, Icon Theme and Autostart
Specifications of freedesktop.org. Text and paths only; nothing is written here, and nothing here
knows which program it is.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_RESERVED = re.compile(r"[\s\"'\\><~|&;$*?#()`]")
"""What makes it necessary to quote an argument of Exec."""

_ESCAPED_IN_QUOTES = re.compile(r'(["`$\\])')

_MISREAD_IN_A_PROGRAM = re.compile("[=%]")
"""The specification forbids "=" in the program's own path, and GLib looks for one with "%%"."""

_THROUGH_A_SHELL = ("/bin/sh", "-c", 'exec "$0" "$@"')


@dataclass(frozen=True, slots=True)
class DesktopEntry:
    """One program as a desktop's menu has it; texts by language, "en" being that of all others."""

    name: str
    kinds: Mapping[str, str]
    comments: Mapping[str, str]
    command: Sequence[str]
    """The program's absolute path, and its arguments."""
    icon: str
    categories: Sequence[str]

    def text(self) -> str:
        """The file's text."""
        lines = [
            "[Desktop Entry]",
            "Type=Application",
            "Version=1.0",
            f"Name={_escaped(self.name)}",
            *_by_language("GenericName", self.kinds),
            *_by_language("Comment", self.comments),
            f"TryExec={_escaped(self.command[0])}",  # an entry of what is gone is not shown
            f"Exec={_escaped(command_line(self.command))}",
            f"Icon={_escaped(self.icon)}",
            "Terminal=false",
            f"Categories={''.join(f'{category};' for category in self.categories)}",
        ]
        return "\n".join(lines) + "\n"


def command_line(command: Sequence[str]) -> str:
    """A command as Exec has it, before a value's own escapes."""
    if _MISREAD_IN_A_PROGRAM.search(command[0]):
        command = (*_THROUGH_A_SHELL, *command)
    return " ".join(map(_quoted, command))


def _quoted(argument: str) -> str:
    argument = argument.replace("%", "%%")
    if argument and not _RESERVED.search(argument):
        return argument
    escaped = _ESCAPED_IN_QUOTES.sub(r"\\\1", argument)
    return f'"{escaped}"'


def _escaped(value: str) -> str:
    """A value as it stands in the file: on one line, every backslash doubled."""
    for char, written in (("\\", r"\\"), ("\n", r"\n"), ("\t", r"\t"), ("\r", r"\r")):
        value = value.replace(char, written)
    return value


def _by_language(key: str, texts: Mapping[str, str]) -> list[str]:
    return [
        f"{key}={_escaped(text)}" if code == "en" else f"{key}[{code}]={_escaped(text)}"
        for code, text in texts.items()
    ]


def entries_folder() -> Path:
    """Where this person's own entries lie."""
    return _base("XDG_DATA_HOME", ".local/share") / "applications"


def icons_folder() -> Path:
    """Where this person's own icons lie that fit every theme and size."""
    return _base("XDG_DATA_HOME", ".local/share") / "icons" / "hicolor" / "scalable" / "apps"


def autostart_folder() -> Path:
    """Where the entries lie that are started at this person's login."""
    return _base("XDG_CONFIG_HOME", ".config") / "autostart"


def _base(variable: str, below_home: str) -> Path:
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else Path.home() / below_home
