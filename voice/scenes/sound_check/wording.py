"""What is said while the sound is tried, by key: lines, and what can be chosen by its number.

The keys are here; the words are in `phrases/LANG.toml` and nowhere else in the code.
"""

from collections.abc import Mapping
from enum import StrEnum


class SoundSay(StrEnum):
    """Every line of the sound check; the value is the key in `phrases/LANG.toml`."""

    HEAR_ME = "sound_hear_me"
    THIS_IS = "sound_this_is"
    YES = "sound_yes"
    NO = "sound_no"
    LOUDER = "sound_louder"
    OTHER_LOUDSPEAKER = "sound_other_loudspeaker"
    NO_OTHER_LOUDSPEAKER = "sound_no_other_loudspeaker"
    WHICH_LOUDSPEAKER = "sound_which_loudspeaker"
    SAY_SOMETHING = "sound_say_something"
    SAY_SOMETHING_SHOWN = "sound_say_something_shown"
    """The same to whoever hears no tone: they begin themselves."""
    RECORD_NOW = "sound_record_now"
    OWN_VOICE = "sound_own_voice"
    """What is shown while the person's own voice is played."""
    HEAR_YOURSELF = "sound_hear_yourself"
    LEAVE_IT_SO = "sound_leave_it_so"
    """What is asked in place of it where nothing is played."""
    AGAIN = "sound_again"
    OTHER_MICROPHONE = "sound_other_microphone"
    NO_OTHER_MICROPHONE = "sound_no_other_microphone"
    WHICH_MICROPHONE = "sound_which_microphone"
    NOTHING_HEARD = "sound_nothing_heard"
    VERY_SOFT = "sound_very_soft"
    TOO_LOUD = "sound_too_loud"
    WELL_HEARD = "sound_well_heard"
    NOT_RECORDED = "sound_not_recorded"
    TRY_AGAIN = "sound_try_again"
    GOOD = "sound_good"
    LEFT = "sound_left"


SOUND_PLACEHOLDERS: Mapping[SoundSay, frozenset[str]] = {
    SoundSay.THIS_IS: frozenset({"device"}),
    SoundSay.NOT_RECORDED: frozenset({"said"}),
}
"""What a line must have in braces; every other line has nothing in braces."""
