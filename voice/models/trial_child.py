"""Load the model named by the argument in this process, which it may end, and decode a moment.

On standard input: words, as a JSON list. On standard output: those that it does not know. A file
of its own because `trial` runs it as one: a damaged model ends the process that loads it.
"""

import json
import sys
from typing import Any


def main() -> None:
    """Load, decode, ask for every word."""
    import vosk as untyped_vosk  # pyright: ignore[reportMissingTypeStubs]

    vosk: Any = untyped_vosk
    vosk.SetLogLevel(-1)
    model = vosk.Model(model_path=sys.argv[1])
    recognizer = vosk.KaldiRecognizer(model, 16_000)
    recognizer.AcceptWaveform(bytes(32_000))
    recognizer.FinalResult()
    words = json.load(sys.stdin)
    json.dump([word for word in words if model.vosk_model_find_word(word) < 0], sys.stdout)


if __name__ == "__main__":
    main()
