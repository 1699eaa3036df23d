"""`reflect kiosk`: running a kiosk, checking it before opening day, its status, a rehearsal."""

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.output import (
    drawing_console,
    interactive,
    note,
    quiet_libraries,
    say,
    say_as_it_is,
    say_spoken,
    say_while_read,
)
from voice.cli.words import KIOSK_FILE, counted_here, here, in_columns, told_here, translate_here
from voice.confinement import offline
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.rehearsal.acoustics import RoomKind
from voice.screen.page.browser import BrowserKind
from voice.stage.ports import Post, Screen
from voice.values.errors import SettingsError, VoiceError
from voice.values.phrase import Phrase

if TYPE_CHECKING:
    from voice.app.kiosk import Report
    from voice.kiosk.config import KioskConfig
    from voice.rehearsal.visitors import Visited
    from voice.scenes.visit.commands import Occurrence

Config_ = Annotated[
    Path, typer.Option("--config", metavar="FILE.toml", help="The operator's file.")
]

kiosk_app_commands = typer.Typer(
    help="""A kiosk for a waiting room: invites, asks for consent, seals, and starts afresh.

    It seals to the recipients of its file and can open nothing. docs/kiosk.md goes from
    unboxing to opening day.""",
    cls=PassingGroup,
    invoke_without_command=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add `kiosk` to the commands."""
    app.add_typer(kiosk_app_commands, name="kiosk")


@kiosk_app_commands.callback()
def kiosk(context: typer.Context, config: Config_ = KIOSK_FILE) -> None:
    if context.invoked_subcommand is not None:
        if context.invoked_subcommand != "rehearse":  # its page has to be bound before
            offline.close_network()
        return
    from voice.cli.kiosk_window import KioskWindow
    from voice.kiosk.config import load_config
    from voice.screen.plain import BlankScreen, PlainScreen

    loaded = load_config(config)
    where = loaded.screen
    if where == "page":
        window = KioskWindow(loaded)  # bound before the network is closed
        try:
            _run(config, window.screen, _operator(say_while_read()))
        finally:
            window.close()
    elif where == "terminal" and interactive():
        # the picture is the screen's; the operator's lines are systemd's to keep
        words = _words(loaded)
        note(here("Trying the kiosk on this terminal; Ctrl-C ends it."))
        _run(config, lambda post: _on_terminal(post, words), _silent)
    elif where == "terminal" and sys.stdin.isatty():
        words, line = _words(loaded), say_while_read()
        _run(config, lambda _post: PlainScreen(line, words), _silent)
    else:  # under systemd: standard output is the operator's, without content
        _run(config, lambda _post: BlankScreen(), _operator(say_while_read()))


def _run(
    config: Path,
    screen: Callable[[Post], Screen],
    tell: "Report",
) -> None:
    from voice.app import kiosk as kiosk_app

    offline.close_network()
    with quiet_libraries():
        kiosk_app.run_on_devices(config, screen, tell)


@kiosk_app_commands.command()
def check(
    config: Config_ = KIOSK_FILE,
    seconds: Annotated[
        float,
        typer.Option(
            min=0.5, max=60, metavar="SECONDS", help="How long to listen to the microphone."
        ),
    ] = 3.0,
) -> None:
    """Say line by line what works and what is missing before opening day."""
    from voice.cli import checking
    from voice.kiosk.config import load_config

    try:
        loaded = load_config(config)
    except SettingsError as error:
        words = told_here(error)
        for problem in words.fact.split("; "):
            say(f"{here('settings'):<12} problem  {problem}", checking.UNDER_NAME)
        say(f"{'':<12} next     {words.hint}", checking.UNDER_NAME)
        raise typer.Exit(1) from None
    whose = here("the key is with: {keeper}", keeper=loaded.keeper)
    say(f"{here('settings'):<12} ok       {config}: {loaded.clinic}, {whose}")
    results = [checking.line(name, attempt) for name, attempt in _checks(config, loaded, seconds)]
    if not all(results):
        raise typer.Exit(1)
    say(here("Ready for opening day. Compare the check codes above with their owners."))


def _checks(
    path: Path, config: "KioskConfig", seconds: float
) -> list[tuple[str, Callable[[], str]]]:
    from voice.cli import checking
    from voice.kiosk.checking import machine_checks

    settings = config.settings
    own = [_said_here(*check) for check in machine_checks(path, config)]
    return [
        *own[:3],
        (here("guide"), lambda: find_guide(config.guide).title),
        (here("voice"), lambda: checking.voice_works(settings)),
        (here("loudspeaker"), lambda: checking.loudspeaker_works(settings)),
        (here("microphone"), lambda: checking.microphone_works(settings, seconds)),
        (here("model"), lambda: checking.model_works(settings, at_kiosk=True)),
        *own[3:],
    ]


def _said_here(name: Phrase, attempt: Callable[[], Phrase]) -> tuple[str, Callable[[], str]]:
    return here(name.text), lambda: attempt().said(translate_here)


@kiosk_app_commands.command()
def status(
    config: Config_ = KIOSK_FILE,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, as JSON.")] = False,
) -> None:
    """Counts and events of the running kiosk; no words."""
    from voice.app import kiosk as kiosk_app
    from voice.kiosk.status import read_status
    from voice.scenes.visit.commands import Occurrence

    found = read_status(kiosk_app.status_path(config))
    if as_json:
        say_as_it_is(json.dumps(found.model_dump(mode="json"), indent=2))
        return
    facts = [
        (here("since"), found.started_at),
        (here("state"), here(found.state)),
        (here("last"), f"{here(found.last)}, {found.last_at}"),
        *((here("sealed to"), f"{code}  {name}") for name, code in found.sealed_to.items()),
        *((here(one), found.counts[one]) for one in Occurrence if found.counts.get(one)),
        *((here("trouble"), trouble) for trouble in found.troubles),
    ]
    for told in in_columns(facts):
        say(told)
    if found.troubles:
        raise typer.Exit(1)


@kiosk_app_commands.command()
def rehearse(
    config: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE.toml", help="Without it, a made-up clinic's."),
    ] = None,
    visits: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="NUMBER",
            help="How many visitors, one after another; 0: you are the only one.",
        ),
    ] = 4,
    room: Annotated[RoomKind, typer.Option(help="How the room sounds.")] = RoomKind.QUIET,
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", help="The same seed gives the same noise.")
    ] = 1,
    window: Annotated[
        bool,
        typer.Option("--window", help="Show it on the page, at a person's pace; you may touch it."),
    ] = False,
    browser: Annotated[
        BrowserKind, typer.Option(help="Which browser the page is opened in.")
    ] = BrowserKind.DEFAULT,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only what came of each visit.")] = False,
) -> None:
    """Several visits in a simulated room: one answers, one declines, one walks away, one erases.

    Everything is real but the two devices. Nothing is kept but in the folder it names.
    """
    from voice.app import kiosk as kiosk_app
    from voice.cli.kiosk_window import KioskWindow
    from voice.cli.window import RealTime
    from voice.kiosk.config import load_config
    from voice.rehearsal.visitors import built_in_visits
    from voice.screen.plain import PlainScreen

    if not visits and not window:
        raise SettingsError("nobody would come: --visits 0", "add --window, and visit it yourself")
    path = config or _made_up_clinic()
    loaded = load_config(path)
    lines = PlainScreen(_nothing if quiet else say_spoken, _words(loaded))
    shown = KioskWindow(loaded, browser) if window else None

    def client_says(text: str) -> None:
        if not quiet:
            say(f"{here('visitor'):<8} {text}")

    offline.close_network()
    tell = _silent if quiet else _operator(say)

    def open_screens(post: Post) -> list[Screen]:
        return [lines] if shown is None else [lines, shown.screen(post)]

    frame_over = RealTime().wait if window else _at_once
    started_seconds = time.monotonic()
    simulated_seconds = 0.0
    with (
        contextlib.closing(shown) if shown else contextlib.nullcontext(),
        kiosk_app.rehearse_kiosk(
            path, room, seed, open_screens, tell, client_says, frame_over
        ) as rehearsal,
    ):
        if not visits:
            note(here("Nobody comes but you; Ctrl-C ends it."))
            rehearsal.stay()
        for number, visit in enumerate(islice(cycle(built_in_visits()), visits), start=1):
            visited = rehearsal.receive(visit)
            simulated_seconds += visited.simulated_seconds
            say(_what_came(number, visited))
            if rehearsal.over:
                break
            if not visited.script_finished and not window:  # you may have sent them away
                raise VoiceError(
                    "visit {number} did not go as its script says",
                    "run it without --quiet",
                    number=number,
                )
    took_seconds = time.monotonic() - started_seconds
    say(
        here(
            "{visits}, {seconds:.0f} seconds, rehearsed in {took_seconds:.1f}.",
            visits=counted_here(visits, "visit"),
            seconds=simulated_seconds,
            took_seconds=took_seconds,
        )
    )
    say(here("Sealed sessions are in {folder}.", folder=loaded.folder / "outbox"))


def _what_came(number: int, visited: "Visited") -> str:
    told = [f"{visited.simulated_seconds:.0f} s"]
    if visited.asked_after_seconds is not None:
        after = f"{visited.asked_after_seconds:.0f}"
        told.append(here("first question after {seconds} s", seconds=after))
    if not visited.script_finished:
        told.append(here("not to its end"))
    visit = here("visit {number}: {name}", number=number, name=here(visited.name))
    return ", ".join((visit, *told))


def _words(config: "KioskConfig") -> Mapping[str, str]:
    """What stands on a kiosk's screen, in its guide's language."""
    return load_language(find_guide(config.guide).language).page


def _made_up_clinic() -> Path:
    """A configuration whose key nobody has: what is rehearsed can never be opened."""
    from voice.app import kiosk as kiosk_app

    folder = Path(tempfile.mkdtemp(prefix="reflect-kiosk-rehearsal-"))
    path = folder / "kiosk.toml"
    path.write_text(kiosk_app.made_up_config(folder), "utf-8")
    return path


def _operator(line: Callable[[str], None]) -> "Report":
    """The operator's lines, on standard output: systemd keeps them in the journal."""
    return lambda occurrence, detail: line(
        f"kiosk: {here(occurrence)}" + (f": {detail}" if detail else "")
    )


def _silent(_occurrence: "Occurrence", _detail: str) -> None:
    """Lines that nobody asked to see."""


def _at_once() -> None:
    """A rehearsal that nobody watches waits for nothing."""


def _nothing(_text: str) -> None:
    """Lines that nobody asked to see."""


def _on_terminal(post: Post, words: Mapping[str, str]) -> Screen:
    """Nothing of a visit is left to scroll back to."""
    from voice.screen.keys import KeyedScreen, TerminalKeys
    from voice.screen.terminal import TerminalScreen

    screen = TerminalScreen(drawing_console(), words, leaves_nothing=True)
    return KeyedScreen(screen, TerminalKeys(post))
