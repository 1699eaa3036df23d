"""Adding to sessions that were closed, as `ports.Journal` has it: one record, one lock at a time.

Which answer is meant is told by "SESSION QUESTION" in place of a question's id, so that one
reading can go through several sessions. Nothing here ends or marks a session.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from voice.values.transcript import AnswerState, Correction, PassageSound, Segment
from voice.vault.going_on import GoingOn
from voice.vault.journal import SessionJournal
from voice.vault.vault import Vault


class AmendingJournal:
    """Corrects, flags and adds to sessions of one vault; needs the key, for it must read them."""

    def __init__(
        self, vault: Vault, identity: str, started_at: dict[str, str], now: Callable[[], datetime]
    ) -> None:
        """`started_at` is each session's beginning, ISO 8601; `now` when the microphone opened."""
        self._sessions = GoingOn(vault, identity)
        self._opened_at = now()
        self._started_at = {
            session_id: datetime.fromisoformat(moment) for session_id, moment in started_at.items()
        }

    def seal_segment(self, question_id: str, segment: Segment) -> None:
        """Add a passage, at the seconds since its session began; raises `VaultError`."""
        with self._going_on(question_id) as (journal, session_id, question_id):
            since = self._opened_at - self._started_at[session_id]
            journal.seal_segment(question_id, _later(segment, max(0.0, since.total_seconds())))

    def seal_sound(self, question_id: str, segment_id: str, sound: PassageSound) -> None:
        """What is added later has no sound: nobody was asked for it."""

    def erase_segments(self, question_id: str, segment_ids: tuple[str, ...]) -> None:
        """Remove passages and their corrections; raises `VaultError`."""
        with self._going_on(question_id) as (journal, _, question_id):
            journal.erase_segments(question_id, segment_ids)

    def seal_correction(self, question_id: str, correction: Correction) -> None:
        """Keep a correction; raises `VaultError`."""
        with self._going_on(question_id) as (journal, _, question_id):
            journal.seal_correction(question_id, correction)

    def erase_correction(self, question_id: str, correction_id: str) -> None:
        """Remove a correction that was taken back; raises `VaultError`."""
        with self._going_on(question_id) as (journal, _, question_id):
            journal.erase_correction(question_id, correction_id)

    def mark_answer(self, question_id: str, state: AnswerState) -> None:
        """How a question was left is known already."""

    def flag_segment(self, question_id: str, segment_id: str) -> None:
        """Keep that a passage is to be brought to a session; raises `VaultError`."""
        with self._going_on(question_id) as (journal, _, question_id):
            journal.flag_segment(question_id, segment_id)

    def unflag_segment(self, question_id: str, segment_id: str) -> None:
        """Keep that it is not to be brought any more; raises `VaultError`."""
        with self._going_on(question_id) as (journal, _, question_id):
            journal.unflag_segment(question_id, segment_id)

    def end(self, reason: str) -> None:
        """The session ended long ago."""

    def close(self) -> None:
        """Nothing is held between two records."""

    @contextmanager
    def _going_on(self, answer_key: str) -> Generator[tuple[SessionJournal, str, str]]:
        session_id, _, question_id = answer_key.partition(" ")
        with self._sessions.session(session_id) as journal:
            yield journal, session_id, question_id


def _later(segment: Segment, seconds: float) -> Segment:
    words = tuple(
        replace(
            word,
            start_seconds=round(word.start_seconds + seconds, 3),
            end_seconds=round(word.end_seconds + seconds, 3),
        )
        for word in segment.words
    )
    return replace(
        segment,
        words=words,
        start_seconds=round(segment.start_seconds + seconds, 3),
        end_seconds=round(segment.end_seconds + seconds, 3),
    )
