"""What the program says, by key, and the words by which it is spoken to.

The keys are here; the words are in `phrases/LANG.toml` and nowhere else in the code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from voice.floor.actions import Action
from voice.values.troubles import TroublesWording


class Say(StrEnum):
    """Every line that can be said but a kiosk's; the value is the key in `phrases/LANG.toml`."""

    WELCOME = "welcome"
    HOW_TO_BEGIN = "how_to_begin"
    HOW_TO_ANSWER = "how_to_answer"
    SAID_BEFORE = "said_before"
    SAID_HERE_BEFORE = "said_here_before"
    FIRST_QUESTION = "first_question"
    READ_BY = "read_by"
    NOT_OPENED = "not_opened"
    """Somebody has read the questions, and the recordings are closed or do not fit."""
    SLOWED_A_LITTLE = "slowed_a_little"
    """A recorded voice is as slow as it can be."""
    GENTLE_LINE = "gentle_line"
    GENTLE_CHOICES = "gentle_choices"
    PAUSED = "paused"
    GOING_ON = "going_on"
    TAKE_YOUR_TIME = "take_your_time"
    YOU_SAID = "you_said"
    SCRATCHED = "scratched"
    BROUGHT_BACK = "brought_back"
    HOW_TO_CORRECT = "how_to_correct"
    CORRECTED = "corrected"
    ASK_CORRECT = "ask_correct"
    ADDING = "adding"
    HOW_TO_TYPE = "how_to_type"
    HOW_TO_TYPE_BY_HAND = "how_to_type_by_hand"
    """The same where nobody can be heard."""
    TYPED_KEPT = "typed_kept"
    TYPED_DROPPED = "typed_dropped"
    DRAFT_KEPT = "draft_kept"
    ASK_START_OVER = "ask_start_over"
    STARTED_OVER = "started_over"
    ASK_DID_YOU_MEAN = "ask_did_you_mean"
    ASK_DID_YOU_SAY = "ask_did_you_say"
    ASK_OWN_SOUND = "ask_own_sound"
    OWN_SOUND_AGAIN = "own_sound_again"
    ASK_WHOSE_PAUSED = "ask_whose_paused"
    ASK_WHOSE = "ask_whose"
    ONLY_THE_END = "only_the_end"
    NOT_CAUGHT = "not_caught"
    LEFT_AS_IT_IS = "left_as_it_is"
    ASK_TO_KEEP = "ask_to_keep"
    ASK_LET_GO = "ask_let_go"
    KEPT = "kept"
    LET_GO = "let_go"
    MARKED = "marked"
    UNMARKED = "unmarked"
    WHERE = "where"
    WHICH_QUESTION = "which_question"
    THIS_QUESTION = "this_question"
    NO_SUCH_QUESTION = "no_such_question"
    GO_TO_QUESTION = "go_to_question"
    """This and the next three: what can be chosen where a question is looked for."""
    ASK_QUESTION_AGAIN = "ask_question_again"
    LOOK_AT_QUESTION = "look_at_question"
    STAY_AT_QUESTION = "stay_at_question"
    WHERE_BEFORE = "where_before"
    WHO = "who"
    WHO_NOTHING_KEPT = "who_nothing_kept"
    WRITTEN = "written"
    WRITTEN_NOTHING = "written_nothing"
    HELP = "help"
    HELP_CRISIS = "help_crisis"
    HELP_MORE = "help_more"
    HELP_END = "help_end"
    STOPPING = "stopping"
    STOPPING_NOTHING_KEPT = "stopping_nothing_kept"
    FAREWELL = "farewell"
    FAREWELL_YOURS = "farewell_yours"
    """What follows it where the person holds the key."""
    FAREWELL_UNSAVED = "farewell_unsaved"
    FAREWELL_NOTHING_KEPT = "farewell_nothing_kept"
    NOTHING_KEPT = "nothing_kept"
    UNSAVED = "unsaved"
    """The same as the farewell, to whoever stays."""
    BREATH = "breath"
    ASK_WHOEVER = "ask_whoever"
    """Spoken of a trouble that whoever hears it cannot mend."""
    LAST_QUESTION_DONE = "last_question_done"
    NOT_SAVED = "not_saved"
    SAVED_AGAIN = "saved_again"
    SOUND_LOST = "sound_lost"
    MICROPHONE_LOST = "microphone_lost"
    MICROPHONE_BACK = "microphone_back"
    MICROPHONE_UNHEARD = "microphone_unheard"
    ASK_TO_KEEP_SOUND = "ask_to_keep_sound"
    SOUND_IS_KEPT = "sound_is_kept"
    SOUND_IS_NOT_KEPT = "sound_is_not_kept"
    WHO_WITH_SOUND = "who_with_sound"
    SOUND_NOT_SAVED = "sound_not_saved"
    READING_HOW = "reading_how"
    READING_SESSION = "reading_session"
    READING_QUESTION = "reading_question"
    READING_LOOK_BACK = "reading_look_back"
    READING_ON = "reading_on"
    READING_REST_GONE = "reading_rest_gone"
    """Of a session that goes on with one which was erased."""
    READING_PASSED = "reading_passed"
    READING_SKIPPED = "reading_skipped"
    READING_UNANSWERED = "reading_unanswered"
    READING_NOT_ASKED = "reading_not_asked"
    READING_FIRST = "reading_first"
    READING_WHERE = "reading_where"
    READING_WHO = "reading_who"
    READING_ADD = "reading_add"
    READING_COVERED = "reading_covered"
    READING_LOCKED = "reading_locked"
    READING_NOT_FOUND = "reading_not_found"
    READING_PART = "reading_part"
    READING_NEXT = "reading_next"
    """This and the next one: what a button says where parts are read."""
    READING_TAKE_OUT = "reading_take_out"
    READING_TAKEN_OUT = "reading_taken_out"
    READING_RETYPE = "reading_retype"
    READING_END = "reading_end"
    READING_OVER = "reading_over"
    LISTENING_HOW = "listening_how"
    TRYING_MODEL = "trying_model"


