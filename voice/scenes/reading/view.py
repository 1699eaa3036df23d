"""What of reading aloud any screen may show: its `View`, made of the reader and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

from voice.floor.troubles import notice_of
from voice.floor.view import Mood, View, choices_of, latest_shown, private_lines, texts_of
from voice.scenes.reading.states import Reading
from voice.scenes.reading.step import Plan, Situation
from voice.values.transcript import prose, segment_prose

MOODS: Mapping[Reading, Mood] = {
    Reading.SPEAKING: Mood.SPEAKING,
    Reading.WAITING: Mood.READY,
    Reading.TELLING: Mood.SPEAKING,
    Reading.ADDING: Mood.LISTENING,
    Reading.COVERED: Mood.ASKING,
    Reading.CLOSING: Mood.SPEAKING,
    Reading.DRAINING: Mood.THINKING,
    Reading.ENDED: Mood.OVER,
}


def view_of(plan: Plan, now: Situation) -> View:
    """The present moment of a reading; where it is covered, without a word that was sealed."""
    view = _open_view(plan, now)
    if now.waiting_state is not Reading.COVERED:
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
    return View(
        state=now.state,
        turn_id=now.turn_id,
        speaking_turn_id=now.turn_id if now.speaking else 0,
        mood=mood,
        mood_key="mood_waiting" if now.state is Reading.WAITING else f"mood_{mood}",
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
        choices=choices_of(now.offered(), plan.wording.actions),
        notice=notice_of(now.writing_trouble, now.device_troubles, plan.wording),
        kept_passages=now.sealed_count,
        microphone_open=now.listening,
        listens=mood in {Mood.READY, Mood.LISTENING},
        guarded=now.state not in {Reading.CLOSING, Reading.DRAINING, Reading.ENDED},
        tells=now.state in {Reading.SPEAKING, Reading.TELLING},
    )
