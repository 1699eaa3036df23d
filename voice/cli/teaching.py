"""`reflect teach`: a person's own sounds taught, listed, heard, tried and forgotten.

What is shown and typed; what a sound is, and what comes of it, is `app.teaching`'s scene and desk.
"""

import sys
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.keys import unlock
from voice.cli.options import Identity_, Plain_, Rate_, Vault_, Voice_, Volume_, settings_with
from voice.cli.output import confirm, quiet_libraries, say, to_terminal
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here, spoken_here
from voice.confinement import offline
from voice.floor.actions import Action
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.scenes.teaching.states import TEACHABLE
from voice.settings import Settings
from voice.values.errors import DeviceError, SettingsError
from voice.values.troubles import TroubleName
from voice.vault.vault import Vault

app = typer.Typer(cls=PassingGroup)

Action_ = Annotated[
    str | None,
    typer.Argument(
        metavar="ACTION", help="Such as next, or as you say it: see `reflect teach list`."
    ),
]
Microphone_ = Annotated[
    str | None, typer.Option("--microphone", metavar="NAME|INDEX", help="See `reflect devices`.")
]
Loudspeaker_ = Annotated[
    str | None, typer.Option("--loudspeaker", metavar="NAME|INDEX", help="See `reflect devices`.")
]
NoVoice_ = Annotated[
    bool | None,
    typer.Option("--no-voice-out", help="Everything is shown, nothing is spoken."),
]
Window_ = Annotated[
    bool | None, typer.Option("--window/--no-window", help="Show it in a browser's window.")
]
Switch_ = Annotated[
    str | None, typer.Option("--switch", metavar="KEY", help="One key works everything.")
]


def register(parent: typer.Typer) -> None:
    """Add the group to the program."""
    parent.add_typer(app, name="teach", invoke_without_command=True)


@app.callback(invoke_without_command=True)
def teach(
    context: typer.Context,
    microphone: Microphone_ = None,
    loudspeaker: Loudspeaker_ = None,
    no_voice_out: NoVoice_ = None,
    window: Window_ = None,
    switch: Switch_ = None,
    plain: Plain_ = None,
    voice: Voice_ = None,
    rate_wpm: Rate_ = None,
    volume: Volume_ = None,
    vault: Vault_ = None,
) -> None:
    """Teach the program sounds of your own: "when I make this sound, I mean: next".

    For whoever is not understood by any recogniser: a word as you say it, a hum, a click of the
    tongue. Choose what it shall mean and make it three to five times; each is played back, and you
    hear whether it is like the others and not too near another one. Keys, the switch and touch
    lead; no recognition model is needed. In a session the program first asks whether you meant it;
    after three yeses it does it, unless that ends or takes out something. Ctrl-C loses nothing
    that there was enough of to be learned.

    What is kept is no sound and no word, but numbers that tell your sounds apart; somebody's voice
    can perhaps be known by them. They lie beside the settings, for you alone, and are never taken
    along. `reflect teach forget --all` erases them.
    """
    if context.invoked_subcommand is not None:
        if context.invoked_subcommand != "try":  # whose window is opened first
            offline.close_network()
        return
    given = {
        "microphone": microphone,
        "loudspeaker": loudspeaker,
        "no_voice_out": no_voice_out,
        "window": window,
        "switch": switch,
        "plain": plain,
        "voice": voice,
        "rate_wpm": rate_wpm,
        "volume": volume,
        "vault": vault,
    }
    _teach(settings_with(**given), tries=False)


@app.command("try")
def try_them(
    microphone: Microphone_ = None,
    loudspeaker: Loudspeaker_ = None,
    no_voice_out: NoVoice_ = None,
    window: Window_ = None,
    switch: Switch_ = None,
    plain: Plain_ = None,
    voice: Voice_ = None,
    rate_wpm: Rate_ = None,
    volume: Volume_ = None,
) -> None:
    """Make a sound, and hear what it would be taken for.

    Say ordinary words, too: what is taken for one of your sounds and was none, you can say so, and
    it is not taken for one again.
    """
    if not _known():
        raise _nothing_taught()
    given = {
        "microphone": microphone,
        "loudspeaker": loudspeaker,
        "no_voice_out": no_voice_out,
        "window": window,
        "switch": switch,
        "plain": plain,
        "voice": voice,
        "rate_wpm": rate_wpm,
        "volume": volume,
    }
    _teach(settings_with(**given), tries=True)


@app.command("list")
def list_all() -> None:
    """List what has a sound, from how many examples, and whether it acts or asks."""
    from voice.app.heard_examples import HeardExamples
    from voice.hearing.own_sounds.store import own_sounds_file, read_own_sounds

    taught = read_own_sounds(own_sounds_file())
    if not taught.sounds:
        say(as_typed_here(here("No sound is taught. To teach one: `reflect teach`")))
        return
    heard = HeardExamples.beside(own_sounds_file(), None).kept()
    for sound in taught.sounds:
        count = counted_here(len(sound.examples), "example")
        does = here("acts by itself") if sound.acts else here("asks first")
        kept = f", {here('can be heard')}" if sound.action in heard else ""
        say(f"{_typed(sound.action):<12} {_called(sound.action):<24} {count}, {does}{kept}")


