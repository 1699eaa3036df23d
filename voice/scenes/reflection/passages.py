"""What a passage of the present turn comes to: a number, an action, a correction, or content.

In doubt it is content. Which of them a passage is, `understanding` and `correcting` say; this
module does what follows from it.
"""

from collections.abc import Mapping
from dataclasses import replace

from voice.floor.actions import Action, Means
from voice.floor.correcting import Wished, understand_correction
from voice.floor.events import SegmentHeard
from voice.floor.table import Happening
from voice.floor.troubles import tell_what_is_owed
from voice.floor.understanding import (
    AT_ONCE_FROM_ANYBODY,
    Standing,
    Understood,
    command_at_end,
    half_understood,
    last_words_alone,
    question_number,
    understand,
    wish_of_another,
)
from voice.floor.wording import Say
from voice.scenes.reflection.doing import do, go_to, make_correction
from voice.scenes.reflection.half_heard import (
    is_harmless,
    is_meant,
    is_said_again,
    is_worth_asking,
    may_be_of_talk,
)
from voice.scenes.reflection.own_sounds import answers_by_sound, meant_by_sound, take_own_sound
from voice.scenes.reflection.situation import Doubt
from voice.scenes.reflection.states import KEEPING, TRANSITIONS, State
from voice.scenes.reflection.step import Step
from voice.values.transcript import UNKNOWN_WORD, PassageSound, Segment, Word

ASKED_FROM_ANYBODY = frozenset({Action.STOP, Action.PAUSE})
UNASKED = frozenset({State.STOPPING, State.TYPING})
"""Where it is not asked whose wish it was: it ends already, or a hand is on the keys."""

TO_ANSWER_FROM_ANYBODY = frozenset({Action.STOP, Action.RESUME})
"""What a passage taken for another's does: how loud somebody is does not tell whose voice it is."""

STANDING: Mapping[State, Mapping[Action, Standing]] = {
    State.READY: dict.fromkeys((Action.YES, Action.NEXT, Action.RESUME), Standing(Action.BEGIN)),
    State.LISTENING: {Action.RESUME: Standing(Action.NEXT, sure=False)},
    State.PAUSED: dict.fromkeys((Action.BEGIN, Action.NEXT), Standing(Action.RESUME)),
    State.REVIEWING: {
        Action.YES: Standing(Action.KEEP),
        Action.NEXT: Standing(Action.KEEP),
        Action.NO: Standing(Action.LET_GO, ask_first=True),
    },
    State.CHOOSING: {Action.NO: Standing(Action.RESUME)},
    State.STOPPING: dict.fromkeys((Action.NO, Action.NEXT), Standing(Action.RESUME)),
}
"""What people say where another word is asked for, and what they mean by it there.

"Continue" in an answer may be the answer and is asked about; "no" to "keep it, or erase it?"
could destroy and is asked about too.
"""

ASKED_ONCE_BEGUN = frozenset({Action.BACK})
"""Asked about in an answer that has begun: hardly anybody goes back in the middle of one, and what
was said softly beside it ("previous question", she said) may not have been heard at all."""

ANSWERING = frozenset({State.LISTENING, State.TYPING})
"""In doubt it is content: nothing else is asked for here."""

SOUND_TAIL_SECONDS = 0.3
"""A last consonant rings on after its word's end; the silence before a command is a second."""


