"""`reflect export`: what was said, to take along; shown first, sealed where it is for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voice.cli.opened import open_some, question_id_of
from voice.cli.output import confirm, say, say_as_it_is, to_terminal, write_bytes
from voice.cli.words import counted_here, here
from voice.export.document import Choice
from voice.export.formats import ENDINGS, Format, rendered, taken_along
from voice.export.text import plain_text
from voice.settings import Settings
from voice.values.errors import VaultError
from voice.values.phrase import Phrase
from voice.values.transcript import Session
from voice.vault import age
from voice.vault.files import FileSystem, write_durably
from voice.vault.recipients import Recipient, Role
from voice.vault.writing import vault_error

SEALED_ENDING = ".age"
STANDARD_OUTPUT = Path("-")
NO_TEXT = frozenset({Format.PDF, Format.SOUND})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is exported, how, where to, and for whom."""

    sessions: tuple[str, ...]
    to: Path
    format: Format | None = None
    questions: tuple[str, ...] = ()
    flagged: bool = False
    therapist: bool = False
    recipients: tuple[str, ...] = ()
    yes: bool = False
    replace: bool = False


def export(settings: Settings, wanted: Wanted, identity: Path | None) -> None:
    """Show what would be written, ask, and write it whole or not at all."""
    recipients = list(dict.fromkeys(map(age.check_recipient, wanted.recipients)))
    piped = wanted.to == STANDARD_OUTPUT
    to, format_ = _target(wanted)
    if piped:
        _check_pipe(format_, recipients)
    exists = not piped and _check_place(to, wanted)
    prefixes = () if wanted.sessions == ("all",) else wanted.sessions
    opened = open_some(settings, identity, *prefixes)
    sessions = opened.sessions
    ids = frozenset(question_id_of(sessions, question) for question in wanted.questions)
    choice = Choice(ids or None, wanted.flagged, wanted.therapist)
    kept, document = taken_along(sessions, choice)
    if document is None:
        raise VaultError(
            "nothing of these sessions is chosen",
            "mark passages by saying: bring this to my session; or leave --flagged out",
        )
    data = rendered(kept, document, format_, opened.sounds.of)
    if not wanted.yes and not piped:
        say(plain_text(document))
        say(_what_it_holds(kept, document.unsure_words))
        if format_ is Format.SOUND:
            heard = counted_here(_heard(kept), "passage")
            say(here("With the sound of {passages}: a voice tells whose it is.", passages=heard))
        protected = here("sealed" if recipients else "not protected")
        confirm(
            here("Write this to {to} as {format}, {how}?", to=to, format=format_, how=protected)
        )
        if exists:
            confirm(here("{to} is there already. Replace it?", to=to))
    if recipients:
        data = age.seal(data, recipients)
    if piped:
        _give(data)
        return
    _write(to, data)
    _tell(to, recipients, here("read it and hear it" if format_ is Format.SOUND else "read it"))


def _target(wanted: Wanted) -> tuple[Path, Format]:
    """Where it goes, with the ending of a sealed file where it is sealed, and as what."""
    if wanted.to == STANDARD_OUTPUT:
        return wanted.to, wanted.format or Format.TEXT
    to = wanted.to.expanduser().absolute()
    inner = to.with_suffix("") if to.suffix == SEALED_ENDING else to
    if to.suffix == SEALED_ENDING and not wanted.recipients:
        raise VaultError(
            "{name} is the name of a sealed file", "say for whom: --for age1…", name=to.name
        )
    format_ = wanted.format or ENDINGS.get(inner.suffix.lower())
    if format_ is None:
        raise VaultError(
            'no format has the ending "{ending}"',
            "end the file's name with one of {endings}, or give --format",
            ending=inner.suffix,
            endings=", ".join(ENDINGS),
        )
    if wanted.recipients and to.suffix != SEALED_ENDING:
        to = to.with_name(to.name + SEALED_ENDING)
    return to, format_


def _check_pipe(format_: Format, recipients: Sequence[str]) -> None:
    """Raises `VaultError` where bytes that are no text would go to a terminal."""
    if to_terminal() and (recipients or format_ in NO_TEXT):
        what = Phrase("what is sealed") if recipients else Phrase("a {format} file", format=format_)
        ending = next(ending for ending, each in ENDINGS.items() if each is format_)
        raise VaultError(
            "{what} is no text for a terminal",
            "give a file's name: --to out{ending}",
            what=what,
            ending=ending,
        )


def _give(data: bytes) -> None:
    """To standard output, as it is to a program and as it can be read to a person."""
    if to_terminal():
        say_as_it_is(data.decode())
    else:
        write_bytes(data)


def _check_place(to: Path, wanted: Wanted) -> bool:
    """Whether a file is there that may be replaced; raises `VaultError` for every other bar."""
    if not to.parent.is_dir():
        raise VaultError(
            "there is no folder {folder}", "make it first, or choose another", folder=to.parent
        )
    if to.is_dir():
        raise VaultError("{to} is a folder", "give the name of a file", to=to)
    exists = to.exists() or to.is_symlink()
    if exists and wanted.yes and not wanted.replace:
        raise VaultError("{to} is there already", "choose another name, or add --replace", to=to)
    return exists and not wanted.replace


def _write(to: Path, data: bytes) -> None:
    try:
        write_durably(FileSystem(), to, data)
    except OSError as error:
        raise vault_error(Phrase("{to} could not be written", to=to), error) from None


def _tell(to: Path, recipients: Sequence[str], can: str) -> None:
    say(here("Written: {to}", to=to))
    if not recipients:
        say(here("It is not protected: whoever can open this file can {do}.", do=can))
        say(here("Remove it when you have handed it over; what it was made from stays sealed."))
        return
    for recipient in recipients:
        fingerprint = Recipient(recipient, Role.OTHER).fingerprint
        say(here("Sealed to {recipient}", recipient=recipient))
        say("  " + here("fingerprint {it}: compare it aloud.", it=fingerprint))
    say(here("Only they can open it: {command}", command=f"age -d -i KEY-FILE {to.name}"))


def _heard(sessions: Sequence[Session]) -> int:
    return sum(len(answer.sounds) for session in sessions for answer in session.answers)


def _what_it_holds(sessions: Sequence[object], unsure_words: int) -> str:
    return here(
        "{sessions}, {words} not heard well.",
        sessions=counted_here(len(sessions), "session"),
        words=counted_here(unsure_words, "word"),
    )
