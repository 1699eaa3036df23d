"""Putting opened records together again as sessions, and sessions as plain data.

One damaged, foreign or missing record is reported as a problem and keeps no other from being
read. Problems name files and places, never words.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from voice.language.loading import language_or_english
from voice.values.errors import VaultError
from voice.values.transcript import (
    Answer,
    AnswerState,
    Correction,
    Segment,
    Session,
    instant_of,
    segment_prose,
)
from voice.vault.age import Opener
from voice.vault.chain import Chain, chain_of, left_out
from voice.vault.gathering import of_each_session
from voice.vault.joining import Claim, claim_of, folders_of, joined, that_go_on
from voice.vault.opening import (
    LIST_HINT,
    Opened,
    all_heads,
    session_folders,
    wanted_folders,
)
from voice.vault.records import (
    AnswerMarked,
    AskedQuestion,
    CorrectionKept,
    FlagTakenBack,
    SegmentFlagged,
    SegmentKept,
    SegmentsErased,
    SessionContinues,
    SessionEnded,
    SessionStarted,
    SoundKept,
)
from voice.vault.sounds import KeptSounds, SoundPlace, SoundPlaces


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be opened, and what could not, in one line each."""

    sessions: tuple[Session, ...]
    problems: tuple[str, ...]
    sounds: KeptSounds
    remarks: tuple[str, ...] = ()
    """What is worth knowing, and no problem."""


def read_sessions(records: Path, identity: str, wanted: str | None, whole: bool = False) -> Reading:
    """All sessions, oldest first, or those that `wanted` names ("last": the newest).

    Where some are wanted, one record of every other folder is opened and few more; `whole`: also
    all that go on with those, or that those go on with.

    Raises:
        VaultError: the key is none, or nothing that is wanted is there.
    """
    opener = Opener(identity)
    problems: list[str] = []
    if wanted is None:
        read, problems = of_each_session(session_folders(records), opener, _read)
    elif whole:
        read, problems = _whole(records, opener, wanted)
    else:
        folders, problems = wanted_folders(records, opener, wanted)
        read, found = of_each_session(folders, opener, _read)
        problems += found
    sessions: list[Session] = []
    unproven = 0
    sounds: dict[tuple[str, str], SoundPlaces] = {}
    links = joined((one.claim for one in read), all_are_here=wanted is None or whole)
    for one in read:
        problems += one.problems
        if one.session is not None:
            unproven += one.claim.key is None
            session_id = one.session.session_id
            sessions.append(replace(one.session, continues=links.continues.get(session_id, "")))
            sounds |= {(session_id, segment_id): place for segment_id, place in one.sounds.items()}
    sessions.sort(key=in_time)
    if wanted is not None and not sessions:
        raise VaultError('no session begins with "{wanted}"', LIST_HINT, wanted=wanted)
    remarks = (*((unproven_remark(unproven),) if unproven else ()), *links.remarks)
    problems += links.problems
    return Reading(tuple(sessions), tuple(problems), KeptSounds(sounds, identity), remarks)


def _whole(records: Path, opener: Opener, wanted: str) -> tuple[list["_Read"], list[str]]:
    """What is wanted and all that it is read together with, and what of that does not open."""
    known = all_heads(records, opener)
    heads = known[0]
    folders, problems = wanted_folders(records, opener, wanted, known)
    looked_at: set[Path] = set()
    read: list[_Read] = []
    while folders:  # what a session goes on with is known for certain once it is read
        looked_at.update(folders)
        more, found = of_each_session(folders, opener, _read)
        read += more
        problems += found
        ids = {head.session_id for head in heads if head.folder in looked_at}
        before = {one.claim.continues.session_id for one in more if one.claim.continues}
        new = before - ids or that_go_on(heads, ids, opener) - ids
        folders = [folder for folder in folders_of(heads, new) if folder not in looked_at]
    return read, problems


@dataclass(frozen=True, slots=True)
class _Read:
    """What is left of a session's records once they are read."""

    session: Session | None
    sounds: Mapping[str, SoundPlaces]
    problems: tuple[str, ...]
    claim: Claim


def _read(session_id: str, opened: Sequence[Opened]) -> _Read:
    chain = chain_of(session_id, opened)
    session, sounds, problems = put_together(chain)
    claim, misplaced = claim_of(chain)
    return _Read(session, sounds, (*chain.problems, *problems, *misplaced), claim)


def in_time(session: Session) -> tuple[float, str]:
    """By which sessions are sorted, oldest first."""
    return instant_of(session.started_at), session.session_id


def unproven_remark(count: int) -> str:
    """What is said of sessions whose records nothing proves."""
    was, it = ("session was", "it is") if count == 1 else ("sessions were", "they are")
    return (
        f"{count} {was} recorded before records were proven: {it} read as before, and whether "
        "somebody changed a record there cannot be told"
    )


