"""Sessions that are read as one: which belong together, and what was said to each question there.

A session that was left unfinished is gone on with in another. Both stay what they are; whoever
shows, reads or takes along what was said goes by the order that is made here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voice.values.transcript import Answer, AnswerState, Session

Whole = tuple[Session, ...]
"""Sessions that are read as one, each after the one that it goes on with; at least one."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was said to one question in one session."""

    session: Session
    number: int
    """The question's where it stands first in the whole, from 1."""
    answer: Answer


def read_as_one(sessions: Iterable[Session]) -> list[Whole]:
    """The sessions, those together that go on with one another; in the order of their first."""
    given = list(sessions)
    by_id = {session.session_id: session for session in given}
    places: dict[str, tuple[str, int]] = {}
    wholes: list[list[Session]] = []
    begun: dict[str, list[Session]] = {}
    later: list[Session] = []
    for session in given:
        if _place(session, by_id, places)[1]:
            later.append(session)
        else:
            wholes.append([session])
            begun.setdefault(session.session_id, wholes[-1])
    for session in sorted(later, key=lambda session: places[session.session_id][1]):
        begun[places[session.session_id][0]].append(session)
    return [tuple(whole) for whole in wholes]


def whole_of(sessions: Iterable[Session], session_id: str) -> Whole:
    """All that this session is read as one with, itself among them; empty where it is not there."""
    wholes = read_as_one(sessions)
    return next((w for w in wholes if any(one.session_id == session_id for one in w)), ())


def _place(
    session: Session, by_id: dict[str, Session], places: dict[str, tuple[str, int]]
) -> tuple[str, int]:
    """With which session a whole begins, and how many steps from it this one is."""
    way: dict[str, None] = {}
    here = session
    while here.session_id not in places and here.session_id not in way:
        way[here.session_id] = None
        here = by_id.get(here.continues, here) if here.continues else here
    last = next(reversed(way), here.session_id)  # of a circle too: nobody goes on for ever
    first, steps = places.get(here.session_id, (last, -1))
    for id_ in reversed(way):
        steps += 1
        places[id_] = first, steps
    return places[session.session_id]


def by_question(whole: Sequence[Session]) -> list[tuple[Part, ...]]:
    """Question by question, in the order in which they were asked first, session by session."""
    parts: dict[str, list[Part]] = {}
    for session in whole:
        for number, answer in enumerate(session.answers, start=1):
            before = parts.setdefault(answer.question_id, [])
            before.append(Part(session, before[0].number if before else number, answer))
    return [tuple(each) for each in parts.values()]


def that_say_something(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Those with words; where there are none, the one that tells how the question was left."""
    said = [part for part in parts if part.answer.is_said]
    heard = [part for part in parts if part.answer.segments]
    told = [part for part in parts if part.answer.state is not AnswerState.NOT_ASKED]
    return tuple(said or heard) or ((told or list(parts))[-1],)
