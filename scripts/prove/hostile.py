"""Hostile input of every kind: refused in words, never opened wrongly, never a crash.

Each generator is seeded: the same run tries the same inputs. What is planted: an unchanged record
opens, a harmless string passes, a whole model loads, or the refusals would prove nothing.
"""

import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
import zipfile
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.memory import peak_mb

from prove import planted
from prove.passages import passage
from prove.size import Progress, Size
from voice.guides.loading import bundled_text, load_guide, parse_guide
from voice.installing.models import unpack
from voice.models.choosing import rehearsal_model
from voice.models.files import CHECKSUM_FILE
from voice.models.trial import check_model
from voice.settings import load_settings
from voice.speaking.text import sentences, speakable
from voice.values.errors import GuideError, ModelError, SettingsError
from voice.values.problems import JOINERS
from voice.vault import age
from voice.vault.records import DamagedRecord, Envelope, SegmentKept, from_bytes, to_bytes

LONGEST_FILE_SECONDS = 2.0
MOST_MEGABYTES = 512


def prove(size: Size, progress: Progress) -> list[Figure]:
    """Records, strings, models, files."""
    progress("mutated records")
    figures = _records(size.mutated_records)
    figures += planted.prove(size.planted_bodies, progress)
    progress("hostile strings")
    figures += _strings(size.hostile_strings)
    progress("model archives")
    figures += _zips(size.mutated_zips)
    progress("model directories")
    figures += _models(size.mutated_models, size.models_loaded, progress)
    progress("settings and guides")
    return figures + _files(size.hostile_files)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with something changed: flipped, cut, doubled, put elsewhere, or made long."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 8))):
        place = rng.randrange(len(changed)) if changed else 0
        match rng.randrange(7):
            case 0 if changed:
                changed[place] ^= 1 << rng.randrange(8)
            case 1 if changed:
                changed[place] = rng.randrange(256)
            case 2:
                del changed[place:]
            case 3:
                del changed[place : place + rng.randrange(1, 40)]
            case 4:
                changed[place:place] = rng.randbytes(rng.randrange(1, 40))
            case 5:
                changed[place:place] = changed[place : place + 64]
            case _:
                other = rng.randrange(len(changed) + 1)
                changed[other:other] = changed[place : place + 16]
    return bytes(changed)


def _records(count: int) -> list[Figure]:
    rng = random.Random(1)
    identity = age.new_identity()
    opener = age.Opener(identity)
    plain = to_bytes(
        Envelope(
            session_id="s",
            record_id="r",
            sequence=1,
            previous="",
            body=SegmentKept.of("q", passage(1)),
        )
    )
    sealed = age.seal(plain, [age.recipient_of(identity)])
    assert opener.open(sealed) == plain
    wrong = crashed = 0
    for number in range(count):
        changed = mutated(sealed, rng)
        if changed == sealed:
            continue
        try:
            opener.open(changed)
            wrong += 1
        except (age.WrongKey, age.DamagedFile):
            pass
        except BaseException:  # pyo3's panic is no Exception
            crashed += 1
        if number % 10 == 0:  # what somebody with the public key sealed: any bytes at all
            try:
                from_bytes(mutated(plain, rng))
            except DamagedRecord:
                pass
            except BaseException:
                crashed += 1
    return [
        Figure("mutated records", count),
        Figure("of them opened wrongly", wrong, goal=0),
        Figure("of them that crashed", crashed, goal=0),
    ]


_PIECES = (
    "\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\r", "\n", "\t", "\b", "\x00", "\x7f", "\u202e",
    "\u2066", "\u200b", "\u200d", "\u200c", "\ufeff", "\u2028", "\u2029", "\u00ad", "\U000e0041",
    "a\u0300\u0301\u0302\u0303\u0304\u0305", "<speak>", "<!--", "]]>", "[[slnc 9999]]",
    "[[volm 1]]",
    "{\\ssml}", "\\x1b", "%s%n", "{0}", "[bold red]", "[link=file:///etc/passwd]", ":smiley:",
    "Whom do you trust?", "gute Frage", "नमस्ते", "שלום", "👩\u200d🚀", "x" * 300, " ",
)  # fmt: skip


def _hostile_text(rng: random.Random) -> str:
    parts = [rng.choice(_PIECES) for _ in range(rng.randrange(1, 6))]
    parts += ["".join(map(chr, rng.choices(range(0x3000), k=rng.randrange(6))))]
    rng.shuffle(parts)
    return "".join(parts)


def _is_safe(text: str) -> bool:
    return not any(
        unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in JOINERS
        for char in text
    )


def _strings(count: int) -> list[Figure]:
    """Through a guide's text to the terminal, and through the program's own filter to speech."""
    rng = random.Random(2)
    toml = bundled_text("trust-and-power")
    question = next(line for line in toml.splitlines() if line.startswith("text = "))
    assert parse_guide(toml, "whole").questions
    unsafe = passed = crashed = 0
    for _ in range(count):
        text = _hostile_text(rng)
        guide = toml.replace(question, f"text = {json.dumps(text)}", 1)
        try:
            shown = parse_guide(guide, "hostile").questions[0].text
            passed += 1
            unsafe += not _is_safe(shown)
        except GuideError as error:
            unsafe += not _is_safe(error.fact)
        except Exception:
            crashed += 1
        spoken = " ".join([speakable(text), *sentences(text)])
        unsafe += not _is_safe(spoken) or any(mark in spoken for mark in "<>[]{}\\")
    return [
        Figure("hostile strings", count),
        Figure("of them harmless enough to be a question", passed, goal=1, at_least=True),
        Figure("control characters or markup out", unsafe, goal=0),
        Figure("strings that crashed the checks", crashed, goal=0),
    ]