ANYWHERE = "anywhere"
"""Of a scene's help: in each of its states that has no own."""

PLACEHOLDERS: Mapping[Say, frozenset[str]] = {
    Say.WELCOME: frozenset({"title", "author"}),
    Say.ASK_DID_YOU_MEAN: frozenset({"action"}),
    Say.ASK_DID_YOU_SAY: frozenset({"action"}),
    Say.ASK_OWN_SOUND: frozenset({"action"}),
    Say.OWN_SOUND_AGAIN: frozenset({"action"}),
    Say.ASK_WHOSE_PAUSED: frozenset({"action"}),
    Say.ASK_WHOSE: frozenset({"action"}),
    Say.READ_BY: frozenset({"reader"}),
    Say.NOT_OPENED: frozenset({"reader"}),
    Say.WHERE: frozenset({"number", "count", "theme"}),
    Say.WHERE_BEFORE: frozenset({"title", "count"}),
    Say.WHICH_QUESTION: frozenset({"number", "count"}),
    Say.THIS_QUESTION: frozenset({"number", "question"}),
    Say.NO_SUCH_QUESTION: frozenset({"count"}),
    Say.GO_TO_QUESTION: frozenset({"number"}),
    Say.ASK_QUESTION_AGAIN: frozenset({"number"}),
    Say.LOOK_AT_QUESTION: frozenset({"number"}),
    Say.STAY_AT_QUESTION: frozenset({"number"}),
    Say.NOT_SAVED: frozenset({"said"}),
    Say.SOUND_NOT_SAVED: frozenset({"said"}),
    Say.MICROPHONE_LOST: frozenset({"said"}),
    Say.MICROPHONE_UNHEARD: frozenset({"said"}),
    Say.CORRECTED: frozenset({"meant"}),
    Say.READING_SESSION: frozenset({"date"}),
    Say.READING_QUESTION: frozenset({"number", "question"}),
    Say.READING_LOOK_BACK: frozenset({"question"}),
    Say.READING_ON: frozenset({"date"}),
    Say.READING_WHERE: frozenset({"number", "count", "date"}),
    Say.READING_PART: frozenset({"number"}),
    Say.ASK_CORRECT: frozenset({"misheard", "meant"}),
}
"""What a line must have in braces; every other line has nothing in braces."""


