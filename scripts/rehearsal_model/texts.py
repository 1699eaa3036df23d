"""What is said in training: sentences, commands and nonsense, drawn from the lists beside this file.

Everything here is tuned on. The sentences that figures are measured on are in
`models/rehearsal-en/evaluation/`, and nothing may be read from there.
"""

import random
import re

from rehearsal_model.lexicon import HERE, UNKNOWN, cmudict, read_lines, word_lists

_SLOT = re.compile(r"\{(\w+)\}")
COMMAND_SHARE, SENTENCE_SHARE = 0.26, 0.18
"""The rest are templates. The prototype's shares, with a few more commands."""


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

    def from_template(self) -> str:
        """A sentence by a template."""
        shape = self._rng.choice(self._templates)
        return _SLOT.sub(lambda slot: self._rng.choice(self._lists[slot.group(1)]), shape)

    def training_text(self) -> str:
        """A command, a hand-written sentence or one by a template, in the training shares."""
        draw = self._rng.random()
        if draw < COMMAND_SHARE:
            return self._rng.choice(self._commands)
        if draw < COMMAND_SHARE + SENTENCE_SHARE:
            return self._rng.choice(self._sentences)
        if draw < COMMAND_SHARE + SENTENCE_SHARE + 0.08:  # every word in any company
            return " ".join(self._rng.choices(self._known, k=self._rng.randint(2, 5)))
        return self.from_template()

    def nonsense(self) -> tuple[str, str]:
        """Words that the model does not know, and their transcript: one `[unk]` each."""
        words = self._rng.choices(self._strange, k=self._rng.randint(1, 4))
        return " ".join(words), " ".join([UNKNOWN] * len(words))

    def language_model_text(self, count: int) -> list[str]:
        """Sentences from which the bigram is counted: all that is written, then templates."""
        written = self._sentences * 12 + self._commands * 25
        return written + [self.from_template() for _ in range(count)]
