"""The language model: a trigram with absolute discounting and plain back-off, as an acceptor.

Texts of different kinds count with different weights. Every kind is discounted by its own weight
(Ney, Essen and Kneser 1994, with one discount), so that a sentence counted twenty times still
leaves room for what it does not hold. Histories are states, back-off arcs are epsilons.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rehearsal_model.graph import Fst
from rehearsal_model.lexicon import UNKNOWN

ORDER = 3
DISCOUNT = 0.85
UNKNOWN_PROBABILITY = 1e-4
UNSEEN_WEIGHT = 2.0
"""What every word of the vocabulary is given before anything is counted."""

LEAST_BIGRAM_MASS = 1.0
"""A bigram of less discounted weight is chance, and the back-off serves it as well."""

LEAST_GAIN = 10.0
"""A trigram is kept if it is this much better than its back-off: its discounted weight times the
difference of the two logarithms (Seymore and Rosenfeld 1996). It keeps the model under 4 MB."""

START, END = "<s>", "</s>"
History = tuple[str, ...]
WeightedTexts = Iterable[tuple[float, Sequence[str]]]


class _Counts:
    """Weighted and discounted counts of what follows each history."""

    def __init__(self, texts: WeightedTexts, known: frozenset[str]) -> None:
        self.total: dict[History, float] = defaultdict(float)
        self.mass: dict[History, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for weight, sentences in texts:
            seen: Counter[tuple[History, str]] = Counter()
            for sentence in sentences:
                words = [word if word in known else UNKNOWN for word in sentence.split()]
                path = [START, *words, END]
                for index in range(1, len(path)):
                    for length in range(min(index, ORDER - 1) + 1):
                        seen[tuple(path[index - length : index]), path[index]] += 1
            for (history, word), count in seen.items():
                self.total[history] += weight * count
                self.mass[history][word] += weight * (count - DISCOUNT)

    def kept(self, history: History, word: str) -> bool:
        """Whether the n-gram earns its place."""
        mass = self.mass[history][word]
        if len(history) == 1:
            return mass >= LEAST_BIGRAM_MASS
        shorter = self.mass[history[1:]][word] / self.total[history[1:]]
        gain = math.log(mass / self.total[history] / shorter)
        return mass * gain >= LEAST_GAIN


def build_language_model(texts: WeightedTexts, words: Sequence[str]) -> Fst:
    """The acceptor; labels are places in `words` counted from 1, state 0 is the start."""
    counts = _Counts(texts, frozenset(words))
    number = {word: index for index, word in enumerate(words, start=1)}
    kept = {
        history: {word: mass for word, mass in masses.items() if counts.kept(history, word)}
        for history, masses in counts.mass.items()
        if history and UNKNOWN not in history
    }
    fst = Fst()
    states: dict[History, int] = {(START,): fst.state(), (): fst.state()}
    for history in sorted(history for history, masses in kept.items() if masses):
        if history not in states:
            states[history] = fst.state()
    _add_unigrams(fst, counts, words, number, states)
    for history, masses in kept.items():
        if history not in states:
            continue
        here, total = states[history], counts.total[history]
        for word, mass in masses.items():
            weight = -math.log(mass / total)
            if word == END:
                fst.final[here] = weight
            else:
                there = _longest(states, (*history, word))
                fst.arc(here, number[word], number[word], weight, there)
        left_over = 1.0 - sum(masses.values()) / total
        fst.arc(here, 0, 0, -math.log(left_over), _longest(states, history[1:]))
    for arcs in fst.arcs:
        arcs.sort(key=lambda arc: arc[0])
    return fst


def _add_unigrams(
    fst: Fst,
    counts: _Counts,
    words: Sequence[str],
    number: dict[str, int],
    states: dict[History, int],
) -> None:
    single, back = counts.mass[()], states[()]
    weights = {word: single.get(word, 0.0) + UNSEEN_WEIGHT for word in words if word != UNKNOWN}
    total = sum(weights.values()) + single[END]
    probability = {word: weight / total for word, weight in weights.items()}
    probability[UNKNOWN] = UNKNOWN_PROBABILITY
    for word in words:
        there = _longest(states, (word,))
        fst.arc(back, number[word], number[word], -math.log(probability[word]), there)
    fst.final[back] = -math.log(single[END] / total)


def _longest(states: dict[History, int], history: History) -> int:
    """The state of the longest end of this history that has one."""
    history = history[-(ORDER - 1) :]
    while history not in states:
        history = history[1:]
    return states[history]
