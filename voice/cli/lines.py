"""How a session reads as plain lines: no colour, no table, safe for any terminal."""

from datetime import datetime

from voice.cli.spelling import as_typed_here
from voice.language.loading import load_language
from voice.values.continuing import Part, Whole, by_question, that_say_something
from voice.values.problems import counted, in_one_line
from voice.values.transcript import Answer, AnswerState

LONGEST_MOMENT = 40
"""Letters of what should be a moment and is none; ISO 8601 needs 32 at most."""

_STATES = {
    AnswerState.PASSED: "(you chose not to answer)",
    AnswerState.SKIPPED: "(skipped)",
    AnswerState.UNANSWERED: "(left open)",
    AnswerState.NOT_ASKED: "(not asked this time)",
    AnswerState.ANSWERED: "(nothing left of it)",
}


def local_time(started_at: str) -> str:
    """When a session began, as the clocks showed it there, such as "25 October 2026, 02:10".

    How far that was from UTC follows where this machine's clock was not the same then.
    """
    try:
        there = datetime.fromisoformat(started_at)
        day = load_language("en").paper.day(started_at)
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
        line = f"Session {id_}, {local_time(session.started_at)}, {in_one_line(guide)}"
        goes_on = session is not whole[0]
        lines.append(f"{line}: goes on with it" if goes_on else line)
    for parts in by_question(whole):
        lines += ["", f"{parts[0].number}. {in_one_line(parts[0].answer.question)}"]
        for part in that_say_something(parts):
            lines += _lines_of_answer(part, verbatim)
    return "\n".join([*lines, ""])


def _lines_of_answer(part: Part, verbatim: bool) -> list[str]:
    answer, id_ = part.answer, in_one_line(part.session.session_id)
    lines = [f"   {paragraph}" for paragraph in paragraphs_of(answer, verbatim)]
    if answer.flagged:
        noted = counted(len(answer.flagged), "passage")
        lines.append(f"   [{noted} to bring to a session]")
    if answer.sounds:
        heard = as_typed_here(f"`reflect listen {id_} {part.number}`")
        lines.append(f"   [sound kept: {heard}]")
    if answer.corrections and not verbatim:
        lines.append("   [corrected; as recognised: --verbatim]")
    return lines


def paragraphs_of(answer: Answer, verbatim: bool = False) -> list[str]:
    """One answer's paragraphs, or how it was left."""
    parts = [answer.verbatim] if verbatim else answer.text.split("\n\n")
    shown = [in_one_line(part) for part in parts if part]
    return shown or [_STATES[answer.state]]
