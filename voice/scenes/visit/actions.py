"""What a person can ask a kiosk for outside the session: one table, as in `conversation.actions`.

The order of `KIOSK_RULES` is the order of the single-switch scan. Which states offer an action
is the transition table's to say. A value that is also one of the session's actions has the
session's words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class KioskAction(StrEnum):
    """Everything that can be asked for; the value is the key in `phrases/LANG.toml`."""

    BEGIN = "begin"
    YES = "yes"
    NO = "no"
    GO_ON = "go_on"
    MEASURE_AGAIN = "measure_again"
    TAKE_KEY = "take_key"
    OWN_KEY = "own_key"
    NO_KEY = "no_key"
    HAVE_IT = "have_it"
    GO_BACK = "back"
    ERASE_ALL = "erase_all"
    CAPTIONS = "captions"
    REPEAT = "repeat"
    MINUTE = "minute"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    WHO = "who"
    HELP = "help"
    CRISIS = "crisis"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class KioskRule:
    """One action's language-independent half."""

    action: KioskAction
    key: str


KIOSK_RULES: tuple[KioskRule, ...] = (
    KioskRule(KioskAction.BEGIN, "b"),
    KioskRule(KioskAction.YES, "y"),
    KioskRule(KioskAction.NO, "n"),
    KioskRule(KioskAction.GO_ON, "c"),
    KioskRule(KioskAction.MEASURE_AGAIN, "a"),
    KioskRule(KioskAction.TAKE_KEY, "1"),
    KioskRule(KioskAction.OWN_KEY, "2"),
    KioskRule(KioskAction.NO_KEY, "3"),
    KioskRule(KioskAction.HAVE_IT, "k"),
    KioskRule(KioskAction.GO_BACK, "g"),
    KioskRule(KioskAction.ERASE_ALL, "e"),
    KioskRule(KioskAction.CAPTIONS, "t"),
    KioskRule(KioskAction.REPEAT, "r"),
    KioskRule(KioskAction.MINUTE, "m"),
    KioskRule(KioskAction.SLOWER, "<"),
    KioskRule(KioskAction.FASTER, ">"),
    KioskRule(KioskAction.LOUDER, "+"),
    KioskRule(KioskAction.SOFTER, "-"),
    KioskRule(KioskAction.WHO, "i"),
    KioskRule(KioskAction.HELP, "h"),
    KioskRule(KioskAction.CRISIS, "!"),
    KioskRule(KioskAction.STOP, "q"),
)

KIOSK_RULE_OF: Mapping[KioskAction, KioskRule] = {rule.action: rule for rule in KIOSK_RULES}
