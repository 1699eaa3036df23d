"""`reflect voice`: listing, installing, hearing and choosing natural voices."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.listening_models import Told
from voice.cli.options import settings_with
from voice.cli.output import note, say
from voice.cli.spelling import as_typed_here
from voice.cli.words import here, of_one_width
from voice.confinement import offline
from voice.floor.commands import Line, Manner, Speak
from voice.floor.wording import Say
from voice.language.loading import load_language
from voice.machine.places import settings_file, voices_folder
from voice.models.natural_voices import (
    CatalogueVoice,
    installed_voice,
    installed_voices,
    language_of,
    load_voice_catalogue,
)
from voice.settings import remember_setting

SYSTEM = "system"

app = typer.Typer(
    cls=PassingGroup, help="Natural voices, on Linux; the system's are in `reflect voices`."
)
Name_ = Annotated[str, typer.Argument(metavar="NAME", help="See `reflect voice list`.")]


def register(parent: typer.Typer) -> None:
    """Add the group to the program."""
    parent.add_typer(app, name="voice", no_args_is_help=True)


@app.callback()
def voice(context: typer.Context) -> None:
    if context.invoked_subcommand != "install":
        offline.close_network()


@app.command("list")
def list_all() -> None:
    """List the natural voices, what each was trained from, and which languages go without."""
    catalogue = load_voice_catalogue()
    chosen = settings_with().voice
    installed = installed_voices(voices_folder())
    in_use, is_here, available, none, under = of_one_width(
        here("in use"), here("installed"), here("available"), here("none"), ""
    )
    for one in installed:
        mark = in_use if one.name == chosen else is_here
        say(f"{mark}   {one.name:<24} {one.folder}")
    names = {one.name for one in installed}
    for entry in catalogue.voice:
        if entry.name not in names:
            say(f"{available}   {entry.name:<24} {entry.bytes / 1e6:.0f} MB")
        of_it = here(
            "licence: {licence}; trained from: {from_what}",
            licence=here(entry.licence),
            from_what=here(entry.trained_from),
        )
        say(f"{under}   {of_it}")
        say(f"{under}   {_advice(entry)}")
    for language, why in catalogue.without.items():
        instead = here("the system's voice speaks: {why}", why=here(why))
        say(f"{none}   {language:<24} {instead}")


def _advice(entry: CatalogueVoice) -> str:
    if entry.why_not:
        return here("not recommended: {why}", why=here(entry.why_not))
    return here(
        "recommended for what it was trained from; nobody who works on this program has heard it"
    )


@app.command("install")
def install(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Without it, the recommended one.")
    ] = None,
    from_file: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE.onnx", help="Without a network; FILE.onnx.json is beside it."
        ),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="In place of the one that is installed.")
    ] = False,
) -> None:
    """Download a natural voice, or take it from its two files; and measure how it speaks."""
    from voice.app.openings import opening_lines
    from voice.installing.voices import (  # the only import of code that goes online
        install_voice,
        install_voice_from,
        speak_fixed_lines,
    )

    catalogue, folder = load_voice_catalogue(), voices_folder()
    if from_file is not None:
        made = install_voice_from(from_file, folder, catalogue, Told(), again)
    else:
        entry = catalogue.entry(name) if name else catalogue.recommended()
        if entry.why_not:
            say(here("{name} is not recommended: {why}.", name=entry.name, why=here(entry.why_not)))
        made = install_voice(entry, folder, catalogue.addresses, Told(), again)
    note(here("speaking what it says in every session, so that it need not be waited for"))
    openings = opening_lines(made.card.language)
    speak_fixed_lines(made, settings_with().rate_wpm, Told(), openings)
    pace = made.card.pace
    fastest = 60 / (pace.pause_seconds_a_word + pace.seconds_a_word * 0.8)
    say(here("Installed: {folder}", folder=made.folder))
    say(
        here(
            "Measured: {level:.0f} dB, clear up to {words:.0f} words a minute.",
            level=made.card.level_dbfs,
            words=fastest,
        )
    )
    say(as_typed_here(here("Hear it: {command}", command=f"`reflect voice hear {made.name}`")))
    command = f"`reflect voice use {made.name}`"
    say(as_typed_here(here("Speak with it from now on: {command}", command=command)))


@app.command("hear")
def hear(
    name: Name_,
    loudspeaker: Annotated[
        str | None, typer.Option(metavar="NAME|INDEX", help="See `reflect devices`.")
    ] = None,
) -> None:
    """Hear a natural voice say how to begin."""
    from voice.sound.portaudio import Portaudio
    from voice.speaking.chosen_voice import begin_natural
    from voice.speaking.loudspeaker import SounddeviceLoudspeaker
    from voice.speaking.program_voice import ProgramVoice

    settings = settings_with(loudspeaker=loudspeaker)
    line = load_language(language_of(name)).wording.line(Say.HOW_TO_BEGIN)
    speaker = SounddeviceLoudspeaker(Portaudio(), settings.loudspeaker)
    spoken = ProgramVoice(begin_natural(name))
    try:
        manner = Manner(settings.rate_wpm, settings.volume)
        for sound in spoken.sounds(Speak(0, (Line(line),), manner)):
            speaker.play(sound, lambda: False)
    finally:
        speaker.close()
        spoken.close()


@app.command("use")
def use(
    name: Annotated[str, typer.Argument(metavar="NAME|system", help="See `reflect voice list`.")],
) -> None:
    """Speak with this natural voice from now on, or with the system's again."""
    if name == SYSTEM:
        remember_setting(settings_file(), "voice", None)
        say(here("From now on the system's voice speaks."))
        return
    chosen = installed_voice(name, voices_folder())
    remember_setting(settings_file(), "voice", chosen.name)
    language = load_language(chosen.card.language).wording.language
    say(
        here(
            "From now on {name} speaks guides in language {code}.", name=chosen.name, code=language
        )
    )
    say(here("The system's voice speaks all others."))
    command = f"`reflect voice use {SYSTEM}`"
    say(as_typed_here(here("To have it speak everything again: {command}", command=command)))
