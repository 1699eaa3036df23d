"""Phone graphs for training: the transcript's, with every pronunciation, and the bigram of all.

A transcript's graph has each word's pronunciations side by side and an optional silence
everywhere; its arcs carry the same phone bigram as the denominator.
"""

import itertools
import random
from collections.abc import Mapping, Sequence

import torch

from rehearsal_model.lexicon import BASE_PHONES, SILENCE, Pronunciation
from rehearsal_model.loss import PHONES, PhoneGraph

PHONE_NUMBER = {phone: number for number, phone in enumerate(BASE_PHONES)}
SILENCE_BETWEEN = 0.15
SILENCE_AT_ENDS = 0.9
SMOOTHING = 0.05

Lexicon = Mapping[str, Sequence[Pronunciation]]


def phone_bigram(
    transcripts: Sequence[str], lexicon: Lexicon, rng: random.Random
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Probabilities (start (41,), next (41, 41), final (41,)) counted over transcripts."""
    counts = torch.full((PHONES + 1, PHONES + 1), SMOOTHING, dtype=torch.float64)
    for transcript in transcripts:
        phones = [SILENCE] if rng.random() < SILENCE_AT_ENDS else []
        for word in transcript.split():
            phones += rng.choice(lexicon[word])
            if rng.random() < SILENCE_BETWEEN:
                phones.append(SILENCE)
        if not phones or (phones[-1] != SILENCE and rng.random() < SILENCE_AT_ENDS):
            phones.append(SILENCE)
        path = [PHONES, *(PHONE_NUMBER[phone] for phone in phones), PHONES]
        for here, following in itertools.pairwise(path):
            counts[here, following] += 1
    counts[PHONES, PHONES] = 0
    weights = counts / counts.sum(dim=1, keepdim=True)
    return weights[PHONES, :PHONES], weights[:PHONES, :PHONES], weights[:PHONES, PHONES]


def denominator_graph(
    start: torch.Tensor, following: torch.Tensor, final: torch.Tensor
) -> PhoneGraph:
    """Every phone after every phone."""
    return PhoneGraph(torch.arange(PHONES), following, start, final)


def numerator_graph(
    transcript: str,
    lexicon: Lexicon,
    bigram: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
) -> PhoneGraph:
    """All ways to say the transcript; an empty one is silence."""
    start, following, final = bigram
    phones: list[int] = []
    arcs: list[tuple[int, int]] = []
    first: list[int] = []

    def node(phone: str, after: Sequence[int], from_start: bool) -> int:
        phones.append(PHONE_NUMBER[phone])
        here = len(phones) - 1
        arcs.extend((before, here) for before in after)
        if from_start:
            first.append(here)
        return here

    ends: list[int] = []
    at_start = True
    for word in transcript.split():
        pause = node(SILENCE, ends, at_start)
        before, before_start = [*ends, pause], at_start
        ends = []
        for pronunciation in lexicon[word]:
            here = node(pronunciation[0], before, before_start)
            for phone in pronunciation[1:]:
                here = node(phone, [here], False)
            ends.append(here)
        at_start = False
    ends = [*ends, node(SILENCE, ends, at_start)]

    count = len(phones)
    phone = torch.tensor(phones)
    weights = torch.zeros(count, count, dtype=torch.float64)
    for here, there in arcs:
        weights[here, there] = following[phones[here], phones[there]]
    start_weights = torch.zeros(count, dtype=torch.float64)
    start_weights[first] = start[phone[first]]
    final_weights = torch.zeros(count, dtype=torch.float64)
    final_weights[ends] = final[phone[ends]]
    return PhoneGraph(phone, weights, start_weights, final_weights)
