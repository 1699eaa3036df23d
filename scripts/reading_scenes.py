"""One view of what was said, looked at: one session, a question through time, what was marked.

Made by the real scene of sessions that nobody held; nothing here draws or serves.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from page_texts import TEXTS, guide_in

from voice.app.reading import ToRead, reading_plan
from voice.floor.commands import Manner
from voice.floor.events import TimerFired
from voice.scenes.reading.reader import Reader
from voice.scenes.reading.step import AWAY_TIMER
from voice.settings import Settings
from voice.values.transcript import Answer, AnswerState, Segment, Session, Word
from voice.vault.sounds import KeptSounds

DAYS = ("2026-03-02", "2026-05-18", "2026-11-24")

UNSURE = {2, 9}
"""Which words of a passage were not heard well."""


def passage(text: str, number: int, others: bool = False) -> Segment:
    """A passage ten seconds after the one before: a part of its own."""
    at = 10.0 * number
    words = tuple(
        Word(each, at + 0.3 * index, at + 0.3 * index + 0.3, 0.4 if index in UNSURE else 1.0)
        for index, each in enumerate(text.split())
    )
    return Segment(f"p{number}", words, at, words[-1].end_seconds, others)


def session(code: str, day: str, rounds: int = 1) -> Session:
    """A session in which others talked, and of which one part is marked and one question passed."""
    texts, guide = TEXTS[code], guide_in(code)
    asked = [question for theme in guide.themes for question in theme.questions]
    answers: list[Answer] = []
    number = 0
    for at, question in enumerate(asked):
        said: list[Segment] = []
        for index, text in enumerate(texts.answer * rounds if at < 2 else ()):
            number += 1
            said.append(passage(text, number))
            if index == 1:
                number += 1
                said.append(passage("somebody else", number, others=True))
        typed = texts.typed if at == 2 else ""
        if typed:
            number += 1
            said.append(replace(passage(typed, number), typed=True))
        state = AnswerState.ANSWERED if said else AnswerState.PASSED
        flagged = frozenset(s.segment_id for s in said[:1])
        sounds = frozenset(s.segment_id for s in said)
        answers.append(
            Answer(question.id, question.text, state, tuple(said), flagged, sounds=sounds)
        )
    started_at = f"{day}T10:00:00+00:00"
    return Session(f"s{day}", guide.id, started_at, tuple(answers), guide.title, code)


def reader(code: str, *sessions: Session, **how: Any) -> Reader:
    """A reading of these, as the home opens it."""
    sounds = KeptSounds({}, "")
    wanted = ToRead(cast(Any, None), "", sessions, language=code, sounds=sounds, **how)
    return Reader(replace(reading_plan(Settings(), wanted), stays=True), Manner())


def readers(code: str) -> Mapping[str, Reader]:
    """One for each kind of page."""
    three = [session(code, day) for day in DAYS]
    first = three[0].answers[0].question_id
    return {
        "words-session": reader(code, three[-1]),
        "words-through-time": reader(code, *three, question_id=first),
        "words-marked": reader(code, *three, marked=True),
    }


def left_alone(reading: Reader) -> TimerFired:
    """Nobody gave a sign for two minutes."""
    return TimerFired(AWAY_TIMER, reading.now.turn_id)
