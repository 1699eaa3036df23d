"""Which of the records that opened are a session's own, in which order, and what is beside them.

Whoever has the public key can put records there. Those of format 2 are told apart by the key in
the session's first record; those of format 1 by nothing but how they follow one another. What is
left out is named, by its file; nothing here opens a file or makes sense of what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from voice.vault.opening import Opened, place_of, written_at
from voice.vault.proof import bears_mark, is_marked_folder, is_marked_id
from voice.vault.records import PROVEN_FORMAT, SegmentsErased, SessionStarted

_MOST_RIVALS = 8
"""First records whose sessions are compared where no mark decides; more would cost their number
times that of the records."""


@dataclass(frozen=True, slots=True)
class Chain:
    """One session's own records, each once and in order."""

    session_id: str
    records: tuple[Opened, ...]
    problems: tuple[str, ...]
    """One line for each record that is missing, damaged in its place, or left out."""
    key: bytes | None = field(repr=False)
    """None: the session is of format 1, and nothing proves its records."""
    copies: Mapping[str, tuple[Path, ...]] = field(repr=False)
    """Every file of each record, by its id: an earlier try, or of two synchronised folders."""

    @property
    def started(self) -> SessionStarted | None:
        """What the first record says, where it is there."""
        body = self.records[0].envelope.body if self.records else None
        return body if isinstance(body, SessionStarted) else None


@dataclass(slots=True)
class _Entry:
    """One record and all its files: the same line, sealed more than once."""

    opened: Opened
    digests: set[str]
    paths: list[Path]

    @property
    def sequence(self) -> int:
        return self.opened.envelope.sequence

    @property
    def previous(self) -> str:
        return self.opened.envelope.previous


def chain_of(session_id: str, opened: Sequence[Opened]) -> Chain:
    """Put one session together from the records that claim to be its own.

    Work and memory grow with the number of records, whatever numbers stand in them.
    """
    if _is_old(session_id, opened):
        old = [record for record in opened if not _has_proof(record)]
        problems = [
            left_out(record, "it is of a later format") for record in opened if _has_proof(record)
        ]
        return _ordered(session_id, old, None, problems)
    key = _key_of(session_id, opened)
    if key is None:
        return Chain(
            session_id,
            (),
            (f"session {session_id}: record 0 is missing, and nothing proves the others without",),
            None,
            {},
        )
    own: list[Opened] = []
    problems: list[str] = []
    for record in opened:
        if _has_proof(record) and record.is_proven_by(key):
            own.append(record)
        else:
            problems.append(left_out(record, _why_not(record)))
    return _ordered(session_id, own, key, problems)


def left_out(record: Opened, why: str) -> str:
    """The line about a record that is no part of its session."""
    return f"{place_of(record.path)} is left out of session {record.envelope.session_id}: {why}"


def by_session(opened: Iterable[Opened]) -> dict[str, list[Opened]]:
    """The records that claim to be each session's."""
    found: dict[str, list[Opened]] = {}
    for record in opened:
        found.setdefault(record.envelope.session_id, []).append(record)
    return found


def _is_old(session_id: str, opened: Sequence[Opened]) -> bool:
    """Whether the session was recorded before there were proofs.

    A record of the other format may have been put beside it either way. What names tell decides:
    only a session of format 2 has a mark in its id, and its records lie in a folder with one.
    """
    if is_marked_id(session_id):
        return False
    proven = [record for record in opened if _has_proof(record)]
    begins = any(
        isinstance(record.envelope.body, SessionStarted) and not _has_proof(record)
        for record in opened
    )
    in_its_folder = any(is_marked_folder(record.path.parent.name) for record in proven)
    return not proven or (begins and not in_its_folder)


def _has_proof(record: Opened) -> bool:
    return record.envelope.format_version == PROVEN_FORMAT


def _why_not(record: Opened) -> str:
    if not _has_proof(record):
        return "it has no proof, as the others have"
    if isinstance(record.envelope.body, SessionStarted):
        return "it is a second beginning"
    return "its proof was not made with the session's key"


def _key_of(session_id: str, opened: Sequence[Opened]) -> bytes | None:
    """The key of the session's true first record; None where there is none.

    That is the one whose mark the session's id bears, or else its folder's name. Where no mark
    decides, as in sessions that were named by hand, it is the key that proves most records, and
    of equals the one whose file is the oldest.
    """
    starts: dict[bytes, Opened] = {}
    marks: dict[bytes, tuple[bool, bool]] = {}
    for record in opened:
        if record.key is not None:
            starts.setdefault(record.key, record)
            mark = bears_mark(record.key, session_id, record.path.parent.name)
            marks[record.key] = max(mark, marks.get(record.key, mark))
    if not starts:
        return None
    best = max(marks.values())
    rivals = [key for key in starts if marks[key] == best]
    if len(rivals) == 1:
        return rivals[0]
    rivals.sort(key=lambda key: (written_at(starts[key].path), starts[key].path))
    return max(
        islice(rivals, _MOST_RIVALS),
        key=lambda key: sum(record.is_proven_by(key) for record in opened),
    )


