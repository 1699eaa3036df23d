"""The decoding graph: `HCLr.fst` (sounds to words), `Gr.fst` (a word trigram), and their tables.

Both are written directly, byte for byte, in OpenFst's const format (fst/const-fst.h) and its
label look-ahead add-on (fst/label-reachable.h, fst/add-on.h); no determinisation and no
disambiguation symbols are needed, because the lexicon is a prefix tree built here.
Times and weights are negative natural logarithms.
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from rehearsal_model.lexicon import BASE_PHONES, SILENCE, SPOKEN_NOISE, UNKNOWN, Pronunciation

FST_MAGIC = 2125659606
ADD_ON_MAGIC = 446681434
POSITIONS = ("B", "E", "I", "S")
SILENCE_AT_START = 0.5
SILENCE_BETWEEN = 0.15

EXPANDED = 1 << 0
ACCEPTOR, NOT_ACCEPTOR = 1 << 16, 1 << 17
I_DETERMINISTIC, NOT_I_DETERMINISTIC = 1 << 18, 1 << 19
O_DETERMINISTIC, NOT_O_DETERMINISTIC = 1 << 20, 1 << 21
EPSILONS, I_EPSILONS, O_EPSILONS = 1 << 22, 1 << 24, 1 << 26
I_LABEL_SORTED, NOT_I_LABEL_SORTED = 1 << 28, 1 << 29
O_LABEL_SORTED = 1 << 30
WEIGHTED = 1 << 32
"""OpenFst's property bits (fst/properties.h) as far as they are needed here."""

_WITH_EPSILONS = EXPANDED | EPSILONS | I_EPSILONS | O_EPSILONS | O_LABEL_SORTED | WEIGHTED
GRAMMAR_PROPERTIES = _WITH_EPSILONS | ACCEPTOR | I_DETERMINISTIC | O_DETERMINISTIC | I_LABEL_SORTED
LOOK_AHEAD_PROPERTIES = (
    _WITH_EPSILONS | NOT_ACCEPTOR | NOT_I_DETERMINISTIC | NOT_O_DETERMINISTIC | NOT_I_LABEL_SORTED
)

Lexicon = Mapping[str, Sequence[Pronunciation]]


@dataclass(frozen=True, slots=True)
class PhoneTable:
    """Position-dependent phones: SIL is 1, every other base phone has four ids on one pdf."""

    ids: Mapping[str, int]
    pdfs: tuple[int, ...]
    """The base phone's number of phone id i + 1."""

    def id_of(self, phone: str, position: str) -> int:
        """A phone's id at a word's begin (B), end (E), inside (I), or alone (S)."""
        return self.ids[phone if phone == SILENCE else f"{phone}_{position}"]

    def symbols(self) -> str:
        """`phones.txt`."""
        return "<eps> 0\n" + "".join(f"{name} {number}\n" for name, number in self.ids.items())

    def word_boundaries(self) -> str:
        """`phones/word_boundary.int`."""
        kinds = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}
        lines = [
            f"{number} {'nonword' if name == SILENCE else kinds[name[-1]]}"
            for name, number in self.ids.items()
        ]
        return "\n".join(lines) + "\n"


def phone_table() -> PhoneTable:
    """The phones of every model made here."""
    ids: dict[str, int] = {SILENCE: 1}
    pdfs: list[int] = [BASE_PHONES.index(SILENCE)]
    for phone in sorted(set(BASE_PHONES) - {SILENCE}):
        for position in POSITIONS:
            ids[f"{phone}_{position}"] = len(ids) + 1
            pdfs.append(BASE_PHONES.index(phone))
    return PhoneTable(ids, tuple(pdfs))


@dataclass(slots=True)
class Fst:
    """A transducer being built: arcs (input, output, weight, next) by state."""

    arcs: list[list[tuple[int, int, float, int]]] = field(default_factory=list)
    final: dict[int, float] = field(default_factory=dict)

    def state(self) -> int:
        """A new state's number."""
        self.arcs.append([])
        return len(self.arcs) - 1

    def arc(self, here: int, ilabel: int, olabel: int, weight: float, there: int) -> None:
        """An arc between two states."""
        self.arcs[here].append((ilabel, olabel, weight, there))


def forward(phone_id: int) -> int:
    """The transition that enters the next phone."""
    return 2 * phone_id


def self_loop(phone_id: int) -> int:
    """The transition that stays in a phone."""
    return 2 * phone_id - 1


def positioned(pronunciation: Pronunciation, phones: PhoneTable) -> tuple[int, ...]:
    """Phone ids of a pronunciation by their places in the word."""
    if len(pronunciation) == 1:
        return (phones.id_of(pronunciation[0], "S"),)
    middle = [phones.id_of(phone, "I") for phone in pronunciation[1:-1]]
    first, last = pronunciation[0], pronunciation[-1]
    return (phones.id_of(first, "B"), *middle, phones.id_of(last, "E"))


Tree = dict[int, "Tree | str"]


def _prefix_tree(lexicon: Lexicon, phones: PhoneTable) -> tuple[dict, list[str]]:
    """Phones to subtrees, words under key 0; and all words in depth-first order, `[unk]` last."""
    tree: dict = {}
    for word in sorted(lexicon):
        if word == UNKNOWN:
            continue
        for pronunciation in lexicon[word]:
            node = tree
            for phone in positioned(pronunciation, phones):
                node = node.setdefault(phone, {})
            node.setdefault(0, []).append(word)
    order: dict[str, None] = {}
    stack = [tree]
    while stack:
        node = stack.pop()
        for word in node.get(0, []):
            order.setdefault(word)
        stack.extend(node[phone] for phone in sorted((p for p in node if p), reverse=True))
    return tree, [*order, UNKNOWN]


