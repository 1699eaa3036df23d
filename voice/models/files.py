"""The files of a Vosk model's directory: are they all there, whole, and the same as before?

Reading and checksums only; nothing here loads a model: a damaged one can end the whole process
inside libvosk, so that is tried in a child (`trial`).
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voice.models.choosing import ACOUSTIC_MODELS
from voice.stage.ports import SAMPLE_RATE_HZ
from voice.values.errors import ModelError
from voice.values.troubles import TroubleName

CHECKSUM_FILE = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a model's files are, as libvosk 0.3.45 looks for them."""

    needed: tuple[str, ...]
    graphs: tuple[tuple[str, ...], ...]
    """One of these, whole."""
    features: str


_IN_FOLDERS = _Layout(
    (ACOUSTIC_MODELS[0], "conf/mfcc.conf", "conf/model.conf"),
    (("graph/HCLG.fst",), ("graph/HCLr.fst", "graph/Gr.fst")),
    "conf/mfcc.conf",
)
_FLAT = _Layout(
    (ACOUSTIC_MODELS[1], "mfcc.conf"), (("HCLG.fst",), ("HCLr.fst", "Gr.fst")), "mfcc.conf"
)


def check_files(path: Path) -> None:
    """Refuse a directory that is no complete model for our sound, without loading it.

    Raises:
        ModelError: missing, incomplete, for another sample rate, or where libvosk cannot read.
    """
    if not path.is_dir():
        raise ModelError("there is no model in {path}", "see `reflect model list`", path=path)
    layout = _layout_of(path)
    missing = [name for name in layout.needed if not (path / name).is_file()]
    if not any(_has(path, graph) for graph in layout.graphs):
        missing.append(layout.graphs[0][0])
    if missing:
        raise ModelError(
            "{path} is no complete Vosk model: {names} missing",
            "install it again: `reflect model install`",
            path=path,
            names=", ".join(missing),
        )
    rate_hz = _sample_rate_hz(path / layout.features)
    if rate_hz != SAMPLE_RATE_HZ:
        raise ModelError(
            "the model in {path} is for {rate_hz} Hz, not {needed_hz}",
            "choose another: `reflect model list`",
            path=path,
            rate_hz=rate_hz,
            needed_hz=SAMPLE_RATE_HZ,
        )
    path_for_vosk(path)


def has_static_graph(path: Path) -> bool:
    """Whether a model's graph is fixed: vosk then hears everything, whatever it is bound to."""
    return _has(path, _layout_of(path).graphs[0])


def path_for_vosk(path: Path) -> str:
    """The path as Vosk's binding has to be given it.

    The binding encodes it as UTF-8, whatever the system's own encoding is; Kaldi takes "|" for a
    pipe; on Windows libvosk takes UTF-8 for the code page's characters.

    Raises:
        ModelError: libvosk could not open files there, however good the model is.
    """
    text = os.fsencode(path).decode("utf-8", errors="replace")
    lost = "\N{REPLACEMENT CHARACTER}" in text  # a name in another encoding, as on an old stick
    if lost or "|" in text or (os.name == "nt" and not text.isascii()):
        raise ModelError.named(TroubleName.MODEL_PATH_UNREADABLE, path=ascii(str(path)))
    return text


def has_checksums(path: Path) -> bool:
    """Whether damage to this model would show."""
    return (path / CHECKSUM_FILE).is_file()


def write_checksums(path: Path) -> None:
    """Write down what every file of a model is, so that damage shows."""
    lines = [f"{sha256_of(file)}  {file.relative_to(path).as_posix()}\n" for file in _files(path)]
    (path / CHECKSUM_FILE).write_text("".join(lines), "utf-8")


def check_checksums(path: Path) -> None:
    """Refuse a model whose files are not as they were written down; raises `ModelError`."""
    known: dict[str, str] = {}
    for line in (path / CHECKSUM_FILE).read_text("utf-8", errors="replace").splitlines():
        digest, _, name = line.partition("  ")
        known[name] = digest
    bad = [n for n, d in known.items() if not (path / n).is_file() or sha256_of(path / n) != d]
    layout = _layout_of(path)
    required = {*layout.needed, *(n for g in layout.graphs for n in g if (path / n).is_file())}
    bad += sorted(required - set(known))
    if bad:
        raise ModelError(
            "{path} is damaged: {names} differs from its checksum",
            "install it again: `reflect model install`",
            path=path,
            names=", ".join(bad[:3]),
        )


def signature_of(path: Path) -> str:
    """Changes with every file that is added, removed or written: by names, sizes and times."""
    digest = hashlib.sha256()
    for file in _files(path):
        stat = file.stat()
        name = os.fsencode(file.relative_to(path))
        digest.update(b"%s\0%d\0%d\0" % (name, stat.st_size, stat.st_mtime_ns))
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """A file's SHA-256, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _layout_of(path: Path) -> _Layout:
    """libvosk takes the flat layout where the acoustic model is not in its folder."""
    flat = not (path / ACOUSTIC_MODELS[0]).is_file() and (path / ACOUSTIC_MODELS[1]).is_file()
    return _FLAT if flat else _IN_FOLDERS


def _has(path: Path, files: tuple[str, ...]) -> bool:
    return all((path / name).is_file() for name in files)


def _sample_rate_hz(conf: Path) -> int:
    try:
        for line in conf.read_text("utf-8").splitlines():
            option, _, value = line.partition("=")
            if option.strip() == "--sample-frequency":
                return int(float(value.split("#")[0]))
    except (OSError, ValueError):
        raise ModelError(
            "{conf} cannot be read", "install it again: `reflect model install`", conf=conf
        ) from None
    return SAMPLE_RATE_HZ


def _files(path: Path) -> Iterator[Path]:
    yield from sorted(f for f in path.rglob("*") if f.is_file() and f.name != CHECKSUM_FILE)
