"""`reflect correct`: put right, later, what was misheard. Words are asked for, never arguments."""

import re
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from voice.cli.opened import open_sessions, question_id_of
from voice.cli.output import ask, interactive, say
from voice.cli.spelling import as_typed_here
from voice.cli.words import here
from voice.settings import Settings
from voice.values.continuing import Part, by_question, read_as_one
from voice.values.errors import VaultError
from voice.values.problems import is_plain, piles_marks, printable
from voice.values.transcript import Correction, corrections_of, segment_prose

MOST_LETTERS = 400
"""A long sentence; more is an addition, and no correction."""

_WORD = re.compile(r"[^\s,.;:!?\"“”„«»()]+")
"""Words as they are kept: without the punctuation that reading puts around them."""


def correct(
    settings: Settings, session: str, question: str, undo: bool, identity: Path | None
) -> None:
    """Change words of one answer, or take its last correction back."""
    opened = open_sessions(settings, identity, session)
    wholes = read_as_one(opened.sessions)
    if len(wholes) != 1:
        raise VaultError(
            '{count} sessions begin with "{wanted}"',
            "list them with `reflect read`",
            count=len(wholes),
            wanted=session,
        )
    question_id = question_id_of(opened.sessions, question)
    parts = [
        part
        for each in by_question(wholes[0])
        for part in each
        if part.answer.question_id == question_id
    ]
    if undo:
        corrected = [part for part in parts if part.answer.corrections]
        if not corrected:
            raise VaultError("this answer has no correction", "see it with `reflect read`")
        part = corrected[-1]
        made = part.answer.corrections[-1]
        after = replace(part.answer, corrections=part.answer.corrections[:-1])
    else:
        part, made = _asked_for(parts)
        after = replace(part.answer, corrections=(*part.answer.corrections, made))
    journal = opened.vault.go_on(opened.identity, part.session.session_id)
    try:
        if undo:
            journal.erase_correction(question_id, made.correction_id)
        else:
            journal.seal_correction(question_id, made)
    finally:
        journal.close()
    (shown,) = [s for s in after.corrected if s.segment_id == made.segment_id]
    say(here("It now says: {words}", words=printable(segment_prose(shown))))
    kept = here("What was recognised stays sealed beside it: `reflect read --verbatim`")
    say(as_typed_here(kept))


def _asked_for(parts: Sequence[Part]) -> tuple[Part, Correction]:
    """What is to be corrected, and in which of the sessions that are read as one."""
    say(printable(parts[0].answer.question))
    for part in parts:
        for segment in part.answer.corrected:
            say(f"   {printable(segment_prose(segment))}")
    misheard = _WORD.findall(_ask(here("Words as they stand there")))
    meant = _ask(here("What they should be")).split()
    name = f"{secrets.token_hex(16)}-correction"
    places = [
        (part, place)
        for part in parts
        for place in corrections_of(name, misheard, meant, part.answer.corrected)
    ]
    if not places or not meant:
        raise VaultError("those words do not stand in this answer", "type them as they are shown")
    if len(places) == 1:
        return places[0]
    for number, (part, place) in enumerate(places, start=1):
        (segment,) = [s for s in part.answer.corrected if s.segment_id == place.segment_id]
        texts = [word.text for word in segment.words]
        end = place.first_word + len(place.misheard)
        texts[place.first_word] = "»" + texts[place.first_word]
        texts[end - 1] += "«"
        say(f"{number:>3}  {printable(' '.join(texts))}")
    chosen = _ask(here("Which of them"))
    if not chosen.isdecimal() or not 1 <= int(chosen) <= len(places):
        raise VaultError(
            "the words stand there {count} times", "choose one of 1 to {count}", count=len(places)
        )
    return places[int(chosen) - 1]


def _ask(what: str) -> str:
    """A line from the person, or from standard input where nobody sits there."""
    text = (ask(what) if interactive() else sys.stdin.readline()).strip()
    if len(text) > MOST_LETTERS or not is_plain(text) or piles_marks(text):
        raise VaultError(
            "that is too long for a correction, or holds what cannot be shown",
            "give words of at most {most} letters",
            most=MOST_LETTERS,
        )
    return text