def take_passage(step: Step, heard: SegmentHeard) -> None:
    """Do what this passage asks for, or keep it."""
    now = step.now
    if now.state is State.CHOOSING:
        number = question_number(heard, step.plan.wording)
        if number is not None:
            step.trigger = Happening.OPTION_CHOSEN
            go_to(step, number - 1)
            return
    if is_meant(step, heard) or answers_by_sound(step, heard):
        step.trigger = Action.YES
        do(step, Action.YES, Means.VOICE)
        return
    standing = STANDING.get(now.state, {})
    understood = _in_doubt(
        step, heard, understand(heard, now.offered(), step.plan.wording, standing)
    )
    if understood is not None and understood.ask_first:
        _ask_first(step, understood.action)
        return
    if understood is not None and (understood.sure or now.state not in ANSWERING):
        if understood.action is Action.YES and not understood.sure:
            step.trigger = Action.REPEAT
            step.say_again()
        else:
            step.trigger = understood.action
            do(step, understood.action, Means.VOICE)
        return
    by_sound = meant_by_sound(step, heard, standing)
    if by_sound is not None and heard.own_sound is not None:
        if heard.segment.words and now.state in KEEPING:
            _keep(step, heard)
        take_own_sound(step, by_sound, heard.own_sound, heard)
        return
    wished = _wished(step, heard)
    if wished is not None and wished.sure:
        step.trigger = Happening.CORRECTION_HEARD
        make_correction(step, wished.correction)
        return
    parted = command_at_end(heard, step.now.offered(), step.plan.wording)
    if parted is not None and parted[1].sure and now.state in ANSWERING:
        content, understood = parted
        step.keep(now.question_index, content, _sound_of(content, heard))
        step.change(turn=replace(step.now.turn, spoke=True, undisturbed=False))
        step.trigger = understood.action
        do(step, understood.action, Means.VOICE)
        return
    if now.state is State.LISTENING and _corrects_at_end(step, heard):
        return
    if understood is not None and not is_worth_asking(understood.action, heard.segment.words):
        understood = None
    half = None
    if understood is None and wished is None:
        half = half_understood(heard, now.offered(), step.plan.wording)
    if _was_asked_about(step, heard) or now.state is State.TYPING:  # nobody who types is asked
        understood = wished = half = None
    if half is None and understood is None and wished is None:
        _tell_what_was_missed(step, heard)
    if heard.segment.words and now.state in KEEPING:
        _keep(step, heard)
        if understood is not None:
            step.trigger = Happening.UNSURE_ACTION_HEARD
            _ask_whether_meant(step, understood.action, heard)
            return
        if wished is not None:
            step.trigger = Happening.CORRECTION_HEARD
            _ask_whether_to_correct(step, wished, heard)
            return
    if half is not None:
        _take_half_heard(step, half, heard)
        return
    step.change(half_heard=None)
    if heard.segment.words:
        step.change(asked_about=None)
    if heard.segment.words and now.state in KEEPING:
        step.trigger = Happening.CONTENT_HEARD
        after = now.state if now.state is State.TYPING else State.LISTENING
        step.change(state=after, then=after, doubt=None)
    if not tell_what_is_owed(step):
        step.wait(heard.waited_seconds)


def _keep(step: Step, heard: SegmentHeard) -> None:
    step.keep(step.now.question_index, marked(heard), heard.sound)
    step.change(turn=replace(step.now.turn, spoke=True, undisturbed=False))


def _in_doubt(step: Step, heard: SegmentHeard, understood: Understood | None) -> Understood | None:
    """The same, and in an answer not sure where it may be a piece of what somebody says."""
    if understood is None or step.now.state is not State.LISTENING:
        return understood
    begun = understood.action in ASKED_ONCE_BEGUN and step.now.turn.spoke
    doubted = begun or may_be_of_talk(understood.action, heard)
    return replace(understood, sure=understood.sure and not doubted)


def keep_late(step: Step, question_index: int, heard: SegmentHeard) -> None:
    """Keep a passage of a question's earlier turn."""
    step.keep(question_index, marked(heard), heard.sound)


def marked(heard: SegmentHeard) -> Segment:
    """The passage with a word that was not understood before it, where its beginning is missing."""
    segment = heard.segment
    if not heard.beginning_unheard:
        return segment
    start = segment.start_seconds
    missing = Word(UNKNOWN_WORD, start, start, 1.0)
    return replace(segment, words=(missing, *segment.words))


def _tell_what_was_missed(step: Step, heard: SegmentHeard) -> None:
    """Owe it to the person to say so; once, until something has been heard whole."""
    told_before = step.now.told_of_missing
    step.change(told_of_missing=heard.is_to_be_told)
    if heard.is_to_be_told and not told_before:
        say = Say.ONLY_THE_END if heard.segment.words else Say.NOT_CAUGHT
        step.change(owed=(*step.now.owed, step.line(say)))


def _corrects_at_end(step: Step, heard: SegmentHeard) -> bool:
    """Whether the last words, after a silence, were a sure correction: the rest is kept."""
    parted = last_words_alone(heard)
    if parted is None:
        return False
    content, alone = parted
    answer = step.now.answer
    answer = replace(answer, segments=(*answer.segments, content))
    wished = understand_correction(alone, answer, step.plan.wording)
    if wished is None or not wished.sure:
        return False
    step.keep(step.now.question_index, content, _sound_of(content, heard))
    step.change(turn=replace(step.now.turn, spoke=True, undisturbed=False))
    step.trigger = Happening.CORRECTION_HEARD
    make_correction(step, wished.correction)
    return True


