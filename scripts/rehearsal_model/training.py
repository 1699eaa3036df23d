"""The training loop: batches, the optimiser, and nothing about files.

Adam with a short warm-up and a cosine decay, as the prototype found enough.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from rehearsal_model.layers import STRIDE
from rehearsal_model.loss import PhoneGraph, batch_of, mmi_gradient
from rehearsal_model.network import AcousticNetwork, output_count, padded


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance: (T, 40) cepstra as float16 to halve the memory, and its graph."""

    frames: npt.NDArray[np.float16]
    graph: PhoneGraph


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn."""

    epochs: int
    dim: int = 256
    learning_rate: float = 1.5e-3
    """Twice this, in batches of 1,500, never found its words: a bad alignment from the start."""

    warm_up_steps: int = 300
    outputs_per_batch: int = 2_000
    """A seventh of the corpus gave fewer errors in batches of 1,500 than of 3,000 or 1,000."""

    loudness_jitter: float = 3.0
    """Standard deviation added to C0: the level is no evidence for a word."""
    clip: float = 2.0
    score_penalty: float = 5e-4


Progress = Callable[[int, int, int, float], None]
"""Called with epoch, step, steps in the epoch, and the objective's running mean."""


def train(
    examples: Sequence[Example],
    denominator: PhoneGraph,
    schedule: Schedule,
    seed: int,
    progress: Progress,
) -> AcousticNetwork:
    """A trained network in evaluation mode; deterministic by seed on one kind of machine."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = AcousticNetwork(schedule.dim, *_statistics(examples))
    optimiser = torch.optim.Adam(network.parameters(), lr=schedule.learning_rate)
    batches_an_epoch = sum(1 for _ in _batches(examples, schedule, random.Random(0)))
    total_steps = batches_an_epoch * schedule.epochs
    step = 0
    mean_objective = 0.0
    network.train()
    for epoch in range(schedule.epochs):
        for number, batch in enumerate(_batches(examples, schedule, rng)):
            for group in optimiser.param_groups:
                group["lr"] = _rate(schedule, step, total_steps)
            objective = _learn(network, optimiser, batch, denominator, schedule, rng)
            weight = 1 / min(step + 1, 50)
            mean_objective += weight * (objective - mean_objective)
            step += 1
            progress(epoch, number, batches_an_epoch, mean_objective)
    return network.eval()


def _learn(
    network: AcousticNetwork,
    optimiser: torch.optim.Optimizer,
    batch: Sequence[Example],
    denominator: PhoneGraph,
    schedule: Schedule,
    rng: random.Random,
) -> float:
    shift = rng.randrange(STRIDE)
    shifted = [torch.from_numpy(example.frames[shift:].astype(np.float32)) for example in batch]
    lengths = torch.tensor([output_count(len(frames)) for frames in shifted])
    longest = max(len(frames) for frames in shifted)
    rows = [padded(frames) for frames in shifted]
    width = len(padded(shifted[0])) - len(shifted[0]) + longest
    inputs = torch.stack([torch.cat([row, row[-1:].expand(width - len(row), -1)]) for row in rows])
    jitter = torch.randn(len(batch)) * schedule.loudness_jitter
    inputs[:, :, 0] += jitter[:, None]
    scores = network(inputs)[:, : int(lengths.max())]
    objective, gradient = mmi_gradient(
        scores, lengths, batch_of([example.graph for example in batch]), denominator
    )
    live = (torch.arange(scores.shape[1])[None, :] < lengths[:, None])[:, :, None]
    penalty = 2 * schedule.score_penalty * scores.detach()
    optimiser.zero_grad()
    scores.backward((gradient + penalty) * live)
    torch.nn.utils.clip_grad_norm_(network.parameters(), schedule.clip)
    optimiser.step()
    return objective


def _rate(schedule: Schedule, step: int, total_steps: int) -> float:
    warm = min(1.0, (step + 1) / schedule.warm_up_steps)
    return schedule.learning_rate * warm * 0.5 * (1 + math.cos(math.pi * step / total_steps))


def _batches(
    examples: Sequence[Example], schedule: Schedule, rng: random.Random
) -> Iterator[list[Example]]:
    """Batches of similar length, in random order."""
    order = sorted(
        range(len(examples)), key=lambda i: len(examples[i].frames) * rng.uniform(0.9, 1.1)
    )
    batches: list[list[Example]] = [[]]
    longest = 0
    for index in order:
        longest = max(longest, output_count(len(examples[index].frames)))
        if batches[-1] and longest * (len(batches[-1]) + 1) > schedule.outputs_per_batch:
            batches.append([])
            longest = output_count(len(examples[index].frames))
        batches[-1].append(examples[index])
    rng.shuffle(batches)
    yield from batches


def _statistics(examples: Sequence[Example]) -> tuple[torch.Tensor, torch.Tensor]:
    some = np.concatenate([example.frames for example in examples[:2000]]).astype(np.float32)
    return torch.from_numpy(some.mean(axis=0)), torch.from_numpy(some.std(axis=0) + 1e-3)
