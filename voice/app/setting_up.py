"""The composition of setting up: its scene with its desk on real devices, where nobody is heard.

As in `session`, adapters are chosen and put together here; nothing is printed, no record opened.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import platformdirs

from voice.app.devices import put_on
from voice.app.session import devices_of, rememberer
from voice.app.setup_desk import SavePlace, SetupDesk
from voice.app.setup_fetching import Installer
from voice.app.setup_notes import has_model, note, notes_file, read_notes, to_fetch
from voice.app.sound_desk import OwnMicrophone, SoundDesk, WithSound
from voice.floor.commands import Manner
from voice.floor.events import Event, Remark
from voice.guides.loading import find_guide
from voice.hearing.microphone import SounddeviceMicrophone
from voice.language.loading import load_language
from voice.machine.drives import plugged_in
from voice.machine.places import documents_folder, settings_file
from voice.models.choosing import load_catalogue, models_folder, part_of
from voice.scenes.setting_up.commands import Task
from voice.scenes.setting_up.scene import SetUp
from voice.scenes.setting_up.situation import Plan
from voice.settings import Settings, remember_setting
from voice.sound.portaudio import find_device
from voice.speaking.chosen_voice import ChosenVoice, Tell
from voice.stage.ports import Post, Screen
from voice.stage.records import nothing_is_kept
from voice.values.errors import VoiceError

MODEL_FILES = "vosk-model*.zip"
"""As the makers name them."""
MOST_FILES = 9
"""One key each."""


def set_up(
    settings: Settings,
    tasks: tuple[Task, ...],
    open_screen: Callable[[Post], Screen],
    tell: Tell = lambda _error: None,
    installer: Installer | None = None,
    failed: Callable[[VoiceError], str] = lambda _error: "",
    before_microphone: Callable[[], object] = lambda: None,
) -> str:
    """Ask for these things one after the other; why it ended: "set up" or "stopped".

    `tell` is called where the system's voice speaks and another was wanted, `failed` where the
    `installer` could not bring what understands speech, `before_microphone` before a sample is
    taken of one. Raises `VoiceError`.
    """
    language = load_language(find_guide(settings.guide).language)
    path = notes_file()
    voice, first = _voice(settings)
    plan = Plan(
        language.setting_up,
        language.page["name"],
        tasks,
        language.crisis_in(settings.country),
        speaks=voice is not None,
        shows=not settings.no_screen,
        draws=not (settings.no_screen or settings.plain),
        going_on=read_notes(path) is not None,
        ready=has_model(settings),
        **_of_recogniser(settings),
    )
    scene = SetUp(plan, Manner(settings.rate_wpm, settings.volume))
    desk = SetupDesk(
        settings.vault_directory,
        lambda task, outcome: note(path, task, outcome),
        lambda patience: remember_setting(settings_file(), "patience", patience),
        save_places,
        installer,
        model_files,
        failed,
    )

    devices = devices_of(settings, voice, tell, None, None)
    sound = SoundDesk(
        devices.in_use,
        OwnMicrophone(
            lambda: SounddeviceMicrophone(devices.portaudio, devices.in_use.microphone),
            before_microphone,
        ),
        partial(remember_setting, settings_file()),
        devices.portaudio.names,
    )

    def connected(post: Post) -> Screen:
        desk.connect(post)
        sound.connect(post)
        return open_screen(post)

    put_on(
        scene,
        replace(devices, recordings=sound.recording),
        connected,
        lambda _keeping: nothing_is_kept,
        rememberer(),
        WithSound(desk, sound),
        first=first,
    )
    return scene.now.reason or "stopped"


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


def _voice(settings: Settings) -> tuple[ChosenVoice | None, tuple[Event, ...]]:
    """What speaks; without a loudspeaker nothing does, and that is shown."""
    language = find_guide(settings.guide).language
    if settings.no_voice_out:
        return None, ()
    try:
        find_device(settings.loudspeaker, "output")
        return ChosenVoice(settings.voice, language), ()
    except VoiceError as error:
        words = error.trouble.in_words(load_language(language).wording.troubles)
        return None, (Remark(words.said or f"{words}."),)
