"""A whole model directory as Vosk reads it, from a network's state and a lexicon."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy.typing as npt

from rehearsal_model.features import MFCC_CONF
from rehearsal_model.graph import (
    Lexicon,
    build_hcl,
    gr_fst,
    hclr_fst,
    phone_table,
    words_txt,
)
from rehearsal_model.kaldi_format import final_mdl
from rehearsal_model.language_model import WeightedTexts, build_language_model

CHECKSUMS = "SHA256SUMS"

MODEL_CONF = """--min-active=200
--max-active=1200
--beam=10.0
--lattice-beam=6.0
--acoustic-scale=1.0
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
"""Beam and active states as on `development.txt`: a beam of 13 and 3,000 states made the same
errors (within 0.1 % of the words) at one and a half times the CPU. An acoustic scale of 1.2 missed
0.2 % fewer of espeak-ng's words and 3 % more of another synthesiser's."""


def write_model(
    folder: Path,
    state: Mapping[str, npt.ArrayLike],
    lexicon: Lexicon,
    texts: WeightedTexts,
) -> None:
    """Write `am`, `conf`, `graph` and the checksums of all of them into the folder."""
    phones = phone_table()
    hcl, words = build_hcl(lexicon, phones)
    files: dict[str, bytes] = {
        "am/final.mdl": final_mdl(state, phones.pdfs),
        "conf/mfcc.conf": MFCC_CONF.encode(),
        "conf/model.conf": MODEL_CONF.encode(),
        "graph/HCLr.fst": hclr_fst(hcl, len(words)),
        "graph/Gr.fst": gr_fst(build_language_model(texts, words)),
        # libvosk wants this file; an id beyond every transition means none is a disambiguation
        "graph/disambig_tid.int": f"{2 * len(phones.pdfs) + 1}\n".encode(),
        "graph/words.txt": words_txt(words).encode(),
        "graph/phones.txt": phones.symbols().encode(),
        "graph/phones/word_boundary.int": phones.word_boundaries().encode(),
    }
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    sums = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    (folder / CHECKSUMS).write_text("".join(sums), "ascii")
