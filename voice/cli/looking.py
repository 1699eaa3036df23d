"""`reflect read`, `look-back` and `find`: what was said, on the screen or aloud."""

from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.table import Table
from rich.text import Text

from voice.cli.keys import protected_how
from voice.cli.lines import lines_of, paragraphs_of
from voice.cli.opened import Opened, open_sessions, open_some, question_id_of, questions_of
from voice.cli.output import drawing_console, note, say, say_as_it_is, say_in_pages
from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, here
from voice.language.loading import load_language
from voice.rehearsal.acoustics import RoomKind
from voice.settings import Settings
from voice.values.continuing import read_as_one
from voice.values.errors import VaultError
from voice.values.problems import in_one_line, printable_json
from voice.values.transcript import Answer, Session, segment_prose
from voice.vault.reading import as_json

COLUMN_CELLS = 34
"""Narrower than this, a column breaks every sentence; then answers stand one under the other."""


@dataclass(frozen=True, slots=True)
class Way:
    """How what was said is given: on the screen, or aloud, to a person or a script."""

    as_json: bool = False
    verbatim: bool = False
    aloud: bool = False
    script: Path | None = None
    room: RoomKind = RoomKind.QUIET


def read(settings: Settings, wanted: str | None, way: Way, identity: Path | None) -> None:
    """Sessions as text, as JSON or aloud; damaged records hide no other."""
    if way.aloud or way.script is not None:
        opened = open_some(settings, identity, wanted or "last")
        _aloud(settings, opened, way)
        return
    opened = open_sessions(settings, identity, *([wanted] if wanted else []))
    if way.as_json:
        say_as_it_is(printable_json(as_json(opened.sessions)))
    elif not opened.sessions:
        say(here("There is no session in this vault yet."))
    else:
        text = "\n".join(lines_of(whole, way.verbatim) for whole in read_as_one(opened.sessions))
        (say if settings.plain else say_in_pages)(text)
    if opened.vault.has_identity and identity is None:
        note(protected_how(opened.vault))


def look_back(settings: Settings, question: str | None, way: Way, identity: Path | None) -> None:
    """Every answer to one question, in order of time; without a question, which ones there are."""
    opened = open_some(settings, identity)
    if question is None:
        for number, (id_, text) in enumerate(questions_of(opened.sessions).items(), start=1):
            count = len(_answers(opened.sessions, id_))
            say(f"{number:>2}  {in_one_line(text)}")
            say(f"    {counted_here(count, 'answer')}   {in_one_line(id_)}")
        note(as_typed_here(here("Look back on one of them: `reflect look-back NUMBER`")))
        return
    question_id = question_id_of(opened.sessions, question)
    answers = _answers(opened.sessions, question_id)
    if way.aloud or way.script is not None:
        _aloud(settings, opened, way, question_id)
    elif way.as_json:
        found = [
            {"session_id": s["session_id"], "started_at": s["started_at"], **a}
            for s in as_json(opened.sessions)
            for a in s["answers"]
            if a["question_id"] == question_id
        ]
        say_as_it_is(printable_json(found))
    elif not answers:
        say(here("Nothing was said to this question yet."))
    else:
        _show_looking_back(settings, answers, way.verbatim)


def find(settings: Settings, words: str, identity: Path | None) -> None:
    """The passages that hold these words, as recognised or as corrected; in memory only."""
    wanted = " ".join(words.casefold().split())
    if not wanted:
        raise VaultError("there is nothing to look for", "give one or more words")
    count = 0
    for session in open_some(settings, identity).sessions:
        day = _day(session)
        for answer in session.answers:
            for segment, shown in zip(answer.segments, answer.corrected, strict=True):
                if not any(wanted in form.verbatim.casefold() for form in (segment, shown)):
                    continue
                count += 1
                at = here("{day}, session {id}", day=day, id=session.session_id)
                say(in_one_line(f"{at}: {answer.question}"))
                say(f"   {in_one_line(segment_prose(shown))}")
    say(here("{passages} found.", passages=counted_here(count, "passage")))


def _answers(sessions: tuple[Session, ...], question_id: str) -> list[tuple[Session, Answer]]:
    return [
        (session, answer)
        for session in sessions
        for answer in session.answers
        if answer.question_id == question_id and answer.is_said
    ]


def _show_looking_back(
    settings: Settings, answers: list[tuple[Session, Answer]], verbatim: bool
) -> None:
    say(in_one_line(answers[-1][1].question))
    say()
    console = drawing_console()
    drawn = not settings.plain and console.is_terminal and len(answers) > 1
    if drawn and console.width >= COLUMN_CELLS * len(answers):
        console.print(_side_by_side(answers, verbatim))
        return
    for session, answer in answers:
        id_ = in_one_line(session.session_id)
        say(here("{day} (session {id})", day=_day(session), id=id_))
        for paragraph in paragraphs_of(answer, verbatim):
            say(f"   {paragraph}")
        say()


def _side_by_side(answers: list[tuple[Session, Answer]], verbatim: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 2))
    for session, _ in answers:
        table.add_column(Text(_day(session)), ratio=1)
    table.add_row(*(Text("\n\n".join(paragraphs_of(answer, verbatim))) for _, answer in answers))
    return table


def _day(session: Session) -> str:
    return load_language(session.language).paper.day(session.started_at)


def _aloud(settings: Settings, opened: Opened, way: Way, question_id: str | None = None) -> None:
    from voice.app import reading as aloud
    from voice.cli.reading_out import read_out

    wanted = aloud.ToRead(
        opened.vault,
        opened.identity,
        opened.sessions,
        question_id,
        opened.sessions[-1].language,
    )
    read_out(settings, wanted, way.script, way.room)
