"""Putting opened records together again as sessions, and sessions as plain data.

One damaged, foreign or missing record is reported as a problem and keeps no other from being
read. Problems name files and places, never words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from voice.errors import VaultError
from voice.transcript import Answer, AnswerState, Segment, Session, instant_of, segment_prose
from voice.troubles import TroubleName
from voice.vault.age import Opener
from voice.vault.journal import EndOfSession, Place
from voice.vault.opening import (
    LIST_HINT,
    Opened,
    open_folder,
    session_folders,
    wanted_folders,
)
from voice.vault.records import (
    AnswerMarked,
    CorrectionKept,
    SegmentFlagged,
    SegmentKept,
    SegmentsErased,
    SessionEnded,
    SessionStarted,
    SoundKept,
)
from voice.vault.sounds import KeptSounds, SoundPlaces


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be opened, and what could not, in one line each."""

    sessions: tuple[Session, ...]
    problems: tuple[str, ...]
    sounds: KeptSounds


def read_sessions(records: Path, identity: str, wanted: str | None) -> Reading:
    """All sessions, oldest first, or those that `wanted` names ("last": the newest).

    Where some are wanted, one record of every other folder is opened and no more.

    Raises:
        VaultError: the key is none, or nothing that is wanted is there.
    """
    opener = Opener(identity)
    problems: list[str] = []
    if wanted is None:
        folders = session_folders(records)
    else:
        folders, problems = wanted_folders(records, opener, wanted)
    opened: dict[str, list[Opened]] = {}
    for folder in folders:
        in_folder, found = open_folder(folder, opener)
        problems += found
        for record in in_folder:
            opened.setdefault(record.envelope.session_id, []).append(record)
    sessions: list[Session] = []
    sounds: dict[tuple[str, str], SoundPlaces] = {}
    for session_id, of_session in sorted(opened.items()):
        session, places, found = _session(session_id, of_session)
        problems += found
        if session is not None:
            sessions.append(session)
            sounds |= {(session_id, segment_id): place for segment_id, place in places.items()}
    sessions.sort(key=in_time)
    if wanted is not None and not sessions:
        raise VaultError(f'no session begins with "{wanted}"', LIST_HINT)
    return Reading(tuple(sessions), tuple(problems), KeptSounds(sounds, identity))


def in_time(session: Session) -> tuple[float, str]:
    """By which sessions are sorted, oldest first."""
    return instant_of(session.started_at), session.session_id


def in_order(session_id: str, records: Sequence[Opened]) -> tuple[list[Opened], list[str]]:
    """Records in order, each id once, and what is missing or out of line."""
    followed = {record.envelope.previous for record in records}
    once: dict[str, Opened] = {}
    for record in records:
        known = once.get(record.envelope.record_id)
        if known is None or record.digest in followed:
            once[record.envelope.record_id] = record
    ordered = sorted(once.values(), key=lambda record: record.envelope.sequence)
    erased = _erased(ordered)
    digests: dict[int, set[str]] = {sequence: {d} - {""} for sequence, d in erased.items()}
    problems: list[str] = []
    expected = 0
    for record in ordered:
        sequence = record.envelope.sequence
        for number in range(expected, sequence):
            if number not in erased:
                problems.append(f"session {session_id}: record {number} is missing")
        before = digests.get(sequence - 1)
        if before and record.envelope.previous not in before:
            problems.append(
                f"session {session_id}: record {sequence} does not follow the one before"
            )
        if sequence in erased:
            problems.append(
                f"session {session_id}: record {sequence} was erased, and its file is there again"
            )
        digests.setdefault(sequence, set()).add(record.digest)
        expected = sequence + 1
    return ordered, problems


def _erased(records: Sequence[Opened]) -> dict[int, str]:
    """The places that are empty on purpose, with what was sealed there where that is known."""
    erased: dict[int, str] = {}
    for record in records:
        if isinstance(record.envelope.body, SegmentsErased):
            body = record.envelope.body
            digests = body.digests or ("",) * len(body.sequences)
            erased.update(zip(body.sequences, digests, strict=False))
    return erased


