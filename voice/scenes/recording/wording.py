"""What is said while the questions are read aloud, by key: lines, and what is chosen by number.

The keys are here; the words are in `phrases/LANG.toml` and nowhere else in the code.
"""

from collections.abc import Mapping
from enum import StrEnum


class RecordSay(StrEnum):
    """Every line of a recording; the value is the key in `phrases/LANG.toml`."""

    WHO = "record_who"
    MYSELF = "record_myself"
    SOMEBODY = "record_somebody"
    OWN_VOICE = "record_own_voice"
    """Who reads, as it is said before a session's first question."""
    TRUSTED_VOICE = "record_trusted_voice"
    """The same of somebody else."""
    HOW = "record_how"
    HOW_SHOWN = "record_how_shown"
    """The same to whoever hears no tone."""
    PLACE = "record_place"
    READ_ALREADY = "record_read_already"
    RECORD_NOW = "record_now"
    READ_NOW = "record_read_now"
    DONE = "record_done"
    AGAIN = "record_again"
    NEXT = "record_next"
    HEAR = "record_hear"
    NOTHING = "record_nothing"
    FULL = "record_full"
    CUT_OFF = "record_cut_off"
    NOISY = "record_noisy"
    VERY_SOFT = "record_very_soft"
    TOO_LONG = "record_too_long"
    NOT_TAKEN = "record_not_taken"
    MICROPHONE_SILENT = "record_microphone_silent"
    KEPT_LOCKED = "record_kept_locked"
    KEPT_OPEN = "record_kept_open"
    NONE_READ = "record_none_read"
    NOT_FOUND = "record_not_found"
    NOT_KEPT = "record_not_kept"
    TRY_AGAIN = "record_try_again"
    LET_GO = "record_let_go"
    LET_GONE = "record_let_gone"


RECORD_PLACEHOLDERS: Mapping[RecordSay, frozenset[str]] = {
    RecordSay.PLACE: frozenset({"number", "count"}),
    RecordSay.NOT_TAKEN: frozenset({"said"}),
    RecordSay.NOT_FOUND: frozenset({"said"}),
    RecordSay.NOT_KEPT: frozenset({"said"}),
}
"""What a line must have in braces; every other line has nothing in braces."""
