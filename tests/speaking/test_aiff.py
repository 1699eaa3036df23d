"""What macOS's driver writes is AIFF: its samples, as a library that is not ours writes them."""

import io

import numpy as np
import pytest

from voice.speaking.synthesis_child import samples_of

soundfile = pytest.importorskip("soundfile", reason="needs the extra: scripts/extras sound")
SAMPLES = np.random.default_rng(5).integers(-32768, 32767, 2_001, dtype="<i2")


def written(rate_hz: int, samples: np.ndarray = SAMPLES, **form: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format="AIFF", **({"subtype": "PCM_16"} | form))
    return file.getvalue()


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 96_000])
@pytest.mark.parametrize("endian", ["FILE", "BIG", "LITTLE"])
def test_samples_and_rate_are_what_was_written(rate_hz: int, endian: str) -> None:
    aiff = written(rate_hz, endian=endian)
    assert aiff[:4] == b"FORM"
    assert samples_of(aiff) == (SAMPLES.tobytes(), rate_hz)


def test_what_is_cut_off_or_of_another_kind_gives_no_sound() -> None:
    aiff = written(22_050)
    for cut in range(4, 54):  # within the header
        with pytest.raises(EOFError):
            samples_of(aiff[:cut])
    assert samples_of(aiff[:-1])[0] == SAMPLES[:-1].tobytes()
    for other in (written(22_050, np.stack([SAMPLES] * 2, 1)), written(22_050, subtype="PCM_24")):
        with pytest.raises(EOFError):
            samples_of(other)