def build_hcl(lexicon: Lexicon, phones: PhoneTable) -> tuple[Fst, list[str]]:
    """Sounds to words, and the words in the order of their numbers (first is 1)."""
    tree, words = _prefix_tree(lexicon, phones)
    number = {word: index for index, word in enumerate(words, start=1)}
    fst = Fst()
    start, loop, word_end, silence = (fst.state() for _ in range(4))
    sil = phones.id_of(SILENCE, "S")
    fst.final[loop] = 0.0
    fst.arc(start, 0, 0, -math.log(1 - SILENCE_AT_START), loop)
    fst.arc(start, forward(sil), 0, -math.log(SILENCE_AT_START), silence)
    fst.arc(word_end, 0, 0, -math.log(1 - SILENCE_BETWEEN), loop)
    fst.arc(word_end, forward(sil), 0, -math.log(SILENCE_BETWEEN), silence)
    fst.arc(silence, self_loop(sil), 0, 0.0, silence)
    fst.arc(silence, 0, 0, 0.0, loop)
    stack: list[tuple[dict, int]] = [(tree, loop)]
    while stack:
        node, here = stack.pop()
        for word in node.get(0, []):
            fst.arc(here, 0, number[word], 0.0, word_end)
        for phone in sorted(p for p in node if p):
            there = fst.state()
            fst.arc(here, forward(phone), 0, 0.0, there)
            fst.arc(there, self_loop(phone), 0, 0.0, there)
            stack.append((node[phone], there))
    unknown = fst.state()
    noise = phones.id_of(SPOKEN_NOISE, "S")
    fst.arc(loop, forward(noise), 0, 0.0, unknown)
    fst.arc(unknown, self_loop(noise), 0, 0.0, unknown)
    fst.arc(unknown, 0, number[UNKNOWN], 0.0, word_end)
    return fst, words


def const_fst(fst: Fst, start: int, properties: int) -> bytes:
    """An FST in OpenFst's const format, version 2 (not aligned)."""
    arc_count = sum(len(arcs) for arcs in fst.arcs)
    header = _header("const", 2, properties, start, len(fst.arcs), arc_count)
    states, arcs = bytearray(), bytearray()
    position = 0
    for number, leaving in enumerate(fst.arcs):
        weight = fst.final.get(number, math.inf)
        i_epsilons = sum(1 for arc in leaving if arc[0] == 0)
        o_epsilons = sum(1 for arc in leaving if arc[1] == 0)
        states += struct.pack("<fIIII", weight, position, len(leaving), i_epsilons, o_epsilons)
        for ilabel, olabel, arc_weight, there in leaving:
            arcs += struct.pack("<iifi", ilabel, olabel, arc_weight, there)
        position += len(leaving)
    return header + bytes(states) + bytes(arcs)


def _header(kind: str, version: int, properties: int, start: int, states: int, arcs: int) -> bytes:
    def string(text: str) -> bytes:
        return struct.pack("<i", len(text)) + text.encode("ascii")

    return (
        struct.pack("<i", FST_MAGIC)
        + string(kind)
        + string("standard")
        + struct.pack("<iiQqqq", version, 0, properties, start, states, arcs)
    )


def gr_fst(language_model: Fst) -> bytes:
    """`Gr.fst`."""
    return const_fst(language_model, 0, GRAMMAR_PROPERTIES)


def hclr_fst(hcl: Fst, label_count: int) -> bytes:
    """`HCLr.fst`: the const FST, and for each state the words that can come next."""
    for arcs in hcl.arcs:
        arcs.sort(key=lambda arc: (arc[1], arc[0]))
    outer = _header("olabel_lookahead", 1, LOOK_AHEAD_PROPERTIES, -1, 0, 0)
    outer += struct.pack("<i", ADD_ON_MAGIC)
    final_label = label_count + 1
    reach = bytes([1, 0, 1]) + bytes([0, 0]) + struct.pack("<i", final_label)
    reach += struct.pack("<q", len(hcl.arcs))
    for labels in reachable_labels(hcl, final_label):
        intervals = as_intervals(labels)
        reach += struct.pack("<q", len(intervals))
        for begin, end in intervals:
            reach += struct.pack("<ii", begin, end)
        reach += struct.pack("<i", len(labels))
    return outer + const_fst(hcl, 0, LOOK_AHEAD_PROPERTIES) + reach


def reachable_labels(fst: Fst, final_label: int) -> list[frozenset[int]]:
    """For each state the labels that can be the next output, by fixed point over epsilon arcs."""
    reach: list[set[int]] = [
        {arc[1] for arc in arcs if arc[1]} | ({final_label} if state in fst.final else set())
        for state, arcs in enumerate(fst.arcs)
    ]
    changed = True
    while changed:
        changed = False
        for state in reversed(range(len(fst.arcs))):  # later states are deeper in the tree
            before = len(reach[state])
            for _, olabel, _, there in fst.arcs[state]:
                if olabel == 0 and there != state:
                    reach[state] |= reach[there]
            changed |= len(reach[state]) != before
    return [frozenset(labels) for labels in reach]


def as_intervals(labels: frozenset[int]) -> list[tuple[int, int]]:
    """Labels as few half-open intervals, ascending."""
    if not labels:
        return []
    ordered = np.array(sorted(labels))
    breaks = np.flatnonzero(np.diff(ordered) > 1)
    begins = ordered[np.concatenate([[0], breaks + 1])]
    ends = ordered[np.concatenate([breaks, [len(ordered) - 1]])] + 1
    return [(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]


def words_txt(words: Sequence[str]) -> str:
    """`words.txt`."""
    return "<eps> 0\n" + "".join(f"{word} {number}\n" for number, word in enumerate(words, start=1))
