"""The one encoder: what comes back is what went in, bit for bit, and hostile bytes are refused."""

import io

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from voice.sound import flac
from voice.sound.flac import DamagedSound, FlacWriter, decode, encode
from voice.values.errors import SettingsError, VaultError

RNG = np.random.default_rng(1)
SOUNDS = {
    "silence": np.zeros(16_000, np.int16),
    "noise": (RNG.standard_normal(48_000) * 3_000).astype(np.int16),
    "the loudest": RNG.choice(np.array([-32768, 32767], np.int16), 16_000),
    "one sample": np.array([-32768], np.int16),
    "a tone": (np.sin(np.arange(32_000) / 7) * 20_000).astype(np.int16),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_the_samples_come_back_exactly(name: str) -> None:
    samples = SOUNDS[name]
    assert np.array_equal(decode(encode(samples.tobytes()), 60), samples)


@settings(max_examples=60, deadline=None)
@given(arrays(np.int16, st.integers(1, 5_000)))
def test_any_samples_come_back_exactly(samples: np.ndarray) -> None:
    assert np.array_equal(decode(encode(samples.tobytes()), 60), samples)


def test_what_is_written_in_parts_is_one_file() -> None:
    writer = FlacWriter()
    for samples in SOUNDS.values():
        writer.write(samples.tobytes())
    assert np.array_equal(decode(writer.finish(), 60), np.concatenate(list(SOUNDS.values())))


def test_other_programs_read_it_as_what_it_is() -> None:
    info = soundfile.info(io.BytesIO(encode(SOUNDS["noise"].tobytes())))
    assert (info.format, info.samplerate, info.channels) == ("FLAC", 16_000, 1)
    assert info.subtype == "PCM_16"


def other(rate_hz: int, channels: int, form: str) -> bytes:
    memory = io.BytesIO()
    samples = np.zeros((1_000, channels), np.int16)
    soundfile.write(memory, samples, rate_hz, format=form, subtype="PCM_16")
    return memory.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"fLaC",
        b"nonsense" * 500,
        encode(SOUNDS["noise"].tobytes())[:200],
        other(44_100, 1, "FLAC"),
        other(16_000, 2, "FLAC"),
        other(16_000, 1, "WAV"),
    ],
)
def test_what_is_no_such_sound_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedSound):
        decode(data, 60)


def test_a_sound_longer_than_it_may_be_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(DamagedSound):
        decode(encode(bytes(2 * 16_000 * 3)), 2.9)


def test_without_the_library_it_is_one_fact_and_one_next_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "soundfile", None)
    for needs in (flac.check_flac, lambda: encode(b""), FlacWriter):
        with pytest.raises(SettingsError) as raised:
            needs()
        assert "soundfile" in raised.value.fact
        assert "scripts/extras sound" in raised.value.hint


def test_an_encoder_that_refuses_is_a_fact_and_a_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise soundfile.LibsndfileError(1)

    writer = FlacWriter()
    monkeypatch.setattr(soundfile.SoundFile, "write", refuse)
    with pytest.raises(VaultError):
        writer.write(bytes(2))
    monkeypatch.setattr(soundfile, "SoundFile", refuse)
    with pytest.raises(VaultError):
        FlacWriter()
