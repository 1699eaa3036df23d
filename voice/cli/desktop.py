"""`reflect desktop`: an icon that opens the program, and, if wanted, its start at login.

What such an entry looks like is `machine.desktop_entry`; here is what ours says and where it goes.
"""

import contextlib
import os
import sys
from collections.abc import Generator
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.output import say
from voice.cli.spelling import PROGRAM, as_typed_here
from voice.cli.words import here
from voice.language.command_line import translated
from voice.language.loading import available_languages
from voice.machine.desktop_entry import (
    DesktopEntry,
    autostart_folder,
    entries_folder,
    icons_folder,
)
from voice.machine.places import APP_NAME
from voice.machine.writing_files import FOR_EVERYBODY, write_whole
from voice.values.errors import VoiceError
from voice.values.phrase import Phrase

desktop_app = typer.Typer(
    cls=PassingGroup, help="An icon that opens this program.", no_args_is_help=True
)

PLATFORM = sys.platform

NAME = "Reflect Aloud"
KIND = Phrase("Reflecting aloud")
COMMENT = Phrase("Questions read aloud, your answers written down on this computer and sealed")
CATEGORIES = ("Utility", "Accessibility")
ICON_FILE = "reflect-aloud.svg"


def register(app: typer.Typer) -> None:
    """Add `reflect desktop`."""
    app.add_typer(desktop_app, name="desktop")


@desktop_app.command("add")
def add(
    at_login: Annotated[
        bool,
        typer.Option("--at-login", help="Start it at login, too; it says nothing until asked to."),
    ] = False,
) -> None:
    """Make an icon that opens this program, and with --at-login start it at every login.

    What is there already is made anew. `reflect desktop remove` takes all of it away.
    """
    _refuse_elsewhere()
    program = this_program()
    made = {
        icon_file(): (resources.files("voice.cli") / ICON_FILE).read_text("utf-8"),
        entry_file(): entry(program).text(),
    }
    if at_login:
        made[login_file()] = entry(program, "--stand-by").text()
    for path, text in made.items():
        with _told_where_it_fails(path, writing=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            # a path may have bytes that are no UTF-8, and is only found with these
            write_whole(path, text.encode("utf-8", "surrogateescape"), FOR_EVERYBODY)
    with contextlib.suppress(OSError):  # by this a desktop knows that its list of icons is old
        os.utime(icons_folder().parents[1])
    say(here("The icon is {name}, among your programs: {path}", name=NAME, path=entry_file()))
    say(here("Its picture: {path}", path=icon_file()))
    if at_login:
        say(here("At login it starts, and says nothing until asked to: {path}", path=login_file()))
    say(as_typed_here(here("To take it away: `reflect desktop remove`")))


@desktop_app.command("remove")
def remove() -> None:
    """Take the icon and the start at login away; what you said stays."""
    _refuse_elsewhere()
    gone: list[Path] = []
    for path in (login_file(), entry_file(), icon_file()):
        with (
            _told_where_it_fails(path, writing=False),
            contextlib.suppress(FileNotFoundError, NotADirectoryError),
        ):
            path.unlink()
            gone.append(path)
            say(here("Taken away: {path}", path=path))
    if not gone:
        say(here("There is no icon of this program here; nothing was changed."))


def entry(program: Path, *arguments: str) -> DesktopEntry:
    """This program's entry, in every language that it speaks."""
    return DesktopEntry(
        name=NAME,
        kinds=_in_all_languages(KIND),
        comments=_in_all_languages(COMMENT),
        command=(str(program), *arguments),
        icon=APP_NAME,
        categories=CATEGORIES,
    )


def this_program() -> Path:
    """The file that starts this very program, wherever it is started from; raises `VoiceError`."""
    started = Path(sys.argv[0]).absolute()
    by_name = started.stem == PROGRAM and started.is_file()
    program = started if by_name else Path(sys.executable).with_name(PROGRAM)  # `python -c`
    if not program.is_file():
        raise VoiceError(
            "{path}, which an icon would start, is not there",
            "start it from where it is installed, then do it again",
            path=program,
        )
    return program


def entry_file() -> Path:
    """What the menu shows."""
    return entries_folder() / f"{APP_NAME}.desktop"


def login_file() -> Path:
    """What starts at login."""
    return autostart_folder() / f"{APP_NAME}.desktop"


def icon_file() -> Path:
    """The picture."""
    return icons_folder() / f"{APP_NAME}.svg"


def _in_all_languages(phrase: Phrase) -> dict[str, str]:
    # "en" first: what has no language stands before what has one
    codes = sorted(available_languages(), key=lambda code: (code != "en", code))
    return {code: phrase.said(partial(translated, code=code)) for code in codes}


def _refuse_elsewhere() -> None:
    if PLATFORM != "linux":
        raise VoiceError(
            "icons are made for the desktops of Linux alone", "start it here with `reflect`"
        )


@contextlib.contextmanager
def _told_where_it_fails(path: Path, *, writing: bool) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise VoiceError(
            "{path} cannot be written: {reason}"
            if writing
            else "{path} cannot be removed: {reason}",
            "see to it that you may write into {folder}, then do it again",
            path=path,
            folder=path.parent,
            reason=error.strerror,
        ) from None
