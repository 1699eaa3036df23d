"""What is said at home, by key; what every scene says is `floor.wording`'s.

The keys are here; the words are in `phrases/LANG.toml` and nowhere else in the code.
"""

from collections.abc import Mapping
from enum import StrEnum


class HomeSay(StrEnum):
    """Every line of the home's own; the value is the key in `phrases/LANG.toml`."""

    AT_HOME = "at_home"
    """The title of the place, as it is shown."""
    HELLO = "hello"
    HELLO_AGAIN = "hello_again"
    CHOICES = "choices"
    QUESTIONS = "questions"
    """Whose questions follow, to somebody who was never here."""
    HOME_AGAIN = "home_again"
    WHERE_HOME = "where_home"
    WHO_HOME = "who_home"
    ASK_OTHERS = "ask_others"
    THIS_ONE = "this_one"
    TAKE_THIS = "take_this"
    """What a button of a list says: no other names what it does there."""
    CHANGE_NUMBER = "change_number"
    LOOK_AT_NUMBER = "look_at_number"
    BACK_HOME = "back_home"
    MORE_OF_THEM = "more_of_them"
    """Where a list goes on, as it can be chosen."""
    NOTHING_THERE = "nothing_there"
    LOCKED = "locked"
    YOUR_PASSPHRASE = "your_passphrase"
    """What heads the moment in which it is typed."""
    ASK_PASSPHRASE = "ask_passphrase"
    PASSPHRASE_HIDDEN = "passphrase_hidden"
    READ_BEHIND_PASSPHRASE = "read_behind_passphrase"
    WRONG_PASSPHRASE = "wrong_passphrase"
    OPENING = "opening"
    LEAVE_LOCKED = "leave_locked"
    """What a button says that leaves it locked."""
    UNFINISHED_THERE = "unfinished_there"
    CHANGE_THIS = "change_this"
    CHANGED = "changed"
    TRY_VOICE = "try_voice"
    VOICE_SAMPLE = "voice_sample"
    """What a voice says of itself, to be heard."""
    VOICE_TAKEN = "voice_taken"
    HEAR_NUMBER = "hear_number"
    PACE = "pace"
    LOUDNESS = "loudness"
    PATIENCE = "patience"
    PATIENCE_NEVER = "patience_never"
    KEEPS_AT_ONCE = "keeps_at_once"
    KEEPS_WHEN_ASKED = "keeps_when_asked"
    KEEPS_WORDS_ONLY = "keeps_words_only"
    KEEPS_SOUND_WHEN_ASKED = "keeps_sound_when_asked"
    SWITCH_NONE = "switch_none"
    SWITCH_SPACE = "switch_space"
    SWITCH_ENTER = "switch_enter"
    SWITCH_OTHER = "switch_other"
    TRY_LOUDSPEAKER = "try_loudspeaker"
    TRY_MICROPHONE = "try_microphone"
    SPEAKS = "speaks"
    """The language of these very words."""
    NOT_UNDERSTOOD_YET = "not_understood_yet"
    """Of a language in which the person can be spoken to, and not heard."""
    GREETS = "greets"
    STANDS_BY = "stands_by"
    FOR_SOMEBODY = "for_somebody"
    AS_PAGE = "as_page"
    TO_PRINT = "to_print"
    NOBODY_KNOWN = "nobody_known"
    ASK_UNLOCKED = "ask_unlocked"
    TAKEN_FOR = "taken_for"
    TAKEN_OPEN = "taken_open"
    BACKING_UP = "backing_up"
    NO_DRIVE = "no_drive"
    BACKED_UP = "backed_up"
    BACKED_UP_BEFORE = "backed_up_before"
    BACKED_UP_PARTLY = "backed_up_partly"
    NO_RECOVERY_KEY = "no_recovery_key"
    ASK_ERASE = "ask_erase"
    ERASING = "erasing"
    NOT_ERASING = "not_erasing"
    ERASED = "erased"
    COULD_NOT_ERASE = "could_not_erase"
    NOT_NOW = "not_now"
    LOCKED_CHOICES = "locked_choices"
    """The same as the choices, to a voice that nothing but a voice has been heard of."""
    STAND_BY_HELP = "stand_by_help"
    LEAVING_HOME = "leaving_home"
    GOODBYE = "goodbye"


HOME_PLACEHOLDERS: Mapping[HomeSay, frozenset[str]] = {
    HomeSay.QUESTIONS: frozenset({"title", "author"}),
    HomeSay.WHERE_HOME: frozenset({"title", "author"}),
    HomeSay.THIS_ONE: frozenset({"number", "what"}),
    HomeSay.TAKE_THIS: frozenset({"number"}),
    HomeSay.CHANGE_NUMBER: frozenset({"number"}),
    HomeSay.LOOK_AT_NUMBER: frozenset({"number"}),
    HomeSay.MORE_OF_THEM: frozenset({"first", "last", "count"}),
    HomeSay.READ_BEHIND_PASSPHRASE: frozenset({"name"}),
    HomeSay.CHANGE_THIS: frozenset({"number", "what"}),
    HomeSay.CHANGED: frozenset({"what"}),
    HomeSay.HEAR_NUMBER: frozenset({"number"}),
    HomeSay.PACE: frozenset({"count"}),
    HomeSay.LOUDNESS: frozenset({"count"}),
    HomeSay.PATIENCE: frozenset({"count"}),
    HomeSay.FOR_SOMEBODY: frozenset({"name"}),
    HomeSay.TAKEN_FOR: frozenset({"folder", "name", "whose"}),
    HomeSay.TAKEN_OPEN: frozenset({"folder", "name"}),
    HomeSay.BACKED_UP: frozenset({"drive", "name"}),
    HomeSay.BACKED_UP_BEFORE: frozenset({"drive", "name"}),
    HomeSay.BACKED_UP_PARTLY: frozenset({"count"}),
    HomeSay.ASK_ERASE: frozenset({"day", "count"}),
    HomeSay.COULD_NOT_ERASE: frozenset({"said"}),
    HomeSay.NOT_NOW: frozenset({"said"}),
}
"""What a line must have in braces; every other line has nothing in braces."""