def _wished(step: Step, heard: SegmentHeard) -> Wished | None:
    if Happening.CORRECTION_HEARD not in TRANSITIONS[step.now.state]:
        return None
    return understand_correction(heard, step.now.answer, step.plan.wording)


def _take_half_heard(step: Step, half: Understood, heard: SegmentHeard) -> None:
    """Do what a second opinion found where that harms nothing; otherwise ask, or say it again."""
    action = half.action
    if (half.sure and is_harmless(step, action)) or is_said_again(step, action):
        step.change(half_heard=None)
        step.trigger = action
        do(step, action, Means.VOICE)
        return
    step.trigger = Happening.UNSURE_ACTION_HEARD
    if step.now.state is State.LISTENING:
        _ask_whether_meant(step, action, heard)
    else:
        step.change(half_heard=action)
        step.say_again()


def _was_asked_about(step: Step, heard: SegmentHeard) -> bool:
    """Whether the last question was about these very words: then they are simply kept."""
    return step.now.state is State.LISTENING and step.now.asked_about == _texts_of(heard)


def _texts_of(heard: SegmentHeard) -> tuple[str, ...]:
    return tuple(word.text for word in (*heard.segment.words, *heard.second_opinion))


def _ask_whether_meant(step: Step, action: Action, heard: SegmentHeard) -> None:
    kept = heard.segment if heard.segment.words else None
    step.change(doubt=Doubt(action, kept), asked_about=_texts_of(heard))
    spoken = step.plan.wording.actions[action].spoken[0]
    say = Say.ASK_DID_YOU_MEAN if kept else Say.ASK_DID_YOU_SAY
    step.tell(step.line(say, action=spoken), then=State.CONFIRMING, prompt=True)


def _ask_whether_to_correct(step: Step, wished: Wished, heard: SegmentHeard) -> None:
    correction = wished.correction
    doubt = Doubt(Action.CORRECT, heard.segment, correction)
    step.change(doubt=doubt, asked_about=_texts_of(heard))
    question = step.line(
        Say.ASK_CORRECT,
        private=True,
        misheard=" ".join(correction.misheard),
        meant=" ".join(correction.meant),
    )
    step.tell(question, then=State.CONFIRMING, prompt=True)


def _ask_first(step: Step, action: Action) -> None:
    step.trigger = Happening.UNSURE_ACTION_HEARD
    step.change(doubt=Doubt(action))
    step.tell(step.line(Say.ASK_LET_GO), then=State.CONFIRMING, prompt=True)


def _sound_of(content: Segment, heard: SegmentHeard) -> PassageSound | None:
    """The sound of a passage's beginning, without the command that followed a silence."""
    if heard.sound is None:
        return None
    return heard.sound.until(content.end_seconds + SOUND_TAIL_SECONDS)


def overhear(step: Step, heard: SegmentHeard) -> None:
    """Other people's talk: kept where words are kept, and otherwise as if nothing had sounded.

    But it may be the person's after all: what cannot wait is done, or asked about.
    """
    now = step.now
    if heard.segment.words and now.state in ANSWERING:
        step.keep(now.question_index, heard.segment)
    wish = wish_of_another(heard, now.offered(), step.plan.wording)
    asked_about = now.doubt is not None and now.doubt.anothers
    at_once = wish in AT_ONCE_FROM_ANYBODY or (asked_about and wish in TO_ANSWER_FROM_ANYBODY)
    if wish is not None and at_once:
        step.trigger = wish
        do(step, wish, Means.VOICE)
    elif wish in ASKED_FROM_ANYBODY and wish is not None and now.state not in UNASKED:
        step.trigger = Happening.ANOTHERS_WISH_HEARD
        _pause_and_ask(step, wish)
    elif not step.now.silence:
        step.wait(heard.waited_seconds)


def _pause_and_ask(step: Step, wish: Action) -> None:
    """Nothing is written down while it is asked whose wish it was; said again, it is done."""
    keeps = step.now.state in KEEPING
    step.change(doubt=Doubt(wish, anothers=True))
    spoken = step.plan.wording.actions[wish].spoken[0]
    say = Say.ASK_WHOSE_PAUSED if keeps else Say.ASK_WHOSE
    then = State.PAUSED if keeps else step.now.state
    step.tell(step.line(say, action=spoken), then=then, prompt=keeps)
