"""Where a session that was closed goes on: its last record, and which files go with what is erased.

Nothing here writes; `journal` and `writing` go on from it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.troubles import TroubleName
from voice.vault.age import Opener
from voice.vault.chain import Chain, chain_of
from voice.vault.journal import EndOfSession
from voice.vault.opening import open_folder
from voice.vault.records import CorrectionKept, SegmentKept, SoundKept
from voice.vault.writing import Place


def end_of_session(folders: Iterable[Path], identity: str, session_id: str) -> EndOfSession:
    """Where this session goes on; raises `VaultError` where nothing of it opens, or its start.

    `folders` are all that may hold records of it.
    """
    opener = Opener(identity)
    chain = chain_of(
        session_id,
        [
            record
            for folder in folders
            for record in open_folder(folder, opener)[0]
            if record.envelope.session_id == session_id
        ],
    )
    if not chain.records:
        raise VaultError.named(TroubleName.SESSION_MISSING, session=session_id)
    last = chain.records[-1]
    return EndOfSession(
        session_id,
        last.path.parent,
        last.envelope.sequence + 1,
        last.digest,
        _places(chain),
        chain.key,
    )


def _places(chain: Chain) -> Mapping[str, list[Place]]:
    """What goes when a passage or a correction is erased: every copy of each of its records."""
    places: dict[str, list[Place]] = {}
    for record in chain.records:
        match record.envelope.body:
            case SegmentKept(segment_id=segment_id) | SoundKept(segment_id=segment_id):
                ids = [segment_id]
            case CorrectionKept(correction_id=correction_id, segment_id=segment_id):
                ids = [correction_id, segment_id]
            case _:
                continue
        copies = chain.copies[record.envelope.record_id]
        place = Place(copies, record.envelope.sequence, record.digest)
        for id_ in ids:
            places.setdefault(id_, []).append(place)
    return places
