"""After a session, in the simulated room: real Vosk, real pyttsx3, a real vault."""

from pathlib import Path

from tests.rehearsal.test_rehearsal import NOTHING, held, turns
from voice.app.reading import ToRead, rehearse_reading
from voice.rehearsal.acoustics import RoomKind
from voice.settings import Settings
from voice.values.transcript import Session
from voice.vault.vault import Vault

ANSWERED = turns(
    '"i\'m ready"',
    '"i feel afraid", { pause_seconds = 9 }, "i trust my sister", { pause_seconds = 3 }, "stop"',
    '"stop"',
)


def opened(tmp_path: Path) -> tuple[Vault, str, tuple[Session, ...]]:
    vault = Vault.open(tmp_path / "vault")
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    return vault, vault.identity(), reading.sessions


def read_to(tmp_path: Path, *says: str, question_id: str | None = None) -> Session:
    """Read the vault aloud to a client that says this; the first session as it is afterwards."""
    script = tmp_path / "reading.toml"
    script.write_text(turns(*says))
    wanted = ToRead(*opened(tmp_path), question_id)
    settings = Settings(vault=tmp_path / "vault")
    done = rehearse_reading(settings, wanted, script, RoomKind.QUIET, NOTHING)
    assert done.script_finished
    assert done.unwritten == 0
    return opened(tmp_path)[2][0]


def test_words_are_changed_in_the_session_itself(tmp_path: Path) -> None:
    script = turns(
        '"i\'m ready"',
        '"i think it takes a long time", { pause_seconds = 3 }, "change takes to needs"',
        '"next question"',
        '"i trust people when they listen", { pause_seconds = 3 }, "change people to friends"',
        '"undo"',
        '"stop"',
        '"stop"',
    )
    _, session = held(tmp_path, script)
    first, second = session.answers[:2]
    assert first.text == "I think it needs a long time."
    assert first.verbatim == "i think it takes a long time"
    assert (second.text, second.corrections) == ("I trust people when they listen.", ())


def test_a_session_is_read_marked_corrected_and_added_to_by_voice(tmp_path: Path) -> None:
    held(tmp_path, ANSWERED)
    session = read_to(
        tmp_path,
        '"again"',
        '"bring this to my session"',
        '"change afraid to angry"',
        '"next"',
        '"add to this"',
        '"and my brother", { pause_seconds = 3 }, "next"',
        '"stop"',
    )
    answer = session.answers[0]
    assert answer.text == "I feel angry.\n\nI trust my sister.\n\nAnd my brother."
    assert answer.verbatim == "i feel afraid i trust my sister and my brother"
    assert answer.flagged == {answer.segments[0].segment_id}


def test_keys_lead_through_the_reading_too(tmp_path: Path) -> None:
    held(tmp_path, ANSWERED)
    session = read_to(
        tmp_path, '{ press = "n" }', '{ press = "f" }', '{ press = "g" }', '{ press = "q" }'
    )
    answer = session.answers[0]
    assert answer.flagged == {answer.segments[1].segment_id}


def test_looking_back_on_one_question_is_read_in_order_of_time(tmp_path: Path) -> None:
    for said in ("i feel afraid", "i feel safe"):
        script = turns('"i\'m ready"', f'"{said}", {{ pause_seconds = 3 }}, {{ press = "q" }}')
        held(tmp_path, script)
    vault, identity, sessions = opened(tmp_path)
    views: list = []
    script = tmp_path / "reading.toml"
    script.write_text(turns('"next"', '"next"'))
    watching = type(NOTHING)(views.append, lambda _notice: None, lambda _text: None)
    question_id = sessions[0].answers[0].question_id
    wanted = ToRead(vault, identity, sessions, question_id)
    rehearse_reading(Settings(), wanted, script, RoomKind.QUIET, watching)
    said_by_program = [line for view in views for line in view.saying]
    assert said_by_program.index("I feel afraid.") < said_by_program.index("I feel safe.")
    assert views[-1].state == "ended"
