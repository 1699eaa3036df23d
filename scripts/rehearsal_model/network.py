"""The acoustic network: six convolutions over cepstra, one output every third frame.

PyTorch only; how its weights look to Kaldi is `kaldi_format`'s to say. Input (batch, frames, 40),
output (batch, ceil(frames / 3), 82) as log-likelihoods up to a constant.
"""

from dataclasses import dataclass

import torch
from torch import nn

from rehearsal_model.features import CEPSTRA

OUTPUTS = 82
CONTEXT_FRAMES = 17
"""Frames of context on each side: the layers' reaches 1 + 1 + 3 + 3 + 3 + 6."""

STRIDE = 3
"""Vosk counts a word's time in steps of 0.03 s and nothing else."""

DROPOUT = 0.1


@dataclass(frozen=True, slots=True)
class Layer:
    """One convolution over three inputs, `offset` frames apart in frames of the input."""

    stride: int
    dilation: int
    offset: int


LAYERS = (
    Layer(1, 1, 1),
    Layer(3, 1, 1),
    Layer(1, 1, 3),
    Layer(1, 1, 3),
    Layer(1, 1, 3),
    Layer(1, 2, 6),
)


class AcousticNetwork(nn.Module):
    """Convolution, ReLU, batch normalisation without weights, dropout; six times, then linear."""

    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, dim: int, mean: torch.Tensor, deviation: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        sizes = [CEPSTRA] + [dim] * len(LAYERS)
        self.convolutions = nn.ModuleList(
            nn.Conv1d(sizes[i], dim, 3, stride=layer.stride, dilation=layer.dilation)
            for i, layer in enumerate(LAYERS)
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(dim, affine=False) for _ in LAYERS)
        self.dropout = nn.Dropout(DROPOUT)
        self.output = nn.Linear(dim, OUTPUTS)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """Scores of padded frames: (batch, 17 + T + 19, 40) to (batch, ceil(T / 3), 82)."""
        x = ((frames - self.mean) / self.deviation).transpose(1, 2)
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = self.dropout(norm(torch.relu(convolution(x))))
        return self.output(x.transpose(1, 2))


def padded(frames: torch.Tensor) -> torch.Tensor:
    """(T, 40) with its first and last frame repeated, as Kaldi does; never zeros.

    The right side gets two frames more than the context, so that outputs are ceil(T / 3).
    """
    left = frames[:1].expand(CONTEXT_FRAMES, -1)
    right = frames[-1:].expand(CONTEXT_FRAMES + STRIDE - 1, -1)
    return torch.cat([left, frames, right])


def output_count(frames: int) -> int:
    """How many outputs so many input frames give."""
    return -(-frames // STRIDE)
