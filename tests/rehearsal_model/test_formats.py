"""Kaldi's and OpenFst's bytes, read back by readers of our own; no PyTorch needed."""

import io
import math
import struct

import numpy as np
from rehearsal_model.graph import (
    GRAMMAR_PROPERTIES,
    Fst,
    as_intervals,
    build_hcl,
    const_fst,
    phone_table,
    reachable_labels,
)
from rehearsal_model.kaldi_format import KaldiWriter, final_mdl, folded_affines
from rehearsal_model.language_model import build_language_model
from rehearsal_model.layers import CEPSTRA, LAYERS, OUTPUTS

LEXICON = {
    "no": [("N", "OW")],
    "nose": [("N", "OW", "Z")],
    "know": [("N", "OW")],
    "[unk]": [("SPN",)],
}


def random_state(dim: int, seed: int = 1) -> dict[str, np.ndarray]:
    """A PyTorch state of the network's shape."""
    rng = np.random.default_rng(seed)
    state = {"mean": rng.normal(size=CEPSTRA), "deviation": rng.uniform(0.5, 2, CEPSTRA)}
    sizes = [CEPSTRA] + [dim] * len(LAYERS)
    for index in range(len(LAYERS)):
        state[f"convolutions.{index}.weight"] = rng.normal(size=(dim, sizes[index], 3)) / 9
        state[f"convolutions.{index}.bias"] = rng.normal(size=dim)
        state[f"norms.{index}.running_mean"] = rng.normal(size=dim)
        state[f"norms.{index}.running_var"] = rng.uniform(0.5, 2, dim)
    state["output.weight"] = rng.normal(size=(OUTPUTS, dim))
    state["output.bias"] = rng.normal(size=OUTPUTS)
    return state


def test_basic_types_are_kaldis() -> None:
    writer = KaldiWriter()
    writer.token("<Dim>")
    writer.int32(-7)
    writer.float32(0.5)
    writer.float64(0.25)
    writer.int_vector([3, 4])
    assert writer.bytes() == (
        b"\0B<Dim> \x04\xf9\xff\xff\xff\x04"
        + struct.pack("<f", 0.5)
        + b"\x08"
        + struct.pack("<d", 0.25)
        + b"\x04\x02\x00\x00\x00\x03\x00\x00\x00\x04\x00\x00\x00"
    )


def test_a_compressed_matrix_is_within_one_level() -> None:
    matrix = np.random.default_rng(1).normal(size=(50, 7))
    writer = KaldiWriter()
    writer.compressed_matrix(matrix)
    found, marks = read_compressed(writer.bytes()[2:])
    widest = (np.diff(marks, axis=0) / [[64], [128], [63]]).max(axis=0)
    header_step = np.ptp(matrix) / 65_535
    assert (np.abs(found - matrix) <= widest / 2 + header_step).all()


def test_a_matrix_of_one_value_is_that_value() -> None:
    writer = KaldiWriter()
    writer.compressed_matrix(np.full((5, 2), 0.25))
    found, _ = read_compressed(writer.bytes()[2:])
    assert np.allclose(found, 0.25)


