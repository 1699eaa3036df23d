"""What of teaching any screen may show: its `View`. No sound is in it."""

from collections.abc import Iterable

from voice.floor.commands import Line
from voice.floor.troubles import notice_of
from voice.floor.view import Mood, View, choices_of, texts_of, with_what_is_asked
from voice.scenes.teaching.situation import Plan, Situation, options
from voice.scenes.teaching.states import Teaching

OVER = frozenset({Teaching.CLOSING, Teaching.DRAINING, Teaching.ENDED})

HEADINGS = tuple(state.name.lower() for state in Teaching if state not in OVER)
"""Each has a heading in the page's words; at the end there is the last one's."""


def _is_being_made(now: Situation) -> bool:
    return now.state is Teaching.MAKING and not now.speaking and not now.card


def _mood(plan: Plan, now: Situation) -> tuple[Mood, str]:
    """What the program does, and by which key the page's words name it."""
    if now.speaking:
        return Mood.SPEAKING, "mood_speaking"
    if now.state in OVER:
        return Mood.THINKING, "one_moment"
    if _is_being_made(now):
        return Mood.LISTENING, "teach_mood_making"
    if plan.listens:
        return Mood.ASKING, "mood_which"
    return Mood.READY, "setup_mood_asking"


def _for_eyes(now: Situation, lines: Iterable[Line]) -> list[Line]:
    """Without the choices and what is played back: the one is a list here, the other no word."""
    return [line for line in lines if line not in now.option_lines and not line.recording]


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of teaching."""
    over = now.state in OVER
    mood, mood_key = _mood(plan, now)
    made = _is_being_made(now)
    told = with_what_is_asked(now.said, () if over else now.prompt)
    return View(
        state=now.state,
        title=plan.title,
        heading_key="teach_over" if over else f"teach_{now.state.name.lower()}",
        saying=texts_of(_for_eyes(now, now.saying)),
        shown=texts_of(_for_eyes(now, told)),
        mood=mood,
        mood_key=mood_key,
        listens=made or (plan.listens and mood is Mood.ASKING),
        tries_microphone=made,
        microphone_open=now.microphone_open and (plan.listens or made),
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        choices=choices_of(now.offered(), plan.wording.actions),
        options=options(plan, now),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        grave=now.waiting_state is Teaching.FORGETTING,
        captions=True,
    )
