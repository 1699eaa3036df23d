"""`reflect list`, `erase` and `vault`: sealed sessions as things to list, check and remove."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from voice.cli.groups import PassingGroup
from voice.cli.keys import called_here, protected_how, unlock
from voice.cli.lines import local_time
from voice.cli.options import Identity_, Vault_, settings_with
from voice.cli.output import confirm, note, say
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here
from voice.values.continuing import whole_of
from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.problems import printable
from voice.values.transcript import Answer, Session
from voice.vault.checking import Findings, check_outside, check_vault
from voice.vault.opening import not_one
from voice.vault.reading import Reading
from voice.vault.vault import ListedSession, Vault

WHAT_ERASING_MEANS = Phrase(
    "Its files are gone from this folder. A solid-state disk may keep old blocks for a while, and "
    "backups and synchronised folders keep what they copied; what they hold is sealed."
)

vault_app = typer.Typer(
    cls=PassingGroup, help="The vault: the folder of sealed sessions.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add `reflect list`, `erase` and `vault`."""
    app.command("list")(list_sessions)
    app.command("erase")(erase)
    app.add_typer(vault_app, name="vault")


def list_sessions(
    open_: Annotated[
        bool, typer.Option("--open", help="Open each session's first record: needs the key.")
    ] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """List sealed sessions by their folders: with --open, what each is about and its id."""
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    if open_:
        heads, problems = opened.heads(unlock(opened, identity))
        for head in heads:
            began = local_time(head.started_at)
            what = here("{guide}, session {id}", guide=head.guide_title, id=head.session_id)
            say(f"{head.folder.name}  {began:<24}  {what}")
        for problem in problems:
            note(f"problem: {problem}")
    listed = opened.listed()
    for session in () if open_ else listed:
        began = _told(session.began)
        say(f"{session.folder}  {began:<24}  {counted_here(session.records, 'record')}")
    if not listed:
        say(here("There is no session in this vault yet."))
        how = here("begin one: `reflect`; or see how it goes: `reflect rehearse`")
        say(as_typed_here(f"  {here('next')}: {how}"))


def _told(moment: float) -> str:
    """When a session began or was last written, in this machine's time."""
    return local_time(datetime.fromtimestamp(moment).astimezone().isoformat())


def erase(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="SESSION|ANSWER",
            help='The start of a session\'s id or of its folder, or "last"; an answer is '
            "SESSION/NUMBER.",
        ),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every session; the keys stay.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    vault: Vault_ = None,
    identity: Identity_ = None,
) -> None:
    """Remove a session, one answer of it, or everything, for good."""
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    if all_ == (what is not None):
        raise VaultError(
            "it is not clear what to erase", "give SESSION, SESSION/NUMBER, or --all alone"
        )
    if what is None:
        sessions, _ = opened.count()
        if not yes:
            _tell_all(opened, identity)
        every = Phrase(
            "the one session" if sessions == 1 else "all {count} sessions", count=sessions
        )
        _confirm(here("Erase {what} of {vault}?", what=every, vault=opened.directory), yes)
        _say_erased(counted_here(opened.erase_all(), "session"))
        return
    wanted, _, question = what.partition("/")
    by_folder = opened.folders_named(wanted)
    if by_folder and not question:
        _erase_folders(opened, by_folder, identity, yes)
        return
    key = unlock(opened, identity)
    try:
        session = _the_one(opened.read(key, wanted), wanted)
    except VaultError:
        if question or not _begins_unread(opened, key, wanted):
            raise
        _confirm(
            here('Erase the session "{name}", whose first record does not open?', name=wanted), yes
        )
        opened.erase_session(key, wanted)
        _say_erased()
        return
    if question:
        answer = _answer_of(session, question)
        say(here("Answer {number} of {session}:", number=question, session=_described(session)))
        say(f"   {printable(answer.question)}")
        passages = counted_here(len(answer.segments), "passage")
        _confirm(here("Erase this answer, {passages}?", passages=passages), yes)
        count = opened.erase_answer(key, session.session_id, answer.question_id)
        _say_erased(counted_here(count, "passage"))
        say(
            here(
                "That they were erased stays written in the session, so that no gap looks like "
                "damage."
            )
        )
        return
    whole = whole_of(opened.read(key, session.session_id, whole=True).sessions, session.session_id)
    for one in whole:
        say(_described(one))
    _confirm(here("Erase this session?" if len(whole) == 1 else "Erase these sessions?"), yes)
    for one in whole[::-1]:  # those that were named, not whichever is the last by now
        opened.erase_session(key, one.session_id)
    _say_erased()


