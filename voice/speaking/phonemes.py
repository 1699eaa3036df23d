"""Text to phonemes, by the espeak-ng that the program carries; on the child's side only.

What a Piper voice was trained on: espeak-ng's phonemes, a clause at a time, with the punctuation
between them put back. Nothing is synthesised here.
"""

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from voice.speaking.text import ends_sentence

_SYNCHRONOUS, _DO_NOT_EXIT = 2, 0x8000
_UTF8, _IPA = 1, 0x02
"""espeak-ng's speak_lib.h: espeak_AUDIO_OUTPUT, espeakINITIALIZE_*, espeakCHARS_*, and the mode of
`espeak_TextToPhonemes`."""

_CLAUSE = re.compile(r"([.!?…]+|[,;:\u2013\u2014]+)(?=\s|$)")
_LIKE = {"…": ".", "\u2013": ",", "\u2014": ","}
_SWITCH = re.compile(r"\([^)]*\)")
"""Where espeak-ng says a word in another language, as "(de)"."""

_CAPITALS = re.compile(r"(?<![\w'])[A-Z]{2,5}(?![\w'])")
"""LCSW, PTSD: two in three of them came out wrong as one word (`bench.py voice`)."""


class Espeak:
    """espeak-ng's phonemes in one language; one thread."""

    def __init__(self, language: str) -> None:
        """Raises `RuntimeError`: it has no such language."""
        import espeakng_loader  # pyright: ignore[reportMissingTypeStubs]

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if library.espeak_Initialize(_SYNCHRONOUS, 0, data, _DO_NOT_EXIT) < 0:
            raise RuntimeError("espeak-ng does not start")
        if library.espeak_SetVoiceByName(language.encode()) != 0:
            raise RuntimeError("espeak-ng has no such language")
        self._library = library

    def phonemes(self, text: str) -> str:
        """The phonemes of one piece of text, decomposed, with its punctuation."""
        said: list[str] = []
        for clause, mark in clauses(spelled(text)):
            if clause:
                said.append(self._of_clause(clause))
            if mark:
                said.append(_LIKE.get(mark, mark) + " ")
        return unicodedata.normalize("NFD", "".join(said).strip())

    def _of_clause(self, clause: str) -> str:
        buffer = ctypes.create_string_buffer(clause.encode())
        pointer = ctypes.c_void_p(ctypes.addressof(buffer))
        parts: list[str] = []
        while pointer.value:
            part = self._library.espeak_TextToPhonemes(ctypes.byref(pointer), _UTF8, _IPA)
            parts.append((part or b"").decode())
        return _SWITCH.sub("", " ".join(part for part in parts if part))


def spelled(text: str) -> str:
    """The same with what is written in capitals as single letters, unless everything is."""
    if not any(char.islower() for char in text):
        return text
    return _CAPITALS.sub(lambda found: " ".join(found[0]), text)


def clauses(text: str) -> Iterator[tuple[str, str]]:
    """Each clause, and the mark after it, or none; abbreviations keep their full stop."""
    begun = 0
    for mark in _CLAUSE.finditer(text):
        clause = text[begun : mark.start()]
        if mark[0] != "." or ends_sentence(clause, text[mark.end() :]):
            yield clause.strip(), mark[0][0]
            begun = mark.end()
    yield text[begun:].strip(), ""


def ids_of(phonemes: str, known: Mapping[str, Sequence[int]]) -> list[int]:
    """What the network takes: begin, each phoneme that it knows, end, with a gap after each."""
    gap = known["_"]
    ids = [*known["^"], *gap]
    for phoneme in phonemes:
        if phoneme in known:
            ids += [*known[phoneme], *gap]
    return [*ids, *known["$"]]