def _ordered(
    session_id: str, own: Sequence[Opened], key: bytes | None, problems: list[str]
) -> Chain:
    places = _places(own)
    erased = _erased(entry for entries in places.values() for entry in entries)
    heights = _heights(places)
    if key is None:  # what was put there explains nothing away, unless it follows too
        chosen = _choose(places, erased, heights)
        erased = _erased(chosen.values())
    chosen = _choose(places, erased, heights)
    kept: dict[str, _Entry] = {}
    expected = 0
    for number in sorted({*places, *erased}):
        entry = chosen.get(number)
        problems += [
            left_out(other.opened, _why_second(other, entry, number in erased))
            for other in places.get(number, ())
            if other is not entry or number in erased
        ]
        if entry is None and number not in erased:
            continue
        if number > expected:
            problems.append(_missing(session_id, expected, number - 1))
        expected = number + 1
        if entry is None or number in erased:
            continue
        before = _digests_at(number - 1, chosen, erased)
        follows = not before or entry.previous in before
        if not follows:
            why = f"record {number} does not follow the one before"
            problems.append(f"session {session_id}: {why}" if key else left_out(entry.opened, why))
        if follows or key is not None:  # whatever is proven was said
            _keep(kept, entry, problems)
    return Chain(
        session_id,
        tuple(entry.opened for entry in kept.values()),
        tuple(problems),
        key,
        {id_: tuple(entry.paths) for id_, entry in kept.items()},
    )


def _places(own: Iterable[Opened]) -> dict[int, list[_Entry]]:
    entries: dict[bytes, _Entry] = {}
    for record in own:
        entry = entries.setdefault(record.record.line_digest, _Entry(record, set(), []))
        entry.digests.add(record.digest)
        entry.paths.append(record.path)
    places: dict[int, list[_Entry]] = {}
    for entry in entries.values():
        places.setdefault(entry.sequence, []).append(entry)
    return places


def _erased(entries: Iterable[_Entry]) -> dict[int, str]:
    """The places that are empty on purpose, with what was sealed there where that is known."""
    erased: dict[int, str] = {}
    for entry in entries:
        body = entry.opened.envelope.body
        if isinstance(body, SegmentsErased):
            digests = body.digests or ("",) * len(body.sequences)
            pairs = zip(body.sequences, digests, strict=False)
            erased.update((number, digest) for number, digest in pairs if number < entry.sequence)
    return erased


def _heights(places: Mapping[int, Sequence[_Entry]]) -> dict[str, int]:
    """How many records stand one on the other upon each digest."""
    heights: dict[str, int] = {}
    for number in sorted(places, reverse=True):
        for entry in places[number]:
            own = 1 + max(heights.get(digest, 0) for digest in entry.digests)
            heights[entry.previous] = max(own, heights.get(entry.previous, 0))
    return heights


def _choose(
    places: Mapping[int, Sequence[_Entry]], erased: Mapping[int, str], heights: Mapping[str, int]
) -> dict[int, _Entry]:
    """At each place the record that follows, and of several the one on which most others stand."""
    chosen: dict[int, _Entry] = {}
    for number in sorted(places):
        before = _digests_at(number - 1, chosen, erased)
        fitting = [entry for entry in places[number] if _is_first(entry) == (number == 0)]
        if fitting:
            chosen[number] = max(
                sorted(fitting, key=lambda entry: entry.opened.path),
                key=lambda entry: (
                    entry.previous in before,
                    max(heights.get(digest, 0) for digest in entry.digests),
                ),
            )
    return chosen


def _digests_at(number: int, chosen: Mapping[int, _Entry], erased: Mapping[int, str]) -> set[str]:
    """What the record after this place may follow; nothing where that is not known."""
    if number < 0:
        return {""}
    if number in erased:
        return {erased[number]} - {""}
    return chosen[number].digests if number in chosen else set()


def _is_first(entry: _Entry) -> bool:
    return isinstance(entry.opened.envelope.body, SessionStarted)


def _keep(kept: dict[str, _Entry], entry: _Entry, problems: list[str]) -> None:
    """Each id once: the second of a save that failed late and was tried again is a copy."""
    first = kept.setdefault(entry.opened.envelope.record_id, entry)
    if first is entry:
        return
    if first.opened.envelope.body == entry.opened.envelope.body:
        first.paths.extend(entry.paths)
    else:
        problems.append(left_out(entry.opened, "it has the id of another record"))


def _why_second(entry: _Entry, chosen: _Entry | None, was_erased: bool) -> str:
    if was_erased:
        return f"record {entry.sequence} was erased, and its file is there again"
    if _is_first(entry):
        return "it is a second beginning"
    if chosen is None:
        return "it begins no session"
    return f"another record has its place, {entry.sequence}"


def _missing(session_id: str, first: int, last: int) -> str:
    if first == last:
        return f"session {session_id}: record {first} is missing"
    return f"session {session_id}: records {first} to {last} are missing"
