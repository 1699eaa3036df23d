"""The acoustic network: six convolutions over cepstra, one output every third frame.

PyTorch only; how its weights look to Kaldi is `kaldi_format`'s to say. Input (batch, frames, 40),
output (batch, ceil(frames / 3), 82) as log-likelihoods up to a constant.
"""

import torch
from torch import nn

from rehearsal_model.layers import CEPSTRA, CONTEXT_FRAMES, LAYERS, OUTPUTS, STRIDE


class AcousticNetwork(nn.Module):
    """Convolution, ReLU, batch normalisation without weights; six times, then linear.

    No dropout: in so few epochs it cost a quarter of the time and more errors.
    """

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
        self.output = nn.Linear(dim, OUTPUTS)

    def forward(self, frames: torch.Tensor) -> torch.Tensor:
        """Scores of padded frames: (batch, 17 + T + 19, 40) to (batch, ceil(T / 3), 82)."""
        x = ((frames - self.mean) / self.deviation).transpose(1, 2)
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            x = norm(torch.relu(convolution(x)))
        return self.output(x.transpose(1, 2))


def padded(frames: torch.Tensor) -> torch.Tensor:
    """(T, 40) with its first and last frame repeated, as Kaldi does; never zeros.

    The right side gets two frames more than the context: at least ceil(T / 3) outputs.
    """
    left = frames[:1].expand(CONTEXT_FRAMES, -1)
    right = frames[-1:].expand(CONTEXT_FRAMES + STRIDE - 1, -1)
    return torch.cat([left, frames, right])


def output_count(frames: int) -> int:
    """How many outputs so many input frames give."""
    return -(-frames // STRIDE)