def as_json(sessions: Iterable[Session]) -> list[dict[str, Any]]:
    """Sessions as plain data, in the shape that `reflect read --json` promises."""
    return [
        {
            "session_id": session.session_id,
            "guide_id": session.guide_id,
            "started_at": session.started_at,
            **({"continues": session.continues} if session.continues else {}),
            "answers": [_answer_json(answer) for answer in session.answers],
        }
        for session in sessions
    ]


def _answer_json(answer: Answer) -> dict[str, Any]:
    own: dict[str, list[Correction]] = {}
    for correction in answer.corrections:
        own.setdefault(correction.segment_id, []).append(correction)
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
                "typed": segment.typed,
                "flagged": segment.segment_id in answer.flagged,
                "sound": segment.segment_id in answer.sounds,
                "corrections": [
                    {"misheard": " ".join(c.misheard), "meant": " ".join(c.meant)}
                    for c in own.get(segment.segment_id, ())
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


@dataclass(slots=True)
class _Heard:
    """What was said to one question, while it is put together."""

    state: AnswerState | None = None
    """None: it was never told how the question was left."""
    segments: dict[str, Segment] = field(default_factory=dict[str, Segment])
    flagged: set[str] = field(default_factory=set[str])
    corrections: list[Correction] = field(default_factory=list[Correction])
    forgotten: dict[str, int] = field(default_factory=dict[str, int])
    """By the id of what was erased, how many corrections there were by then: they went with it."""

    def forget(self, gone: Iterable[str]) -> None:
        """Take out what was erased."""
        for segment_id in gone:
            self.segments.pop(segment_id, None)
            self.forgotten[segment_id] = len(self.corrections)
        if gone and not self.segments and self.state in {None, AnswerState.ANSWERED}:
            self.state = AnswerState.UNANSWERED

    def left_corrections(self) -> tuple[Correction, ...]:
        """Those that were not erased, looked through once however often something was."""
        return tuple(
            correction
            for place, correction in enumerate(self.corrections)
            if place >= self.forgotten.get(correction.segment_id, 0)
            and place >= self.forgotten.get(correction.correction_id, 0)
        )


def put_together(chain: Chain) -> tuple[Session | None, Mapping[str, SoundPlaces], list[str]]:
    """A session, where the sound of its passages lies, and what of it belongs to nothing."""
    started = chain.started
    if started is None:
        return None, {}, []  # the chain says that record 0 is missing
    problems: list[str] = []
    heard = {asked.question_id: _Heard() for asked in started.questions}
    sounds: dict[str, dict[int, SoundPlace]] = {}
    for record in chain.records:
        body = record.envelope.body
        if isinstance(body, SessionStarted | SessionContinues | SessionEnded):
            continue
        answer = heard.get(body.question_id)
        if answer is None:
            problems.append(left_out(record, "it answers no question that was asked"))
            continue
        match body:
            case SegmentKept(segment_id=segment_id):
                if segment_id in answer.segments:
                    problems.append(left_out(record, "it has the id of another passage"))
                else:
                    answer.segments[segment_id] = body.segment()
            case SoundKept():
                place = SoundPlace(record.path, record.digest)
                sounds.setdefault(body.segment_id, {}).setdefault(body.number, place)
            case AnswerMarked():
                answer.state = body.state
            case SegmentFlagged():
                answer.flagged.add(body.segment_id)
            case FlagTakenBack():
                answer.flagged.discard(body.segment_id)
            case CorrectionKept():
                answer.corrections.append(body.correction())
            case SegmentsErased():
                answer.forget(body.segment_ids)
    answers = tuple(
        _answer(asked, heard[asked.question_id], sounds.keys()) for asked in started.questions
    )
    session = Session(
        chain.session_id,
        started.guide_id,
        started.started_at,
        answers,
        started.guide_title,
        language_or_english(started.language),
    )
    # what is not read is not heard either: its passage was erased, or is missing
    read = {segment_id for answer in answers for segment_id in answer.sounds}
    return session, {id_: sounds[id_] for id_ in read}, problems


def _answer(asked: AskedQuestion, heard: _Heard, sounds: Set[str]) -> Answer:
    segments = tuple(sorted(heard.segments.values(), key=lambda segment: segment.start_seconds))
    said = any(not segment.background for segment in segments)
    unmarked = AnswerState.UNANSWERED if segments else AnswerState.NOT_ASKED
    state = heard.state or (AnswerState.ANSWERED if said else unmarked)
    return Answer(
        asked.question_id,
        asked.question,
        state,
        segments,
        frozenset(heard.flagged),
        heard.left_corrections(),
        asked.theme,
        frozenset(heard.segments.keys() & sounds),
    )
