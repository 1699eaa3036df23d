"""Erasing one answer of a session that is over: its words go, and the chain says why.

Whole sessions are folders and need nothing from here.
"""

from collections.abc import Sequence
from pathlib import Path

from voice.errors import VaultError
from voice.vault.age import Opener
from voice.vault.files import FileSystem
from voice.vault.journal import Place, RecordWriter, erase_places
from voice.vault.opening import Opened, open_folder
from voice.vault.reading import in_order
from voice.vault.records import CorrectionKept, SegmentKept, SessionStarted, SoundKept


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
    opened = [record for folder in folders for record in open_folder(folder, opener)[0]]
    if not opened:
        raise VaultError("nothing of that session opens with this key", "give it with --identity")
    session_id = opened[0].envelope.session_id
    question_id = _question_id(opened, question)
    chain, _ = in_order(session_id, opened)
    kept = [r for r in chain if _is_of(r, question_id)]
    if not kept:
        raise VaultError(f'nothing is kept of the answer "{question[:80]}"', "see `reflect read`")
    places = [
        Place(
            # every copy: an earlier try, or a conflict of two synchronised folders
            tuple(r.path for r in opened if r.envelope.record_id == record.envelope.record_id),
            record.envelope.sequence,
            record.digest,
        )
        for record in kept
    ]
    last = chain[-1]
    writer = RecordWriter(
        last.path.parent,
        reserve,
        recipients,
        session_id,
        fs,
        last.envelope.sequence + 1,
        last.digest,
    )
    erase_places(fs, writer, question_id, [_segment_id(r) for r in kept], places)
    return sum(isinstance(record.envelope.body, SegmentKept) for record in kept)


def _question_id(opened: Sequence[Opened], question: str) -> str:
    for record in opened:
        body = record.envelope.body
        if isinstance(body, SessionStarted):
            ids = [asked.question_id for asked in body.questions]
            if question in ids:
                return question
            if question.isdecimal() and 1 <= int(question) <= len(ids):
                return ids[int(question) - 1]
            raise VaultError(
                f'that session has no question "{question[:80]}"',
                f"give a number from 1 to {len(ids)}, or one of: {', '.join(ids)}",
            )
    return question


_OF_AN_ANSWER = SegmentKept | CorrectionKept | SoundKept
"""What holds words or the voice of whoever said them."""


def _is_of(record: Opened, question_id: str) -> bool:
    body = record.envelope.body
    return isinstance(body, _OF_AN_ANSWER) and body.question_id == question_id


def _segment_id(record: Opened) -> str:
    body = record.envelope.body
    assert isinstance(body, _OF_AN_ANSWER)
    return body.segment_id
