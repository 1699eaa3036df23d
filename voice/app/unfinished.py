"""Sessions that were left unfinished: which there are, what of each is still to be asked, and the
session that goes on with one.

What was answered, passed or skipped is not asked again. Whether there are any is known without a
key; which they are, only with it.
"""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voice.guides.loading import ReflectionGuide, find_guide, guides_in
from voice.machine.places import guides_folder
from voice.scenes.reflection.situation import QuestionToAsk
from voice.scenes.reflection.step import Plan
from voice.values.continuing import Whole, by_question, read_as_one
from voice.values.errors import GuideError, VaultError
from voice.values.transcript import Session
from voice.values.troubles import TroubleName
from voice.vault.joining import to_continue
from voice.vault.journal import Continued, SessionHeader, SessionJournal
from voice.vault.locking import locked
from voice.vault.records import AskedQuestion
from voice.vault.unfinished import forget_unfinished, note_unfinished, unfinished
from voice.vault.vault import Vault

if TYPE_CHECKING:
    from voice.scenes.home.errands import UnfinishedKnown


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session, or several that are read as one, of which something is still to be asked.

    It holds no word that was said: whoever goes on with it needs none.
    """

    session_id: str
    """The last one's: that is gone on with."""
    guide_id: str
    language: str
    moments: tuple[str, ...]
    """When each of them began, ISO 8601."""
    folders: frozenset[str]
    """Where they lie, as it is noted."""
    done: frozenset[str]
    """The questions that nobody asks again, by id."""
    left: tuple[tuple[str, str], ...]
    """The others, each its id and its words."""

    def asks(self, question: QuestionToAsk | AskedQuestion) -> bool:
        """Whether it is still to be asked."""
        return question.question_id in {question_id for question_id, _ in self.left}


def is_any_unfinished(vault: Vault) -> bool:
    """Whether any session was left unfinished; needs no key."""
    return bool(unfinished(vault.directory, vault.records_folder))


def left_unfinished(
    vault: Vault, identity: str, sessions: Iterable[Session]
) -> tuple[Unfinished, ...]:
    """Those among all that are kept, oldest first; what has nothing left to ask is noted no more.

    Raises:
        VaultError: the key is none.
    """
    noted = unfinished(vault.directory, vault.records_folder)
    folders: dict[str, set[str]] = {}
    for head in vault.heads(identity)[0] if noted else ():
        folders.setdefault(head.session_id, set()).add(head.folder.name)
    found: list[Unfinished] = []
    for whole in read_as_one(sessions):
        names = frozenset(name for one in whole for name in folders.get(one.session_id, ()))
        if names.isdisjoint(noted):
            continue
        moments = tuple(one.started_at for one in whole)
        done, left = _asked(whole)
        if left:
            last = whole[-1]
            found.append(
                Unfinished(
                    last.session_id,
                    last.guide_id,
                    last.language,
                    moments,
                    names,
                    done,
                    left,
                )
            )
        else:
            forget(vault, names)
    return tuple(found)


def _asked(whole: Whole) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    """What is not asked again, by id, and what is left, each its id and its words."""
    done: set[str] = set()
    left: list[tuple[str, str]] = []
    for parts in by_question(whole):
        first = parts[0].answer
        if any(part.answer.is_done for part in parts):
            done.add(first.question_id)
        else:
            left.append((first.question_id, first.question))
    return frozenset(done), tuple(left)


def guide_of(one: Unfinished, language: str, last_used: str) -> str:
    """By what the guide is found whose questions are left.

    Raises:
        VaultError: it is in another language, or none has them as they were.
    """
    if one.language != language:
        raise VaultError.named(TroubleName.SESSION_OTHER_LANGUAGE)
    guides = guides_in(language, guides_folder())
    with contextlib.suppress(GuideError):
        guides.setdefault(last_used, find_guide(last_used))
    for name, guide in guides.items():
        if _is_as_it_was(guide, one):
            return name
    raise VaultError.named(TroubleName.GUIDE_CHANGED)


def _is_as_it_was(guide: ReflectionGuide, one: Unfinished) -> bool:
    now = tuple((each.id, each.text) for each in guide.questions if each.id not in one.done)
    return guide.id == one.guide_id and now == one.left


class Sitting:
    """Sessions being held one after the other: which goes on with what, and which is left open."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._rest: Unfinished | None = None
        self._continues: Continued | None = None
        self._journal: SessionJournal | None = None
        self._told: bool | None = is_any_unfinished(vault)
        """None: it is told whatever it is."""

    @property
    def kept_sound(self) -> bool:
        """Whether the sound of any passage was kept in the last session."""
        return self._journal is not None and self._journal.keeps_sound

    def begin_anew(self) -> None:
        """The next session goes on with none."""
        self._rest = self._continues = self._journal = None

    def go_on_with(self, rest: Unfinished, identity: str) -> None:
        """The next session goes on with this one; raises `VaultError` where it is gone."""
        self.begin_anew()
        self._continues = to_continue(self._vault.records_folder, identity, rest.session_id)
        self._rest = rest

    def plan(self, plan: Plan) -> Plan:
        """With what is still to be asked, and nothing else."""
        if self._rest is None:
            return plan
        return replace(plan, questions=tuple(filter(self._rest.asks, plan.questions)))

    def header(self, header: SessionHeader) -> SessionHeader:
        """With what is still to be asked, and what it goes on with."""
        if self._rest is None:
            return header
        questions = tuple(filter(self._rest.asks, header.questions))
        return replace(header, questions=questions, continues=self._continues)

    def begin(self, header: SessionHeader) -> SessionJournal:
        """Begin it, noted as unfinished until it is known to be not; raises `VaultError`."""
        self._journal = self._vault.begin_session(header)
        note_unfinished(self._vault.fs, self._vault.directory, self._journal.folder.name)
        return self._journal

    def over(self, left_open: int) -> None:
        """It is over, with so many questions left; where it was begun it stands for what it goes
        on with."""
        self._told = None
        if self._journal is None:
            return
        names = set[str]() if self._rest is None else set(self._rest.folders)
        if not left_open:
            names.add(self._journal.folder.name)
        forget(self._vault, names)

    def news(self) -> tuple["UnfinishedKnown", ...]:
        """Whether there is anything to go on with, where that has changed since it was told."""
        is_any = is_any_unfinished(self._vault)
        if is_any == self._told:
            return ()
        self._told = is_any
        from voice.scenes.home.errands import UnfinishedKnown  # only the home is told

        return (UnfinishedKnown(is_any),)


def forget(vault: Vault, names: Iterable[str]) -> None:
    """Nothing is left to ask in what lies in these folders."""
    with contextlib.suppress(VaultError):
        lock = locked(vault.directory)
        try:
            forget_unfinished(vault.fs, vault.directory, frozenset(names))
        finally:
            lock.release()
