"""The composition of setting up: its scene with its desk, on devices and in the simulated room.

As in `session`, adapters are chosen and put together here; nothing is printed, no record opened.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs

from voice.app.beside import Beside
from voice.app.devices import forget_setting, put_on
from voice.app.lacking import Told, is_there
from voice.app.session import devices_of, rememberer
from voice.app.setup_desk import SavePlace, SetupDesk
from voice.app.setup_fetching import Installer
from voice.app.setup_notes import has_model, note, notes_file, read_notes, to_fetch
from voice.app.simulated import Simulated, rehearsing, with_sound
from voice.app.sound_desk import SoundDesk, own_microphone
from voice.floor.commands import Manner
from voice.guides.loading import find_guide
from voice.language.loading import load_language
from voice.machine.drives import plugged_in
from voice.machine.places import documents_folder, settings_file
from voice.models.choosing import load_catalogue, models_folder, part_of
from voice.rehearsal.rehearse import Person
from voice.rehearsal.watching import Rehearsed, Watching
from voice.scenes.setting_up.commands import Outcome, Task
from voice.scenes.setting_up.scene import SetUp
from voice.scenes.setting_up.situation import Plan
from voice.scenes.sound_check.errands import SoundErrand
from voice.settings import Settings, remember_setting
from voice.sound.portaudio import Portaudio
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.stage.ports import Post, Screen
from voice.stage.records import nothing_is_kept
from voice.values.errors import VoiceError

MODEL_FILES = "vosk-model*.zip"
"""As the makers name them."""
MOST_FILES = 9
"""One key each."""


@dataclass(frozen=True, slots=True)
class SetupParts:
    """What setting up has before it has devices; the same on real devices and in a rehearsal."""

    scene: SetUp
    desk: SetupDesk

    @property
    def reason(self) -> str:
        """Why it ended: "set up" or "stopped"."""
        return self.scene.now.reason or "stopped"


def prepare_setup(
    settings: Settings,
    tasks: tuple[Task, ...],
    speaks: bool,
    remember: Callable[[str, object], None],
    keep_note: Callable[[Task, Outcome], None],
    installer: Installer | None = None,
    failed: Callable[[VoiceError], str] = lambda _error: "",
    lacks_sound: bool = False,
) -> SetupParts:
    """The scene that asks for these things, and its desk; callables as `set_up`."""
    language = load_language(find_guide(settings.guide).language)
    plan = Plan(
        language.setting_up,
        language.page["name"],
        tasks,
        language.crisis_in(settings.country),
        speaks=speaks,
        shows=not settings.no_screen,
        draws=not (settings.no_screen or settings.plain),
        going_on=read_notes(notes_file()) is not None,
        lacks_sound=lacks_sound,
        ready=has_model(settings),
        **_of_recogniser(settings),
    )
    desk = SetupDesk(
        settings.vault_directory,
        keep_note,
        partial(remember, "patience"),
        save_places,
        installer,
        model_files,
        failed,
    )
    return SetupParts(SetUp(plan, Manner(settings.rate_wpm, settings.volume)), desk)


def set_up(
    settings: Settings,
    tasks: tuple[Task, ...],
    open_screen: Callable[[Post], Screen],
    tell: Tell = lambda _error: None,
    installer: Installer | None = None,
    failed: Callable[[VoiceError], str] = lambda _error: "",
    before_microphone: Callable[[], object] = lambda: None,
    told: Told = (),
) -> str:
    """Ask for these things one after the other; why it ended: "set up" or "stopped".

    `tell` is called where the system's voice speaks and another was wanted, `failed` where the
    `installer` could not bring what understands speech, `before_microphone` before a sample is
    taken of one; `told` is what the person is told of what is lacking. Raises `VoiceError`.
    """
    voice = None
    if not settings.no_voice_out:
        voice = ChosenVoice(settings.voice, find_guide(settings.guide).language)
    remember = partial(remember_setting, settings_file())
    keep_note = partial(note, notes_file())
    speaks = voice is not None
    portaudio = Portaudio()
    lacks_sound = bool(told) or not is_there(settings.microphone, "input", portaudio.find)
    parts = prepare_setup(
        settings, tasks, speaks, remember, keep_note, installer, failed, lacks_sound
    )
    devices = devices_of(settings, voice, tell, None, None, portaudio)
    sound = SoundDesk(
        devices.in_use,
        own_microphone(devices, before_microphone),
        remember,
        devices.portaudio.names,
    )

    def connected(post: Post) -> Screen:
        parts.desk.connect(post)
        sound.connect(post)
        return open_screen(post)

    put_on(
        parts.scene,
        replace(devices, recordings=sound.recording),
        connected,
        lambda _keeping: nothing_is_kept,
        rememberer(),
        Beside(parts.desk, SoundErrand, sound),
        first=told,
    )
    return parts.reason


def rehearse_setting_up(
    settings: Settings,
    tasks: tuple[Task, ...],
    simulated: Simulated,
    enter: Callable[[Callable[[str], None]], Person],
    watching: Watching,
) -> tuple[str, Rehearsed]:
    """The same in the simulated room; the vault that it makes stays, and nothing else is kept."""
    speaks = simulated.synthesizer is not None
    parts = prepare_setup(settings, tasks, speaks, forget_setting, lambda _task, _outcome: None)
    in_use = simulated.in_use
    sound = SoundDesk(in_use, in_use, forget_setting, lambda _kind: ())
    with rehearsing(
        parts.scene,
        replace(simulated, recordings=sound.recording),
        lambda _keeping: nothing_is_kept,
        with_sound(watching, in_use, parts.desk.connect, sound.connect),
        enter,
        Beside(parts.desk, SoundErrand, sound),
    ) as (rehearsal, end):
        figures = rehearsal.run(end.at_once)
    return parts.reason, figures


def _of_recogniser(settings: Settings) -> dict[str, Any]:
    """How large what is fetched is, where it comes from, and whether some of it is here."""
    entry, catalogue = to_fetch(settings), load_catalogue()
    if entry is None:
        return {}
    part = part_of(models_folder(), entry.name)
    return {
        "megabytes": round(entry.bytes / 1e6),
        "source": catalogue.addresses[0].split("/")[2],
        "begun": part.exists(),
        "percent": min(100, 100 * part.stat().st_size // entry.bytes) if part.exists() else 0,
    }


def model_files() -> list[Path]:
    """Files that a model could be in: in the downloads, plugged in, or in the home."""
    folders = [Path(platformdirs.user_downloads_dir()), *plugged_in(), Path.home()]
    return [path for folder in folders for path in sorted(folder.glob(MODEL_FILES))][:MOST_FILES]


def save_places() -> list[SavePlace]:
    """What is plugged in, then the person's own folders; only what is there and can be written."""
    own = [documents_folder(), Path.home()]
    there = (path for path in (*plugged_in(), *own) if path.is_dir())
    return [SavePlace(path.name or str(path), path) for path in there]
