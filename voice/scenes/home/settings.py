"""The settings that can be changed at home: what each is now, in words, and what comes after that.

Values only; what changing one does is `doing`'s, and keeping it the desk's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from voice.floor.commands import Manner
from voice.floor.turn import MOVING_ON_SECONDS, patience_named
from voice.floor.wording import Wording
from voice.scenes.home.wording import HomeSay


class Setting(StrEnum):
    """What can be changed, in the order in which it is offered; the value is the settings' key."""

    VOICE = "voice"
    PACE = "rate_wpm"
    LOUDNESS = "volume"
    PATIENCE = "patience"
    ASK_TO_KEEP = "ask_to_keep"
    KEEP_SOUND = "keep_sound"
    LOUDSPEAKER = "loudspeaker"
    MICROPHONE = "microphone"
    LANGUAGE = "language"
    SWITCH = "switch"
    STAND_BY = "stand_by"


class Among(StrEnum):
    """What there is to choose from is one of these."""

    THINGS = "things"
    """What the desk has listed, and takes."""
    SETTINGS = "settings"
    VOICES = "voices"
    """Each is heard before it is taken."""


Value = str | bool | int | float | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One setting, and what it is or was."""

    setting: Setting
    value: Value


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the settings are but for the manner of speaking, which has a place of its own."""

    voice: str | None = None
    """None: the language's own."""
    patience: str = "unhurried"
    ask_to_keep: bool = False
    keep_sound: bool = False
    language: str = "en"
    stand_by: bool = False
    """Whether it waits without a word until somebody is ready: at the start, and left alone."""
    switch: str | None = None
    """Which key is the switch, from the next time on."""


STEPS: Mapping[Setting, Sequence[Value]] = {
    Setting.PACE: (100, 130, 160, 200, 250),
    Setting.LOUDNESS: (0.3, 0.5, 0.7, 0.9, 1.0),
    Setting.PATIENCE: tuple(MOVING_ON_SECONDS),
    Setting.ASK_TO_KEEP: (False, True),
    Setting.KEEP_SOUND: (False, True),
    Setting.SWITCH: (None, "space", "enter"),
    Setting.STAND_BY: (False, True),
}
"""What each is changed through, round and round; the commands take anything in between. A device is
tried instead (`devices`), a voice heard and a language looked for (`changing`)."""


def value_of(setting: Setting, preferences: Preferences, manner: Manner) -> Value:
    """What it is now."""
    return getattr(manner if setting in _MANNER else preferences, setting)


def following(setting: Setting, value: Value) -> Value:
    """What it becomes when it is changed: the next step, and after the last the first."""
    steps = STEPS[setting]
    if value in steps:
        return steps[(steps.index(value) + 1) % len(steps)]
    if not isinstance(value, int | float):
        return steps[0]
    return next((s for s in steps if isinstance(s, int | float) and s > value), steps[0])


def with_value(
    chosen: Chosen, preferences: Preferences, manner: Manner
) -> tuple[Preferences, Manner]:
    """Both, with this one as chosen."""
    change = {str(chosen.setting): chosen.value}
    if chosen.setting in _MANNER:
        return preferences, replace(manner, **change)  # pyright: ignore[reportArgumentType]
    return replace(preferences, **change), manner  # pyright: ignore[reportArgumentType]


def items_of(preferences: Preferences, manner: Manner, wording: Wording) -> tuple[str, ...]:
    """Every setting as it is now, in words, in their order."""
    seconds = patience_named(preferences.patience).moving_on_seconds
    patience = (
        wording.line(HomeSay.PATIENCE_NEVER)
        if seconds is None
        else wording.line(HomeSay.PATIENCE, count=f"{seconds:g}")
    )
    asks, sound = preferences.ask_to_keep, preferences.keep_sound
    return (
        wording.line(HomeSay.TRY_VOICE),
        wording.line(HomeSay.PACE, count=manner.rate_wpm),
        wording.line(HomeSay.LOUDNESS, count=round(manner.volume * 100)),
        patience,
        wording.line(HomeSay.KEEPS_WHEN_ASKED if asks else HomeSay.KEEPS_AT_ONCE),
        wording.line(HomeSay.KEEPS_SOUND_WHEN_ASKED if sound else HomeSay.KEEPS_WORDS_ONLY),
        wording.line(HomeSay.TRY_LOUDSPEAKER),
        wording.line(HomeSay.TRY_MICROPHONE),
        wording.line(HomeSay.SPEAKS),
        wording.line(_SWITCHES.get(preferences.switch, HomeSay.SWITCH_OTHER)),
        wording.line(HomeSay.STANDS_BY if preferences.stand_by else HomeSay.GREETS),
    )


_SWITCHES: Mapping[str | None, HomeSay] = {
    None: HomeSay.SWITCH_NONE,
    "space": HomeSay.SWITCH_SPACE,
    "enter": HomeSay.SWITCH_ENTER,
}
_MANNER = frozenset({Setting.PACE, Setting.LOUDNESS})
