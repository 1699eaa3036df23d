"""Kaldi's binary model file `am/final.mdl`: transition model and nnet3 network.

Formats as Kaldi writes them (hmm/transition-model.cc, nnet3/nnet-nnet.cc, matrix/*.cc): the file
starts with a zero byte and "B"; tokens are ASCII and a space; an int32 is the byte 4 and four
bytes, little-endian; a float the same; a double the byte 8 and eight. Every batch normalisation
and the input's mean and deviation are folded into the next affine component, which is exact
because inputs are padded with repeated frames and never with zeros.
"""

import io
import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from rehearsal_model.layers import CEPSTRA, CONTEXT_FRAMES, LAYERS, OUTPUTS

Matrix = npt.NDArray[np.float64]
Affine = tuple[Matrix, Matrix]
"""A matrix (out, in) and a bias (out,)."""

HEADER_LEVELS = 65_535
QUARTER_BYTES = (0, 64, 192, 255)
"""Which bytes stand for a column's least value, its two quartiles and its greatest."""

NORM_EPSILON = 1e-5
"""PyTorch's BatchNorm1d."""


class KaldiWriter:
    """Writes Kaldi's basic types into memory."""

    def __init__(self) -> None:
        self._out = io.BytesIO()
        self._out.write(b"\0B")

    def token(self, *tokens: str) -> None:
        """ASCII tokens, each followed by a space."""
        for token in tokens:
            self._out.write(token.encode("ascii") + b" ")

    def text(self, text: str) -> None:
        """Text as it is, for nnet3's config lines."""
        self._out.write(text.encode("ascii"))

    def int32(self, value: int) -> None:
        """A marked 32-bit integer."""
        self._out.write(struct.pack("<bi", 4, value))

    def float32(self, value: float) -> None:
        """A marked 32-bit float."""
        self._out.write(struct.pack("<bf", 4, value))

    def float64(self, value: float) -> None:
        """A marked 64-bit float."""
        self._out.write(struct.pack("<bd", 8, value))

    def int_vector(self, values: Sequence[int]) -> None:
        """A vector of 32-bit integers: one mark, then a raw count."""
        self._out.write(struct.pack("<bi", 4, len(values)))
        self._out.write(np.asarray(values, "<i4").tobytes())

    def vector(self, values: npt.ArrayLike) -> None:
        """A vector of 32-bit floats."""
        array = np.asarray(values, "<f4")
        self.token("FV")
        self.int32(len(array))
        self._out.write(array.tobytes())

    def compressed_matrix(self, values: Matrix) -> None:
        """A matrix in 8 bits an element, finer where a column's values are dense (CM).

        matrix/compressed-matrix.h, kOneByteWithColHeaders: for each column four 16-bit levels
        of the whole matrix's range, then the elements column by column.
        """
        low, high = float(values.min()), float(values.max())
        step = max(high - low, 1e-10) / HEADER_LEVELS
        rows, columns = values.shape
        ordered = np.sort(values, axis=0)[[0, rows // 4, 3 * rows // 4, rows - 1]]
        headers = np.round((ordered - low) / step).astype("<u2")
        marks = low + headers * step
        data = [
            np.interp(values[:, column], *_rising(marks[:, column])).round().astype(np.uint8)
            for column in range(columns)
        ]
        self.token("CM")
        self._out.write(struct.pack("<ffii", low, step * HEADER_LEVELS, rows, columns))
        self._out.write(headers.T.tobytes())
        self._out.write(np.stack(data).tobytes())

    def bytes(self) -> bytes:
        """All that was written."""
        return self._out.getvalue()


def _rising(marks: Matrix) -> tuple[Matrix, Matrix]:
    """A column's marks and their bytes, without marks that stand at the same place."""
    places, first = np.unique(marks, return_index=True)
    return places, np.asarray(QUARTER_BYTES, np.float64)[first]


def transition_model(writer: KaldiWriter, pdf_of_phone: Sequence[int], base_phones: int) -> None:
    """Chain topology: phone i + 1 enters with pdf k and stays with pdf `base_phones` + k.

    Phone p then has the self-loop transition 2p - 1 and the forward transition 2p.
    """
    phones = range(1, len(pdf_of_phone) + 1)
    writer.token("<TransitionModel>", "<Topology>")
    writer.int_vector(list(phones))
    writer.int_vector([-1, *([0] * len(pdf_of_phone))])
    for value in (-1, 1, 2, 0, 1, 2, 0):  # separate self-loop pdfs; one entry; two states
        writer.int32(value)
    writer.float32(0.5)
    writer.int32(1)
    writer.float32(0.5)
    for value in (-1, -1, 0):
        writer.int32(value)
    writer.token("</Topology>", "<Tuples>")
    writer.int32(len(pdf_of_phone))
    for phone, pdf in zip(phones, pdf_of_phone, strict=True):
        for value in (phone, 0, pdf, base_phones + pdf):
            writer.int32(value)
    writer.token("</Tuples>", "<LogProbs>")
    writer.vector([0.0] + [np.log(0.5)] * (2 * len(pdf_of_phone)))
    writer.token("</LogProbs>", "</TransitionModel>")


def folded_affines(state: Mapping[str, npt.ArrayLike]) -> list[Affine]:
    """The network's seven affines, with normalisations folded in, from a PyTorch state."""
    arrays = {name: np.asarray(value, np.float64) for name, value in state.items()}
    shift, scale = -arrays["mean"] / arrays["deviation"], 1 / arrays["deviation"]
    affines: list[Affine] = []
    for index in range(len(LAYERS)):
        weight = arrays[f"convolutions.{index}.weight"].transpose(0, 2, 1)  # out, tap, in
        bias = arrays[f"convolutions.{index}.bias"] + (weight @ shift).sum(axis=1)
        affines.append(((weight * scale).reshape(len(weight), -1), bias))
        scale = 1 / np.sqrt(arrays[f"norms.{index}.running_var"] + NORM_EPSILON)
        shift = -arrays[f"norms.{index}.running_mean"] * scale
    weight, bias = arrays["output.weight"], arrays["output.bias"]
    affines.append((weight * scale, bias + weight @ shift))
    return affines


def nnet3(writer: KaldiWriter, affines: Sequence[Affine]) -> None:
    """The network as nnet3: affine and rectifier by turns, then the output affine."""
    lines = [f"input-node name=input dim={CEPSTRA}"]
    previous = "input"
    for index, layer in enumerate(LAYERS):
        spliced = (
            f"Append(Offset({previous}, -{layer.offset}), {previous}, "
            f"Offset({previous}, {layer.offset}))"
        )
        lines.append(
            f"component-node name=l{index}.affine component=l{index}.affine input={spliced}"
        )
        lines.append(
            f"component-node name=l{index}.relu component=l{index}.relu input=l{index}.affine"
        )
        previous = f"l{index}.relu"
    lines.append(f"component-node name=output.affine component=output.affine input={previous}")
    lines.append("output-node name=output input=output.affine objective=linear")
    writer.token("<Nnet3>")
    writer.text("\n" + "\n".join(lines) + "\n\n")
    writer.token("<NumComponents>")
    writer.int32(2 * len(LAYERS) + 1)
    for index, (weight, bias) in enumerate(affines):
        name = f"l{index}" if index < len(LAYERS) else "output"
        _fixed_affine(writer, f"{name}.affine", weight, bias)
        if index < len(LAYERS):
            _rectifier(writer, f"{name}.relu", len(bias))
    writer.token("</Nnet3>", "<LeftContext>")
    writer.int32(CONTEXT_FRAMES)
    writer.token("<RightContext>")
    writer.int32(CONTEXT_FRAMES)
    writer.token("<Priors>")
    writer.vector([])


def _fixed_affine(writer: KaldiWriter, name: str, weight: Matrix, bias: Matrix) -> None:
    writer.token("<ComponentName>", name, "<FixedAffineComponent>", "<LinearParams>")
    writer.compressed_matrix(weight)
    writer.token("<BiasParams>")
    writer.vector(bias)
    writer.token("</FixedAffineComponent>")


def _rectifier(writer: KaldiWriter, name: str, dim: int) -> None:
    writer.token("<ComponentName>", name, "<RectifiedLinearComponent>", "<Dim>")
    writer.int32(dim)
    for statistics, count in (
        ("<ValueAvg>", ""),
        ("<DerivAvg>", "<Count>"),
        ("<OderivRms>", "<OderivCount>"),
    ):
        writer.token(statistics)
        writer.vector([])
        if count:
            writer.token(count)
            writer.float64(0.0)
    for count in ("<NumDimsSelfRepaired>", "<NumDimsProcessed>"):
        writer.token(count)
        writer.float64(0.0)
    writer.token("</RectifiedLinearComponent>")


def final_mdl(state: Mapping[str, npt.ArrayLike], pdf_of_phone: Sequence[int]) -> bytes:
    """The whole of `am/final.mdl`."""
    writer = KaldiWriter()
    transition_model(writer, pdf_of_phone, OUTPUTS // 2)
    nnet3(writer, folded_affines(state))
    return writer.bytes()
