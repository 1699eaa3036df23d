"""pyttsx3 as a synthesiser: one child process per utterance, watched, with the next one warm.

The child's side is `synthesis_child`. Nothing is kept here: not the text, not the sound.
"""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from voice.conversation.commands import Manner
from voice.errors import SpeechError
from voice.ports import Sound
from voice.troubles import TroubleName

ANSWER_SECONDS = 15.0
"""The slowest sentence took 0.2 s on two cores; a child that needs this long hangs."""

_READ_BYTES = 1 << 16

_FAILURES = {
    "unavailable": TroubleName.SYNTHESISER_MISSING,
    "no sound": TroubleName.SYNTHESISER_SILENT,
}


@dataclass(frozen=True, slots=True)
class _Child:
    process: "subprocess.Popen[bytes]"
    reply_fd: int

    def discard(self) -> None:
        self.process.kill()
        os.close(self.reply_fd)
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        self.process.wait()


class Pyttsx3Synthesizer:
    """Turns sentences into sound with pyttsx3, as `ports.Synthesizer` has it; any thread."""

    def __init__(self, voice: str | None = None, language: str | None = None) -> None:
        """With `voice` None, the language's voice; with both None, the system's own."""
        self._voice = voice
        self._language = language
        self._lock = threading.Lock()
        self._warm: _Child | None = _start_child()

    def synthesize(self, text: str, manner: Manner) -> Sound:
        """One sentence as int16 mono samples at the synthesiser's own rate.

        Raises:
            SpeechError: no synthesiser, no such voice, none for the language, or no answer in
                time.
        """
        request = {
            "text": text,
            "voice": self._voice,
            "language": self._language,
            "rate_wpm": manner.rate_wpm,
        }
        answer, samples = self._ask(request)
        return Sound(np.frombuffer(samples, np.int16), int(answer["rate_hz"]))

    def voices(self) -> tuple[str, ...]:
        """The ids of the voices that can be chosen; raises `SpeechError`."""
        answer, _ = self._ask({"list": True})
        return tuple(answer["voices"])

    def close(self) -> None:
        """Let the waiting child go."""
        with self._lock:
            if self._warm is not None:
                self._warm.discard()
                self._warm = None

    def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            child = self._warm or _start_child()
            self._warm = None
            try:
                answer, samples = _exchange(child, request)
            finally:
                child.discard()
                self._warm = _start_child()
        failure = answer["failure"]
        if failure == "unknown voice":
            raise SpeechError.named(TroubleName.VOICE_UNKNOWN, voice=self._voice)
        if failure == "no voice for language":
            raise SpeechError.named(TroubleName.VOICE_OF_LANGUAGE_MISSING, language=self._language)
        if failure:
            raise SpeechError.named(_FAILURES[failure])
        return answer, samples


def _start_child() -> _Child:
    reply_read, reply_write = os.pipe()
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "voice.speaking.synthesis_child", str(reply_write)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(reply_write,),
            start_new_session=True,  # Ctrl-C, and the end of a terminal, are the parent's to take
        )
    except OSError as error:
        os.close(reply_read)
        raise SpeechError.named(
            TroubleName.SYNTHESISER_NOT_STARTED, code=error.errno or 0
        ) from None
    finally:
        os.close(reply_write)
    return _Child(process, reply_read)


def _exchange(child: _Child, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    assert child.process.stdin is not None
    try:
        child.process.stdin.write(json.dumps(request).encode() + b"\n")
        child.process.stdin.flush()
    except BrokenPipeError:
        raise _stopped() from None
    deadline_seconds = time.monotonic() + ANSWER_SECONDS
    blocks: list[bytes] = []
    while True:
        left_seconds = deadline_seconds - time.monotonic()
        if left_seconds <= 0 or not select.select([child.reply_fd], [], [], left_seconds)[0]:
            raise SpeechError.named(
                TroubleName.SYNTHESISER_UNANSWERING, seconds=round(ANSWER_SECONDS)
            )
        block = os.read(child.reply_fd, _READ_BYTES)
        if not block:
            break
        blocks.append(block)
    head, _, samples = b"".join(blocks).partition(b"\n")
    answer: dict[str, Any] = json.loads(head) if head else {}
    if not head or len(samples) != answer["bytes"]:
        raise _stopped()
    return answer, samples


def _stopped() -> SpeechError:
    return SpeechError.named(TroubleName.SYNTHESISER_STOPPED)
