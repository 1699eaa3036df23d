"""What this machine lacks, and how somebody who can choose by hand goes on without it.

What cannot be heard is shown; where nobody can be heard or understood, keys, switch and touch lead,
and the sounds that somebody has taught.
What is told of it are events for the scene that is put on.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from voice.floor.events import DeviceFailed, Event
from voice.floor.troubles import LOUDSPEAKER, RECOGNISER
from voice.models.choosing import choose_model, models_folder
from voice.models.trial import ready_model
from voice.settings import Settings
from voice.sound.portaudio import Kind, find_device
from voice.values.errors import DeviceError, ModelError
from voice.values.troubles import Trouble, TroubleName

Told = tuple[Event, ...]
Find = Callable[[str | None, Kind], object]


def shown_where_silent(settings: Settings, find: Find = find_device) -> tuple[Settings, Told]:
    """The settings that hold here: without a loudspeaker everything is shown, whatever they say.

    `find` is `find_device`, or waits for it.
    """
    if settings.no_voice_out:
        return settings, ()
    try:
        find(settings.loudspeaker, "output")
    except DeviceError as error:
        shown = settings.model_copy(update={"no_voice_out": True, "no_screen": False})
        return shown, (DeviceFailed(LOUDSPEAKER, error.trouble),)
    return settings, ()


def known_before(told: Told) -> Mapping[str, Trouble]:
    """What a scene knows before its first line: that nobody can be heard is told after it.

    So the first line, too, names what can be chosen and nothing to be said.
    """
    return {event.device: event.trouble for event in told if isinstance(event, DeviceFailed)}


def is_there(device: str | None, kind: Kind, find: Find = find_device) -> bool:
    """Whether there is this device now, or any of its kind where none is named."""
    try:
        find(device, kind)
    except DeviceError:
        return False
    return True


def model_if_any(
    settings: Settings,
    language: str,
    one_moment: Callable[[], None],
    by_hand: bool,
    by_own_sounds: bool = False,
) -> tuple[Path | None, Told]:
    """What understands this language, tried; or None, where somebody can lead without it.

    `one_moment` is called where trying it takes a while. Raises `ModelError`.
    """
    try:
        model_path = choose_model(settings.model, language, models_folder())
        ready_model(model_path, language, one_moment)
    except ModelError as error:
        if not (by_hand or by_own_sounds):
            raise
        trouble = error.trouble
        if by_own_sounds:
            trouble = Trouble(TroubleName.WORDS_NOT_UNDERSTOOD)
        elif trouble.name is TroubleName.UNNAMED:  # none is there, or not the one that is named
            trouble = Trouble(TroubleName.MODEL_MISSING)
        return None, (DeviceFailed(RECOGNISER, trouble),)
    return model_path, ()
