"""The network's shape, known to PyTorch's side and to Kaldi's: layers, context, outputs.

Constants only; nothing here needs PyTorch.
"""

from dataclasses import dataclass

CEPSTRA = 40
OUTPUTS = 82
CONTEXT_FRAMES = 17
"""Frames of context on each side: the layers' reaches 1 + 1 + 3 + 3 + 3 + 6."""

STRIDE = 3
"""Vosk counts a word's time in steps of 0.03 s and nothing else."""


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
