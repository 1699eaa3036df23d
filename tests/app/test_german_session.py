"""A guide in another language: wording, crisis card, voice and model follow it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.cli.terminal import assert_fact_and_next_step, reflect, run
from tests.scenes.reflection.playbook import Playbook
from tests.scenes.visit.playbook import PLAN, resting
from voice.app.session import plan_of
from voice.floor.commands import Manner
from voice.guides.loading import load_guide
from voice.language.loading import load_language
from voice.models.choosing import choose_model, rehearsal_model
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.scenes.visit.events import SessionErased
from voice.scenes.visit.states import KioskState
from voice.settings import Settings
from voice.speaking.pyttsx3_synthesizer import Pyttsx3Synthesizer
from voice.speaking.voices import VoiceTold, voice_of
from voice.values.errors import ModelError, SettingsError, SpeechError

GUIDE = Path(__file__).parents[1] / "german.toml"


def german(**settings: object) -> Playbook:
    plan = plan_of(load_guide(GUIDE), Settings.model_validate(settings))
    return Playbook(Conversation(plan, Manner()))


def test_a_german_guide_is_held_in_german_from_begin_to_end() -> None:
    book = german()
    assert "Willkommen" in book.said()
    book.spoken().says("anfangen")
    assert "Wann fühlen Sie sich einem Menschen nah?" in book.said()
    book.spoken().says("wenn wir schweigen").says("ähm nächste nächste frage")
    assert book.sealed() == [("nah", "wenn wir schweigen")]
    assert "zu viel wird" in book.said()
    book.spoken().says("krise")
    assert "Notruf" in book.said()
    book.spoken().says("aufhören").spoken().says("aufhören")
    assert book.state is State.CLOSING
    assert "auf Wiedersehen" in book.said()


def test_words_are_corrected_in_german() -> None:
    book = german().spoken().says("anfangen").spoken().says("wenn wir schweine")
    book.says("ändere schweine in schweigen")
    assert "Jetzt steht da: schweigen." in book.said()
    assert book.conversation.now.answer.text == "Wenn wir schweigen."


def test_a_kiosk_is_visited_in_german_until_everything_is_erased() -> None:
    language = load_language("de")
    plan = replace(PLAN, wording=language.kiosk)
    visit = resting(plan).says("i'm ready")
    assert visit.state is KioskState.RESTING
    visit.says("ich bin bereit")
    assert "The Clinic kann es lesen" in visit.said()
    visit.spoken().says("ja").spoken().room().session_over().spoken().says("alles löschen")
    assert "Alles löschen, was Sie hier gesagt haben?" in visit.said()
    visit.spoken().says("ja").happens(SessionErased(True))
    assert "ist hier gelöscht" in visit.said()


def test_english_commands_are_content_in_a_german_session() -> None:
    book = german().spoken().says("anfangen").spoken().says("next question")
    assert book.sealed() == [("nah", "next question")]


def test_the_crisis_card_is_the_countrys() -> None:
    book = german(country="AT").spoken().says("krise")
    assert "1 4 2" in book.said()
    assert "1 1 6, 1 2 3" not in book.said()


def test_a_guide_in_a_language_without_wording_says_so() -> None:
    guide = load_guide(GUIDE).model_copy(update={"language": "xx"})
    with pytest.raises(SettingsError, match='"xx"'):
        plan_of(guide, Settings())


# The voice ---------------------------------------------------------------------------------

ESPEAK = [
    VoiceTold("gmw/en", ("en-gb",)),
    VoiceTold("gmw/de-x-odd", ("de-x-odd",)),
    VoiceTold("gmw/de", ("de",)),
    VoiceTold("roa/fr-be", ("fr-be",)),
    VoiceTold("roa/fr", ("fr-fr",)),
    VoiceTold("roa/es-419", ("es-419",)),
    VoiceTold("roa/es", ("es",)),
    VoiceTold("esx/kl", ("kl",)),
]
MACOS = [
    VoiceTold("com.apple.voice.compact.en-US.Samantha", ("en_US",)),
    VoiceTold("com.apple.voice.compact.de-DE.Anna", ("de_DE",)),
    VoiceTold("com.apple.voice.compact.de-AT.Max", ("de_AT",)),
]
WINDOWS = [
    VoiceTold("HKEY_LOCAL_MACHINE/…/TTS_MS_EN-US_ZIRA_11.0", ()),
    VoiceTold("HKEY_LOCAL_MACHINE/…/TTS_MS_DE-DE_HEDDA_11.0", ()),
]


@pytest.mark.parametrize(
    ("voices", "language", "present", "chosen"),
    [
        (ESPEAK, "de", "gmw/en", "gmw/de"),
        (ESPEAK, "fr", "gmw/en", "roa/fr"),
        (ESPEAK, "es", "gmw/en", "roa/es"),
        (ESPEAK, "en", "gmw/en", "gmw/en"),
        (ESPEAK, "es", "roa/es-419", "roa/es-419"),
        (ESPEAK, "sw", "gmw/en", None),
        (MACOS, "de", MACOS[0].id, MACOS[1].id),
        (MACOS, "de", MACOS[2].id, MACOS[2].id),
        (WINDOWS, "de", WINDOWS[0].id, WINDOWS[1].id),
        (WINDOWS, "fr", WINDOWS[0].id, None),
        ([], "en", "", None),
    ],
)
def test_the_plainest_voice_that_speaks_the_language_is_chosen(
    voices: list[VoiceTold], language: str, present: str, chosen: str | None
) -> None:
    assert voice_of(language, voices, present) == chosen


def spoken_with(voice: str | None, language: str | None) -> np.ndarray:
    synthesizer = Pyttsx3Synthesizer(voice, language)
    try:
        return synthesizer.synthesize("Jeden Tag ein wenig.", Manner()).samples
    finally:
        synthesizer.close()


def test_a_german_sentence_is_spoken_by_a_german_voice() -> None:
    by_language = spoken_with(None, "de")
    assert np.array_equal(by_language, spoken_with("gmw/de", None))
    assert not np.array_equal(by_language, spoken_with(None, "en"))


def test_a_voice_that_was_chosen_speaks_whatever_the_language_is() -> None:
    assert np.array_equal(spoken_with("gmw/de", "en"), spoken_with("gmw/de", "de"))


def test_a_language_without_a_voice_says_what_to_install() -> None:
    with pytest.raises(SpeechError) as raised:
        spoken_with(None, "xx")
    assert '"xx"' in raised.value.fact
    assert "reflect voices" in raised.value.hint


# The model ---------------------------------------------------------------------------------


def test_a_missing_model_is_named_with_the_command_for_its_language(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        choose_model(None, "de", tmp_path)
    assert "reflect model install --language de" in raised.value.hint
    with pytest.raises(ModelError) as raised:
        choose_model(None, "xx", tmp_path)
    assert "--model" in raised.value.hint


def test_a_model_for_another_language_is_refused(tmp_path: Path) -> None:
    (tmp_path / "vosk-model-small-en-us-0.15").mkdir()
    for wanted in ("vosk-model-small-en-us-0.15", "rehearsal-en"):
        with pytest.raises(ModelError) as raised:
            choose_model(wanted, "de", tmp_path)
        assert '"de"' in raised.value.fact
        assert "--language de" in raised.value.hint
    assert choose_model("vosk-model-small-en-us-0.15", "en", tmp_path)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--guide", GUIDE, "rehearse"],
        ["rehearse", "--guide", GUIDE],
        ["rehearse", "--guide", GUIDE, "--model", "rehearsal-en"],
    ],
    ids=["session", "rehearsal", "english model"],
)
def test_the_command_line_names_what_a_german_guide_needs(
    tmp_path: Path, arguments: list[object]
) -> None:
    if arguments[-1] == "rehearse":
        arguments = ["--guide", GUIDE]
        assert run(tmp_path, "key", "new").returncode == 0
    done = run(tmp_path, *map(str, arguments))
    assert_fact_and_next_step(done, step="  weiter: ")
    assert "reflect model install --language de" in done.stderr


SCRIPT = """
[[turn]]
say = [{ press = "b" }]
[[turn]]
say = [{ press = "n" }]
[[turn]]
say = [{ press = "q" }]
"""


@pytest.mark.model
def test_a_whole_session_in_german_is_rehearsed_by_keys(tmp_path: Path) -> None:
    """No German model is small enough to come along, so the ears are given by their path."""
    (tmp_path / "s.toml").write_text(SCRIPT)
    done: subprocess.CompletedProcess[str] = reflect(
        *("rehearse", "--script", "s.toml", "--vault", "v", "--guide", GUIDE),
        *("--model", rehearsal_model()),
        home=tmp_path,
    )
    assert done.returncode == 0, done
    assert "Woran merken Sie, dass es Ihnen zu viel wird?" in done.stdout
    assert "Auf Wiedersehen" in done.stdout