def read_compressed(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """The elements of a matrix in Kaldi's CM format, and (4, columns) what stands at its marks."""
    file = io.BytesIO(data)
    assert file.read(3) == b"CM "
    least, span, rows, columns = struct.unpack("<ffii", file.read(16))
    headers = np.frombuffer(file.read(8 * columns), "<u2").reshape(columns, 4).T
    marks = least + headers * (span / 65_535)
    levels = np.frombuffer(file.read(rows * columns), np.uint8).reshape(columns, rows).T
    assert not file.read()
    low, middle, high = levels / 64, (levels - 64.0) / 128, (levels - 192.0) / 63
    p0, p25, p75, p100 = marks
    below, above = p0 + (p25 - p0) * low, p75 + (p100 - p75) * high
    between = p25 + (p75 - p25) * middle
    return np.where(levels <= 64, below, np.where(levels <= 192, between, above)), marks


def test_the_model_file_has_its_parts_in_order() -> None:
    data = final_mdl(random_state(8), phone_table().pdfs)
    parts = (
        b"\0B<TransitionModel> ",
        b"</TransitionModel> ",
        b"<Nnet3> ",
        b"</Nnet3> ",
        b"<Priors> ",
    )
    places = [data.index(part) for part in parts]
    assert places == sorted(places)
    assert data.count(b"<FixedAffineComponent>") == len(LAYERS) + 1


def test_an_fst_is_read_back_arc_by_arc() -> None:
    fst = Fst()
    for _ in range(3):
        fst.state()
    fst.arc(0, 1, 2, 0.5, 1)
    fst.arc(0, 0, 0, 0.25, 2)
    fst.arc(1, 3, 0, 0.0, 2)
    fst.final[2] = 1.5
    states, arcs, properties = read_const(const_fst(fst, 0, GRAMMAR_PROPERTIES))
    assert properties == GRAMMAR_PROPERTIES
    assert [(final, count, ieps, oeps) for final, _, count, ieps, oeps in states] == [
        (math.inf, 2, 1, 1),
        (math.inf, 1, 0, 1),
        (1.5, 0, 0, 0),
    ]
    assert arcs == [(1, 2, 0.5, 1), (0, 0, 0.25, 2), (3, 0, 0.0, 2)]


def read_const(data: bytes) -> tuple[list, list, int]:
    """States, arcs and properties of an FST in OpenFst's const format."""
    file = io.BytesIO(data)

    def text() -> str:
        return file.read(struct.unpack("<i", file.read(4))[0]).decode()

    assert struct.unpack("<i", file.read(4))[0] == 2125659606
    assert text() == "const"
    assert text() == "standard"
    _, _, properties, _, states, arcs = struct.unpack("<iiQqqq", file.read(40))
    found = [struct.unpack("<fIIII", file.read(20)) for _ in range(states)]
    return found, [struct.unpack("<iifi", file.read(16)) for _ in range(arcs)], properties


def test_words_that_can_come_next_are_few_intervals() -> None:
    hcl, words = build_hcl(LEXICON, phone_table())
    assert words[-1] == "[unk]"
    reach = reachable_labels(hcl, len(words) + 1)
    assert max(len(as_intervals(labels)) for labels in reach) <= 2
    everything = frozenset(range(1, len(words) + 2))
    assert everything in reach


def test_intervals_hold_exactly_their_labels() -> None:
    labels = frozenset({1, 2, 3, 7, 9, 10})
    intervals = as_intervals(labels)
    assert intervals == [(1, 4), (7, 8), (9, 11)]
    assert as_intervals(frozenset()) == []


def test_the_language_models_probabilities_sum_to_one_in_every_state() -> None:
    texts = [(2.0, ["no no", "no nose", "know nose"]), (1.0, ["nose", "know"])]
    fst = build_language_model(texts, ["no", "nose", "know", "[unk]"])
    for state, arcs in enumerate(fst.arcs):
        mass = sum(math.exp(-arc[2]) for arc in arcs)
        mass += math.exp(-fst.final[state]) if state in fst.final else 0.0
        assert math.isclose(mass, 1.0, abs_tol=2e-3), state


def test_every_word_can_be_said_after_every_other() -> None:
    fst = build_language_model([(1.0, ["no nose"])], ["no", "nose", "know", "[unk]"])
    back = next(arc[3] for arc in fst.arcs[0] if arc[0] == 0)
    assert {arc[0] for arc in fst.arcs[back]} == {1, 2, 3, 4}


def test_folding_keeps_shapes() -> None:
    affines = folded_affines(random_state(8))
    assert [weight.shape for weight, _ in affines] == [
        (8, 3 * CEPSTRA),
        *([(8, 24)] * (len(LAYERS) - 1)),
        (OUTPUTS, 8),
    ]
