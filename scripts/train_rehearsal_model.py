#!/usr/bin/env python3
"""Train `models/rehearsal-en` from nothing: texts, voices, features, network, graph, files.

Needs the `train` group of pyproject.toml (`pip install -e '.[train]'`) and Debian's flite,
festival, festvox-kallpc16k, festvox-kdlpc16k, festvox-us-slt-hts and wordnet-base. Installs
nothing itself.
"""

import argparse
import random
import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

PYTHON_NEEDS = (
    "torch",
    "kaldi_native_fbank",
    "pocketsphinx",
    "soxr",
    "espeakng_loader",
    "pydantic",
)
PYTHON_COMMAND = "pip install -e '.[train]'"
PROGRAM_NEEDS = {"flite": "flite", "festival": "festival"}
WORDNET = Path("/usr/share/wordnet")
VOICE_NEEDS = {
    "kal_diphone": "festvox-kallpc16k",
    "ked_diphone": "festvox-kdlpc16k",
    "cmu_us_slt_arctic_hts": "festvox-us-slt-hts",
}


def missing() -> list[str]:
    """What has to be installed first, as commands."""
    packages = [package for program, package in PROGRAM_NEEDS.items() if not shutil.which(program)]
    voices = Path("/usr/share/festival/voices")
    packages += [] if WORDNET.is_dir() else ["wordnet-base"]
    packages += [p for voice, p in VOICE_NEEDS.items() if not list(voices.glob(f"*/{voice}"))]
    commands = []
    if any(find_spec(module) is None for module in PYTHON_NEEDS):
        commands.append(PYTHON_COMMAND)
    if packages:
        commands.append(f"apt install {' '.join(packages)}")
    return commands


def main() -> int:
    """Train and write the model; 0 when it stands in the output folder."""
    parser = argparse.ArgumentParser(
        description="Train the rehearsal model: about half an hour on two cores, 3 GB.",
        epilog="example: scripts/train_rehearsal_model.py --out /tmp/model --epochs 1 --share 0.05",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "rehearsal-en")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--dim", type=int, default=256, help="width of the network")
    parser.add_argument("--share", type=float, default=1.0, help="share of the full corpus")
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="also keep the network's weights in this file")
    arguments = parser.parse_args()
    needs = missing()
    if needs:
        print("train_rehearsal_model: something is missing", file=sys.stderr)
        print("\n".join(f"hint: {command}" for command in needs), file=sys.stderr)
        return 1

    import torch
    from rehearsal_model.corpus import Amounts, make_corpus, transcripts
    from rehearsal_model.export import write_model
    from rehearsal_model.lexicon import lexicon
    from rehearsal_model.phone_graphs import denominator_graph, numerator_graph, phone_bigram
    from rehearsal_model.texts import TextSource, vocabulary
    from rehearsal_model.training import Example, Schedule, train

    torch.set_num_threads(arguments.processes)
    began = time.monotonic()

    def say(text: str, end: str = "\n") -> None:
        print(f"\r{time.monotonic() - began:7.1f} s  {text:<60}", end=end, flush=True)

    words = lexicon(vocabulary())
    say(f"{len(words)} words")
    corpus = make_corpus(
        Amounts().scaled(arguments.share),
        arguments.seed,
        arguments.processes,
        lambda made, total: say(f"speech {made} of {total}", end=""),
    )
    hours = sum(len(utterance.frames) for utterance in corpus) / 360_000
    say(f"{len(corpus)} utterances, {hours:.1f} hours of speech")

    bigram = phone_bigram(transcripts(corpus), words, random.Random(arguments.seed))
    examples = [Example(u.frames, numerator_graph(u.transcript, words, bigram)) for u in corpus]
    random.Random(arguments.seed).shuffle(examples)

    def progress(epoch: int, step: int, steps: int, objective: float) -> None:
        if step % 10 == 0 or step == steps - 1:
            where = f"epoch {epoch + 1} of {arguments.epochs}, batch {step + 1} of {steps}"
            say(f"{where}, objective {objective:.4f}", end="\n" if step == steps - 1 else "")

    network = train(
        examples,
        denominator_graph(*bigram),
        Schedule(epochs=arguments.epochs, dim=arguments.dim),
        arguments.seed,
        progress,
    )
    state = {name: value.numpy() for name, value in network.state_dict().items()}
    if arguments.keep:
        torch.save(network.state_dict(), arguments.keep)
    texts = TextSource(random.Random(arguments.seed + 1)).language_model_texts()
    write_model(arguments.out, state, words, texts)
    size = sum(path.stat().st_size for path in arguments.out.rglob("*") if path.is_file())
    say(f"{arguments.out}, {size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
