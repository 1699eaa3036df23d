"""One utterance by pyttsx3, in a process of its own: `python -m voice.speaking.synthesis_child`.

Reads one JSON line from stdin (text, voice, language, rate_wpm) and answers on the descriptor
named by its one argument: a JSON line, then samples. pyttsx3 prints on stdout, so stdout is no
channel. The parent may kill it at any moment; it holds nothing but this one utterance.

The text never touches a disk: on Linux pyttsx3 writes into a file in memory.
"""

import array
import contextlib
import ctypes
import io
import json
import os
import signal
import struct
import sys
import tempfile
import wave
from collections.abc import Generator
from typing import Any, cast

from voice.confinement.offline import close_network
from voice.confinement.process import keep_memory_private
from voice.speaking.voices import VoiceTold, voice_of

CONTROL_ERROR = 3
"""Exit code where the answer itself could not be given."""


class NoVoiceError(Exception):
    """No voice speaks the language."""


def prepare_espeak() -> None:
    """Use the system's espeak-ng where there is one, otherwise the one in the wheel."""
    if sys.platform != "linux" or _system_has_espeak():
        return
    import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]

    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    path = espeakng_loader.get_library_path()
    library = ctypes.CDLL(path)
    load = ctypes.cdll.LoadLibrary
    # pyttsx3 asks the loader for names that only a system package gives
    ctypes.cdll.LoadLibrary = lambda name: library if "espeak" in str(name) else load(name)


def _system_has_espeak() -> bool:
    """Asked of the loader: `find_library` runs a compiler, and leaves its files when killed."""
    try:
        ctypes.CDLL("libespeak-ng.so.1")
    except OSError:
        return False
    return True


@contextlib.contextmanager
def memory_file() -> Generator[str]:
    """A path that pyttsx3 can write to and that no disk ever sees (on Linux)."""
    if hasattr(os, "memfd_create"):
        fd = os.memfd_create("utterance")
        try:
            yield f"/proc/self/fd/{fd}"
        finally:
            os.close(fd)
    else:
        with tempfile.TemporaryDirectory() as folder:  # 0700, removed at once
            yield os.path.join(folder, "utterance.wav")


def synthesize(engine: Any, request: dict[str, Any]) -> tuple[bytes, int]:
    """Samples and rate of one utterance.

    Raises:
        LookupError: there is no voice of that id.
        NoVoiceError: there is none for that language.
    """
    if request["voice"] is not None:
        known = [str(voice.id) for voice in engine.getProperty("voices")]
        if request["voice"] not in known:
            raise LookupError
        engine.setProperty("voice", request["voice"])
    elif request["language"] is not None:
        engine.setProperty("voice", _voice_of(request["language"], engine))
    engine.setProperty("rate", request["rate_wpm"])
    engine.setProperty("volume", 1.0)  # the loudspeaker scales; over 1 the driver clips
    _wait_for_espeak()  # runAndWait cancels what espeak-ng has not taken up yet
    with memory_file() as path:
        engine.save_to_file(request["text"], path)
        engine.runAndWait()  # comes back when the file is written: the engine has run before
        with open(path, "rb") as file:
            return samples_of(file.read())


def start_engine() -> Any:
    """pyttsx3, ready to take properties at once.

    A new engine holds them back until it runs. `runAndWait` then hands them to espeak-ng's thread
    and in the next breath cancels whatever that thread is at: where it was slow to wake, the
    sentence came at the driver's own 200 words a minute. Once an engine has run, even for
    nothing, it passes properties on as they are set, and they can be waited for.

    Raises:
        Exception: of any kind, where there is no synthesiser.
    """
    import pyttsx3  # pyright: ignore[reportMissingTypeStubs]

    engine: Any = cast(Any, pyttsx3).init()
    if sys.platform == "linux":
        _wait_for_espeak()
        engine.runAndWait()
    return engine


def _voice_of(language: str, engine: Any) -> str:
    """The voice for a language; raises `NoVoiceError`."""
    told = _told(engine)
    chosen = voice_of(language, told, str(engine.getProperty("voice")))
    if chosen is None:
        raise NoVoiceError
    return chosen


