"""The loss against a brute-force sum, and PyTorch's network against the exported one."""

import itertools
import math

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="pip install -e '.[train]'")

from rehearsal_model.kaldi_format import folded_affines
from rehearsal_model.layers import CEPSTRA, LAYERS
from rehearsal_model.loss import PHONES, PhoneGraph, batch_of, forward_backward, mmi_gradient
from rehearsal_model.network import AcousticNetwork, output_count, padded

from tests.rehearsal_model.test_formats import random_state


def small_graph() -> PhoneGraph:
    arcs = torch.tensor([[0.0, 0.6, 0.3], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]], dtype=torch.float64)
    return PhoneGraph(
        torch.tensor([3, 5, 7]),
        arcs,
        torch.tensor([0.9, 0.1, 0.0], dtype=torch.float64),
        torch.tensor([0.2, 0.1, 1.0], dtype=torch.float64),
    )


def brute_force(scores: np.ndarray, graph: PhoneGraph) -> float:
    """The sum over every path of (node, entered or stayed) through the graph."""
    frames, nodes = len(scores), len(graph.phone)
    steps = [(node, stay) for node in range(nodes) for stay in (False, True)]
    total = 0.0
    for path in itertools.product(steps, repeat=frames):
        weight = 1.0
        for t, (node, stay) in enumerate(path):
            phone = int(graph.phone[node])
            weight *= math.exp(scores[t, phone + (PHONES if stay else 0)])
            if t == 0:
                weight *= 0.0 if stay else float(graph.start[node])
            elif stay:
                weight *= float(path[t - 1][0] == node)
            else:
                weight *= float(graph.arcs[path[t - 1][0], node])
        total += weight * float(graph.final[path[-1][0]])
    return math.log(total)


def test_the_likelihood_is_the_sum_over_all_paths() -> None:
    scores = torch.randn(1, 4, 2 * PHONES, generator=torch.Generator().manual_seed(1))
    graph = small_graph()
    likelihood, occupancy = forward_backward(scores, torch.tensor([4]), batch_of([graph]))
    assert float(likelihood) == pytest.approx(brute_force(scores[0].numpy(), graph), abs=1e-6)
    assert torch.allclose(occupancy.sum(dim=2), torch.ones(1, 4, dtype=torch.float64))


def test_the_gradient_is_that_of_the_objective() -> None:
    generator = torch.Generator().manual_seed(2)
    scores = torch.randn(1, 4, 2 * PHONES, generator=generator).double()
    lengths = torch.tensor([4])
    numerator = small_graph()
    following = torch.rand(PHONES, PHONES, generator=generator, dtype=torch.float64)
    start = torch.rand(PHONES, generator=generator, dtype=torch.float64)
    denominator = PhoneGraph(torch.arange(PHONES), following / 60, start / 41, start)

    def objective(at: "torch.Tensor") -> float:
        return mmi_gradient(at, lengths, batch_of([numerator]), denominator)[0]

    _, gradient = mmi_gradient(scores, lengths, batch_of([numerator]), denominator)
    for place in ((0, 0, 3), (0, 2, 5), (0, 3, 7 + PHONES), (0, 1, 20)):
        nudge = torch.zeros_like(scores)
        nudge[place] = 1e-4
        slope = (objective(scores + nudge) - objective(scores - nudge)) / 2e-4
        assert -float(gradient[place]) / 4 == pytest.approx(slope, abs=1e-4)


def exported(affines: list, frames: np.ndarray) -> np.ndarray:
    """What the exported network computes, read off its config: edge frames are repeated."""
    known: dict[tuple[int, int], np.ndarray] = {}

    def at(layer: int, time: int) -> np.ndarray:
        if layer < 0:
            return frames[min(max(time, 0), len(frames) - 1)]
        if (layer, time) not in known:
            offset = LAYERS[layer].offset
            spliced = [at(layer - 1, t) for t in (time - offset, time, time + offset)]
            weight, bias = affines[layer]
            known[layer, time] = np.maximum(weight @ np.concatenate(spliced) + bias, 0)
        return known[layer, time]

    weight, bias = affines[-1]
    return np.stack([weight @ at(len(LAYERS) - 1, t) + bias for t in range(0, len(frames), 3)])


@pytest.mark.parametrize("frames", [1, 3, 17, 40, 41])
def test_padding_and_folding_are_exact(frames: int) -> None:
    state = random_state(12)
    network = AcousticNetwork(12, torch.zeros(CEPSTRA), torch.ones(CEPSTRA)).double()
    loaded = {name: torch.from_numpy(value) for name, value in state.items()}
    network.load_state_dict(loaded, strict=False)
    network.eval()
    cepstra = np.random.default_rng(4).normal(size=(frames, CEPSTRA))
    with torch.no_grad():
        ours = network(padded(torch.from_numpy(cepstra))[None])[0].numpy()[: output_count(frames)]
    theirs = exported(folded_affines(state), cepstra)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() < 1e-9
