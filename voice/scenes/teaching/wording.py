"""What is said while sounds are taught, by key: lines, and what is chosen by its number.

The keys are here; the words are in `phrases/LANG.toml` and nowhere else in the code. What is said
of any take is `recording.wording`'s.
"""

from collections.abc import Mapping
from enum import StrEnum


class TeachSay(StrEnum):
    """Every line of teaching; the value is the key in `phrases/LANG.toml`."""

    WHICH = "teach_which"
    FOR = "teach_for"
    MORE_ACTIONS = "teach_more_actions"
    FIRST_ACTIONS = "teach_first_actions"
    TRY = "teach_try"
    TAUGHT = "teach_taught"
    ANEW = "teach_anew"
    FORGET = "teach_forget"
    ANOTHER = "teach_another"
    HOW = "teach_how"
    PLACE = "teach_place"
    MAKE = "teach_make"
    MAKE_NOW = "teach_make_now"
    DONE = "teach_done"
    STILL_THERE = "teach_still_there"
    KEEP = "teach_keep"
    AGAIN = "teach_again"
    HEAR = "teach_hear"
    ALIKE = "teach_alike"
    UNLIKE = "teach_unlike"
    NEAR = "teach_near"
    ENOUGH = "teach_enough"
    LEARN = "teach_learn"
    ONE_MORE = "teach_one_more"
    TALK_UNKNOWN = "teach_talk_unknown"
    NEAR_TALK = "teach_near_talk"
    NO_TALK = "teach_no_talk"
    COMPARE = "teach_compare"
    TALK_HOW = "teach_talk_how"
    SAY_WORDS = "teach_say_words"
    WORD_NOW = "teach_word_now"
    SEAL_ASK = "teach_seal_ask"
    SEAL = "teach_seal"
    NO_SOUND = "teach_no_sound"
    LEARNED = "teach_learned"
    FORGET_ASK = "teach_forget_ask"
    LEAVE_IT = "teach_leave_it"
    FORGOTTEN = "teach_forgotten"
    TRY_HOW = "teach_try_how"
    MEANT = "teach_meant"
    MEANT_NONE = "teach_meant_none"
    NOT_MEANT = "teach_not_meant"
    NOTED = "teach_noted"
    NOTHING = "teach_nothing"
    TOO_LONG = "teach_too_long"
    NOT_KEPT = "teach_not_kept"
    STILL_HERE = "teach_still_here"
    NOT_FORGOTTEN = "teach_not_forgotten"
    OVER = "teach_over"


TEACH_PLACEHOLDERS: Mapping[TeachSay, frozenset[str]] = {
    TeachSay.FOR: frozenset({"action"}),
    TeachSay.TAUGHT: frozenset({"action"}),
    TeachSay.PLACE: frozenset({"action", "number"}),
    TeachSay.NEAR: frozenset({"action"}),
    TeachSay.ENOUGH: frozenset({"count"}),
    TeachSay.WORD_NOW: frozenset({"number", "count"}),
    TeachSay.FORGET_ASK: frozenset({"action"}),
    TeachSay.MEANT: frozenset({"action"}),
    TeachSay.NOT_KEPT: frozenset({"said"}),
    TeachSay.NOT_FORGOTTEN: frozenset({"said"}),
}
"""What a line must have in braces; every other line has nothing in braces."""
