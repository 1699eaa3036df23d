"""What of setting up any screen may show: its `View`. A key is in it only where that was chosen."""

from voice.floor.commands import Line
from voice.floor.troubles import notice_of
from voice.floor.view import Mood, View, choices_of, texts_of, with_what_is_asked
from voice.scenes.setting_up.options import options
from voice.scenes.setting_up.situation import Plan, Shown, Situation
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.wording import SetupSay

WORKING = frozenset({SettingUp.FETCHING, SettingUp.MAKING_KEY, SettingUp.MAKING_VAULT})
"""States in which something is done, and nothing asked."""

OVER = frozenset({SettingUp.CLOSING, SettingUp.DRAINING, SettingUp.ENDED})

_COMES = frozenset({SettingUp.RECOGNISER, SettingUp.FETCHING})
"""Where it is seen how much of the recogniser is here."""

HEADINGS = tuple(state.name.lower() for state in SettingUp if state not in {*OVER, SettingUp.SOUND})
"""Each has a heading in the page's words, but what shows itself inside; at the end there is the
program's name."""


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of setting up."""
    over = now.state in OVER
    mood, mood_key = Mood.READY, "setup_mood_asking"
    if now.speaking:
        mood, mood_key = Mood.SPEAKING, "mood_speaking"
    elif over:
        mood, mood_key = Mood.OVER, "setup_mood_over"
    elif now.state in WORKING:
        mood, mood_key = Mood.THINKING, "one_moment"
    told = with_what_is_asked(now.said, () if over else now.prompt)
    letters = _letters(now) if now.shown is Shown.LETTERS and _key_is_here(now) else ()
    return View(
        state=now.state,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        mood=mood,
        mood_key=mood_key,
        title=plan.title,
        heading_key="setup_over" if over else f"setup_{now.state.name.lower()}",
        saying=texts_of(_for_eyes(now, now.saying)),
        shown=(*texts_of(_for_eyes(now, told)), *letters, *_progress(plan, now)),
        private=frozenset(letters),
        options=options(plan, now),
        choices=choices_of(now.offered(), plan.wording.actions),
        step=0 if over else now.index + 1,
        steps=0 if over else len(plan.tasks),
        percent=now.percent if now.state in _COMES and now.begun else None,
        guarded=now.shows_key,
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        microphone_open=False,
        captions=True,
        slip=now.slip if now.shown is Shown.CODE and _key_is_here(now) else None,
    )


def _progress(plan: Plan, now: Situation) -> tuple[str, ...]:
    """How much has come, on a screen that is drawn again; it is said now and then."""
    if now.state is not SettingUp.FETCHING or not now.percent:
        return ()
    line = plan.wording.line(SetupSay.PERCENT, percent=now.percent)
    return () if line in texts_of(now.said) else (line,)


def _letters(now: Situation) -> tuple[str, ...]:
    """The key as it is written down: the line that all have, then its own, each with its number."""
    first, *own = now.rows
    return (first, *(f"{number}:  {row}" for number, row in enumerate(own, start=1)))


def _key_is_here(now: Situation) -> bool:
    return now.state is SettingUp.SHOWING_KEY


def _for_eyes(now: Situation, lines: tuple[Line, ...]) -> list[Line]:
    """Without the choices, which stand there with their numbers, and without what is only heard."""
    return [line for line in lines if line not in now.option_lines and not line.private]
