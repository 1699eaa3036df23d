"""How the rooms sound that can be rehearsed in: their names and figures, and nothing that computes.

What makes sound of them is `room`; a command line names them without loading it.
"""

from dataclasses import dataclass
from enum import StrEnum


class RoomKind(StrEnum):
    """The rooms that can be rehearsed in."""

    QUIET = "quiet"
    ECHO = "echo"
    NOISY = "noisy"
    BABBLE = "babble"


@dataclass(frozen=True, slots=True)
class Acoustics:
    """How a room sounds; levels in dB relative to full scale or to the loudspeaker."""

    noise_dbfs: float
    echo_db: float | None
    """The loudspeaker's level at the microphone; None: not heard at all."""
    colour: str = "white"
    echo_delay_seconds: float = 0.06
    """What devices and the way take; 20 ms to 300 ms are to be met with."""


ACOUSTICS = {
    RoomKind.QUIET: Acoustics(noise_dbfs=-72.0, echo_db=None),
    RoomKind.ECHO: Acoustics(noise_dbfs=-66.0, echo_db=-12.0),
    RoomKind.NOISY: Acoustics(noise_dbfs=-41.0, echo_db=-24.0, colour="pink"),
    RoomKind.BABBLE: Acoustics(noise_dbfs=-41.0, echo_db=-24.0, colour="babble"),
}
"""Noisy is a fan 15 dB under the client's voice; -12 dB of echo is the loop that the audio facts
measured in the virtual room."""
