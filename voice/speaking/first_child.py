"""The process that will speak, begun before everything else of the program is loaded.

It needs as long as the rest does, and beside it; whoever speaks first takes it. Which of the two it
should be the command line guesses: where it is wrong, the process is let go.
"""

from voice.speaking.watched_child import WatchedChild

SYSTEMS_VOICE = "voice.speaking.synthesis_child"
NATURAL_VOICE = "voice.speaking.natural_child"

GIVEN_BACK_BYTES = 1 << 20
"""Blocks of this size on go back to the system at once: glibc raises its own limit with each that
is freed, and what thousands of pieces left between others then grew to 100 MB."""

_ENVIRONMENT = {
    SYSTEMS_VOICE: {},
    NATURAL_VOICE: {
        "ORT_DISABLE_TELEMETRY": "1",
        "MALLOC_MMAP_THRESHOLD_": str(GIVEN_BACK_BYTES),
        "MALLOC_TRIM_THRESHOLD_": str(GIVEN_BACK_BYTES),
    },
}

_begun: dict[str, WatchedChild] = {}


def begin(module: str) -> None:
    """Start one of the two, for whoever asks first; raises `SpeechError`."""
    if module not in _begun:
        _begun[module] = _started(module)


def child_of(module: str) -> WatchedChild:
    """The one that was begun, or a new one; raises `SpeechError`."""
    begun = _begun.pop(module, None)
    return begun or _started(module)


def let_go() -> None:
    """End what was begun and nobody took."""
    while _begun:
        _begun.popitem()[1].discard()


def _started(module: str) -> WatchedChild:
    return WatchedChild(module, **_ENVIRONMENT[module])
