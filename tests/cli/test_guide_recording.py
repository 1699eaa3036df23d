"""`reflect guide record` on the command line: what is typed, and what stops it at the beginning."""

from pathlib import Path

import pytest

from scripts.languages import COMPLETE
from tests.cli.terminal import SILENT, assert_fact_and_next_step, run
from voice.cli import words
from voice.cli.guide_recording import NoChoice, choice_of, words_of_choices
from voice.guides.recording import Choice
from voice.sound import portaudio
from voice.vault.age import new_identity


@pytest.fixture(params=COMPLETE)
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(words, "_spoken", request.param)
    return request.param


def test_every_choice_has_a_letter_and_a_word_of_its_own(language: str) -> None:
    for choice, shown in words_of_choices().items():
        word, letter = shown.rstrip(")").split(" (")
        assert len(letter) == 1
        assert choice_of(f" {letter.upper()} ") is choice
        assert choice_of(word) is choice
        assert choice_of(choice.value) is choice, "in English, too"


def test_enter_alone_is_whatever_comes_first_and_nonsense_is_nothing(language: str) -> None:
    assert choice_of("  ") is None
    for typed in ("xyzzy", "0", "\x1b[A"):
        with pytest.raises(NoChoice):
            choice_of(typed)


def test_without_a_microphone_it_says_so_before_anybody_has_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portaudio, "sounddevice_module", lambda: SILENT)
    done = run(tmp_path, "guide", "record", "trust-and-power", "--reader", "Anna", said="\n\n")
    assert_fact_and_next_step(done)
    assert "Read now" not in done.stdout
    assert list(tmp_path.glob("*.guide")) == []


def test_a_key_that_is_none_and_one_that_is_secret_are_refused_and_not_repeated(
    tmp_path: Path,
) -> None:
    secret = new_identity()
    for key in ("nobody", secret):
        done = run(tmp_path, "guide", "record", "trust-and-power", "--for", key)
        assert_fact_and_next_step(done)
        assert key not in done.stderr


def test_choices_that_are_offered_all_have_words() -> None:
    assert words_of_choices().keys() == set(Choice)
