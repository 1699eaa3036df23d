"""What is said while setting up, by key: lines, and what can be chosen by its number.

The keys are here; the words are in `phrases/LANG.toml` and nowhere else in the code.
"""

from collections.abc import Mapping
from enum import StrEnum


class SetupSay(StrEnum):
    """Every line of setting up; the value is the key in `phrases/LANG.toml`."""

    WELCOME = "setup_welcome"
    WELCOME_BACK = "setup_welcome_back"
    NOBODY_LISTENS = "setup_nobody_listens"
    FIRST = "setup_first"
    """There is nothing to go back to."""
    HELP = "setup_help"
    STOPPED = "setup_stopped"
    READY = "setup_ready"
    NOT_READY = "setup_not_ready"
    """Something that a session needs is still missing."""
    STILL_OPEN = "setup_still_open"
    """What was put off is not asked again by itself."""
    FETCH = "setup_fetch"
    FETCH_ONCE = "setup_fetch_once"
    FETCH_NOW = "setup_fetch_now"
    FETCH_ON = "setup_fetch_on"
    FETCH_FILE = "setup_fetch_file"
    REHEARSAL = "setup_rehearsal"
    REHEARSAL_SHOWN = "setup_rehearsal_shown"
    """The same where nothing is heard."""
    REHEARSAL_NOW = "setup_rehearsal_now"
    FETCHING = "setup_fetching"
    PERCENT = "setup_percent"
    FETCH_WHOLE = "setup_fetch_whole"
    FETCH_STOPPED = "setup_fetch_stopped"
    FETCHED = "setup_fetched"
    FETCH_FAILED = "setup_fetch_failed"
    FILE_FAILED = "setup_file_failed"
    FILE_NONE = "setup_file_none"
    FILE_WHICH = "setup_file_which"
    KEY = "setup_key"
    KEY_NOW = "setup_key_now"
    KEY_SHOW = "setup_key_show"
    KEY_READ_OUT = "setup_key_read_out"
    KEY_IS_HERE = "setup_key_is_here"
    KEY_LETTERS = "setup_key_letters"
    KEY_CODE = "setup_key_code"
    KEY_SAVE = "setup_key_save"
    KEY_HAVE_IT = "setup_key_have_it"
    KEY_CODE_SHOWN = "setup_key_code_shown"
    KEY_ROW = "setup_key_row"
    """Read out before the groups of a row."""
    KEY_BEGINS = "setup_key_begins"
    KEY_COVERED = "setup_key_covered"
    """Nobody gave a sign while it was shown."""
    KEY_WHERE = "setup_key_where"
    KEY_NO_PLACE = "setup_key_no_place"
    KEY_SAVED = "setup_key_saved"
    KEY_NOT_SAVED = "setup_key_not_saved"
    KEY_ASKED = "setup_key_asked"
    KEY_ASKED_CODE = "setup_key_asked_code"
    """The same of whoever photographed it: there are no lines."""
    KEY_OTHER = "setup_key_other"
    NOT_MADE = "setup_not_made"
    PATIENCE = "setup_patience"
    UNHURRIED = "setup_unhurried"
    STEADY = "setup_steady"
    BRISK = "setup_brisk"
    PACE = "setup_pace"
    PACE_RIGHT = "setup_pace_right"
    PACE_SLOWER = "setup_pace_slower"
    PACE_FASTER = "setup_pace_faster"


SETUP_PLACEHOLDERS: Mapping[SetupSay, frozenset[str]] = {
    SetupSay.FETCH: frozenset({"megabytes", "source"}),
    SetupSay.PERCENT: frozenset({"percent"}),
    SetupSay.KEY_ROW: frozenset({"row"}),
    SetupSay.KEY_SAVED: frozenset({"file", "place"}),
    SetupSay.KEY_NOT_SAVED: frozenset({"said"}),
    SetupSay.KEY_ASKED: frozenset({"row", "place"}),
    SetupSay.NOT_MADE: frozenset({"said"}),
}
"""What a line must have in braces; every other line has nothing in braces."""
