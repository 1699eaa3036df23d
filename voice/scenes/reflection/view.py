"""What of a session any screen may show: its `View`, made of the conversation and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

from voice.floor.actions import Action
from voice.floor.troubles import notice_of
from voice.floor.view import (
    Choice,
    Mood,
    Option,
    View,
    choices_of,
    latest_shown,
    private_lines,
    texts_of,
    while_typing,
)
from voice.floor.wording import Say
from voice.scenes.reflection.situation import Situation
from voice.scenes.reflection.states import State
from voice.scenes.reflection.step import Plan
from voice.values.transcript import prose, segment_prose

MOODS: Mapping[State, Mood] = {
    State.WELCOMING: Mood.SPEAKING,
    State.READY: Mood.READY,
    State.AGREEING: Mood.ASKING,
    State.ASKING: Mood.SPEAKING,
    State.LISTENING: Mood.LISTENING,
    State.TELLING: Mood.SPEAKING,
    State.PAUSED: Mood.PAUSED,
    State.CONFIRMING: Mood.ASKING,
    State.REVIEWING: Mood.ASKING,
    State.CHOOSING: Mood.ASKING,
    State.TYPING: Mood.LISTENING,
    State.STOPPING: Mood.STOPPING,
    State.CLOSING: Mood.SPEAKING,
    State.DRAINING: Mood.THINKING,
    State.ENDED: Mood.OVER,
}

WITH_OWN_WORDS = frozenset({State.REVIEWING, State.CHOOSING, State.TYPING})
"""States in which what is asked has words of its own."""


def questions_to_choose(plan: Plan, now: Situation) -> tuple[Option, ...]:
    """Every question by its number, and which of them have words already."""
    if now.waiting_state is not State.CHOOSING:
        return ()

    def note_key(index: int) -> str:
        if index == now.question_index:
            return "option_here"
        return "option_answered" if now.answers[index].is_said else ""

    return tuple(
        Option(index + 1, question.text, note_key(index))
        for index, question in enumerate(plan.questions)
    )


def _choices(plan: Plan, now: Situation) -> tuple[Choice, ...]:
    """What can be done now; where a question is looked for, each says what it does there."""
    choices = choices_of(now.offered(), plan.wording.actions)
    if now.waiting_state is not State.CHOOSING or now.card:
        return choices
    number, here = now.candidate + 1, now.question_index + 1
    does = {
        Action.YES: (Say.ASK_QUESTION_AGAIN if number == here else Say.GO_TO_QUESTION, number),
        Action.NEXT: (Say.LOOK_AT_QUESTION, min(len(plan.questions), number + 1)),
        Action.BACK: (Say.LOOK_AT_QUESTION, max(1, number - 1)),
        Action.RESUME: (Say.STAY_AT_QUESTION, here),
    }
    return tuple(
        replace(each, button=plan.wording.line(does[each.action][0], number=does[each.action][1]))
        if each.action in does
        else each
        for each in choices
    )


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of a session."""
    typing = now.waiting_state is State.TYPING and not now.card
    choices = _choices(plan, now)
    begun = bool(now.kept_turns) or now.state is State.ASKING or now.then is State.LISTENING
    question = plan.questions[now.question_index]
    shown = latest_shown(now.answer.segments, now.answer.corrections)
    mood = MOODS[now.state]
    return View(
        state=now.state,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        mood=mood,
        mood_key=f"mood_{now.state if now.state in WITH_OWN_WORDS else mood}",
        title=plan.title,
        theme=question.theme if begun else "",
        question=question.text if begun else "",
        number=now.question_index + 1 if begun else 0,
        count=len(plan.questions),
        saying=texts_of(now.saying),
        said=texts_of(now.said),
        private=private_lines(now.saying, now.said),
        answer=prose(shown),
        passages=tuple(map(segment_prose, shown)),
        passage_count=len(now.answer.segments),
        choices=while_typing(choices) if typing else choices,
        options=questions_to_choose(plan, now),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        kept_passages=now.sealed_count if plan.keeps else 0,
        microphone_open=now.microphone_open,
        listens=mood not in {Mood.SPEAKING, Mood.THINKING, Mood.OVER},
        tells=now.state is State.TELLING,
        typing_turn_id=now.typing_turn_id if typing else 0,
        draft=now.draft if typing else "",
    )