def _erase_folders(
    opened: Vault, folders: tuple[ListedSession, ...], identity: Path | None, yes: bool
) -> None:
    """What the folders' own names tell needs no key; where one is at hand, it tells more."""
    for folder in folders:
        say(_described_folder(opened, folder, identity))
    _confirm(here("Erase this session?" if len(folders) == 1 else "Erase these sessions?"), yes)
    for folder in folders:
        opened.erase_folders(folder.folder)
    _say_erased()


def _described_folder(opened: Vault, folder: ListedSession, identity: Path | None) -> str:
    try:
        (session,) = opened.read(opened.identity(identity), folder.folder).sessions
    except (VaultError, ValueError):  # behind a passphrase, say: it is not asked for here
        return here(
            "{folder}, last written {when}, {records}",
            folder=folder.folder,
            when=_told(folder.last_written),
            records=counted_here(folder.records, "record"),
        )
    return f"{folder.folder}: {_described(session)}"


def _tell_all(opened: Vault, identity: Path | None) -> None:
    for folder in opened.listed():
        say(_described_folder(opened, folder, identity))


def _described(session: Session) -> str:
    """When it was, by what guide, and how much was answered: enough to know it again."""
    answers = sum(answer.is_said for answer in session.answers)
    guide = printable(session.guide_title or session.guide_id)
    return here(
        "session {id}, {when}, {guide}, {answers}",
        id=session.session_id,
        when=local_time(session.started_at),
        guide=guide,
        answers=counted_here(answers, "answer"),
    )


def _the_one(reading: Reading, wanted: str) -> Session:
    exact = [s for s in reading.sessions if s.session_id == wanted]
    if len(exact or reading.sessions) != 1:
        raise not_one(len(reading.sessions), wanted)
    return (exact or list(reading.sessions))[0]


def _begins_unread(opened: Vault, key: str, wanted: str) -> bool:
    """Whether exactly one session is called so, though nothing tells when it began."""
    ids = {head.session_id for head in opened.heads(key)[0] if head.session_id.startswith(wanted)}
    return len(ids) == 1


def _answer_of(session: Session, question: str) -> Answer:
    ids = [answer.question_id for answer in session.answers]
    if question in ids:
        return session.answers[ids.index(question)]
    if question.isdecimal() and 1 <= int(question) <= len(ids):
        return session.answers[int(question) - 1]
    raise VaultError(
        'that session has no question "{question}"',
        "give a number from 1 to {last}, or one of: {ids}",
        question=printable(question[:80]),
        last=len(ids),
        ids=", ".join(map(printable, ids)),
    )


@vault_app.command("check")
def check(
    vault: Vault_ = None,
    identity: Identity_ = None,
    without_key: Annotated[
        bool, typer.Option("--without-key", help="Only what shows from outside; opens nothing.")
    ] = False,
) -> None:
    """Open every record and name each that is damaged, foreign or missing; the others are fine."""
    opened = Vault.open(settings_with(vault=vault).vault_directory)
    found = check_outside(opened)
    if not without_key:
        inside = check_vault(opened, unlock(opened, identity))
        found = inside.with_problems_of(found)
    for problem in found.problems:
        say(f"problem: {problem}")
    for remark in found.remarks:
        say(f"note: {remark}")
    say(_looked_at(found))
    for recipient in opened.recipients:
        called = called_here(recipient)
        say(here("sealed to {name}: {code}", name=called, code=recipient.fingerprint))
    say(protected_how(opened))
    if found.problems:
        raise typer.Exit(1)


def _looked_at(found: Findings) -> str:
    sessions = counted_here(found.sessions, "session")
    if not found.is_opened:
        files = counted_here(found.records, "file")
        return here("{sessions}, {files}, unopened", sessions=sessions, files=files)
    return here(
        "{sessions}, {records} opened, {problems}",
        sessions=sessions,
        records=counted_here(found.records, "record"),
        problems=counted_here(len(found.problems), "problem"),
    )


def _say_erased(what: str | None = None) -> None:
    """That it is done, how much it was, and what that means."""
    erased = here("Erased.") if what is None else here("Erased: {what}.", what=what)
    say(f"{erased} {here(WHAT_ERASING_MEANS.text)}")


def _confirm(question: str, yes: bool) -> None:
    if not yes:
        confirm(question)
