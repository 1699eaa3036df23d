"""systemd's notification protocol: "ready", "still alive", "stopping". A few lines over AF_UNIX.

Outside systemd every call does nothing. Source: sd_notify(3).
"""

import os
import socket
import time
from collections.abc import Mapping

MICROSECONDS = 1_000_000


class Watchdog:
    """Tells the service manager that the stage's loop turns; its thread only."""

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket: socket.socket | None = None
        if self._address:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        microseconds = int(environ.get("WATCHDOG_USEC", "0") or 0)
        ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.every_seconds = microseconds / MICROSECONDS / 2 if ours and microseconds else None
        """Half the time that systemd allows, as its manual advises; None without a watchdog."""
        self._beaten_seconds = 0.0

    def ready(self) -> None:
        """The kiosk is open."""
        self._send("READY=1")

    def beat(self) -> None:
        """The loop has turned; told as often as systemd wants to know."""
        if self.every_seconds is None:
            return
        now_seconds = time.monotonic()
        if now_seconds - self._beaten_seconds >= self.every_seconds / 2:
            self._beaten_seconds = now_seconds
            self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """The kiosk closes because it was asked to."""
        self._send("STOPPING=1")

    def close(self) -> None:
        """Let the socket go."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, message: str) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(message.encode(), self._address)
        except OSError:
            return  # systemd restarts what it does not hear from: that is the answer
