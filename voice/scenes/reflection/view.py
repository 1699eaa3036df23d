"""All that any screen may show of a session: one frozen value.

What the person said is here because a screen may show it; it stays out of every `repr`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from voice.floor.actions import RULE_OF, Action
from voice.floor.commands import Line
from voice.floor.devices import notice_of
from voice.scenes.reflection.situation import Situation
from voice.scenes.reflection.states import SPEAKING, State
from voice.scenes.reflection.step import Plan
from voice.values.transcript import Correction, Segment, corrected_all, prose, segment_prose

MOST_SHOWN = 100
"""Passages of one answer that a screen is given: a quarter of an hour of unbroken speech. Every
event makes a view, so what is in it may not grow with the session; reading back says all of it."""


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
    private: frozenset[str] = field(repr=False)
    """Which of these lines hold words of the person's own."""
    answer: str = field(repr=False)
    """The latest of the answer to this question, as prose."""
    passages: tuple[str, ...] = field(repr=False)
    """The same, passage by passage: the last `MOST_SHOWN` of them."""
    passage_count: int
    """How many passages the answer has, shown or not."""
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


def latest_shown(
    passages: Sequence[Segment], corrections: Iterable[Correction]
) -> tuple[Segment, ...]:
    """The passages that a screen is given, as corrected."""
    return corrected_all(passages[-MOST_SHOWN:], corrections)


def private_lines(*spoken: Iterable[Line]) -> frozenset[str]:
    """The texts of those lines that hold words of the person's own."""
    return frozenset(line.text for lines in spoken for line in lines if line.private)


def newly_said(last: SessionView | None, view: SessionView) -> tuple[str, ...]:
    """The passages that have come to the same answer since the last view."""
    if last is None or view.number != last.number:
        return ()
    new = view.passage_count - last.passage_count
    return view.passages[-new:] if new > 0 else ()


def view_of(conversation: Viewable) -> SessionView:
    """The present moment of a conversation."""
    now, plan = conversation.now, conversation.plan
    begun = bool(now.kept_turns) or now.state is State.ASKING or now.then is State.LISTENING
    question = plan.questions[now.question_index]
    shown = latest_shown(now.answer.segments, now.answer.corrections)
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
        private=private_lines(now.saying, now.said),
        answer=prose(shown),
        passages=tuple(map(segment_prose, shown)),
        passage_count=len(now.answer.segments),
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