def _zips(count: int) -> list[Figure]:
    rng = random.Random(3)
    root = rehearsal_model()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("conf/mfcc.conf", "conf/model.conf", "graph/phones.txt"):
            archive.writestr(f"model/{name}", (root / name).read_bytes())
    whole = buffer.getvalue()
    refused = unpacked = crashed = escaped = 0
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        folder = Path(name)
        path = folder / "a.zip"
        path.write_bytes(whole)
        assert unpack(path, folder / "whole" / "in").is_dir()
        shutil.rmtree(folder / "whole")
        for _ in range(count):
            path.write_bytes(mutated(whole, rng) if rng.random() < 0.8 else _odd_zip(rng))
            try:
                unpack(path, folder / "out" / "in")
                unpacked += 1
            except ModelError:
                refused += 1
            except BaseException:
                crashed += 1
            escaped += sum(1 for p in folder.iterdir() if p.name not in {"a.zip", "out"})
            shutil.rmtree(folder / "out", ignore_errors=True)
    return [
        Figure(f"mutated archives refused, of {count} ({unpacked} unpacked harmlessly)", refused),
        Figure("archives that crashed, or were neither", crashed, goal=0),
        Figure("files outside their folder", escaped, goal=0),
    ]


def _odd_zip(rng: random.Random) -> bytes:
    """A zip that is whole and means harm."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        match rng.randrange(5):
            case 0:
                archive.writestr("../../escaped", b"x")
            case 1:
                archive.writestr("/tmp/escaped", b"x")
            case 2:
                archive.writestr("model/bomb", bytes(64 << 20))
            case 3:
                link = zipfile.ZipInfo("model/link")
                link.external_attr = 0o120777 << 16
                archive.writestr(link, "/etc/passwd")
            case _:
                for number in range(600):
                    archive.writestr(f"model/{number}", b"")
    return buffer.getvalue()


def _models(count: int, loaded: int, progress: Progress) -> list[Figure]:
    """Mutated model directories: with checksums, then some without, tried in a child."""
    rng = random.Random(4)
    root = rehearsal_model()
    accepted = crashed = silent = 0
    names = [p.relative_to(root) for p in root.rglob("*") if p.is_file()]
    names = [name for name in names if name.parts[0] in {"am", "conf", "graph"}]
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as temporary:
        for number in range(count + loaded):
            progress(f"model directories, {number + 1} of {count + loaded}")
            copy = Path(temporary) / "model"
            shutil.copytree(root, copy, copy_function=os.link)
            victim = copy / rng.choice(names)
            data = victim.read_bytes()
            victim.unlink()
            changed = mutated(data, rng)
            if rng.random() < 0.9:
                victim.write_bytes(changed)
            with_sums = number < count
            if not with_sums:
                (copy / CHECKSUM_FILE).unlink()
            try:
                check_model(copy)
                if with_sums:
                    accepted += changed != data
                else:
                    silent += 1
            except ModelError:
                pass
            except BaseException:
                crashed += 1
            shutil.rmtree(copy)
    check_model(root)
    return [
        Figure("mutated model directories with checksums", count),
        Figure("of them accepted", accepted, goal=0),
        Figure(f"without checksums, of {loaded}: loaded in a child all the same", silent),
        Figure("model directories that ended the main process or crashed a check", crashed, goal=0),
    ]


def _files(count: int) -> list[Figure]:
    """In a child, so that its memory is its own."""
    command = [
        sys.executable,
        "-c",
        "from prove.hostile import files; files(int(__import__('sys').argv[1]))",
    ]
    scripts = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [*command, str(count)],
        env={**os.environ, "PYTHONPATH": f"{scripts}:{scripts.parent}"},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        return [Figure("settings and guides: the child crashed", 1, goal=0)]
    told = json.loads(done.stdout)
    return [
        Figure("hostile settings and guide files", 2 * count),
        Figure("slowest of them, CPU", told["slowest_seconds"], "s", LONGEST_FILE_SECONDS),
        Figure("memory they took", told["megabytes"], "MB", MOST_MEGABYTES),
    ]


def files(count: int) -> None:
    """Read hostile settings and guides; tells the slowest and the most memory on stdout."""
    rng = random.Random(5)
    good_guide = bundled_text("trust-and-power").encode()
    good_settings = b'rate_wpm = 150\npatience = "steady"\nvolume = 0.5\n'
    slowest = 0.0
    with tempfile.TemporaryDirectory(prefix="reflect-prove-") as name:
        path = Path(name) / "file.toml"
        for _ in range(count):
            for good in (good_guide, good_settings):
                path.write_bytes(mutated(good, rng) if rng.random() < 0.8 else _odd_toml(rng))
                began = time.process_time()  # another's load is not the file's fault
                try:
                    if good is good_guide:
                        load_guide(path)
                    else:
                        load_settings(path, {}, {})
                except (GuideError, SettingsError):
                    pass
                slowest = max(slowest, time.process_time() - began)
    print(json.dumps({"slowest_seconds": slowest, "megabytes": peak_mb()}))


def _odd_toml(rng: random.Random) -> bytes:
    """TOML that is slow, deep, large or endless."""
    length = rng.choice((1_000, 7_000, 16_000, 70_000, 3_000_000))
    return rng.choice(
        (
            b"a." * (length // 2) + b"b = 1",
            b"a = " + b"[" * length + b"]" * length,
            b"a = " + b"{b=" * (length // 4),
            b'a = "' + b"x" * length,
            b"# " + b"c" * length,
            b"".join(b"[k%d]\n" % n for n in range(length // 6)),
            rng.randbytes(min(length, 20_000)),
            b"rate_wpm = " + b"9" * length,
        )
    )
