"""What of a recording any screen may show: its `View`. No sound is in it."""

from voice.floor.troubles import notice_of
from voice.floor.view import Mood, View, choices_of, texts_of, with_what_is_asked
from voice.scenes.recording.states import Recording
from voice.scenes.recording.step import Plan, Situation, options

OVER = frozenset({Recording.CLOSING, Recording.DRAINING, Recording.ENDED})

OF_TEXT = frozenset({Recording.UNREAD, Recording.READING, Recording.READ})
"""A text is shown in these."""

HEADINGS = tuple(state.name.lower() for state in Recording if state not in OVER)
"""Each has a heading in the page's words; at the end there is the last one's."""


def _is_being_read(now: Situation) -> bool:
    return now.state is Recording.READING and not now.speaking and not now.card


def _mood(now: Situation) -> tuple[Mood, str]:
    """What the program does, and by which key the page's words name it."""
    if now.speaking:
        return Mood.SPEAKING, "mood_speaking"
    if now.state in OVER:
        return Mood.THINKING, "one_moment"
    if _is_being_read(now):
        return Mood.LISTENING, "record_mood_reading"
    return Mood.ASKING, "mood_which"


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of a recording; the text stands there for as long as it is about it."""
    over = now.state in OVER
    mood, mood_key = _mood(now)
    reads = _is_being_read(now)
    told = with_what_is_asked(now.said, () if over else now.prompt)
    text = plan.texts[now.takes.name] if now.state in OF_TEXT else ""
    for_eyes = [line for line in told if line not in now.option_lines and line.text != text]
    return View(
        state=now.state,
        title=plan.title,
        heading_key="record_over" if over else f"record_{now.state.name.lower()}",
        question=text,
        saying=texts_of([line for line in now.saying if line not in now.option_lines]),
        shown=texts_of(for_eyes),
        mood=mood,
        mood_key=mood_key,
        listens=reads or mood is Mood.ASKING,
        tries_microphone=reads,
        microphone_open=now.microphone_open,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        choices=choices_of(now.offered(), plan.wording.actions),
        options=options(plan, now),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        captions=True,
    )
