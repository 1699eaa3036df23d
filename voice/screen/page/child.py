"""The page's own process: `python -m voice.screen.page.child DESCRIPTOR`.

It is given its listener ready-made, as that descriptor, and all it shows by lines on stdin; what
the window chooses goes out by lines on stdout. Its network is closed but for accepting before it
says that it is ready, and it is told nothing to show before that: see `offline`. It ends with the
program, however that ends, since stdin does; a window is told, and the door is shut.

With `try` as a second argument it serves nobody but tries its own ways out: see `trying`.
"""

import asyncio
import os
import signal
import socket
import sys
import threading
import time

from voice.confinement.offline import close_page_network
from voice.confinement.process import keep_memory_private
from voice.screen.page.messages import (
    Failed,
    FromPage,
    News,
    Opening,
    Ready,
    line_of,
    read_to_page,
)
from voice.screen.page.serving import CLOSING_SECONDS, Serving

HANGING_SECONDS = CLOSING_SECONDS + 3.0
"""When the program has ended and this process does not follow by itself, it is ended."""


def main() -> None:
    """Serve until stdin ends or says so."""
    keep_memory_private()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the program's to take: it tells us
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    listener = socket.socket(fileno=int(sys.argv[1]))
    if sys.argv[2:] == ["try"]:
        from voice.screen.page.trying import try_page_ways

        try_page_ways(listener)
        return
    opening = read_to_page(sys.stdin.buffer)
    if isinstance(opening, Opening):
        asyncio.run(_serve(listener, opening))
    os._exit(0)  # nothing is left to tidy, and somebody waits


async def _serve(listener: socket.socket, opening: Opening) -> None:
    try:
        serving = Serving(opening, listener.getsockname()[1], _say)
    except OSError as error:
        _say(Failed(code=error.errno or 0))
        return
    loop = asyncio.get_running_loop()

    def ready() -> None:
        close_page_network()
        threading.Thread(target=_take, args=(loop, serving), name="lines", daemon=True).start()
        _say(Ready())

    await serving.serve(listener, ready)


def _take(loop: asyncio.AbstractEventLoop, serving: Serving) -> None:
    """Hand each line to the loop; whatever is no news is the end."""
    while isinstance(message := read_to_page(sys.stdin.buffer), News):
        loop.call_soon_threadsafe(serving.take, message)
    asyncio.run_coroutine_threadsafe(serving.leave(), loop)
    time.sleep(HANGING_SECONDS)  # nobody waits for this thread
    os._exit(1)


def _say(message: FromPage) -> None:
    try:
        sys.stdout.buffer.write(line_of(message))
        sys.stdout.buffer.flush()
    except OSError:  # the program has ended; stdin says so too
        return


if __name__ == "__main__":
    main()
