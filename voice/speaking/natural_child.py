"""A natural voice in a process of its own: `python -m voice.speaking.natural_child REPLY_FD`.

It lives as long as the session: loading takes half a second. JSON lines come on stdin: first the
voice's files, then one for each piece (number, text, rate_wpm), and in between {"give_up": number},
which ends that piece at once. Each but the last kind is answered on the descriptor: a JSON line
with a failure or none, then as many bytes of samples as it says. The first answer says that the
voice is loaded.

Its network is closed, its memory is nobody else's, and text and sound are in memory only: pieces
that were spoken before may still lie in it, unnamed, until others take their place.
"""

import json
import os
import queue
import signal
import sys
import threading
import wave
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from voice.confinement.offline import close_network
from voice.confinement.process import keep_memory_private
from voice.speaking.piper_voice import AlteredError, PiperVoice, VoiceFiles, load_runtime
from voice.speaking.pyttsx3_piper import start_engine
from voice.speaking.synthesis_child import memory_file, samples_of


@dataclass(slots=True)
class _Asked:
    """What was asked for, and which of it is not wanted any more."""

    waiting: queue.SimpleQueue[dict[str, Any]] = field(
        default_factory=lambda: queue.SimpleQueue[dict[str, Any]]()
    )
    given_up: int = 0
    speaking: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def main() -> int:
    """Load the voice, say so, and answer until stdin ends."""
    keep_memory_private()
    # a service manager tells every process of a service; when to end is the parent's to say
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reply = os.fdopen(int(sys.argv[1]), "wb")
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    close_network()
    # it may have been started before anybody knew which voice
    threading.Thread(target=load_runtime, daemon=True).start()
    told = json.loads(sys.stdin.buffer.readline() or b"null")
    if told is None:
        return 0
    name, files = str(told.pop("name")), VoiceFiles(**told)
    try:
        voice = PiperVoice(files)
        engine = start_engine(name, voice, files)
    except AlteredError:
        _answer(reply, {"failure": "altered"})
        return 0
    except Exception:  # whatever keeps it from loading is the same fact to the parent
        _answer(reply, {"failure": "unavailable"})
        return 0
    _answer(reply, {"failure": "", "rate_hz": voice.rate_hz})
    asked = _Asked()
    threading.Thread(target=_read, args=(asked, voice), daemon=True).start()
    while True:
        request = asked.waiting.get()
        _answer(reply, *_spoken(engine, voice, asked, request))


def _read(asked: _Asked, voice: PiperVoice) -> None:
    """Take requests as they come; the end of stdin ends the process, whatever it is at."""
    for line in sys.stdin.buffer:
        request = json.loads(line)
        if "give_up" not in request:
            asked.waiting.put(request)
            continue
        with asked.lock:
            asked.given_up = request["give_up"]
            if asked.speaking == asked.given_up:
                voice.give_up()
    os._exit(0)


def _spoken(
    engine: Any, voice: PiperVoice, asked: _Asked, request: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    with asked.lock:
        asked.speaking = request["number"]
        voice.begin()
        if asked.given_up == asked.speaking:
            return {"failure": "given up"}, b""
    engine.setProperty("rate", request["rate_wpm"])
    with memory_file() as path:
        try:
            engine.save_to_file(request["text"], path)
            engine.runAndWait()  # the driver has written it, or failed, when this comes back
            with open(path, "rb") as file:
                samples, rate_hz = samples_of(file.read())
        except (OSError, EOFError, wave.Error, AssertionError):
            samples, rate_hz = b"", 0
        with asked.lock:
            asked.speaking = 0
            if asked.given_up == request["number"]:
                return {"failure": "given up"}, b""
    if not samples:
        return {"failure": "no sound"}, b""
    return {"failure": "", "rate_hz": rate_hz}, samples


def _answer(reply: BinaryIO, head: dict[str, Any], samples: bytes = b"") -> None:
    try:
        reply.write(json.dumps({**head, "bytes": len(samples)}).encode() + b"\n" + samples)
        reply.flush()
    except BrokenPipeError:  # the parent is gone
        os._exit(0)


if __name__ == "__main__":
    os._exit(main())
