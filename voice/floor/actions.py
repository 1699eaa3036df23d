"""The actions a person can take in any scene: one table, from which every way in is made.

Voice, key, switch, page, help text, docs/session.md's table and the parity test all read `RULES`
and the spoken forms in `phrases/LANG.toml`. The order of `RULES` is the order of the single-switch
scan. Which states offer an action is their scene's transition table's to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """Everything a person can ask for; the value is the key in `phrases/LANG.toml`."""

    BEGIN = "begin"
    YES = "yes"
    NO = "no"
    NEXT = "next"
    RESUME = "resume"
    UNDO = "undo"
    KEEP = "keep"
    LET_GO = "let_go"
    KEEP_TYPED = "keep_typed"
    DROP_TYPED = "drop_typed"
    GO_ON = "go_on"
    TELL_MORE = "tell_more"
    MEASURE_AGAIN = "measure_again"
    TAKE_KEY = "take_key"
    OWN_KEY = "own_key"
    NO_KEY = "no_key"
    HAVE_IT = "have_it"
    GO_BACK = "go_back"
    GO_ON_UNFINISHED = "go_on_unfinished"
    ANOTHER_GUIDE = "another_guide"
    HEAR = "hear"
    LOOK_BACK = "look_back"
    MARKED = "marked"
    TAKE_ALONG = "take_along"
    BACK_UP = "back_up"
    ERASE = "erase"
    SETTINGS = "settings"
    TEST_SOUND = "test_sound"
    RECORD_VOICE = "record_voice"
    TEACH_SOUND = "teach_sound"
    ERASE_ALL = "erase_all"
    CAPTIONS = "captions"
    REPEAT = "repeat"
    PAUSE = "pause"
    MINUTE = "minute"
    SKIP = "skip"
    LATER = "later"
    PASS = "pass"
    BACK = "back"
    CHOOSE = "choose"
    READ_BACK = "read_back"
    SCRATCH = "scratch"
    CORRECT = "correct"
    ADD = "add"
    TYPE = "type"
    START_OVER = "start_over"
    BRING = "bring"
    UNMARK = "unmark"
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    WHERE = "where"
    WHO = "who"
    HELP = "help"
    CRISIS = "crisis"
    STOP = "stop"


class Means(StrEnum):
    """The way an action came in."""

    VOICE = "voice"
    KEY = "key"
    SWITCH = "switch"
    PAGE = "page"
    SIGNAL = "signal"


class Safety(StrEnum):
    """What stands between an action and the loss of something."""

    HARMLESS = "harmless"
    """Destroys nothing: acts at once."""
    UNDO = "undo"
    """Acts at once and can be taken back for `UNDO_SECONDS`."""
    ASK = "ask"
    """Asks for a yes first."""


class Needs(StrEnum):
    """What there must be for an action to make sense where its state offers it."""

    NOTHING = "nothing"
    WORDS = "words"
    """Something said to this question."""
    CHANGE = "change"
    """Something let go or corrected that can still be taken back."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One action's language-independent half; the spoken forms are in `phrases/LANG.toml`."""

    action: Action
    key: str
    safety: Safety = Safety.HARMLESS
    needs: Needs = Needs.NOTHING


RULES: tuple[Rule, ...] = (
    Rule(Action.BEGIN, "b"),
    Rule(Action.YES, "y"),
    Rule(Action.NO, "n"),
    Rule(Action.NEXT, "n"),
    Rule(Action.RESUME, "c"),
    Rule(Action.UNDO, "u", needs=Needs.CHANGE),
    Rule(Action.KEEP, "k"),
    Rule(Action.LET_GO, "l", safety=Safety.UNDO),
    Rule(Action.KEEP_TYPED, "enter"),
    Rule(Action.DROP_TYPED, "escape", safety=Safety.UNDO),
    Rule(Action.GO_ON, "c"),
    Rule(Action.TELL_MORE, "v"),
    Rule(Action.MEASURE_AGAIN, "a"),
    Rule(Action.TAKE_KEY, "1"),
    Rule(Action.OWN_KEY, "2"),
    Rule(Action.NO_KEY, "3"),
    Rule(Action.HAVE_IT, "k"),
    Rule(Action.GO_BACK, "g"),
    Rule(Action.GO_ON_UNFINISHED, "g"),
    Rule(Action.ANOTHER_GUIDE, "a"),
    Rule(Action.HEAR, "v"),
    Rule(Action.LOOK_BACK, "l"),
    Rule(Action.MARKED, "f"),
    Rule(Action.TAKE_ALONG, "t", safety=Safety.ASK),
    Rule(Action.BACK_UP, "d"),
    Rule(Action.ERASE, "e", safety=Safety.ASK),
    Rule(Action.SETTINGS, "s"),
    Rule(Action.TEST_SOUND, "m"),
    Rule(Action.RECORD_VOICE, "o"),
    Rule(Action.TEACH_SOUND, "x"),
    Rule(Action.ERASE_ALL, "e"),
    Rule(Action.CAPTIONS, "t"),
    Rule(Action.REPEAT, "r"),
    Rule(Action.PAUSE, "p"),
    Rule(Action.MINUTE, "m"),
    Rule(Action.SKIP, "s"),
    Rule(Action.LATER, "l"),
    Rule(Action.PASS, "x"),
    Rule(Action.BACK, "g"),
    Rule(Action.CHOOSE, "t"),
    Rule(Action.READ_BACK, "v", needs=Needs.WORDS),
    Rule(Action.SCRATCH, "d", safety=Safety.UNDO, needs=Needs.WORDS),
    Rule(Action.CORRECT, "e", needs=Needs.WORDS),
    Rule(Action.ADD, "a", needs=Needs.WORDS),
    Rule(Action.TYPE, "j"),
    Rule(Action.START_OVER, "o", safety=Safety.ASK, needs=Needs.WORDS),
    Rule(Action.BRING, "f", needs=Needs.WORDS),
    Rule(Action.UNMARK, "x"),
    Rule(Action.SLOWER, "<"),
    Rule(Action.FASTER, ">"),
    Rule(Action.LOUDER, "+"),
    Rule(Action.SOFTER, "-"),
    Rule(Action.WHERE, "w"),
    Rule(Action.WHO, "i"),
    Rule(Action.HELP, "h"),
    Rule(Action.CRISIS, "!"),
    Rule(Action.STOP, "q", safety=Safety.UNDO),
)

RULE_OF: Mapping[Action, Rule] = {rule.action: rule for rule in RULES}

UNDO_SECONDS = 10.0
"""How long something let go can be taken back: the turn-taking facts' figure."""
