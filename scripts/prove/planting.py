"""An honest session, and what somebody with the public key only plants beside it.

Values and files only; what the program makes of them is `planted`'s to try.
"""

import json
import random
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from prove.passages import header, passage
from voice.values.transcript import AnswerState, Correction, PassageSound
from voice.vault import age
from voice.vault.proof import new_key
from voice.vault.records import (
    AnswerMarked,
    Body,
    CorrectionKept,
    Envelope,
    FlagTakenBack,
    SegmentFlagged,
    SegmentKept,
    SegmentsErased,
    SessionEnded,
    SessionStarted,
    SoundKept,
    to_bytes,
)
from voice.vault.vault import Vault

HONEST = "20260101-honest"
"""Its words are the canary's."""

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 10**6, 10**12, 10**40, 1e308, -1e308, float("nan"), float("inf"), "", " ",
    "\x1b[2J\x1b]0;t\x07", "\u202e", "a\u0300\u0301\u0302\u0303\u0304", "../../etc/passwd",
    "never", "99999-01-01T00:00:00+00:00", "0001-01-01T00:00:00+00:00", "x" * 3000, "\ud800",
    "20260101-honest", "one", "last", [], {}, [[]], ["a"] * 5000, "AGE-SECRET-KEY-1", "0" * 64,
)  # fmt: skip


def honest(folder: Path) -> Path:
    """A vault with one session, of which every kind of record is there but `erased`."""
    vault, _ = Vault.create(folder)
    journal = vault.begin_session(replace(header(1), session_id=HONEST))
    for number in range(3):
        journal.seal_segment("one", passage(number))
        journal.seal_sound("one", passage(number).segment_id, PassageSound(0.0, bytes(32_000)))
    journal.seal_segment("two", passage(3))
    journal.flag_segment("one", passage(1).segment_id)
    journal.seal_correction(
        "one", Correction("c", passage(0).segment_id, 1, ("periwinkle1",), ("meant",))
    )
    journal.end("finished")
    journal.close()
    return folder


def bodies() -> tuple[Body, ...]:
    """One of each kind."""
    said = passage(7)
    return (
        SessionStarted(
            guide_id="guide",
            guide_title="Guide",
            language="en",
            started_at=header(1).started_at,
            questions=header(1).questions,
        ),
        SegmentKept.of("one", said),
        SoundKept(
            question_id="one", segment_id=said.segment_id, number=0, start_seconds=0, flac="AAAA"
        ),
        AnswerMarked(question_id="one", state=AnswerState.PASSED),
        SegmentFlagged(question_id="one", segment_id=said.segment_id),
        FlagTakenBack(question_id="one", segment_id=said.segment_id),
        CorrectionKept.of("one", Correction("d", said.segment_id, 0, ("periwinkle0",), ("m",))),
        SegmentsErased(question_id="one", segment_ids=(said.segment_id,), sequences=(1,)),
        SessionEnded(reason="finished"),
    )


def plant(vault: Vault, rng: random.Random, number: int) -> bool:
    """Put a session's worth of records there, one body of it mutated; whether beside the honest."""
    in_honest = number % 2 == 0
    own = next(vault.records_folder.iterdir())
    folder = own if in_honest else vault.records_folder / secrets.token_hex(12)
    folder.mkdir(exist_ok=True)
    session_id = HONEST if in_honest else rng.choice((HONEST, "20260102-planted"))
    key = rng.choice((None, new_key()))
    all_kinds = bodies()
    chosen = rng.randrange(len(all_kinds))
    wanted = {0, 1, chosen} if not in_honest else {chosen}
    previous = ""
    for sequence, body in enumerate(all_kinds):
        if sequence not in wanted:
            continue
        envelope = Envelope(
            format_version=1 if key is None else 2,
            session_id=session_id,
            record_id=secrets.token_hex(16),
            sequence=sequence,
            previous=previous,
            body=body,
        )
        plain = to_bytes(envelope, key)
        if sequence == chosen:
            plain = _mutated(plain, rng)
        sealed = age.seal(plain, [r.public_key for r in vault.recipients])
        path = folder / f"{secrets.token_hex(16)}.age"
        path.write_bytes(sealed)
        path.chmod(0o600)
    return in_honest


def _mutated(plain: bytes, rng: random.Random) -> bytes:
    """The first line with one to three of its values changed; the proof goes on to hold."""
    line = json.loads(plain.split(b"\n")[0])
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        place, step = rng.choice(list(_places(line)))
        match rng.randrange(5):
            case 0:
                del place[step]
            case 1 if isinstance(place, dict):
                place[rng.choice(("key", "words", "extra"))] = rng.choice(ODD)
            case _:
                place[step] = rng.choice(ODD)
    return json.dumps(line).encode() + b"\n" + b" " * 500


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in list(steps):
        yield value, step
        if isinstance(inner, dict | list):
            yield from _places(inner)
