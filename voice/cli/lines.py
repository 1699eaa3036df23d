"""How a session reads as plain lines: no colour, no table, safe for any terminal."""

from datetime import datetime

from voice.cli.spelling import as_typed_here
from voice.cli.words import counted_here, day_here, here
from voice.values.continuing import Part, Whole, by_question, that_say_something
from voice.values.phrase import Phrase
from voice.values.problems import in_one_line
from voice.values.transcript import Answer, AnswerState

LONGEST_MOMENT = 40
"""Letters of what should be a moment and is none; ISO 8601 needs 32 at most."""

_STATES = {
    AnswerState.PASSED: Phrase("(you chose not to answer)"),
    AnswerState.SKIPPED: Phrase("(skipped)"),
    AnswerState.UNANSWERED: Phrase("(left open)"),
    AnswerState.NOT_ASKED: Phrase("(not asked this time)"),
    AnswerState.ANSWERED: Phrase("(nothing left of it)"),
}


def local_time(started_at: str) -> str:
    """When a session began, as the clocks showed it there, such as "25 October 2026, 02:10".

    How far that was from UTC follows where this machine's clock was not the same then.
    """
    try:
        there = datetime.fromisoformat(started_at)
        day = day_here(started_at)
        elsewhere = there.utcoffset() not in {None, there.astimezone().utcoffset()}
    except (ValueError, OverflowError):
        return in_one_line(started_at[:LONGEST_MOMENT])
    return f"{day}, {there:%H:%M}" + (f" (UTC{there.isoformat()[-6:]})" if elsewhere else "")


def lines_of(whole: Whole, verbatim: bool = False) -> str:
    """A session, or those that are read as one, as plain lines: nothing that a screen reader
    would stumble over."""
    lines: list[str] = []
    for session in whole:
        guide, id_ = session.guide_title or session.guide_id, in_one_line(session.session_id)
        when, guide = local_time(session.started_at), in_one_line(guide)
        line = here("Session {id}, {when}, {guide}", id=id_, when=when, guide=guide)
        goes_on = session is not whole[0]
        lines.append(here("{session}: goes on with it", session=line) if goes_on else line)
    for parts in by_question(whole):
        lines += ["", f"{parts[0].number}. {in_one_line(parts[0].answer.question)}"]
        for part in that_say_something(parts):
            lines += _lines_of_answer(part, verbatim)
    return "\n".join([*lines, ""])


def _lines_of_answer(part: Part, verbatim: bool) -> list[str]:
    answer, id_ = part.answer, in_one_line(part.session.session_id)
    lines = [f"   {paragraph}" for paragraph in paragraphs_of(answer, verbatim)]
    if answer.flagged:
        noted = counted_here(len(answer.flagged), "passage")
        lines.append("   " + here("[{passages} to bring to a session]", passages=noted))
    if answer.sounds:
        heard = as_typed_here(f"`reflect listen {id_} {part.number}`")
        lines.append("   " + here("[sound kept: {how}]", how=heard))
    if answer.corrections and not verbatim:
        lines.append("   " + here("[corrected; as recognised: --verbatim]"))
    return lines


def paragraphs_of(answer: Answer, verbatim: bool = False) -> list[str]:
    """One answer's paragraphs, or how it was left."""
    parts = [answer.verbatim] if verbatim else answer.text.split("\n\n")
    shown = [in_one_line(part) for part in parts if part]
    return shown or [here(_STATES[answer.state].text)]
