"""Devices that trouble a session, or reading aloud: what is known of them, told and shown.

What is over leaves the screen at once. A microphone that has given no sound yet may be muted, or
wait behind a noise gate: it stays open, it is told once, and its first sound is not talked over.
"""

from collections.abc import Mapping
from typing import Protocol

from voice.floor.commands import Line
from voice.floor.events import DeviceFailed, DeviceRecovered
from voice.floor.wording import Say, Wording
from voice.values.troubles import Trouble, TroubleName, TroubleWords

MICROPHONE = "microphone"
RECOGNISER = "recogniser"


class Troubled(Protocol):
    """A situation, as far as it is troubled by devices."""

    @property
    def device_troubles(self) -> Mapping[str, Trouble]: ...

    @property
    def turn_id(self) -> int: ...

    @property
    def owed(self) -> tuple[Line, ...]: ...


class TroubledStep(Protocol):
    """A step of any core that speaks and listens."""

    @property
    def now(self) -> Troubled: ...

    def change(self, **changes: object) -> None: ...

    def line(self, say: Say) -> Line: ...

    def trouble(self, say: Say, words: TroubleWords) -> Line: ...

    def words_for(self, trouble: Trouble) -> TroubleWords: ...


def is_mute(trouble: Trouble) -> bool:
    """Whether it is a microphone that works, as far as anybody knows, and gives no sound."""
    return trouble.name is TroubleName.MICROPHONE_MUTE


def is_loading(trouble: Trouble) -> bool:
    """Whether it is a model that is still being loaded: what is said is kept until then."""
    return trouble.name is TroubleName.MODEL_LOADING


def closes_microphone(failed: DeviceFailed) -> bool:
    """Whether nothing that is said from here on is heard, not even later."""
    match failed.device:
        case "microphone":
            return not is_mute(failed.trouble)
        case "recogniser":
            return not is_loading(failed.trouble)
        case _:
            return False


def device_failed(step: TroubledStep, failed: DeviceFailed) -> tuple[Line, ...]:
    """Remember it; what is to be told of it."""
    step.change(device_troubles={**step.now.device_troubles, failed.device: failed.trouble})
    if is_loading(failed.trouble):
        step.change(delayed_turn_id=step.now.turn_id)
    return _told_of(step, failed.device, failed.trouble)


def device_recovered(step: TroubledStep, recovered: DeviceRecovered) -> tuple[Line, ...]:
    """Forget its trouble; what is to be told of that. Of muteness not even what is still owed."""
    others = dict(step.now.device_troubles)
    trouble = others.pop(recovered.device, None)
    step.change(device_troubles=others)
    if recovered.device != MICROPHONE:
        return ()
    if trouble is None or not is_mute(trouble):
        return (step.line(Say.MICROPHONE_BACK),)
    told = _told_of(step, recovered.device, trouble)
    step.change(owed=tuple(line for line in step.now.owed if line not in told))
    return ()


def notice_of(
    writing_trouble: str, device_troubles: Mapping[str, Trouble], wording: Wording
) -> str:
    """All that lasts, in words, as a screen shows it."""
    devices = (str(trouble.in_words(wording.troubles)) for trouble in device_troubles.values())
    return "; ".join(filter(None, (writing_trouble, *devices)))


def _told_of(step: TroubledStep, device: str, trouble: Trouble) -> tuple[Line, ...]:
    words = step.words_for(trouble)
    if device == RECOGNISER:
        return (Line(words.said) if words.said else step.line(Say.ASK_WHOEVER),)
    if device != MICROPHONE:
        return ()
    say = Say.MICROPHONE_UNHEARD if is_mute(trouble) else Say.MICROPHONE_LOST
    return (step.trouble(say, words),)
