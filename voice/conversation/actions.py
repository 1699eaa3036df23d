"""The actions a person can take: one table, from which every way in is made."""

from enum import StrEnum


class Action(StrEnum):
    """Everything a person can ask for; the value is the key in `phrases/LANG.toml`."""

    BEGIN = "begin"
    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    NEXT = "next"
    SKIP = "skip"
    PASS = "pass"
    BACK = "back"
    PAUSE = "pause"
    RESUME = "resume"
    MINUTE = "minute"
    READ_BACK = "read_back"
    SCRATCH = "scratch"
    START_OVER = "start_over"
    KEEP = "keep"
    LET_GO = "let_go"
    BRING = "bring"
    WHERE = "where"
    WHO = "who"
    HELP = "help"
    CRISIS = "crisis"
    UNDO = "undo"
    YES = "yes"
    NO = "no"
    STOP = "stop"


class Means(StrEnum):
    """The way an action came in."""

    VOICE = "voice"
    KEY = "key"
    SWITCH = "switch"
    PAGE = "page"
    SIGNAL = "signal"
