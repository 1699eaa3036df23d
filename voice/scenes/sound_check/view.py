"""What of the sound check any screen may show: its `View`. No sound and no words are in it."""

from voice.floor.commands import Line
from voice.floor.troubles import notice_of
from voice.floor.view import Mood, View, choices_of, texts_of, with_what_is_asked
from voice.scenes.sound_check.states import CHOOSING, Sounding
from voice.scenes.sound_check.step import Plan, Situation, options

OVER = frozenset({Sounding.CLOSING, Sounding.DRAINING, Sounding.ENDED})

_OF_MICROPHONE = frozenset({Sounding.RECORDING, Sounding.MICROPHONE, Sounding.CHOOSING_MICROPHONE})

HEADINGS = tuple(state.name.lower() for state in Sounding if state not in OVER)
"""Each has a heading in the page's words; at the end there is the last one's."""


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of the sound check."""
    over = now.state in OVER
    mood, mood_key = _mood(plan, now)
    listens = _records(now) or (plan.listens and mood is Mood.ASKING)
    told = with_what_is_asked(now.said, () if over else now.prompt)
    return View(
        title=plan.title,
        state=now.state,
        mood=mood,
        mood_key=mood_key,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        heading_key="sound_over" if over else f"sound_{now.state.name.lower()}",
        saying=texts_of(_for_eyes(now, now.saying)),
        shown=texts_of(_for_eyes(now, told)),
        options=options(plan, now),
        choices=choices_of(now.offered(), plan.wording.actions),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        microphone_open=now.microphone_open and (plan.listens or _records(now)),
        listens=listens,
        tries_microphone=listens and now.waiting_state in _OF_MICROPHONE,
        captions=True,
    )


def _records(now: Situation) -> bool:
    return now.state is Sounding.RECORDING and not now.speaking and not now.card


def _mood(plan: Plan, now: Situation) -> tuple[Mood, str]:
    """What the program does, and by which key the page's words name it."""
    if now.speaking:
        return Mood.SPEAKING, "mood_speaking"
    if now.state in OVER:
        return Mood.THINKING, "one_moment"
    if _records(now):
        return Mood.LISTENING, "sound_mood_recording"
    if plan.listens:
        return Mood.ASKING, "mood_which" if now.state in CHOOSING else "mood_waiting"
    return Mood.READY, "setup_mood_asking"


def _for_eyes(now: Situation, lines: tuple[Line, ...]) -> list[Line]:
    """Without the choices, which stand there with their numbers."""
    return [line for line in lines if line not in now.option_lines]
