"""What is said in training: sentences, commands, nonsense, from the lists beside this file.

WordNet's example sentences (Princeton's own permissive licence; Debian's `wordnet-base`) give
everyday English in other shapes than ours, as far as all their words are in the vocabulary.

Everything here is tuned on. The sentences that figures are measured on are in
`models/rehearsal-en/evaluation/`, and nothing may be read from there.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path

from rehearsal_model.lexicon import HERE, UNKNOWN, cmudict, read_lines, word_lists

_QUOTED = re.compile(r'"([^"]+)"')
_NO_WORD = re.compile(r"[^a-z' ]")
_SLOT = re.compile(r"\{(\w+)\}")
COMMAND_SHARE, SENTENCE_SHARE, EXAMPLE_SHARE, JUMBLE_SHARE = 0.24, 0.34, 0.16, 0.08
"""The rest are templates: they alone taught the model sentences of their own shapes only."""

SENTENCE_WEIGHT, COMMAND_WEIGHT, EXAMPLE_WEIGHT, TEMPLATE_WEIGHT = 20.0, 300.0, 5.0, 0.3
TEMPLATE_COUNT = 20_000
"""Tuned on `development.txt`: sentences, examples and templates when there were 7,900 sentences; of
commands, 30 left one in seven more of another synthesiser's unheard, with as many word errors."""

HESITANT_WEIGHT = 2.0
"""Of a hand-written sentence said once more with a hesitation in it."""

HESITATIONS = ("um", "uh")
HESITANT_SHARE, AT_START_SHARE = 0.1, 0.6
"""How many of the sentences drawn are hesitant, and how many of these are so before they begin."""

LONE_HESITATIONS = ("um", "uh", "um um", "uh uh", "um uh", "uh um")
LONE_HESITATION_SHARE = 0.02
"""Of all that is drawn. Without them an "um" that stood alone was never heard: "i'm" or "a"."""

LONE_HESITATION_WEIGHT, LONE_HESITATION_TIMES = 30.0, 20
"""Of each, and how often: what is counted once is discounted to nearly nothing."""

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


@dataclass(frozen=True, slots=True)
class _Texts:
    """All there is to say, read from files once in a process."""

    lists: dict[str, list[str]]
    templates: Sequence[str]
    sentences: Sequence[str]
    commands: Sequence[str]
    known: Sequence[str]
    strange: Sequence[str]
    examples: Sequence[str]


@cache
def _texts() -> _Texts:
    known = vocabulary()
    known_set = frozenset(known)
    strange = (w for w in cmudict() if w.isalpha() and len(w) > 3 and w not in known_set)
    return _Texts(
        word_lists(),
        templates(),
        sentences(),
        commands(),
        known,
        sorted(strange),
        examples(known_set),
    )


def hesitant(text: str, rng: random.Random) -> str:
    """The text with an "um" or "uh" before it or in it."""
    words = text.split()
    place = 0 if rng.random() < AT_START_SHARE else rng.randrange(len(words))
    return " ".join([*words[:place], rng.choice(HESITATIONS), *words[place:]])


class TextSource:
    """Draws texts; deterministic by its random source."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._texts = _texts()

    def from_template(self) -> str:
        """A sentence by a template."""
        shape = self._rng.choice(self._texts.templates)
        return _SLOT.sub(lambda slot: self._rng.choice(self._texts.lists[slot.group(1)]), shape)

    def training_text(self) -> str:
        """A hesitation, a command, or open talk hesitant now and then, in the shares above."""
        if self._rng.random() < LONE_HESITATION_SHARE:
            return self._rng.choice(LONE_HESITATIONS)
        if self._rng.random() < COMMAND_SHARE:
            return self._rng.choice(self._texts.commands)
        talk = self._open_talk()
        return hesitant(talk, self._rng) if self._rng.random() < HESITANT_SHARE else talk

    def _open_talk(self) -> str:
        """A sentence of one of the kinds, or any words at all."""
        sentences, examples, jumble = accumulate((SENTENCE_SHARE, EXAMPLE_SHARE, JUMBLE_SHARE))
        draw = self._rng.uniform(0, 1 - COMMAND_SHARE)
        if draw < sentences:
            return self._rng.choice(self._texts.sentences)
        if draw < examples:
            return self._rng.choice(self._texts.examples)
        if draw < jumble:  # every word in any company
            return " ".join(self._rng.choices(self._texts.known, k=self._rng.randint(2, 5)))
        return self.from_template()

    def nonsense(self) -> tuple[str, str]:
        """Words that the model does not know, and their transcript: one `[unk]` each."""
        words = self._rng.choices(self._texts.strange, k=self._rng.randint(1, 4))
        return " ".join(words), " ".join([UNKNOWN] * len(words))

    def language_model_texts(self) -> list[tuple[float, Sequence[str]]]:
        """What the language model counts, each kind with what one of its sentences weighs."""
        return [
            (SENTENCE_WEIGHT, self._texts.sentences),
            (HESITANT_WEIGHT, [hesitant(text, self._rng) for text in self._texts.sentences]),
            (LONE_HESITATION_WEIGHT, LONE_HESITATIONS * LONE_HESITATION_TIMES),
            (COMMAND_WEIGHT, self._texts.commands),
            (EXAMPLE_WEIGHT, self._texts.examples),
            (TEMPLATE_WEIGHT, [self.from_template() for _ in range(TEMPLATE_COUNT)]),
        ]