def end_of_session(records: Path, identity: str, session_id: str) -> EndOfSession:
    """Where this session goes on; raises `VaultError` where nothing of it opens."""
    opener = Opener(identity)
    folders, _ = wanted_folders(records, opener, session_id)
    opened = [
        record
        for folder in folders
        for record in open_folder(folder, opener)[0]
        if record.envelope.session_id == session_id
    ]
    if not opened:
        raise VaultError.named(TroubleName.SESSION_MISSING, session=session_id)
    chain, _ = in_order(session_id, opened)
    last = chain[-1]
    return EndOfSession(
        session_id,
        last.path.parent,
        last.envelope.sequence + 1,
        last.digest,
        _places(chain, opened),
    )


def _places(chain: Iterable[Opened], opened: Sequence[Opened]) -> Mapping[str, list[Place]]:
    """What goes when a passage or a correction is erased: every copy of each of its records."""
    places: dict[str, list[Place]] = {}
    for record in chain:
        match record.envelope.body:
            case SegmentKept(segment_id=segment_id) | SoundKept(segment_id=segment_id):
                ids = [segment_id]
            case CorrectionKept(correction_id=correction_id, segment_id=segment_id):
                ids = [correction_id, segment_id]
            case _:
                continue
        id_of = record.envelope.record_id
        copies = tuple(r.path for r in opened if r.envelope.record_id == id_of)
        place = Place(copies, record.envelope.sequence, record.digest)
        for id_ in ids:
            places.setdefault(id_, []).append(place)
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
                "background": segment.background,
                "flagged": segment.segment_id in answer.flagged,
                "sound": segment.segment_id in answer.sounds,
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


def _session(
    session_id: str, records: Sequence[Opened]
) -> tuple[Session | None, Mapping[str, SoundPlaces], list[str]]:
    """A session, where the sound of its passages lies, and what is wrong with it."""
    chain, problems = in_order(session_id, records)
    bodies = [record.envelope.body for record in chain]
    started = next((body for body in bodies if isinstance(body, SessionStarted)), None)
    if started is None:
        return None, {}, [*problems, f"session {session_id}: its first record is missing"]
    answers = {
        asked.question_id: Answer(asked.question_id, asked.question, theme=asked.theme)
        for asked in started.questions
    }
    marked: set[str] = set()
    sounds = _sounds(chain)
    for body in bodies:
        if isinstance(body, SessionStarted | SessionEnded) or body.question_id not in answers:
            continue
        answer = answers[body.question_id]
        match body:
            case SegmentKept():
                answer = replace(answer, segments=(*answer.segments, body.segment()))
            case SoundKept():
                continue  # with its passage, below
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
        if answer.said and question_id not in marked:
            answers[question_id] = replace(answer, state=AnswerState.ANSWERED)
    ordered = tuple(
        replace(
            answer,
            segments=tuple(sorted(answer.segments, key=_start)),
            # what is not read is not heard either: its passage was erased, or is missing
            sounds=frozenset(s.segment_id for s in answer.segments if s.segment_id in sounds),
        )
        for answer in answers.values()
    )
    read = frozenset[str]().union(*(answer.sounds for answer in ordered))
    session = Session(
        session_id,
        started.guide_id,
        started.started_at,
        ordered,
        started.guide_title,
        started.language,
    )
    return session, {id_: sounds[id_] for id_ in read}, problems


def _sounds(chain: Sequence[Opened]) -> dict[str, dict[int, Path]]:
    """Where every sound lies, by segment and piece; the first of two that claim one place."""
    sounds: dict[str, dict[int, Path]] = {}
    for record in chain:
        if isinstance(record.envelope.body, SoundKept):
            body = record.envelope.body
            sounds.setdefault(body.segment_id, {}).setdefault(body.number, record.path)
    return sounds


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
