"""`reflect guide record` on the command line: what is typed, and what stops it at the beginning."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.languages import COMPLETE
from tests.cli.terminal import SILENT, assert_fact_and_next_step, run
from voice.app import read_guides
from voice.app.guide_recording import WhatIsRead
from voice.cli import guide_recording, words
from voice.cli.guide_recording import NoChoice, choice_of, words_of_choices
from voice.guides.loading import bundled_text, find_guide
from voice.guides.read_guide import texts_to_read
from voice.scenes.recording.takes import Choice, Reading
from voice.sound import portaudio
from voice.sound.flac import encode
from voice.vault.age import new_identity, recipient_of


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


class NobodyTypes(guide_recording.Typed):
    """Nobody is asked for another place."""

    def give(self, give: Callable[[str | None], None]) -> None: ...


def test_what_was_written_is_told_with_the_fingerprint_that_whoever_adds_it_sees(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    guide = find_guide("trust-and-power")
    first, *others = texts_to_read(guide)
    identity = new_identity()
    key = recipient_of(identity)
    path = tmp_path / "anna.guide"
    what = WhatIsRead(guide, bundled_text("trust-and-power"), "Anna Weber", [key])
    read = {first: Reading(encode(bytes(2 * 16_000)), 1.0)}
    guide_recording._keep(what, path, read, NobodyTypes())
    told = capsys.readouterr().out
    for fact in (str(path), "Anna Weber", "1, 0 min 1 s", f"  {len(others)}", key):
        assert fact in told
    assert read_guides.look_at(path, lambda: identity).fingerprint in told
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A file that Anna Weber has made, of one question."""
    guide = find_guide("trust-and-power")
    read = {next(iter(texts_to_read(guide))): Reading(encode(bytes(2 * 16_000)), 1.0)}
    path = tmp_path / "anna.guide"
    path.write_bytes(WhatIsRead(guide, bundled_text("trust-and-power"), "Anna Weber").file(read))
    return path


def test_adding_shows_reader_and_fingerprint_and_takes_nothing_in_without_a_yes(
    tmp_path: Path, given: Path
) -> None:
    refused = run(tmp_path, "guide", "add", "anna.guide", said="n\n")
    assert "said to be Anna Weber" in refused.stdout
    assert read_guides.look_at(given, None).fingerprint in refused.stdout
    assert "Anna Weber" not in run(tmp_path, "guide", "list").stdout
    assert run(tmp_path, "guide", "add", "anna.guide", said="y\n").returncode == 0
    assert "read by Anna Weber" in run(tmp_path, "guide", "list").stdout


def test_removing_takes_nothing_out_without_a_yes(tmp_path: Path, given: Path) -> None:
    name = read_guides.look_at(given, None).name
    assert run(tmp_path, "guide", "add", "anna.guide", "--yes").returncode == 0
    run(tmp_path, "guide", "remove", name, said="n\n")
    assert "read by Anna Weber" in run(tmp_path, "guide", "list").stdout
    assert run(tmp_path, "guide", "remove", name, said="y\n").returncode == 0
    assert "Anna Weber" not in run(tmp_path, "guide", "list").stdout
