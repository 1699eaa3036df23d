"""What a kiosk says around the session, by key.

The keys are here; the words are in `phrases/LANG.toml` and nowhere else in the code.
"""

from collections.abc import Mapping
from enum import StrEnum


class KioskSay(StrEnum):
    """Every line a kiosk can say; the value is the key in `phrases/LANG.toml`."""

    OPENING = "opening"
    RECIPIENT = "recipient"
    INVITATION = "invitation"
    RESTING_HELP = "resting_help"
    CONSENT_KEPT = "consent_kept"
    CONSENT_READ_CLINIC = "consent_read_clinic"
    CONSENT_READ_CLIENT = "consent_read_client"
    CONSENT_READ_BOTH = "consent_read_both"
    CONSENT_AT_END = "consent_at_end"
    CONSENT_PROGRAM = "consent_program"
    CONSENT_QUESTION = "consent_question"
    MORE_KEY_CLINIC = "more_key_clinic"
    MORE_KEY_CLIENT = "more_key_client"
    MORE_KEY_BOTH = "more_key_both"
    MORE_HEARERS = "more_hearers"
    MORE_ERASING = "more_erasing"
    MORE_PROGRAM = "more_program"
    MORE_QUESTION = "more_question"
    HOW_TO_ANSWER = "how_to_answer"
    DECLINED = "declined"
    MEASURING = "measuring"
    ROOM_NOISY = "room_noisy"
    ROOM_VOICES = "room_voices"
    ROOM_UNHEARD = "room_unheard"
    ROOM_CHOICES = "room_choices"
    CHOOSE_KEY = "choose_key"
    ENTER_KEY = "enter_key"
    KEY_REFUSED = "key_refused"
    KEY_SECRET = "key_secret"
    KEY_ACCEPTED = "key_accepted"
    KEY_SHOWN = "key_shown"
    KEY_PRINTED = "key_printed"
    KEY_HAVE_IT = "key_have_it"
    NOT_KEPT = "not_kept"
    SHOW_WORDS = "show_words"
    HIDE_WORDS = "hide_words"
    CAPTIONS_ON = "captions_on"
    CAPTIONS_OFF = "captions_off"
    TAKE_YOUR_TIME = "take_your_time"
    LEFT_ALONE_WARNING = "left_alone_warning"
    LEFT_ALONE_IN_SESSION = "left_alone_in_session"
    ONLY_WORDS_IN_SESSION = "only_words_in_session"
    PARTING = "parting"
    ASK_ERASE_ALL = "ask_erase_all"
    ERASED = "erased"
    NOT_ERASED = "not_erased"
    ERASE_LATER = "erase_later"
    """What somebody does who wants a session erased later: the end of another line."""
    ENOUGH = "enough"
    CRISIS_AT_END = "crisis_at_end"
    CRISIS_AT_END_ANYWHERE = "crisis_at_end_anywhere"
    """Where the kiosk has no country, or its card no number."""
    UNWRITTEN = "unwritten"
    SORRY_MICROPHONE = "sorry_microphone"
    SORRY_LOUDSPEAKER = "sorry_loudspeaker"
    SORRY_STORAGE = "sorry_storage"
    SORRY_OTHER = "sorry_other"
    SCREEN_BACK = "screen_back"
    WORKS_AGAIN = "works_again"
    HELP = "help"


KIOSK_PLACEHOLDERS: Mapping[KioskSay, frozenset[str]] = {
    KioskSay.RECIPIENT: frozenset({"name", "fingerprint"}),
    KioskSay.CONSENT_READ_CLINIC: frozenset({"clinic"}),
    KioskSay.CONSENT_READ_BOTH: frozenset({"clinic"}),
    KioskSay.MORE_KEY_CLINIC: frozenset({"clinic"}),
    KioskSay.MORE_KEY_CLIENT: frozenset({"clinic"}),
    KioskSay.MORE_KEY_BOTH: frozenset({"clinic"}),
    KioskSay.MORE_ERASING: frozenset({"later"}),
    KioskSay.CRISIS_AT_END: frozenset({"number"}),
    KioskSay.KEY_ACCEPTED: frozenset({"fingerprint"}),
}
"""What a line must have in braces; every other line has nothing in braces."""
