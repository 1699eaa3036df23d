"""Vosk: a model loaded, and a recogniser over it.

Only ever `Model(model_path=…)`: the other ways download. Whether a model can be loaded at all is
known before (`models.files`, `models.trial`): a damaged one can end the process inside libvosk.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from voice.models.files import has_static_graph, path_for_vosk
from voice.stage.ports import SAMPLE_RATE_HZ, Pcm, Recognized
from voice.values.errors import ModelError
from voice.values.transcript import UNKNOWN_WORD, Word
from voice.values.troubles import TroubleName

CHUNK_FRAMES = 12
"""Vosk is fed 240 ms at a time: a call costs the same for one frame as for twelve, and a caption
four times a second is as fast as anybody reads."""

_TOKEN = re.compile(r"\[(.*)\]|<(.*)>|!(.*)")
"""How Kaldi's recipes write what is no word: "[noise]", "<UNK>", "!SIL"."""

_NOISES = frozenset(
    {"", "eps", "s", "/s", "sil", "silence", "noise", "nsn", "laughter", "breath", "cough", "music"}
)
"""Tokens of sounds that are nobody's words. Any other, such as "<SPOKEN_NOISE>", or the "[62]" of
the Korean model, stands for something that was said and not understood."""

_UNDERSTOOD_AS_NOTHING = (UNKNOWN_WORD, "<UNK>", "<unk>")
"""How models name what they do not know; a grammar has to use the model's own name."""


def open_model(path: Path) -> Any:
    """A model that can be loaded, loaded; raises `ModelError`."""
    import vosk as untyped_vosk  # pyright: ignore[reportMissingTypeStubs]

    vosk: Any = untyped_vosk
    vosk.SetLogLevel(-1)
    readable = path_for_vosk(path)
    try:
        model = vosk.Model(model_path=readable)
    except Exception:  # vosk raises a bare Exception
        raise ModelError.named(TroubleName.MODEL_NOT_LOADED, path=path) from None
    model.has_static_graph = has_static_graph(path)
    return model


class VoskRecognizer:
    """Dictation over one model, as `ports.Recognizer` has it; owned by one thread."""

    def __init__(self, model: Any, grammar: Sequence[str] | None = None) -> None:
        """`grammar`: hear nothing but these phrases; None: whatever is said."""
        import vosk  # pyright: ignore[reportMissingTypeStubs]

        bound = () if grammar is None else (json.dumps(grammar),)
        self._recognizer: Any = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ, *bound)
        self._recognizer.SetWords(True)
        self.captions = grammar is None
        self._model = model
        self._bound: tuple[tuple[str, ...], VoskRecognizer | None] | None = None
        """What gave the last second opinion, and the forms it was asked with."""
        self._fed_samples = 0
        self._began_seconds = 0.0
        self._waiting: list[Pcm] = []
        self._words: list[Word] = []
        self._caption = ""

    def begin(self) -> None:
        """Forget everything and start a passage at 0 s."""
        self._recognizer.Reset()
        # Vosk's word times go on counting from its construction, whatever is reset
        self._began_seconds = self._fed_samples / SAMPLE_RATE_HZ
        self._waiting.clear()
        self._words.clear()
        self._caption = ""

    def accept(self, frame: Pcm) -> str | None:
        """Take samples; returns the caption so far where it changed."""
        self._waiting.append(frame)
        if len(self._waiting) < CHUNK_FRAMES:
            return None
        if self._feed():
            self._take(self._recognizer.Result())
            partial = ""
        elif not self.captions:
            return None
        else:
            partial = _plain(json.loads(self._recognizer.PartialResult())["partial"])
        settled = [word.text for word in self._words]
        caption = " ".join([*settled, partial] if partial else settled)
        if caption == self._caption:
            return None
        self._caption = caption
        return caption

    def finish(self) -> Recognized:
        """Drain and return all words since `begin`."""
        if self._waiting and self._feed():
            self._take(self._recognizer.Result())
        self._take(self._recognizer.FinalResult())
        return Recognized(tuple(self._words))

    def second_opinion(self, frames: Sequence[Pcm], forms: tuple[str, ...]) -> Recognized:
        """The words of a passage as nothing but these forms; none where vosk cannot be bound."""
        if self._bound is None or self._bound[0] != forms:
            grammar = self._grammar_of(forms)
            self._bound = (forms, VoskRecognizer(self._model, grammar) if grammar else None)
        bound = self._bound[1]
        if bound is None:
            return Recognized(())
        bound.begin()
        for frame in frames:
            bound.accept(frame)
        return bound.finish()

    def close(self) -> None:
        """Let the recogniser go."""
        self._recognizer = self._bound = None

    def _grammar_of(self, forms: tuple[str, ...]) -> list[str]:
        """These forms and a word for everything else; empty where that cannot be heard.

        Of a form whose every word it does not know vosk would silently take the rest for the
        whole, and without a word for everything else it takes everything for a form.
        """
        knows = self._model.vosk_model_find_word
        others = [word for word in _UNDERSTOOD_AS_NOTHING if knows(word) >= 0][:1]
        if self._model.has_static_graph or not others:
            return []
        return [f for f in forms if all(knows(word) >= 0 for word in f.split())] + others

    def _feed(self) -> bool:
        chunk = np.concatenate(self._waiting)
        self._waiting.clear()
        self._fed_samples += len(chunk)
        return bool(self._recognizer.AcceptWaveform(chunk.tobytes()))

    def _take(self, result: str) -> None:
        for heard in json.loads(result).get("result", ()):
            text = plain_word(str(heard["word"]))
            if text is None:
                continue
            self._words.append(
                Word(
                    text=text,
                    start_seconds=float(heard["start"]) - self._began_seconds,
                    end_seconds=float(heard["end"]) - self._began_seconds,
                    confidence=float(heard["conf"]),
                )
            )


def plain_word(text: str) -> str | None:
    """A recogniser's word as it is kept: a token as `UNKNOWN_WORD`, or None where it is a noise."""
    token = _TOKEN.fullmatch(text)
    if token is None:
        return text
    name = next(group for group in token.groups() if group is not None)
    return None if name.casefold() in _NOISES else UNKNOWN_WORD


def _plain(caption: str) -> str:
    return " ".join(filter(None, map(plain_word, caption.split())))
