"""What troubles a scene: a lost device, a full disk, a model that loads; told, and shown.

What is over leaves the screen at once. A microphone that has given no sound yet may be muted, or
wait behind a noise gate: it stays open, it is told once, and its first sound is not talked over.
"""

from collections.abc import Mapping
from typing import assert_never

from voice.floor.commands import Line
from voice.floor.events import (
    DeviceEvent,
    DeviceFailed,
    DeviceRecovered,
    RecordEvent,
    Remark,
    SealingFailed,
    SegmentSealed,
    SoundLost,
    SoundNotSealed,
    WritingRecovered,
)
from voice.floor.situation import closes_microphone
from voice.floor.step import AnyStep
from voice.floor.table import Happening
from voice.floor.wording import Say, Wording
from voice.values.troubles import Trouble, TroubleName

LOUDSPEAKER = "loudspeaker"
MICROPHONE = "microphone"
RECOGNISER = "recogniser"
VOICE = "voice"


def take_trouble(step: AnyStep, event: DeviceEvent | RecordEvent | SoundLost | Remark) -> None:
    """Remember what is wrong or right again, and tell it."""
    match event:
        case SegmentSealed():
            step.change(sealed_count=step.now.sealed_count + 1)
        case SealingFailed():
            already = bool(step.now.writing_trouble)
            words = step.words_for(event.trouble)
            step.change(writing_trouble=str(words))
            if not already:
                owe(step, step.trouble(Say.NOT_SAVED, words))
        case SoundNotSealed():
            owe(step, step.trouble(Say.SOUND_NOT_SAVED, step.words_for(event.trouble)))
        case WritingRecovered():
            step.change(writing_trouble="")
            owe(step, step.line(Say.SAVED_AGAIN))
        case SoundLost():
            if step.now.waiting_state in step.now.table.losing:
                _owe_of_hearing(step, step.line(Say.SOUND_LOST))
        case DeviceFailed():
            if closes_microphone(event.device, event.trouble):
                step.change(microphone_open=False)
            _owe_of_hearing(step, *_failed(step, event))
        case DeviceRecovered():
            _owe_of_hearing(step, *_recovered(step, event))
        case Remark():
            owe(step, Line(event.text))
        case _:
            assert_never(event)


def owe(step: AnyStep, *lines: Line) -> None:
    """Tell it at once where nobody is speaking, otherwise at the next pause."""
    now, table = step.now, step.now.table
    if not lines or now.state in {table.draining, table.ended}:
        return
    step.change(owed=(*now.owed, *lines))
    busy = now.speaking or now.hearing or now.away
    if now.state not in table.speaking and not busy:
        tell_what_is_owed(step)


def _owe_of_hearing(step: AnyStep, *lines: Line) -> None:
    """The same, but nobody is disturbed by it who is not to be heard now."""
    if step.now.waiting_state in step.now.table.by_hand:
        step.change(withheld=(*step.now.withheld, *lines))
    else:
        owe(step, *lines)


def tell_what_is_owed(step: AnyStep) -> bool:
    """Tell it now; whether there was anything."""
    if not step.now.owed:
        return False
    step.trigger = Happening.TROUBLE
    step.tell()
    return True


def is_mute(trouble: Trouble) -> bool:
    """Whether it is a microphone that works, as far as anybody knows, and gives no sound."""
    return trouble.name is TroubleName.MICROPHONE_MUTE


def is_loading(trouble: Trouble) -> bool:
    """Whether it is a model that is still being loaded: what is said is kept until then."""
    return trouble.name is TroubleName.MODEL_LOADING


def _failed(step: AnyStep, failed: DeviceFailed) -> tuple[Line, ...]:
    """Remember it; what is to be told of it."""
    step.change(device_troubles={**step.now.device_troubles, failed.device: failed.trouble})
    if is_loading(failed.trouble):
        step.change(delayed_turn_id=step.now.turn_id)
    return _told_of(step, failed.device, failed.trouble)


def _recovered(step: AnyStep, recovered: DeviceRecovered) -> tuple[Line, ...]:
    """Forget its trouble; what is to be told of that. Of muteness not even what is still owed."""
    now = step.now
    others = dict(now.device_troubles)
    trouble = others.pop(recovered.device, None)
    step.change(device_troubles=others)
    if recovered.device != MICROPHONE:
        return ()
    lost = () if trouble is None else _told_of(step, recovered.device, trouble)
    step.change(withheld=tuple(line for line in now.withheld if line not in lost))
    if trouble is not None and is_mute(trouble):
        step.change(owed=tuple(line for line in now.owed if line not in lost))
        return ()
    never_told = len(step.now.withheld) < len(now.withheld)
    return () if never_told else (step.line(Say.MICROPHONE_BACK),)


def notice_of(
    writing_trouble: str, device_troubles: Mapping[str, Trouble], wording: Wording
) -> str:
    """All that lasts, in words, as a screen shows it."""
    devices = (str(trouble.in_words(wording.troubles)) for trouble in device_troubles.values())
    return "; ".join(filter(None, (writing_trouble, *devices)))


def _told_of(step: AnyStep, device: str, trouble: Trouble) -> tuple[Line, ...]:
    words = step.words_for(trouble)
    if device in {RECOGNISER, VOICE}:
        return (Line(words.said) if words.said else step.line(Say.ASK_WHOEVER),)
    if device != MICROPHONE:
        return ()
    say = Say.MICROPHONE_UNHEARD if is_mute(trouble) else Say.MICROPHONE_LOST
    return (step.trouble(say, words),)
