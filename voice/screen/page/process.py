"""The page's own process as the program has it: started with its listener, talked to, ended.

What is said to it and what comes of it is `server`; what it does is `child`.
"""

import contextlib
import os
import select
import socket
import subprocess
import sys
from typing import IO, BinaryIO, cast

from voice.screen.page.messages import (
    Failed,
    FromPage,
    Opening,
    Ready,
    ToPage,
    line_of,
    read_from_page,
)
from voice.values.errors import VoiceError

STARTING_SECONDS = 30.0
"""Half a second on an idle machine; a busy one with cold disks may take many."""
EXITING_SECONDS = 3.0
"""Once it has nothing more to say; it only has to go."""


def start_page_process(*how: str) -> tuple["subprocess.Popen[bytes]", int]:
    """The page's process with its listener, and the port of that; it is nobody else's.

    `how` is `try` for one that tries its ways out. Raises `OSError`.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "voice.screen.page.child", str(listener.fileno()), *how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # an error could hold what somebody typed
            pass_fds=(listener.fileno(),),
            start_new_session=True,  # Ctrl-C, and the end of a terminal, are the program's to take
        )
    return process, port


class PageProcess:
    """One, and the two pipes to it; each may be used from a thread of its own."""

    def __init__(self) -> None:
        self._process, self.port = start_page_process()
        self._in = cast(BinaryIO, self._process.stdin)
        self._out = cast(BinaryIO, self._process.stdout)

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it has not been seen to its end."""
        return self._process.returncode

    def open(self, opening: Opening) -> None:
        """Give it what it needs, and wait until it serves; where it does not, it is ended.

        Raises:
            OSError: the door cannot be written.
            VoiceError: it does not start.
        """
        answer: FromPage | None = None
        if self.send(opening) and select.select([self._out], [], [], STARTING_SECONDS)[0]:
            answer = self.read()
        if isinstance(answer, Ready):
            return
        self.kill()
        self.see_off()
        if isinstance(answer, Failed):
            raise OSError(answer.code, os.strerror(answer.code))
        raise VoiceError("the page's own process did not start", "try again, or leave out --window")

    def send(self, message: ToPage) -> bool:
        """Whether there was somebody to send it to; waits where nobody reads."""
        try:
            self._in.write(line_of(message))
            self._in.flush()
        except (OSError, ValueError):  # it has ended, and may have been seen off
            return False
        return True

    def read(self) -> FromPage | None:
        """What it says next; None once it says nothing more, or nothing that is a message."""
        return read_from_page(self._out)

    def kill(self) -> None:
        """End it at once; of one that has ended, nothing."""
        self._process.kill()

    def see_off(self) -> None:
        """Wait for its end, and bring that about where it does not come."""
        try:
            self._process.wait(EXITING_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            self._process.wait()
        pipes: tuple[IO[bytes], ...] = (self._in, self._out)
        for pipe in pipes:
            with contextlib.suppress(OSError):  # what it did not read
                pipe.close()
