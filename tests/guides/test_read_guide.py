"""A guide with recordings: one file, refused or played as it was, whatever was done to it."""

import hashlib
import json
import random
from pathlib import Path

import numpy as np
import pytest

from voice.app import read_guides
from voice.guides.loading import bundled_text, find_guide, guide_file, own_guides, parse_guide
from voice.guides.read_guide import (
    MAGIC,
    ReadGuide,
    pack,
    question_name,
    texts_to_read,
    unpack,
)
from voice.machine import places
from voice.sound.flac import encode
from voice.sound.flac_apart import decode_apart
from voice.speaking.read_questions import ReadQuestions, decoded
from voice.values.errors import GuideError, VoiceError
from voice.vault.age import new_identity, recipient_of, seal

MUTANTS = 1_000
RNG = np.random.default_rng(24)
GUIDE = find_guide("trust-and-power")
NAMES = list(texts_to_read(GUIDE))


def spoken(seconds: float) -> np.ndarray:
    """Something that FLAC has to work for."""
    return (RNG.standard_normal(round(seconds * 16_000)) * 2_000).astype(np.int16)


SAMPLES = {name: spoken(0.1 + number / 50) for number, name in enumerate(NAMES)}


def read_by(reader: str = "Anna Weber", **changes: object) -> ReadGuide:
    recordings = {name: encode(samples.tobytes()) for name, samples in SAMPLES.items()}
    toml = bundled_text("trust-and-power")
    made = {"guide": GUIDE, "toml": toml, "reader": reader, "recordings": recordings}
    return ReadGuide(**{**made, **changes})  # type: ignore[arg-type]


SMALL = """
id = "g"
title = "T"
author = "A"
attribution = "By A."
[[themes]]
id = "t"
title = "T"
[[themes.questions]]
id = "q"
text = "Why?"
"""


def of_one_question(flac: bytes) -> ReadGuide:
    return ReadGuide(parse_guide(SMALL, "small"), SMALL, "A", {"question q": flac})


def no_key() -> str:
    raise AssertionError("nobody's key is needed")


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This person's own guides, in a folder that is not there yet."""
    folder = tmp_path / "data" / "guides"
    for module in ("voice.app.read_guides", "voice.guides.loading"):
        monkeypatch.setattr(f"{module}.guides_folder", lambda: folder)
    assert places.guides_folder() != folder
    return folder


