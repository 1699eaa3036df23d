"""Lattice-free maximum mutual information, from a flat start: no alignment anywhere.

Povey et al. 2016 ("Purely sequence-trained neural networks for ASR based on lattice-free MMI")
and Hadian et al. 2018 (end-to-end LF-MMI). Each phone is a two-state HMM: entered with pdf k,
stayed in with pdf P + k. Transition probabilities are the same on both sides and cancel.
The gradient of the objective is (numerator occupancy - denominator occupancy).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

PHONES = 41


@dataclass(frozen=True, slots=True)
class PhoneGraph:
    """Phones as nodes of a graph; weights are probabilities, not logarithms.

    phone: (nodes,) base phone of each node. arcs: (nodes, nodes) from row to column.
    start, final: (nodes,).
    """

    phone: torch.Tensor
    arcs: torch.Tensor
    start: torch.Tensor
    final: torch.Tensor


@dataclass(frozen=True, slots=True)
class GraphBatch:
    """Graphs of one batch, padded with nodes that nothing reaches.

    arcs: (rows, nodes, nodes), or (nodes, nodes) where all rows share them.
    """

    phone: torch.Tensor
    arcs: torch.Tensor
    start: torch.Tensor
    final: torch.Tensor


def batch_of(graphs: Sequence[PhoneGraph]) -> GraphBatch:
    """Pad graphs to the largest."""
    nodes = max(len(graph.phone) for graph in graphs)
    phone = torch.zeros(len(graphs), nodes, dtype=torch.long)
    arcs = torch.zeros(len(graphs), nodes, nodes, dtype=torch.float64)
    start = torch.zeros(len(graphs), nodes, dtype=torch.float64)
    final = torch.zeros(len(graphs), nodes, dtype=torch.float64)
    for row, graph in enumerate(graphs):
        count = len(graph.phone)
        phone[row, :count] = graph.phone
        arcs[row, :count, :count] = graph.arcs
        start[row, :count] = graph.start
        final[row, :count] = graph.final
    return GraphBatch(phone, arcs, start, final)


def shared(graph: PhoneGraph, rows: int) -> GraphBatch:
    """One graph for every row, without copying its arcs."""
    return GraphBatch(
        graph.phone.expand(rows, -1),
        graph.arcs,
        graph.start.expand(rows, -1),
        graph.final.expand(rows, -1),
    )


def forward_backward(
    scores: torch.Tensor, lengths: torch.Tensor, graphs: GraphBatch
) -> tuple[torch.Tensor, torch.Tensor]:
    """Sum over all paths: (log-likelihood per row, occupancy (rows, T, 2 * PHONES)).

    scores: (rows, T, 2 * PHONES) log-likelihoods, float. lengths: (rows,) valid outputs.
    Probabilities are float64 and normalised at every frame. A graph that cannot be walked in its
    length gives a likelihood of minus infinity and no occupancy.
    """
    rows, frames, _ = scores.shape
    peak = scores.max(dim=2, keepdim=True).values
    likelihood = torch.exp((scores - peak).double())
    enter = likelihood.gather(2, graphs.phone[:, None, :].expand(-1, frames, -1))
    stay = likelihood.gather(2, graphs.phone[:, None, :].expand(-1, frames, -1) + PHONES)
    live = torch.arange(frames)[None, :] < lengths[:, None]

    entered = torch.zeros(frames, rows, graphs.phone.shape[1], dtype=torch.float64)
    stayed = torch.zeros_like(entered)
    scale = torch.ones(frames, rows, dtype=torch.float64)
    for t in range(frames):
        if t == 0:
            new_entered = graphs.start * enter[:, 0]
            new_stayed = torch.zeros_like(new_entered)
        else:
            before = entered[t - 1] + stayed[t - 1]
            reached = _along(graphs.arcs, before)
            new_entered = reached * enter[:, t]
            new_stayed = before * stay[:, t]
        total = (new_entered + new_stayed).sum(dim=1).clamp_min(1e-300)
        going = live[:, t]
        scale[t] = torch.where(going, total, torch.ones_like(total))
        keep = going[:, None]
        entered[t] = torch.where(keep, new_entered / total[:, None], entered[t - 1])
        stayed[t] = torch.where(keep, new_stayed / total[:, None], stayed[t - 1])

    end = ((entered[-1] + stayed[-1]) * graphs.final).sum(dim=1)
    log_likelihood = (
        torch.log(end.clamp_min(1e-300))
        + torch.log(scale).sum(dim=0)
        + (peak[:, :, 0].double() * live).sum(dim=1)
    )
    walkable = end > 0

    reversed_arcs = graphs.arcs.transpose(-1, -2).contiguous()
    beta = graphs.final / end.clamp_min(1e-300)[:, None]
    for t in range(frames - 1, -1, -1):
        weighted = enter[:, t] * beta
        onward = _along(reversed_arcs, weighted)
        going = live[:, t][:, None]
        before = (onward + stay[:, t] * beta) / scale[t][:, None]
        entered[t] *= beta * going  # from here on these hold occupancies
        stayed[t] *= beta * going
        beta = torch.where(going, before, beta)
    occupancy = torch.zeros(rows, frames, 2 * PHONES, dtype=torch.float64)
    index = graphs.phone[:, None, :].expand(-1, frames, -1)
    occupancy.scatter_add_(2, index, entered.transpose(0, 1))
    occupancy.scatter_add_(2, index + PHONES, stayed.transpose(0, 1))
    occupancy *= walkable[:, None, None]
    return log_likelihood, occupancy


def _along(arcs: torch.Tensor, mass: torch.Tensor) -> torch.Tensor:
    """What (rows, nodes) becomes along the arcs.

    A row times a matrix takes a third of the time of a matrix times a column, and a matrix that
    all rows share half of that.
    """
    return mass @ arcs if arcs.dim() == 2 else torch.bmm(mass[:, None, :], arcs)[:, 0]


def mmi_gradient(
    scores: torch.Tensor, lengths: torch.Tensor, numerators: GraphBatch, denominator: PhoneGraph
) -> tuple[float, torch.Tensor]:
    """The objective per output frame, and its negated gradient by the scores.

    Rows whose transcript does not fit its length are left out.
    """
    detached = scores.detach()
    numerator, wanted = forward_backward(detached, lengths, numerators)
    competitor, heard = forward_backward(detached, lengths, shared(denominator, len(scores)))
    fits = wanted.sum(dim=(1, 2)) > 0
    gradient = (heard - wanted) * fits[:, None, None]
    objective = ((numerator - competitor) * fits).sum() / (lengths * fits).sum().clamp_min(1)
    return float(objective), gradient.to(scores.dtype)
