"""What is said in training: sentences, commands, nonsense, from the lists beside this file.

WordNet's example sentences (Princeton's own permissive licence; Debian's `wordnet-base`) give
everyday English in other shapes than ours, as far as all their words are in the vocabulary.

Everything here is tuned on. The sentences that figures are measured on are in
`models/rehearsal-en/evaluation/`, and nothing may be read from there.
"""

import random
import re
from itertools import accumulate
from pathlib import Path

from rehearsal_model.lexicon import HERE, UNKNOWN, cmudict, read_lines, word_lists

_QUOTED = re.compile(r'"([^"]+)"')
_NO_WORD = re.compile(r"[^a-z' ]")
_SLOT = re.compile(r"\{(\w+)\}")
COMMAND_SHARE, SENTENCE_SHARE, EXAMPLE_SHARE, JUMBLE_SHARE = 0.24, 0.22, 0.18, 0.06
"""The rest are templates: they alone taught the model sentences of their own shapes only."""

SENTENCE_WEIGHT, COMMAND_WEIGHT, EXAMPLE_WEIGHT, TEMPLATE_WEIGHT = 20.0, 30.0, 5.0, 0.3
TEMPLATE_COUNT = 20_000
"""Tuned on `development.txt`."""

WORDNET = Path("/usr/share/wordnet")
FEWEST_EXAMPLE_WORDS = 3


def commands() -> list[str]:
    """Every spoken form of every action."""
    return read_lines(HERE / "commands.txt")


def sentences() -> list[str]:
    """The hand-written sentences."""
    return read_lines(HERE / "sentences.txt")


def templates() -> list[str]:
    """The sentence shapes, each as often as it weighs."""
    shapes: list[str] = []
    for line in read_lines(HERE / "templates.txt"):
        weight, _, shape = line.partition("* ")
        shapes += [shape] * int(weight)
    return shapes


def vocabulary() -> list[str]:
    """Every word that can be said, sorted, without `[unk]`."""
    words = {word for list_ in word_lists().values() for word in list_}
    for text in (*commands(), *sentences(), *templates()):
        words.update(_SLOT.sub("", text).split())
    return sorted(words)


def examples(known: frozenset[str]) -> list[str]:
    """WordNet's example sentences whose words are all known, sorted.

    Raises:
        FileNotFoundError: Debian's wordnet-base is not installed.
    """
    found: set[str] = set()
    for name in ("data.noun", "data.verb", "data.adj", "data.adv"):
        for line in (WORDNET / name).read_text("latin-1").splitlines():
            for quoted in _QUOTED.findall(line.partition("|")[2]):
                words = _NO_WORD.sub(" ", quoted.lower().replace("`", "'")).split()
                if len(words) >= FEWEST_EXAMPLE_WORDS and known.issuperset(words):
                    found.add(" ".join(words))
    return sorted(found)


class TextSource:
    """Draws texts; deterministic by its random source."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._lists = word_lists()
        self._templates = templates()
        self._sentences = sentences()
        self._commands = commands()
        known = set(vocabulary())
        self._strange = sorted(
            word for word in cmudict() if word.isalpha() and len(word) > 3 and word not in known
        )
        self._known = sorted(known)
        self._examples = examples(frozenset(known))

    def from_template(self) -> str:
        """A sentence by a template."""
        shape = self._rng.choice(self._templates)
        return _SLOT.sub(lambda slot: self._rng.choice(self._lists[slot.group(1)]), shape)

    def training_text(self) -> str:
        """A command, a sentence of one of the kinds, or any words at all, in the shares above."""
        commands, sentences, examples, jumble = accumulate(
            (COMMAND_SHARE, SENTENCE_SHARE, EXAMPLE_SHARE, JUMBLE_SHARE)
        )
        draw = self._rng.random()
        if draw < commands:
            return self._rng.choice(self._commands)
        if draw < sentences:
            return self._rng.choice(self._sentences)
        if draw < examples:
            return self._rng.choice(self._examples)
        if draw < jumble:  # every word in any company
            return " ".join(self._rng.choices(self._known, k=self._rng.randint(2, 5)))
        return self.from_template()

    def nonsense(self) -> tuple[str, str]:
        """Words that the model does not know, and their transcript: one `[unk]` each."""
        words = self._rng.choices(self._strange, k=self._rng.randint(1, 4))
        return " ".join(words), " ".join([UNKNOWN] * len(words))

    def language_model_texts(self) -> list[tuple[float, list[str]]]:
        """What the language model counts, each kind with what one of its sentences weighs."""
        return [
            (SENTENCE_WEIGHT, self._sentences),
            (COMMAND_WEIGHT, self._commands),
            (EXAMPLE_WEIGHT, self._examples),
            (TEMPLATE_WEIGHT, [self.from_template() for _ in range(TEMPLATE_COUNT)]),
        ]
