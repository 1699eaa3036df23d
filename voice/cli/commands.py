"""The commands of `reflect` and their options; what they do is elsewhere.

Devices, recognition, the page and the reading of articles take a while to load: in this package
whoever needs them imports them in a function, so that help, keys and reading begin at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli import (
    after_commands,
    backing_up,
    desktop,
    guides,
    keys,
    kiosk_commands,
    listening_models,
    natural_voices,
    playing,
    teaching,
    vaults,
)
from voice.cli.groups import GroupedHelp, TakesTheGroups, given_here
from voice.cli.options import (
    Echo_,
    Guide_,
    KeepSound_,
    Model_,
    Patience_,
    Plain_,
    Rate_,
    Vault_,
    Voice_,
    Volume_,
    settings_as_given,
    settings_with,
)
from voice.cli.output import say
from voice.confinement import offline
from voice.rehearsal.acoustics import RoomKind

app = typer.Typer(
    help="""Reflection questions read aloud, answers written down on this machine and sealed.

    Without a command you are at home: begin, hear your words, or say goodbye, in a window where
    there is a display. With --guide, or with neither display nor terminal, a session begins at
    once. Say "begin", "next question", "help" or "stop" at any time, touch what is shown, or press
    its key. Ctrl-C ends politely; twice ends at once.

    First time: `reflect setup` asks one thing at a time. By hand: `reflect key new`,
    `reflect model install`, `reflect check`. To see how it goes without a microphone:
    `reflect rehearse`.""",
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=False,
    cls=GroupedHelp,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

keys.register(app)
vaults.register(app)

CLOSE_THE_NETWORK_THEMSELVES = {
    "kiosk",
    None,
    "start",
    "go-on",
    "setup",
    "teach",
    "rehearse",
    "check",
    "model",
    "voice",
}
"""Commands that bind a listener first, try the ways out, or install. Every other command has the
network closed before it begins; a new one that binds a listener belongs here."""

Window_ = Annotated[
    bool | None,
    typer.Option(
        "--window/--no-window",
        help="Show it in a browser's window, or never; the page is on this machine.",
    ),
]
Browser_ = Annotated[
    str | None,
    typer.Option(
        metavar="default|app|kiosk",
        help="Of a window: your own browser, or a Chromium of its own, where there is one.",
    ),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"reflect {version('reflect-aloud')}")
        raise typer.Exit


@app.callback()
def session(
    context: typer.Context,
    guide: Guide_ = None,
    patience: Patience_ = None,
    ask_to_keep: Annotated[
        bool | None,
        typer.Option("--ask-to-keep", help="After each answer, ask whether to keep it."),
    ] = None,
    keep_sound: KeepSound_ = None,
    voice: Voice_ = None,
    rate_wpm: Rate_ = None,
    volume: Volume_ = None,
    microphone: Annotated[
        str | None, typer.Option(metavar="NAME|INDEX", help="See `reflect devices`.")
    ] = None,
    loudspeaker: Annotated[
        str | None, typer.Option(metavar="NAME|INDEX", help="See `reflect devices`.")
    ] = None,
    headset: Annotated[
        bool | None,
        typer.Option("--headset", help="You wear a headset: speaking interrupts the program."),
    ] = None,
    no_screen: Annotated[
        bool | None, typer.Option("--no-screen", help="Everything is spoken, nothing is shown.")
    ] = None,
    no_voice_out: Annotated[
        bool | None,
        typer.Option("--no-voice-out", help="Everything is shown, nothing is spoken."),
    ] = None,
    switch: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="One key works everything: a press starts a scan through the choices, the next "
            "takes one, a long one stops. With --no-screen the choices are said. A character, "
            "or space, enter, tab.",
        ),
    ] = None,
    switch_dwell_seconds: Annotated[
        float | None,
        typer.Option("--dwell", metavar="SECONDS", help="How long the scan stands on a choice."),
    ] = None,
    echo: Echo_ = None,
    model: Model_ = None,
    vault: Vault_ = None,
    plain: Plain_ = None,
    stand_by: Annotated[
        bool | None,
        typer.Option("--stand-by", help="At home, say nothing until somebody says: I'm ready."),
    ] = None,
    window: Window_ = None,
    browser: Browser_ = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    if context.invoked_subcommand not in CLOSE_THE_NETWORK_THEMSELVES:
        offline.close_network()
    if context.invoked_subcommand is not None:
        return
    from voice.cli import setting_up

    settings = setting_up.with_what_is_missing(
        guide=guide,
        patience=patience,
        ask_to_keep=ask_to_keep,
        keep_sound=keep_sound,
        voice=voice,
        rate_wpm=rate_wpm,
        volume=volume,
        microphone=microphone,
        loudspeaker=loudspeaker,
        headset=headset,
        no_screen=no_screen,
        no_voice_out=no_voice_out,
        switch=switch,
        switch_dwell_seconds=switch_dwell_seconds,
        echo=echo,
        model=model,
        vault=vault,
        plain=plain,
        stand_by=stand_by,
        window=window,
        browser=browser,
    )
    # whoever names a guide wants its session; where nobody can be asked, that is all there is
    if guide is None and setting_up.somebody_is_there(settings):
        from voice.cli import home

        home.be_at_home(settings)
    else:
        from voice.cli import sessions

        sessions.hold(settings)


@app.command(cls=TakesTheGroups)
def start(context: typer.Context) -> None:
    """The first time: a session where there are devices and a model, otherwise a rehearsal.

    Takes every option of a session, before it: `reflect --plain start`.
    """
    from voice.cli import rehearsing, setting_up

    assert context.parent is not None
    rehearsing.start(setting_up.with_what_is_missing(**given_here(context.parent)))


@app.command("go-on", cls=TakesTheGroups)
def go_on(
    context: typer.Context,
    session: Annotated[
        str | None, typer.Argument(metavar="[SESSION]", help="The start of its id.")
    ] = None,
    vault: Vault_ = None,
) -> None:
    """Go on with a session that was left unfinished: what is still open is asked, and no more.

    Takes every option of a session, before it: `reflect --plain go-on`. It needs the key.
    """
    from voice.cli import going_on, setting_up

    assert context.parent is not None
    given = {**given_here(context.parent), **({"vault": vault} if vault else {})}
    going_on.go_on(setting_up.with_what_is_missing(**given), session)


@app.command(cls=TakesTheGroups)
def setup(
    context: typer.Context,
    missing: Annotated[
        bool, typer.Option("--missing", help="Ask only for what is not set up yet.")
    ] = False,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", hidden=True)] = False,
) -> None:
    """Set things up one at a time, by keys, switch or touch; each step is spoken and shown.

    Takes every option of a session, before it: `reflect --switch space setup`.
    """
    from voice.cli import rehearsing, setting_up

    assert context.parent is not None
    settings = settings_with(**given_here(context.parent))
    if rehearsal:
        rehearsing.rehearse_first(settings)
    else:
        setting_up.set_up(settings, missing)


@app.command()
def rehearse(
    script: Annotated[
        Path | None,
        typer.Option(metavar="FILE.toml", help="The client's script; without it, six answers."),
    ] = None,
    room: Annotated[RoomKind, typer.Option(help="How the room sounds.")] = RoomKind.QUIET,
    seed: Annotated[
        int, typer.Option(metavar="NUMBER", help="The same seed gives the same noise.")
    ] = 1,
    guide: Guide_ = None,
    patience: Patience_ = None,
    ask_to_keep: Annotated[
        bool | None,
        typer.Option("--ask-to-keep", help="After each answer, ask whether to keep it."),
    ] = None,
    keep_sound: KeepSound_ = None,
    voice: Voice_ = None,
    rate_wpm: Rate_ = None,
    volume: Volume_ = None,
    headset: Annotated[
        bool | None, typer.Option("--headset", help="The client's voice interrupts the program.")
    ] = None,
    echo: Echo_ = None,
    model: Model_ = None,
    vault: Vault_ = None,
    window: Window_ = None,
    browser: Browser_ = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print only what came of it, as JSON.")
    ] = False,
    aloud: Annotated[
        bool, typer.Option("--aloud", help="Hear it on the loudspeaker, in real time.")
    ] = False,
) -> None:
    """A whole session in a simulated room, with a synthetic client: no sound card needed.

    Everything is real but the two devices: the conversation, the recognition, the speech, the
    sealing. It runs faster than real time, but with --aloud. A script looks like this:

    \b
    voice = "en-us+f2"          # espeak-ng voice; rate_wpm, gain_db optional
    [[turn]]                    # one each time the program begins to listen
    say = ["i'm ready"]
    [[turn]]
    say = ["i feel safe", { pause_seconds = 12.0 }, "next question"]

    \b
    A pause is { pause_seconds = 3.0 }, a recording { wav = "mine.wav" }, a key { press = "n" }.
    What is typed after the key j: { type = "I feel safe." }.
    Where no pause is named, the client leaves two seconds between two things said.
    A script that never begins presses Begin first.
    """
    from voice.cli import rehearsing

    rehearsing.rehearse(
        settings_as_given(
            guide=guide,
            patience=patience,
            ask_to_keep=ask_to_keep,
            keep_sound=keep_sound,
            voice=voice,
            rate_wpm=rate_wpm,
            volume=volume,
            headset=headset,
            echo=echo,
            model=model,
            vault=vault,
            window=window,
            browser=browser,
        ),
        script,
        room,
        seed,
        as_json=json,
        aloud=aloud,
    )


@app.command()
def devices() -> None:
    """List microphones and loudspeakers."""
    from voice.cli import checking

    checking.devices()


@app.command()
def voices() -> None:
    """List the system's voices; for natural ones see `reflect voice list`."""
    from voice.cli import checking

    checking.voices()


@app.command()
def check(
    model: Model_ = None,
    vault: Vault_ = None,
    seconds: Annotated[
        float,
        typer.Option(
            min=0.5, max=60, metavar="SECONDS", help="How long to listen to the microphone."
        ),
    ] = 3.0,
    offline_only: Annotated[
        bool,
        typer.Option("--offline", help="Only try a dozen ways to a network; each must be denied."),
    ] = False,
) -> None:
    """Try microphone, loudspeaker, voice, model and vault, and say what to mend."""
    from voice.cli import checking

    if offline_only:
        if not checking.check_offline():
            raise typer.Exit(1)
        return
    offline.close_network()
    if not checking.check(settings_with(model=model, vault=vault), seconds):
        raise typer.Exit(1)


after_commands.register(app)
backing_up.register(app)
desktop.register(app)
playing.register(app)
guides.register(app)
listening_models.register(app)
kiosk_commands.register(app)
natural_voices.register(app)
teaching.register(app)