def _told(engine: Any) -> list[VoiceTold]:
    return [
        VoiceTold(
            str(voice.id), tuple(_text(tag) for tag in voice.languages or ()), str(voice.name or "")
        )
        for voice in engine.getProperty("voices")
    ]


def _text(tag: Any) -> str:
    """espeak's older driver gives bytes with a priority before the name."""
    return tag.decode("ascii", "ignore").strip("\x05\x02 ") if isinstance(tag, bytes) else str(tag)


def _wait_for_espeak() -> None:
    """Until espeak-ng has done all it was asked; the other drivers wait by themselves."""
    if sys.platform == "linux":
        from pyttsx3.drivers import _espeak  # pyright: ignore

        cast(Any, _espeak).Synchronize()


def samples_of(recording: bytes) -> tuple[bytes, int]:
    """16-bit samples and the rate of a WAV, or on macOS an AIFF, in memory."""
    if recording[:4] == b"FORM":
        return _samples_of_aiff(recording)
    with wave.open(io.BytesIO(recording), "rb") as wav:
        return wav.readframes(wav.getnframes()), wav.getframerate()


def _samples_of_aiff(recording: bytes) -> tuple[bytes, int]:
    """The same, of an AIFF or AIFF-C of one channel; `aifc` is gone since Python 3.13.

    Audio Interchange File Format, Apple, version 1.3 and AIFF-C, 1991: chunks of an id, a length
    and as many bytes, evened; numbers have their high byte first, and the rate is an 80-bit float.

    Raises:
        EOFError: it is cut off, or not 16-bit samples of one channel.
    """
    chunks: dict[bytes, bytes] = {}
    at = 12  # after FORM, its length, and AIFF or AIFC
    while at + 8 <= len(recording):
        id_, length = struct.unpack_from(">4sI", recording, at)
        chunks[id_] = recording[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    common, sound = chunks.get(b"COMM", b""), chunks.get(b"SSND", b"")
    if len(common) < 18 or len(sound) < 8:
        raise EOFError
    channels, frames, bits, exponent, mantissa = struct.unpack_from(">hIhHQ", common)
    coding = common[18:22] or b"NONE"
    if (channels, bits) != (1, 16) or coding not in {b"NONE", b"twos", b"sowt"}:
        raise EOFError
    start = 8 + struct.unpack_from(">I", sound)[0]
    whole = sound[start : start + 2 * frames]
    samples = array.array("h", whole[: len(whole) // 2 * 2])
    if coding != b"sowt":
        samples.byteswap()
    return samples.tobytes(), round(mantissa * 2.0 ** (exponent - 16383 - 63))


def main() -> int:
    """Answer one request; 0 where an answer, good or bad, was given."""
    keep_memory_private()
    # a service manager tells every process of a service; when to end is the parent's to say
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    reply_fd = int(sys.argv[1])
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    close_network()  # it may have been started before that of its parent was
    try:
        prepare_espeak()
        engine: Any = start_engine()
        failure = ""
    except Exception:  # whatever keeps it from starting is the same fact to the parent
        engine, failure = None, "unavailable"
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    request = json.loads(line)
    answer: dict[str, Any] = {"failure": failure}
    samples = b""
    if engine is not None and request.get("list"):
        answer["voices"] = [(told.id, told.languages, told.name) for told in _told(engine)]
    elif engine is not None:
        try:
            samples, answer["rate_hz"] = synthesize(engine, request)
        except NoVoiceError:
            answer["failure"] = "no voice for language"
        except LookupError:
            answer["failure"] = "unknown voice"
        except (OSError, RuntimeError, EOFError, wave.Error, AssertionError):
            answer["failure"] = "no sound"
    answer["bytes"] = len(samples)
    with open(reply_fd, "wb") as reply:
        reply.write(json.dumps(answer).encode() + b"\n" + samples)
    os._exit(0)  # the driver's threads would hold an ordinary exit up


if __name__ == "__main__":
    sys.exit(main())
