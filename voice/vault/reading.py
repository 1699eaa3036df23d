"""Opening sealed records and putting sessions together again.

One damaged, foreign or missing record is reported as a problem and keeps no other from being
read. Problems name files and places, never words.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voice.errors import VaultError
from voice.transcript import Answer, AnswerState, Segment, Session, segment_prose
from voice.vault import age
from voice.vault.journal import EndOfSession
from voice.vault.records import (
    AnswerMarked,
    CorrectionKept,
    DamagedRecord,
    Envelope,
    SegmentFlagged,
    SegmentKept,
    SegmentsErased,
    SessionEnded,
    SessionStarted,
    from_bytes,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be opened, and what could not, in one line each."""

    sessions: tuple[Session, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Opened:
    """One record that opened."""

    envelope: Envelope
    digest: str
    path: Path


def read_sessions(records: Path, identity: str, wanted: str | None) -> Reading:
    """All sessions, oldest first, or those whose id begins with `wanted` ("last": the newest).

    Raises:
        VaultError: the key is none, or nothing that is wanted is there.
    """
    opened, problems = _open_all(records, identity)
    sessions: list[Session] = []
    for session_id, of_session in sorted(opened.items()):
        session, found = _session(session_id, of_session)
        problems += found
        if session is not None:
            sessions.append(session)
    sessions.sort(key=lambda session: session.started_at)
    if wanted == "last":
        sessions = sessions[-1:]
    elif wanted is not None:
        sessions = [session for session in sessions if session.session_id.startswith(wanted)]
    if wanted is not None and not sessions:
        raise VaultError(f'no session begins with "{wanted}"', "list them with `reflect read`")
    return Reading(tuple(sessions), tuple(problems))


def folders_of(records: Path, identity: str, wanted: str) -> list[Path]:
    """The folders of the one session whose id begins so; raises `VaultError`."""
    opened, _ = _open_all(records, identity)
    matching = [session_id for session_id in opened if session_id.startswith(wanted)]
    if len(matching) != 1:
        raise VaultError(
            f'{len(matching)} sessions begin with "{wanted}"', "list them with `reflect read`"
        )
    return sorted({record.path.parent for record in opened[matching[0]]})


def end_of_session(records: Path, identity: str, session_id: str) -> EndOfSession:
    """Where this session goes on; raises `VaultError` where nothing of it opens."""
    opened, _ = _open_all(records, identity)
    if session_id not in opened:
        raise VaultError(f'there is no session "{session_id}"', "list them with `reflect read`")
    chain, _ = _chain(session_id, opened[session_id])
    last = chain[-1]
    return EndOfSession(
        session_id,
        last.path.parent,
        last.envelope.sequence + 1,
        last.digest,
        _places(opened[session_id]),
    )


def _places(records: Iterable[_Opened]) -> Mapping[str, list[tuple[Path, int]]]:
    """The files and sequences that go when a passage or a correction is erased."""
    places: dict[str, list[tuple[Path, int]]] = {}
    for record in records:
        match record.envelope.body:
            case SegmentKept(segment_id=segment_id):
                ids = [segment_id]
            case CorrectionKept(correction_id=correction_id, segment_id=segment_id):
                ids = [correction_id, segment_id]
            case _:
                continue
        for id_ in ids:
            places.setdefault(id_, []).append((record.path, record.envelope.sequence))
    return places


def as_json(sessions: Iterable[Session]) -> list[dict[str, Any]]:
    """Sessions as plain data, in the shape that `reflect read --json` promises."""
    return [
        {
            "session_id": session.session_id,
            "guide_id": session.guide_id,
            "started_at": session.started_at,
            "answers": [_answer_json(answer) for answer in session.answers],
        }
        for session in sessions
    ]


def _answer_json(answer: Answer) -> dict[str, Any]:
    return {
        "question_id": answer.question_id,
        "question": answer.question,
        "state": answer.state.value,
        "text": answer.text,
        "verbatim": answer.verbatim,
        "segments": [
            {
                "segment_id": segment.segment_id,
                "text": segment_prose(shown),
                "verbatim": segment.verbatim,
                "start_seconds": segment.start_seconds,
                "end_seconds": segment.end_seconds,
                "flagged": segment.segment_id in answer.flagged,
                "corrections": [
                    {"misheard": " ".join(c.misheard), "meant": " ".join(c.meant)}
                    for c in answer.corrections
                    if c.segment_id == segment.segment_id
                ],
                "words": [
                    {
                        "word": word.text,
                        "start_seconds": word.start_seconds,
                        "end_seconds": word.end_seconds,
                        "confidence": word.confidence,
                    }
                    for word in segment.words
                ],
            }
            for segment, shown in zip(answer.segments, answer.corrected, strict=True)
        ],
    }


def _open_all(records: Path, identity: str) -> tuple[dict[str, list[_Opened]], list[str]]:
    opened: dict[str, list[_Opened]] = {}
    problems: list[str] = []
    for path in sorted(records.glob("*/*.age")):
        place = f"{path.parent.name}/{path.name}"
        try:
            sealed = path.read_bytes()
            record = _Opened(
                from_bytes(age.unseal(sealed, identity)), hashlib.sha256(sealed).hexdigest(), path
            )
        except OSError as error:
            problems.append(f"{place} cannot be read: {(error.strerror or 'unknown').lower()}")
        except age.WrongKey:
            problems.append(f"{place} is damaged, or sealed to another key")
        except DamagedRecord:
            problems.append(f"{place} is no record of this program")
        else:
            opened.setdefault(record.envelope.session_id, []).append(record)
    return opened, problems


def _session(session_id: str, records: Sequence[_Opened]) -> tuple[Session | None, list[str]]:
    chain, problems = _chain(session_id, records)
    bodies = [record.envelope.body for record in chain]
    started = next((body for body in bodies if isinstance(body, SessionStarted)), None)
    if started is None:
        return None, [*problems, f"session {session_id}: its first record is missing"]
    answers = {
        asked.question_id: Answer(asked.question_id, asked.question, theme=asked.theme)
        for asked in started.questions
    }
    marked: set[str] = set()
    for body in bodies:
        if isinstance(body, SessionStarted | SessionEnded) or body.question_id not in answers:
            continue
        answer = answers[body.question_id]
        match body:
            case SegmentKept():
                answer = replace(answer, segments=(*answer.segments, body.segment()))
            case AnswerMarked():
                marked.add(body.question_id)
                answer = replace(answer, state=body.state)
            case SegmentFlagged():
                answer = replace(answer, flagged=answer.flagged | {body.segment_id})
            case CorrectionKept():
                answer = replace(answer, corrections=(*answer.corrections, body.correction()))
            case SegmentsErased():
                answer = _without(answer, body.segment_ids)
        answers[body.question_id] = answer
    for question_id, answer in answers.items():
        if answer.segments and question_id not in marked:
            answers[question_id] = replace(answer, state=AnswerState.ANSWERED)
    ordered = tuple(
        replace(answer, segments=tuple(sorted(answer.segments, key=_start)))
        for answer in answers.values()
    )
    session = Session(
        session_id,
        started.guide_id,
        started.started_at,
        ordered,
        started.guide_title,
        started.language,
    )
    return session, problems


def _start(segment: Segment) -> float:
    return segment.start_seconds


def _without(answer: Answer, segment_ids: Sequence[str]) -> Answer:
    left = tuple(s for s in answer.segments if s.segment_id not in segment_ids)
    kept = tuple(
        c
        for c in answer.corrections
        if c.segment_id not in segment_ids and c.correction_id not in segment_ids
    )
    state = answer.state
    if not left and state is AnswerState.ANSWERED:
        state = AnswerState.UNANSWERED
    return replace(answer, segments=left, corrections=kept, state=state)


def _chain(session_id: str, records: Sequence[_Opened]) -> tuple[list[_Opened], list[str]]:
    """Records in order, each id once, and what is missing or out of line."""
    wanted = {record.envelope.previous for record in records}
    once: dict[str, _Opened] = {}
    for record in records:
        known = once.get(record.envelope.record_id)
        if known is None or record.digest in wanted:
            once[record.envelope.record_id] = record
    ordered = sorted(once.values(), key=lambda record: record.envelope.sequence)
    erased = {
        sequence
        for record in ordered
        if isinstance(record.envelope.body, SegmentsErased)
        for sequence in record.envelope.body.sequences
    }
    problems: list[str] = []
    expected = 0
    before: _Opened | None = None
    for record in ordered:
        sequence = record.envelope.sequence
        missing = [n for n in range(expected, sequence) if n not in erased]
        problems += [f"session {session_id}: record {number} is missing" for number in missing]
        follows = before is not None and sequence == before.envelope.sequence + 1
        if follows and before is not None and record.envelope.previous != before.digest:
            problems.append(
                f"session {session_id}: record {sequence} does not follow the one before"
            )
        expected = sequence + 1
        before = record
    return ordered, problems
