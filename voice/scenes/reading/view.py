"""What of reading aloud any screen may show: its `View`, made of the reader and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

from voice.floor.actions import Action
from voice.floor.troubles import notice_of
from voice.floor.view import (
    Choice,
    Mood,
    View,
    choices_of,
    latest_shown,
    private_lines,
    texts_of,
    while_typing,
)
from voice.floor.wording import Say
from voice.scenes.reading.sheet import sheet_of
from voice.scenes.reading.states import Reading
from voice.scenes.reading.step import LEFT_ALONE, Plan, Situation
from voice.values.transcript import prose, segment_prose

MOODS: Mapping[Reading, Mood] = {
    Reading.SPEAKING: Mood.SPEAKING,
    Reading.WAITING: Mood.READY,
    Reading.TELLING: Mood.SPEAKING,
    Reading.ADDING: Mood.LISTENING,
    Reading.CORRECTING: Mood.LISTENING,
    Reading.COVERED: Mood.ASKING,
    Reading.CLOSING: Mood.SPEAKING,
    Reading.DRAINING: Mood.THINKING,
    Reading.ENDED: Mood.OVER,
}


_MOOD_KEYS: Mapping[Reading, str] = {
    Reading.WAITING: "mood_waiting",
    Reading.CORRECTING: "mood_typing",
    Reading.COVERED: "mood_waiting",
}
"""What has other words here than what it is like; what is asked where it is covered ends in "yes
or no" itself."""


def _choices(plan: Plan, now: Situation) -> tuple[Choice, ...]:
    """What can be done now; where a part was read, each says what it does to it."""
    choices = choices_of(now.offered(), plan.wording.actions)
    if now.waiting_state is not Reading.WAITING or now.card:
        return choices
    does = {
        Action.NEXT: plan.wording.line(Say.READING_NEXT),
        Action.SKIP: plan.wording.actions[Action.NEXT].button,
        Action.SCRATCH: plan.wording.line(Say.READING_TAKE_OUT),
    }
    return tuple(replace(each, button=does.get(each.action, each.button)) for each in choices)


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of a reading; where it is covered, without a word that was sealed."""
    view = _open_view(plan, now)
    if now.waiting_state is not Reading.COVERED and now.reason != LEFT_ALONE:
        return view
    return replace(
        view,
        theme="",
        question=" ".join(texts_of(now.prompt)),
        number=0,
        count=0,
        answer="",
        passages=(),
        passage_count=0,
        guarded=False,
    )


def _open_view(plan: Plan, now: Situation) -> View:
    piece = now.piece
    added = piece.passages if piece.added and now.waiting_state is Reading.ADDING else ()
    shown = latest_shown(piece.passages, piece.corrections)
    mood = MOODS[now.state]
    choices = _choices(plan, now)
    typing = now.waiting_state is Reading.CORRECTING
    looked_at = now.waiting_state is Reading.WAITING
    return View(
        state=now.state,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        mood=mood,
        mood_key=_MOOD_KEYS.get(now.state, f"mood_{mood}"),
        title=plan.title,
        theme=piece.day,
        question=piece.question,
        number=piece.number,
        count=piece.count,
        saying=texts_of(now.saying),
        said=texts_of(now.said),
        private=private_lines(now.saying, now.said),
        answer=prose(shown),
        passages=tuple(map(segment_prose, shown)) if added else (),
        passage_count=len(added),
        choices=while_typing(choices) if typing else choices,
        sheet=sheet_of(now.pieces, now.index, plan.paper, plan.wording) if looked_at else None,
        typing_turn_id=now.typing_turn_id if typing else 0,
        draft=now.draft if typing else "",
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        kept_passages=now.sealed_count,
        microphone_open=now.listening,
        listens=mood in {Mood.READY, Mood.LISTENING},
        guarded=now.state not in {Reading.CLOSING, Reading.DRAINING, Reading.ENDED},
        tells=now.state in {Reading.SPEAKING, Reading.TELLING},
    )
