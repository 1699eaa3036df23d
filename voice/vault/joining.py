"""Sessions that go on with one another: which records say so, and what of it their keys prove.

Sessions stay apart in the vault, and nothing here puts their words together: who reads them does
(`values.continuing`). Whoever has the public key can make a session that claims to go on with
another; only who has the other's key too can prove it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from voice.values.errors import VaultError
from voice.values.transcript import instant_of
from voice.values.troubles import TroubleName
from voice.vault.age import Opener
from voice.vault.chain import Chain, by_session, chain_of, left_out
from voice.vault.journal import Continued
from voice.vault.opening import Head, in_order_of_time, open_folder, open_place, wanted_folders
from voice.vault.proof import is_continuing
from voice.vault.records import SessionContinues

_PLACE = 1
"""Which of a session's records says what it goes on with: the one after its first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a session says of itself, and what it can be asked with."""

    session_id: str
    key: bytes | None = field(repr=False)
    """None: nothing proves its records."""
    continues: SessionContinues | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Which session goes on with which, and what of that is not so."""

    continues: Mapping[str, str]
    """By the id of the one that goes on; where the other is not here, as it says itself."""
    problems: tuple[str, ...]
    remarks: tuple[str, ...]


def claim_of(chain: Chain) -> tuple[Claim, list[str]]:
    """What a session says that it goes on with, and what says so in a place where nothing may."""
    said: SessionContinues | None = None
    problems: list[str] = []
    for record in chain.records:
        body = record.envelope.body
        if not isinstance(body, SessionContinues):
            continue
        if record.envelope.sequence == _PLACE:
            said = body
        else:
            why = "only a session's second record says what it goes on with"
            problems.append(left_out(record, why))
    return Claim(chain.session_id, chain.key, said), problems


def joined(claims: Iterable[Claim], all_are_here: bool = True) -> Joined:
    """What of these claims is proven. `all_are_here`: a session that is not among them is gone."""
    by_id = {claim.session_id: claim for claim in claims}
    continues: dict[str, str] = {}
    problems: list[str] = []
    remarks: list[str] = []
    for own_id, claim in sorted(by_id.items()):
        if claim.continues is None:
            continue
        other_id = claim.continues.session_id
        other = by_id.get(other_id)
        if other is None:
            continues[own_id] = other_id
            if all_are_here:
                remarks.append(f"session {own_id} goes on with session {other_id}, which is gone")
        elif other_id == own_id:
            problems.append(f"session {own_id} is left by itself: it says that it continues itself")
        elif not _is_proven(claim, other, claim.continues):
            problems.append(
                f"session {own_id} is left by itself: that it goes on with session {other_id} is "
                "not proven by that session's key"
            )
        else:
            continues[own_id] = other_id
    for own_id in _in_a_circle(continues):
        del continues[own_id]
        problems.append(f"session {own_id} is left by itself: it goes on with what continues it")
    return Joined(continues, tuple(problems), tuple(remarks))


def _is_proven(claim: Claim, other: Claim, said: SessionContinues) -> bool:
    if claim.key is None or other.key is None:
        return False
    return is_continuing(other.key, claim.key, said.proof)


def _in_a_circle(continues: Mapping[str, str]) -> list[str]:
    """Those that lead back to themselves; work grows with their number, however long a way is."""
    found: list[str] = []
    looked_at: set[str] = set()
    for start in sorted(continues):
        way: dict[str, None] = {}
        here = start
        while here in continues and here not in looked_at and here not in way:
            way[here] = None
            here = continues[here]
        if here in way:
            ids = list(way)
            found += ids[ids.index(here) :]
        looked_at.update(way)
    return found


def folders_of(heads: Sequence[Head], ids: Iterable[str]) -> list[Path]:
    """Where these sessions lie."""
    wanted = set(ids)
    return [head.folder for head in heads if head.session_id in wanted]


def that_go_on(heads: Sequence[Head], ids: Iterable[str], opener: Opener) -> set[str]:
    """Sessions that began later and say that they go on with one of these, or with such a one.

    Of each later session as few records are opened as tell; what they say is not proven here.
    """
    found = set(ids)
    began = [instant_of(head.started_at) for head in heads if head.session_id in found]
    for head in sorted(heads, key=lambda head: instant_of(head.started_at)):
        is_later = began and instant_of(head.started_at) >= min(began)
        if is_later and head.session_id not in found and _said_in(head.folder, opener) in found:
            found.add(head.session_id)
    return found


def _said_in(folder: Path, opener: Opener) -> str:
    """What the second record of a folder says that its session goes on with, or nothing."""
    for path in in_order_of_time(folder):
        record = open_place(path, opener)
        if not isinstance(record, str) and record.envelope.sequence == _PLACE:
            body = record.envelope.body
            return body.session_id if isinstance(body, SessionContinues) else ""
    return ""


def to_continue(records: Path, identity: str, session_id: str) -> Continued:
    """A session to go on with; raises `VaultError` where none opens, or nothing proves it."""
    opener = Opener(identity)
    folders, _ = wanted_folders(records, opener, session_id)
    opened = [record for folder in folders for record in open_folder(folder, opener, False)[0]]
    chain = chain_of(session_id, by_session(opened).get(session_id, []))
    if chain.key is None:
        raise VaultError.named(TroubleName.SESSION_MISSING, session=session_id)
    return Continued(session_id, chain.key)