def given(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "given.guide"
    path.write_bytes(data)
    return path


# As it was -------------------------------------------------------------------------------------


def test_what_was_read_comes_back_bit_for_bit() -> None:
    read = unpack(pack(read_by()))
    assert read.guide == GUIDE
    assert read.reader == "Anna Weber"
    voice = decoded(read)
    assert voice.sounds.keys() == SAMPLES.keys()
    assert all(np.array_equal(voice.sounds[n].samples, SAMPLES[n]) for n in NAMES)
    assert {sound.rate_hz for sound in voice.sounds.values()} == {16_000}


def as_it_was(voice: ReadQuestions) -> bool:
    return all(np.array_equal(sound.samples, SAMPLES[name]) for name, sound in voice.sounds.items())


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A few bytes changed, taken out, put in, cut off or doubled."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(changed))
        match rng.randrange(5):
            case 0:
                changed[at] ^= 1 << rng.randrange(8)
            case 1:
                changed[at : at + rng.randrange(1, 40)] = b""
            case 2:
                changed[at:at] = rng.randbytes(rng.randrange(1, 40))
            case 3:
                del changed[max(1, at) :]
            case _:
                changed[at : at + 4] = rng.choice((b"\xff" * 4, b"\0" * 4, b"fLaC", b"../x"))
    return bytes(changed)


def test_a_thousand_mutated_files_are_refused_or_played_as_they_were() -> None:
    """Half as they come, half with a head that agrees with what was done: a forger's."""
    rng = random.Random(24)
    samples = SAMPLES[NAMES[0]]
    flac = encode(samples.tobytes())
    whole = pack(of_one_question(flac))
    opened: list[bytes] = []
    for number in range(MUTANTS):
        forged = number % 2
        data = pack(of_one_question(b"fLaC" + mutated(flac[4:], rng))) if forged else whole
        try:
            opened += unpack(data if forged else mutated(whole, rng)).recordings.values()
        except GuideError:
            continue
    assert len(opened) >= MUTANTS // 3, "forged heads pass; what sounds is judged by the decoder"
    played = [sound for sound in decode_apart(opened, 60.0) if sound is not None]
    assert all(np.array_equal(sound, samples) for sound in played)
    assert len(played) < len(opened) // 2


# Refused ---------------------------------------------------------------------------------------


def with_head(change: object, body: bytes | None = None) -> bytes:
    """A file whose head says something else, its length right."""
    data = pack(read_by(recordings={NAMES[0]: b"fLaC" + bytes(100)}))
    begins = len(MAGIC) + 4
    ends = begins + int.from_bytes(data[len(MAGIC) : begins], "big")
    head = json.loads(data[begins:ends])
    head = change(head) if callable(change) else {**head, **change}  # type: ignore[dict-item]
    packed = json.dumps(head).encode()
    return MAGIC + len(packed).to_bytes(4, "big") + packed + (data[ends:] if body is None else body)


FLAC = b"fLaC" + bytes(100)
ONE = {"name": NAMES[0], "bytes": len(FLAC), "sha256": hashlib.sha256(FLAC).hexdigest()}

HOSTILE = {
    "nothing": b"",
    "only its first line": MAGIC,
    "a head longer than the file": MAGIC + b"\0\0\xff\xff{}",
    "a head of four gigabytes": MAGIC + b"\xff\xff\xff\xff" + b"{" * 100,
    "a head that nests": MAGIC + (60_000).to_bytes(4, "big") + b"[" * 60_000,
    "a path for a name": with_head({"recordings": [{**ONE, "name": "../../etc/passwd"}]}),
    "a name twice": with_head({"recordings": [ONE, ONE]}, FLAC * 2),
    "no recording": with_head({"recordings": []}, b""),
    "a question that the guide has not": with_head({"recordings": [{**ONE, "name": "question x"}]}),
    "no FLAC": with_head(
        {"recordings": [{**ONE, "bytes": 4, "sha256": hashlib.sha256(b"MZ\0\0").hexdigest()}]},
        b"MZ\0\0",
    ),
    "more bytes than are named": with_head({}, FLAC + b"#!/bin/sh"),
    "other bytes than its head was made for": with_head({}, FLAC[:-1] + b"x"),
    "a size below nothing": with_head({"recordings": [{**ONE, "bytes": -1}]}),
    "a size that is text": with_head({"recordings": [{**ONE, "bytes": "104"}]}),
    "a key that nobody knows": with_head({"run": "/bin/sh"}),
    "a reader with a line end": with_head({"reader": "Anna\nWeber"}),
    "a reader who turns the line round": with_head({"reader": "Anna \u202ereb"}),
    "a reader with escape sequences": with_head({"reader": "Anna\x1b[2J"}),
    "a reader of nothing": with_head({"reader": " "}),
    "a guide that is none": with_head({"guide": "x = 1"}),
    "a guide that says who reads it": with_head(
        lambda head: {**head, "guide": 'read_by = "Somebody else"\n' + head["guide"]}
    ),
}


def test_the_head_that_the_hostile_ones_change_is_a_good_one() -> None:
    assert unpack(with_head({})).recordings == {NAMES[0]: FLAC}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_hostile_is_refused_in_one_sentence(what: str) -> None:
    with pytest.raises(GuideError) as refused:
        unpack(HOSTILE[what])
    assert refused.value.fact == "this is no guide with recordings, or it is damaged"


def test_a_recording_that_is_too_long_or_of_another_rate_is_refused(tmp_path: Path) -> None:
    import io

    import soundfile

    other = io.BytesIO()
    soundfile.write(other, np.zeros(100, np.int16), 48_000, format="FLAC", subtype="PCM_16")
    for flac in (encode(bytes(2 * 16_000 * 61)), other.getvalue(), FLAC):
        path = given(tmp_path, pack(read_by(recordings={NAMES[0]: flac})))
        with pytest.raises(GuideError):
            read_guides.look_at(path, no_key)


def test_a_recording_that_says_it_is_shorter_than_it_is_is_refused() -> None:
    """Every frame of it is whole, and what is missing would not be heard."""
    flac = encode(spoken(2.0).tobytes())
    shorter = flac[:22] + (20_000).to_bytes(4, "big") + flac[26:]
    assert [sound is None for sound in decode_apart([flac, shorter], 60.0)] == [False, True]


# Kept, found and taken out ------------------------------------------------------------------------


def test_what_was_added_is_found_by_its_name_and_for_nobody_else(
    mine: Path, tmp_path: Path
) -> None:
    offered = read_guides.look_at(given(tmp_path, pack(read_by("Änna Wéber"))), no_key)
    read_guides.keep(offered)
    assert own_guides() == ("trust-and-power-anna-weber",)
    assert find_guide(offered.name).read_by == "Änna Wéber"
    assert as_it_was(voice := read_guides.questions_read(offered.name, no_key))
    assert voice.reader == "Änna Wéber"
    assert {path.stat().st_mode & 0o777 for path in mine.iterdir()} == {0o600}
    assert mine.stat().st_mode & 0o777 == 0o700
    with pytest.raises(GuideError):
        read_guides.keep(offered)


def test_names_from_a_file_lead_nowhere_else(tmp_path: Path) -> None:
    for reader in ("../../x", "/etc/passwd", "Ω", "and power", "."):
        read = read_by(reader, recordings={})
        name = read_guides.Offered(read, ReadQuestions(), b"").name
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert guide_file(name) is None
    for name in ("../guides/x", "/etc/passwd", "", "..", "trust-and-power"):
        with pytest.raises(GuideError):
            read_guides.remove(name)


def test_what_was_sealed_to_this_person_lies_sealed_and_opens_with_their_key_alone(
    mine: Path, tmp_path: Path
) -> None:
    identity = new_identity()
    sealed = seal(pack(read_by()), [recipient_of(identity)])
    offered = read_guides.look_at(given(tmp_path, sealed), lambda: identity)
    assert offered.sealed
    read_guides.keep(offered)
    lying = b"".join(path.read_bytes() for path in mine.iterdir())
    assert sealed in lying
    assert b"fLaC" not in lying
    assert as_it_was(read_guides.questions_read(offered.name, lambda: identity))
    assert not read_guides.questions_read(offered.name, new_identity).sounds
    assert not read_guides.questions_read(offered.name, None).sounds
    with pytest.raises(GuideError):
        read_guides.look_at(given(tmp_path, sealed), new_identity)
    with pytest.raises(GuideError):
        read_guides.look_at(given(tmp_path, sealed[:-1]), lambda: identity)


def test_removing_leaves_nothing_of_it(mine: Path, tmp_path: Path) -> None:
    offered = read_guides.look_at(given(tmp_path, pack(read_by())), no_key)
    read_guides.keep(offered)
    read_guides.remove(offered.name)
    assert list(mine.iterdir()) == []
    with pytest.raises(VoiceError):
        find_guide(offered.name)


def test_recordings_are_of_the_questions_as_they_stand_or_of_none(
    mine: Path, tmp_path: Path
) -> None:
    """A question that was reworded is not read in its old words."""
    offered = read_guides.look_at(given(tmp_path, pack(read_by())), no_key)
    read_guides.keep(offered)
    toml = mine / f"{offered.name}.toml"
    toml.write_text(toml.read_text("utf-8").replace("safely talk", "talk safely"), "utf-8")
    assert not read_guides.questions_read(offered.name, no_key).sounds


def test_a_question_is_found_by_its_id() -> None:
    assert question_name(GUIDE.questions[0].id) in SAMPLES