@dataclass(frozen=True, slots=True)
class ActionWords:
    """How one action is spoken, and what its button and its help say."""

    button: str
    spoken: tuple[str, ...]
    help: str
    asked: tuple[str, ...] = ()
    """Said alone it may be an answer too: asked about in an answer, done elsewhere."""
    likely: tuple[str, ...] = ()
    """More ways to ask, with choices, as "read (it|that|) back"; asked about where `asked` is."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How people say a form: with what around it, and what of it sounds the same."""

    hesitations: frozenset[str] = frozenset()
    """Sounds that are words to the recogniser and mean nothing, such as "um"."""
    polite_before: tuple[str, ...] = ()
    """What may stand before a form, such as "can you"."""
    polite_after: tuple[str, ...] = ()
    wishing_before: tuple[str, ...] = ()
    """What makes a wish of a form that is as likely an answer, such as "I would like to"."""
    same_endings: tuple[str, ...] = ()
    """Endings that are one sound, such as -er, -é and -ez: a recogniser writes any of them."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's lines and spoken forms for a scene, complete."""

    language: str
    lines: Mapping[Any, str]
    """By the scene's own keys: `Say`, or another `StrEnum`."""
    actions: Mapping[Action, ActionWords]
    habits: Habits
    troubles: TroublesWording
    """What is said of everything that may go wrong."""
    misheard_hesitations: frozenset[str] = frozenset()
    """Words that a hesitation is heard as, such as "a" for "uh"."""
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])
    """Number words as they are heard, such as "dix sept"; at least one for each up to twenty."""
    numbering: tuple[str, ...] = ()
    """How a question is named, with "{number}" where its number word stands."""
    correcting: tuple[str, ...] = ()
    """How a correction is said, with "{misheard}" and "{meant}" in their places."""
    plurals: Mapping[Any, Mapping[str, str]] = field(default_factory=dict[Any, Mapping[str, str]])
    """Other forms of a line with a {count}: by the number, or the name of its kind, as "one"."""
    plural_kind: Callable[[int], str] = field(default=lambda _: "other")
    """Which kind a number is in this language."""
    by_hand: tuple[tuple[str, str], ...] = ()
    """Where nobody can be heard: what is said in a line, and what stands there then."""
    helps: Mapping[str, Mapping[Action, str]] = field(
        default_factory=dict[str, Mapping[Action, str]]
    )
    """By the name of a state, or `ANYWHERE`: what help says where an action does something else."""

    @property
    def hesitations(self) -> frozenset[str]:
        """Sounds that are words to the recogniser and mean nothing."""
        return self.habits.hesitations

    def help_in(self, state: str, action: Action) -> str:
        """What help says of an action where this is the state that listens."""
        for place in (state, ANYWHERE):
            if told := self.helps.get(place, {}).get(action):
                return told
        return self.actions[action].help

    def line(self, say: StrEnum, *, by_hand: bool = False, **values: object) -> str:
        """One line with its placeholders filled in, in the form that its count asks for.

        `by_hand`: nobody can be heard, so it names what can be chosen, and nothing to be said.
        """
        line = self.lines[say]
        count = values.get("count")
        if isinstance(count, int) and say in self.plurals:
            forms = self.plurals[say]
            line = forms.get(str(count)) or forms.get(self.plural_kind(count)) or line
        return (self.to_choose(line) if by_hand else line).format(**values)

    def to_choose(self, line: str) -> str:
        """The same line where nobody can be heard: what could be said in it is chosen."""
        for spoken, chosen in self.by_hand:
            line = line.replace(spoken, chosen)
        return line


def as_sentence(text: str) -> str:
    """A fact or a hint as it stands between two full stops."""
    return text[:1].upper() + text[1:]
