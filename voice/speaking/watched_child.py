"""A synthesiser's process: JSON lines in, framed answers out, and never waited for in vain.

What is asked and what an answer means is the synthesisers'. Text goes through a pipe only, and
nothing is kept here.
"""

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from typing import Any

from voice.machine.awake import SLICE_SECONDS, wait_awake
from voice.values.errors import SpeechError
from voice.values.troubles import TroubleName

_READ_BYTES = 1 << 16


class WatchedChild:
    """One process; one thread at a time asks and takes, any may write."""

    def __init__(self, module: str, **environment: str) -> None:
        """Start `python -m module REPLY_FD`; raises `SpeechError`."""
        reply_read, reply_write = os.pipe()
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, str(reply_write)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(reply_write,),
                env={**os.environ, **environment},
                start_new_session=True,  # Ctrl-C, and a terminal's end, are the parent's to take
            )
        except OSError as error:
            os.close(reply_read)
            raise SpeechError.named(
                TroubleName.SYNTHESISER_NOT_STARTED, code=error.errno or 0
            ) from None
        finally:
            os.close(reply_write)
        self._reply_fd = reply_read
        self._come = b""

    def write(self, request: dict[str, Any]) -> None:
        """Send one line; raises `SpeechError` where nobody is there to read it."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise stopped() from None

    def has_answered(self) -> bool:
        """Whether an answer has begun to come, or it is gone; never waits."""
        return bool(self._come or select.select([self._reply_fd], [], [], 0)[0])

    def take(self, within_seconds: float) -> tuple[dict[str, Any], bytes]:
        """The next answer and its samples; raises `SpeechError` where it does not come in time."""
        deadline_seconds = time.monotonic() + within_seconds
        while b"\n" not in self._come:
            self._come += self._more(deadline_seconds, within_seconds)
        head, _, rest = self._come.partition(b"\n")
        answer: dict[str, Any] = json.loads(head)
        blocks, missing = [rest], int(answer["bytes"]) - len(rest)
        while missing > 0:
            blocks.append(self._more(deadline_seconds, within_seconds))
            missing -= len(blocks[-1])
        whole = b"".join(blocks)
        self._come = whole[answer["bytes"] :]
        return answer, whole[: answer["bytes"]]

    def discard(self) -> None:
        """End it, whatever it is at."""
        self.process.kill()
        os.close(self._reply_fd)
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        self.process.wait()

    def _more(self, deadline_seconds: float, within_seconds: float) -> bytes:
        # where this process was stopped meanwhile, the answer has come and the deadline is past
        left_seconds = max(SLICE_SECONDS, deadline_seconds - time.monotonic())
        if not wait_awake(
            lambda seconds: bool(select.select([self._reply_fd], [], [], seconds)[0]), left_seconds
        ):
            raise SpeechError.named(
                TroubleName.SYNTHESISER_UNANSWERING, seconds=round(within_seconds)
            )
        block = os.read(self._reply_fd, _READ_BYTES)
        if not block:
            raise stopped()
        return block


def stopped() -> SpeechError:
    """It is gone."""
    return SpeechError.named(TroubleName.SYNTHESISER_STOPPED)
