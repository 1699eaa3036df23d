"""All that any screen may show of a session: one frozen value.

What the person said is here because a screen may show it; it stays out of every `repr`.
"""

from dataclasses import dataclass, field
from typing import Protocol

from voice.conversation.actions import RULE_OF, Action
from voice.conversation.devices import notice_of
from voice.conversation.situation import Situation
from voice.conversation.states import SPEAKING, State
from voice.conversation.step import Plan
from voice.transcript import segment_prose


@dataclass(frozen=True, slots=True)
class Choice:
    """One action that can be taken now, by all its ways in."""

    action: Action
    key: str
    button: str
    spoken: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """One moment of a session, as it may be shown."""

    state: State
    turn_id: int
    title: str
    theme: str
    question: str
    number: int
    """1 for the first question; 0 before the first."""
    count: int
    saying: tuple[str, ...] = field(repr=False)
    """What the program is saying, line by line; empty while it listens."""
    said: tuple[str, ...] = field(repr=False)
    """What it said last, for whoever reads instead of hearing."""
    answer: str = field(repr=False)
    """The answer to this question so far, as prose."""
    passages: tuple[str, ...] = field(repr=False)
    """The same, passage by passage."""
    choices: tuple[Choice, ...]
    notice: str
    """A trouble that lasts, such as a full disk; empty when all is well."""
    kept_passages: int
    """Passages that are durable on disk."""
    microphone_open: bool = True
    """Whether what is said now is heard; a listening state opens it a moment after it began."""

    @property
    def speaking(self) -> bool:
        """Whether the program has the floor."""
        return self.state in SPEAKING


class Viewable(Protocol):
    """What a view is made of: the conversation, as far as it may be shown."""

    @property
    def now(self) -> Situation: ...

    @property
    def plan(self) -> Plan: ...

    def offered(self) -> tuple[Action, ...]: ...


def view_of(conversation: Viewable) -> SessionView:
    """The present moment of a conversation."""
    now, plan = conversation.now, conversation.plan
    begun = bool(now.kept_turns) or now.state is State.ASKING or now.then is State.LISTENING
    question = plan.questions[now.question_index]
    return SessionView(
        state=now.state,
        turn_id=now.turn_id,
        title=plan.title,
        theme=question.theme if begun else "",
        question=question.text if begun else "",
        number=now.question_index + 1 if begun else 0,
        count=len(plan.questions),
        saying=tuple(line.text for line in now.saying),
        said=tuple(line.text for line in now.said),
        answer=now.answer.text,
        passages=tuple(segment_prose(segment) for segment in now.answer.corrected),
        choices=tuple(
            Choice(
                action,
                RULE_OF[action].key,
                plan.wording.actions[action].button,
                plan.wording.actions[action].spoken[0],
            )
            for action in conversation.offered()
        ),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        kept_passages=now.sealed_count if plan.keeps else 0,
        microphone_open=now.microphone_open,
    )
