"""What the home's desk does about voices: listed as they are called, heard, taken and kept."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.values.troubles import disk_full, synthesiser_stopped
from voice.app import trying_voices
from voice.app.devices_in_use import DevicesInUse
from voice.app.home_desk import HomeDesk
from voice.app.trying_voices import KnownVoice, voices_in
from voice.floor.commands import Manner
from voice.floor.events import Event
from voice.models.natural_voices import is_natural
from voice.scenes.home.errands import (
    HearVoice,
    HomeErrand,
    KeepSetting,
    Listed,
    ListVoices,
    Refused,
    SettingKept,
    TakeListed,
    VoiceHeard,
)
from voice.scenes.home.settings import Among, Chosen, Setting
from voice.settings import Settings, load_settings, remember_setting
from voice.stage.ports import Sound
from voice.vault.vault import Vault

JOE, PLAIN, OTHER = "en_US-joe-medium", "gmw/en", "gmw/en-us"
VOICES = (
    KnownVoice(JOE, "Joe"),
    KnownVoice(PLAIN, "English (United Kingdom)"),
    KnownVoice(OTHER, "English (United States)"),
)
SAMPLE = "This is how I would speak to you."


class Spoken:
    """A synthesiser that is one sample of its own, and knows whether it was let go."""

    def __init__(self, name: str | None) -> None:
        self.name = name
        self.asked: list[tuple[str, Manner]] = []
        self.closed = 0

    def synthesize(self, text: str, manner: Manner) -> Sound:
        self.asked.append((text, manner))
        return Sound(np.full(8, len(self.name or ""), np.int16), 16000)

    def give_up(self) -> None: ...

    def close(self) -> None:
        self.closed += 1


class Made:
    def __init__(self, folder: Path, **settings: object) -> None:
        self.file = folder / "settings.toml"
        vault, _ = Vault.create(folder / "vault")
        kept = Settings.model_validate({"vault": vault.directory, **settings})
        self.desk = HomeDesk(kept, "en", vault, partial(remember_setting, self.file))
        self.begun: list[Spoken] = []
        self.speaking: list[Spoken] = []
        in_use = DevicesInUse()
        self.desk.speaks_with(in_use)
        in_use.change_voice = self.speaking.append  # pyright: ignore[reportAttributeAccessIssue]

    def begin(self, voice: str | None, _language: str) -> Spoken:
        self.begun.append(Spoken(voice))
        return self.begun[-1]

    def asks(self, errand: HomeErrand) -> Event:
        (answer,) = self.desk.carry_out(errand)
        return answer

    def kept(self) -> str | None:
        return load_settings(self.file, {}, {}).voice if self.file.exists() else None


@pytest.fixture(autouse=True)
def voices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying_voices, "voices_in", lambda _language: VOICES)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made(tmp_path)
    monkeypatch.setattr(trying_voices, "begun", made.begin)
    return made


@pytest.mark.parametrize(("present", "number"), [(None, 1), (JOE, 0), (OTHER, 2), ("gone", 1)])
def test_every_voice_is_listed_as_it_is_called_with_that_of_now(
    tmp_path: Path, present: str | None, number: int
) -> None:
    listed = Made(tmp_path, voice=present).asks(ListVoices())
    called = tuple(f"{voice.called}." for voice in VOICES)
    assert listed == Listed(called, among=Among.VOICES, present=number)


def test_each_is_heard_in_its_own_voice_which_is_let_go_again_and_nothing_is_taken(
    made: Made,
) -> None:
    made.asks(ListVoices())
    manner = Manner(200, 0.3)
    for number, voice in enumerate(VOICES, start=1):
        answer = made.asks(HearVoice(number, SAMPLE, manner))
        assert isinstance(answer, VoiceHeard)
        assert answer.number == number
        begun = made.begun[-1]
        assert (begun.name, begun.asked, begun.closed) == (voice.name, [(SAMPLE, manner)], 1)
        sound = made.desk.recording(answer.recording)
        assert sound is not None
        assert list(sound.samples) == [len(voice.name)] * 8
        assert not sound.paced, "it is as quick as it would be"
    assert made.kept() is None
    assert made.speaking == []


def test_the_one_that_is_taken_speaks_from_then_on_and_the_next_time(made: Made) -> None:
    made.asks(ListVoices())
    made.asks(HearVoice(3, SAMPLE, Manner()))
    assert made.asks(TakeListed(3)) == SettingKept(Chosen(Setting.VOICE, OTHER))
    assert made.kept() == OTHER
    (speaking,) = made.speaking
    assert (speaking.name, speaking.closed) == (OTHER, 0)
    listed = made.asks(ListVoices())
    assert isinstance(listed, Listed)
    assert listed.present == 2


def test_taken_back_the_languages_own_speaks_again_and_none_is_preferred(made: Made) -> None:
    made.asks(ListVoices())
    made.asks(TakeListed(1))
    back = Chosen(Setting.VOICE, None)
    assert made.asks(KeepSetting(back, taken_back=True)) == SettingKept(back, taken_back=True)
    assert made.kept() is None
    assert [voice.name for voice in made.speaking] == [JOE, None]


def test_what_cannot_be_remembered_does_not_speak(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise disk_full()

    monkeypatch.setattr(made.desk, "_remember", full)
    made.asks(ListVoices())
    assert isinstance(made.asks(TakeListed(3)), Refused)
    assert made.speaking == []
    assert made.begun[-1].closed == 1


def test_a_voice_that_cannot_speak_is_refused_and_not_kept(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_voice: str | None, _language: str) -> Spoken:
        raise synthesiser_stopped()

    made.asks(ListVoices())
    monkeypatch.setattr(trying_voices, "begun", missing)
    assert isinstance(made.asks(HearVoice(1, SAMPLE, Manner())), Refused)
    assert isinstance(made.asks(TakeListed(1)), Refused)
    assert made.kept() is None
    assert made.speaking == []


def test_where_nothing_speaks_it_is_kept_for_when_something_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Made(tmp_path, no_voice_out=True)
    monkeypatch.setattr(trying_voices, "begun", silent.begin)
    silent.asks(ListVoices())
    assert silent.asks(HearVoice(3, SAMPLE, Manner())) == VoiceHeard(3)
    assert silent.asks(TakeListed(3)) == SettingKept(Chosen(Setting.VOICE, OTHER))
    assert silent.kept() == OTHER
    assert silent.begun == silent.speaking == []


@pytest.mark.parametrize(("language", "called"), [("de", "Deutsch"), ("fr", "français")])
def test_the_systems_voices_of_a_language_are_called_as_it_calls_them(
    language: str, called: str
) -> None:
    found = voices_in(language)
    assert any(voice.called.startswith(called) for voice in found)
    assert not any(is_natural(voice.name) for voice in found)
    assert len({voice.name for voice in found}) == len(found)


def test_no_two_voices_of_a_language_are_called_the_same() -> None:
    called = [voice.called for voice in voices_in("en")]
    assert "English (Scotland)" in called
    assert len(set(called)) == len(called)


def test_two_voices_of_the_system_do_not_sound_the_same() -> None:
    spoken = []
    for name in (PLAIN, OTHER):
        voice = trying_voices.begun(name, "en")
        try:
            spoken.append(voice.synthesize(SAMPLE, Manner()).samples.tobytes())
        finally:
            voice.close()
    assert spoken[0] != spoken[1]
