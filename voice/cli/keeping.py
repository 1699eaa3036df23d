"""`reflect read`: opening what is sealed."""

import json
from pathlib import Path

from voice.app import vault_directory
from voice.cli.keys import PROTECTED_HOW, unlock
from voice.cli.output import note, say
from voice.settings import Settings
from voice.transcript import AnswerState, Session
from voice.vault.reading import as_json
from voice.vault.vault import Vault

_STATES = {
    AnswerState.PASSED: "(you chose not to answer)",
    AnswerState.SKIPPED: "(skipped)",
    AnswerState.UNANSWERED: "(nothing said)",
    AnswerState.ANSWERED: "(nothing left of it)",
}


def read(
    settings: Settings,
    wanted: str | None = None,
    json_wanted: bool = False,
    identity: Path | None = None,
) -> None:
    """Print sessions; damaged records are named on stderr and hide no other."""
    vault = Vault.open(vault_directory(settings))
    reading = vault.read(unlock(vault, identity), wanted)
    if json_wanted:
        say(json.dumps(as_json(reading.sessions), indent=2, ensure_ascii=False))
    else:
        for session in reading.sessions:
            _print(session)
        if not reading.sessions:
            say("There is no session in this vault yet.")
    for problem in reading.problems:
        note(f"problem: {problem}")
    if vault.has_identity and identity is None:
        note(PROTECTED_HOW[vault.protection])


def _print(session: Session) -> None:
    say(f"Session {session.session_id}, {session.started_at}, guide {session.guide_id}")
    for number, answer in enumerate(session.answers, start=1):
        say()
        say(f"{number}. {answer.question}")
        for paragraph in (answer.text or _STATES[answer.state]).split("\n\n"):
            say(f"   {paragraph}")
        if answer.flagged:
            count = len(answer.flagged)
            say(f"   [{count} passage{'s' if count > 1 else ''} to bring to a session]")
    say()
