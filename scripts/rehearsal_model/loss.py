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
    live = (torch.arange(frames)[None, :] < lengths[:, None])[:, :, None]
    peak = scores.max(dim=2, keepdim=True).values
    likelihood = torch.exp((scores - peak).double())
    index = graphs.phone[:, None, :].expand(-1, frames, -1)
    # after a row's end nothing is entered, and staying costs nothing: all stays as it is
    enter = (likelihood.gather(2, index) * live).unbind(1)
    stay = likelihood.gather(2, index + PHONES).masked_fill(~live, 1.0).unbind(1)

    mass = torch.zeros_like(graphs.start)
    reached, before, scale = [graphs.start], [mass], list[torch.Tensor]()
    for t in range(frames):
        if t:
            reached.append(_along(graphs.arcs, mass))
            before.append(mass)
        mass = torch.addcmul(mass * stay[t], reached[t], enter[t])
        scale.append(mass.sum(dim=1, keepdim=True).clamp_min(1e-300))
        mass = mass / scale[t]

    end = (mass * graphs.final).sum(dim=1)
    log_likelihood = (
        torch.log(end.clamp_min(1e-300))
        + torch.log(torch.cat(scale, dim=1)).sum(dim=1)
        + (peak.double() * live).sum(dim=(1, 2))
    )
    walkable = end > 0

    reversed_arcs = graphs.arcs.transpose(-1, -2).contiguous()
    onward = graphs.final / end.clamp_min(1e-300)[:, None]
    entered, stayed = [], []
    for t in range(frames - 1, -1, -1):
        scaled = onward / scale[t]
        entering, staying = scaled * enter[t], scaled * stay[t]
        entered.append(entering)
        stayed.append(staying)
        onward = _along(reversed_arcs, entering) + staying
    occupancy = torch.zeros(rows, frames, 2 * PHONES, dtype=torch.float64)
    for pdf, came, went in ((0, reached, entered), (PHONES, before, stayed)):
        share = torch.stack(came, dim=1) * torch.stack(went[::-1], dim=1)
        occupancy.scatter_add_(2, index + pdf, share)
    occupancy *= live * walkable[:, None, None]
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
