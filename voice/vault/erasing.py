"""Erasing one answer of a session that is over: its words go, and the chain says why.

Whole sessions are folders and need nothing from here.
"""

from collections.abc import Sequence
from pathlib import Path

from voice.values.errors import VaultError
from voice.vault.age import Opener
from voice.vault.chain import Chain, by_session, chain_of
from voice.vault.files import FileSystem
from voice.vault.opening import Opened, open_folder, session_of
from voice.vault.records import CorrectionKept, SegmentKept, SoundKept
from voice.vault.writing import Place, RecordWriter, erase_places


def erase_answer(
    fs: FileSystem,
    folders: Sequence[Path],
    identity: str,
    question: str,
    recipients: Sequence[str],
    reserve: Path,
) -> int:
    """Remove every file with words or sound of this answer, and say so; how many passages.

    Raises:
        VaultError: there is no such answer, nothing is kept of it, or the disk refuses.
    """
    opener = Opener(identity)
    opened = [
        record for folder in folders for record in open_folder(folder, opener, words=False)[0]
    ]
    if not opened:
        raise VaultError("nothing of that session opens with this key", "give it with --identity")
    in_first = [record for record in opened if record.path.parent == folders[0]]
    session_id = session_of(folders[0], in_first)
    chain = chain_of(session_id, by_session(opened)[session_id])
    if not chain.records:
        raise VaultError(
            "the first record of session {session_id} is missing, and no other can be told apart",
            "erase all of it: `reflect erase {session_id}`",
            session_id=session_id,
        )
    question_id = _question_id(chain, question)
    kept = [r for r in chain.records if _is_of(r, question_id)]
    places = [
        Place(chain.copies[r.envelope.record_id], r.envelope.sequence, r.digest) for r in kept
    ]
    # what is left out of the session may hold the same words
    known = {path for place in places for path in place.paths}
    beside = [r for r in opened if _is_of(r, question_id) and r.path not in known]
    if not kept and not beside:
        raise VaultError(
            'nothing is kept of the answer "{question}"',
            "see `reflect read`",
            question=question[:80],
        )
    last = chain.records[-1]
    writer = RecordWriter(
        last.path.parent,
        reserve,
        recipients,
        session_id,
        chain.key,
        fs,
        last.envelope.sequence + 1,
        last.digest,
    )
    left_out = [record.path for record in beside]
    erase_places(fs, writer, question_id, [_segment_id(r) for r in kept], places, left_out)
    return sum(isinstance(record.envelope.body, SegmentKept) for record in kept or beside)


def _question_id(chain: Chain, question: str) -> str:
    ids = [asked.question_id for asked in chain.started.questions] if chain.started else []
    if not ids or question in ids:
        return question
    if question.isdecimal() and 1 <= int(question) <= len(ids):
        return ids[int(question) - 1]
    raise VaultError(
        'that session has no question "{question}"',
        "give a number from 1 to {last}, or one of: {ids}",
        question=question[:80],
        last=len(ids),
        ids=", ".join(ids),
    )


_OF_AN_ANSWER = SegmentKept | CorrectionKept | SoundKept
"""What holds words or the voice of whoever said them."""


def _is_of(record: Opened, question_id: str) -> bool:
    body = record.envelope.body
    return isinstance(body, _OF_AN_ANSWER) and body.question_id == question_id


def _segment_id(record: Opened) -> str:
    body = record.envelope.body
    assert isinstance(body, _OF_AN_ANSWER)
    return body.segment_id
