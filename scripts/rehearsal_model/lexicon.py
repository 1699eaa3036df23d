"""Words, their pronunciations, and the phones: what the model can hear at all.

Pronunciations are those of CMUdict as the pocketsphinx wheel carries it (BSD licence), at most
three a word. Phones are ARPAbet without stress, plus SIL (silence) and SPN (anything else).
"""

import tomllib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
UNKNOWN = "[unk]"
SILENCE, SPOKEN_NOISE = "SIL", "SPN"
MOST_PRONUNCIATIONS = 3

ARPABET = [
    "AA",
    "AE",
    "AH",
    "AO",
    "AW",
    "AY",
    "B",
    "CH",
    "D",
    "DH",
    "EH",
    "ER",
    "EY",
    "F",
    "G",
    "HH",
    "IH",
    "IY",
    "JH",
    "K",
    "L",
    "M",
    "N",
    "NG",
    "OW",
    "OY",
    "P",
    "R",
    "S",
    "SH",
    "T",
    "TH",
    "UH",
    "UW",
    "V",
    "W",
    "Y",
    "Z",
    "ZH",
]

BASE_PHONES = (SILENCE, SPOKEN_NOISE, *ARPABET)
"""41 base phones; each has two pdfs, so the network has 82 outputs."""

Pronunciation = tuple[str, ...]


def read_lines(path: Path) -> list[str]:
    """The lines of a text file without comments and blank lines."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def word_lists() -> dict[str, list[str]]:
    """The words of `words.toml` by list."""
    data = tomllib.loads((HERE / "words.toml").read_text("utf-8"))
    return {name: words.split() for name, words in data.items()}


def cmudict() -> dict[str, list[Pronunciation]]:
    """Every word of the pocketsphinx wheel's dictionary with its pronunciations.

    Raises:
        FileNotFoundError: the pocketsphinx wheel is not installed.
    """
    spec = find_spec("pocketsphinx")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the pocketsphinx wheel, which carries CMUdict, is not installed")
    path = Path(spec.origin).parent / "model" / "en-us" / "cmudict-en-us.dict"
    found: dict[str, list[Pronunciation]] = {}
    for line in path.read_text("utf-8").splitlines():
        word, _, phones = line.partition(" ")
        found.setdefault(word.partition("(")[0], []).append(tuple(phones.split()))
    return found


def lexicon(words: Iterable[str]) -> dict[str, list[Pronunciation]]:
    """The pronunciations of these words; `[unk]` is one SPN.

    Raises:
        KeyError: naming every word that CMUdict does not have.
    """
    known = cmudict()
    wanted = sorted(set(words) - {UNKNOWN})
    missing = [word for word in wanted if word not in known]
    if missing:
        raise KeyError(f"no pronunciation for {', '.join(missing)}")
    chosen = {word: list(dict.fromkeys(known[word]))[:MOST_PRONUNCIATIONS] for word in wanted}
    return {**chosen, UNKNOWN: [(SPOKEN_NOISE,)]}
