"""A Piper voice as a driver of pyttsx3 2.99, as its own for espeak-ng, macOS and Windows are.

pyttsx3 imports `pyttsx3.drivers.NAME` and calls its `buildDriver`; a module under that name is all
it needs, and nothing of pyttsx3 is changed. Everything happens on the thread that asks; it writes
sound into a file and plays none: that is the loudspeaker's.
"""

import sys
import wave
from collections.abc import Iterator
from functools import partial
from types import ModuleType
from typing import Any, cast

from voice.speaking.piper_voice import PiperVoice, VoiceFiles

NAME = "piper"


def start_engine(name: str, voice: PiperVoice, files: VoiceFiles) -> Any:
    """pyttsx3 over this one voice, ready to take properties at once."""
    import pyttsx3  # pyright: ignore[reportMissingTypeStubs]
    import pyttsx3.drivers as drivers  # pyright: ignore[reportMissingTypeStubs]

    module: Any = ModuleType(f"{drivers.__name__}.{NAME}")
    module.buildDriver = partial(PiperDriver, name, voice, files)
    sys.modules[module.__name__] = module
    engine: Any = cast(Any, pyttsx3).init(NAME)
    engine.runAndWait()  # until an engine has run, it keeps properties back
    return engine


class PiperDriver:
    """What pyttsx3 asks of a driver; the names are its own."""

    def __init__(self, name: str, voice: PiperVoice, files: VoiceFiles, proxy: Any) -> None:
        from pyttsx3.voice import Voice  # pyright: ignore[reportMissingTypeStubs]

        self._proxy = proxy
        self._voice, self._files = voice, files
        told: Any = cast(Any, Voice)(id=name, name=name, languages=[name.partition("-")[0]])
        self._properties: dict[str, Any] = {
            "voices": [told],
            "voice": name,
            "rate": 160,
            "volume": 1.0,
        }

    def getProperty(self, name: str) -> Any:
        """One of voices, voice, rate and volume; raises `KeyError`."""
        return self._properties[name]

    def setProperty(self, name: str, value: Any) -> None:
        """The same; raises `ValueError` for another voice than the one there is."""
        if name == "voice" and value != self._properties["voice"]:
            raise ValueError("there is one voice only")
        if name not in {"voice", "rate", "volume"}:
            raise KeyError(name)
        self._properties[name] = value

    def save_to_file(self, text: str, filename: str) -> None:
        """Write it there as a WAV; raises `Exception` where it was given up."""
        self._proxy.notify("started-utterance")
        completed = False
        try:
            scale = self._files.length_scale(float(self._properties["rate"]))
            samples = self._voice.speak(text, scale) * self._properties["volume"]
            with open(filename, "wb") as file, wave.open(file, "wb") as wav:
                wav.setnchannels(1)
                wav.setsampwidth(2)
                wav.setframerate(self._voice.rate_hz)
                wav.writeframes(samples.astype("<i2").tobytes())
            completed = True
        finally:
            self._proxy.notify("finished-utterance", completed=completed)

    def say(self, text: str) -> None:
        """Not here; raises `NotImplementedError`."""
        raise NotImplementedError("this driver writes sound and plays none")

    def stop(self) -> None:
        """pyttsx3 calls it after each run; who gives up a piece calls the voice itself."""

    def startLoop(self) -> None:
        """Carry out what waits, to the end of the loop."""
        self._proxy.setBusy(False)

    def endLoop(self) -> None:
        """Nothing runs on."""

    def iterate(self) -> Iterator[None]:
        """The same for whoever has a loop of their own."""
        self._proxy.setBusy(False)
        yield

    def destroy(self) -> None:
        """Nothing is held but the voice, which is not the driver's."""
