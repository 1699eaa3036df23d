"""What of a visit any screen may show: its own `View`, or that of the session inside, dressed.

Captions are off unless they were chosen: then the session's view holds neither the answer nor
what is read back. From "stop" on nothing of the person is shown, whatever was chosen.
"""

from collections.abc import Mapping
from dataclasses import replace

from voice.floor.actions import Action
from voice.floor.view import Choice, Mood, View, choices_of, texts_of, while_typing
from voice.scenes.visit.situation import Plan, Situation
from voice.scenes.visit.states import KioskState
from voice.scenes.visit.wording import KioskSay

NOBODY_HERE = frozenset(
    {KioskState.OPENING, KioskState.RESTING, KioskState.TROUBLED, KioskState.CLOSED}
)

MOODS: Mapping[KioskState, Mood] = {
    KioskState.OPENING: Mood.THINKING,
    KioskState.RESTING: Mood.READY,
    KioskState.CONSENTING: Mood.ASKING,
    KioskState.MEASURING: Mood.LISTENING,
    KioskState.ADVISING: Mood.ASKING,
    KioskState.CHOOSING_KEY: Mood.ASKING,
    KioskState.ENTERING_KEY: Mood.READY,
    KioskState.SHOWING_KEY: Mood.READY,
    KioskState.IN_SESSION: Mood.THINKING,
    KioskState.PARTING: Mood.ASKING,
    KioskState.CONFIRMING_ERASURE: Mood.ASKING,
    KioskState.LEAVING: Mood.OVER,
    KioskState.TROUBLED: Mood.STOPPING,
    KioskState.CLOSED: Mood.OVER,
}
"""What a silent kiosk does; while it speaks, that is what it does."""


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of the kiosk itself."""
    name = now.state.name.lower()
    speaking = bool(now.saying)
    return View(
        state=now.state,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        mood=Mood.SPEAKING if speaking else MOODS[now.state],
        mood_key="mood_speaking" if speaking else f"kiosk_mood_{name}",
        title=plan.title,
        heading_key=f"kiosk_{name}",
        saying=texts_of(now.saying),
        shown=texts_of(now.prompt),
        choices=_choices(plan, now),
        listens=now.state is KioskState.MEASURING and not speaking,
        captions=False,
        room=now.room or "",
        warned=now.warned,
        slip=now.slip if now.state is KioskState.SHOWING_KEY else None,
        fingerprint=now.client_fingerprint,
        entry=now.state is KioskState.ENTERING_KEY,
        crisis=plan.crisis.spoken,
        nobody_here=now.state in NOBODY_HERE,
    )


def around(plan: Plan, now: Situation, inside: View, is_going: bool) -> View:
    """The view of what runs inside, as the kiosk lets it be seen; `is_going`: from "stop" on."""
    captions = now.captions and not is_going
    own = _choices(plan, now)
    if inside.typing_turn_id:
        own = while_typing(own)
    return replace(
        inside if captions else veiled(inside),
        choices=(*inside.choices, *(() if inside.card else own)),
        captions=captions and inside.captions,
        room=now.room or "",
        warned=now.warned,
        crisis="" if inside.card else plan.crisis.spoken,
    )


def _choices(plan: Plan, now: Situation) -> tuple[Choice, ...]:
    """The kiosk's own; what shows the person's words or hides them says which it does."""
    toggle = plan.wording.line(KioskSay.HIDE_WORDS if now.captions else KioskSay.SHOW_WORDS)
    return tuple(
        replace(each, button=toggle) if each.action is Action.CAPTIONS else each
        for each in choices_of(now.offered(), plan.wording.actions)
    )


def veiled(view: View) -> View:
    """A view without the person's words."""
    return replace(
        view,
        saying=tuple(line for line in view.saying if line not in view.private),
        said=tuple(line for line in view.said if line not in view.private),
        private=frozenset[str](),
        answer="",
        passages=(),
        passage_count=0,
    )