@app.command("hear")
def hear(
    action: Action_ = None,
    loudspeaker: Loudspeaker_ = None,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Hear the sounds that were kept to be heard again: locked, so your key is needed.

    They are kept only where you said so when you taught them.
    """
    from voice.app.heard_examples import HeardExamples
    from voice.app.teaching import play
    from voice.hearing.own_sounds.store import own_sounds_file

    kept = HeardExamples.beside(own_sounds_file(), None)
    wanted = kept.kept() if action is None else (_meant(action),)
    wanted = tuple(each for each in wanted if each in kept.kept())
    if not wanted:
        raise SettingsError(
            "no sound is kept to be heard again",
            "teach one, and say that its sounds are kept: `reflect teach`",
        )
    settings = settings_with(loudspeaker=loudspeaker, vault=vault)
    key = unlock(Vault.open(settings.vault_directory), identity)
    sounds = {each: kept.open(each, key) for each in wanted}
    with quiet_libraries():
        for each, examples in sounds.items():
            say(f"{_called(each)}: {counted_here(len(examples), 'example')}")
            play(settings, examples)


@app.command("forget")
def forget(
    action: Action_ = None,
    everything: Annotated[
        bool, typer.Option("--all", help="All of them, whatever their file holds.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget the sound of an action, or with --all every one: nothing of it is left.

    With --all also where the file is damaged, and what was kept to be heard again.
    """
    from voice.app.heard_examples import HeardExamples
    from voice.hearing.own_sounds.store import (
        erase_own_sounds,
        own_sounds_file,
        read_own_sounds,
        write_own_sounds,
    )

    path = own_sounds_file()
    heard = HeardExamples.beside(path, None)
    if everything:
        if not yes:
            confirm(here("Forget every sound that was taught? Nothing of it is left then."))
        erase_own_sounds(path)
        heard.forget_all()
        say(here("Every sound is forgotten."))
        return
    if action is None:
        raise SettingsError(
            "nobody said which sound",
            "name its action, or all of them: `reflect teach forget --all`",
        )
    meant, taught = _meant(action), read_own_sounds(path)
    if taught.of(meant) is None:
        raise _nothing_taught(_called(meant))
    if not yes:
        asked = here(
            "Forget the sound for {action}? Nothing of it is left then.", action=_called(meant)
        )
        confirm(asked)
    write_own_sounds(path, taught.without(meant))
    heard.forget(meant)
    say(here("It is forgotten."))


def _teach(settings: Settings, tries: bool) -> None:
    from voice.app import teaching as app_teaching
    from voice.cli.display import is_wanted, opened_window
    from voice.cli.sessions import screen_of, tell_voice

    window = opened_window(settings) if is_wanted(settings) else None
    if window is None and not (sys.stdin.isatty() and to_terminal()):
        raise SettingsError(
            "nobody can choose here",
            "run it in a terminal, or with --window where there is a display",
        )
    offline.close_network()
    language = find_guide(settings.guide).language
    shown = [settings]
    try:
        with quiet_libraries():
            app_teaching.teach(
                settings,
                lambda post: screen_of(shown[-1], post, language, window, leaves_nothing=True),
                tell=lambda error: tell_voice(settings, error, language),
                silent=shown.append,
                tries=tries,
            )
    except DeviceError as error:
        if error.trouble.name is not TroubleName.MICROPHONE_ABSENT:
            raise
        raise DeviceError(
            "there is no microphone, and a sound is learned by hearing it",
            "connect one, and look whether it is there: `reflect devices`",
        ) from None
    finally:
        if window is not None:
            window.close()
    list_all()


def _known() -> bool:
    from voice.hearing.own_sounds.store import own_sounds_file, read_own_sounds

    return bool(read_own_sounds(own_sounds_file()).sounds)


def _nothing_taught(action: str = "") -> SettingsError:
    if action:
        return SettingsError(
            "no sound is taught for {action}", "see `reflect teach list`", action=action
        )
    return SettingsError("no sound is taught", "teach one: `reflect teach`")


def _typed(action: Action) -> str:
    return action.value.replace("_", "-")


def _called(action: Action) -> str:
    return load_language(spoken_here()).wording.actions[action].spoken[0]


def _meant(typed: str) -> Action:
    """The action that somebody names, by its short name or as it is said."""
    words = load_language(spoken_here()).wording.actions
    wanted = typed.strip().lower()
    for action in TEACHABLE:
        if wanted in {_typed(action), action.value, words[action].button.lower()}:
            return action
        if wanted in words[action].spoken:
            return action
    raise SettingsError(
        "there is no action {typed}",
        "one of these: {names}",
        typed=typed,
        names=", ".join(map(_typed, TEACHABLE)),
    )
