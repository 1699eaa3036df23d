"""Judge a Vosk model: `eval_model.py MODEL` prints its table, for ours and any official one.

Sentences and voices were never trained on; `--recordings DIR` judges your own instead (NAME.wav
with NAME.txt beside it). Figures are the run's own; times depend on the machine.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from model_evaluation import judging, sayings
from model_evaluation.sayings import Condition
from progress import going_on

from voice.hearing.vosk_recognizer import open_model
from voice.models.trial import check_model
from voice.values.errors import VoiceError

TIME_TOLERANCE_SECONDS = 0.06


def main() -> int:
    """Parse the command line, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="a Vosk model's directory")
    parser.add_argument(
        "--sentences",
        type=Path,
        default=sayings.EVALUATION / "sentences.txt",
        help="other open talk to judge by, a sentence a line",
    )
    parser.add_argument("--recordings", type=Path, help="judge these WAV files instead")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    try:
        check_model(options.model)
        model = open_model(options.model)
        if options.recordings:
            figures = judge_recordings(model, options.recordings)
        else:
            figures = judge(model, options.model, _sentences(options.sentences))
    except VoiceError as error:
        print(f"eval_model: {error.fact}\n  next: {error.hint}", file=sys.stderr)
        return 1
    print(json.dumps(figures, indent=2) if options.json else table(figures))
    return 0


def _sentences(path: Path) -> list[str]:
    try:
        return sayings.lines(path)
    except (OSError, UnicodeDecodeError) as error:
        raise VoiceError(
            "{path} cannot be read as text: {reason}",
            "name a text file with a sentence a line",
            path=path,
            reason=error,
        ) from None


def judge(model: Any, path: Path, texts: list[str]) -> dict[str, Any]:
    """Every figure of one model: these sentences, and the committed commands and others."""
    commands = sayings.lines("commands.txt")
    figures: dict[str, Any] = {"model": str(path), "sentences": len(texts)}
    for group in sayings.groups():
        for condition in Condition:
            going_on(f"{group}, {condition} …")
            said = sayings.say(texts, group, condition)
            asked = [s for seed in range(4) for s in sayings.say(commands, group, condition, seed)]
            figures[f"{group} · {condition}"] = {
                "wer": judging.word_error_rate(model, said),
                "commands under grammar": judging.exactly_right(model, asked, commands),
                "commands in dictation": judging.exactly_right(model, asked),
            }
    going_on("hesitations …")
    figures["lone hesitations"] = {
        str(condition): judging.exactly_right(
            model, sayings.say(["um", "uh"] * 32, "espeak-ng", condition)
        )
        for condition in (Condition.CLEAN, Condition.NOISY)
    }
    going_on("false commands …")
    others = sayings.say(sayings.lines("others.txt"), "espeak-ng", Condition.CLEAN)
    figures["other utterances"] = len(others)
    figures["false commands"] = judging.false_commands(model, others, commands)
    figures["heard in silence and noise"] = judging.heard_in_nothing(model, sayings.soundless())
    errors = judging.time_errors_seconds(model, sayings.timed_words(texts[:24]))
    figures["word times"] = {
        "edges": len(errors),
        "median_seconds": float(np.median(errors)) if errors else None,
        "within_60_ms": float(np.mean(np.array(errors) <= TIME_TOLERANCE_SECONDS)),
    }
    going_on("cost …")
    cost = judging.cost(path, sayings.say(texts, "espeak-ng", Condition.CLEAN))
    megabytes = sum(f.stat().st_size for f in path.rglob("*") if f.is_file()) / 1e6
    figures["cost"] = {**asdict(cost), "disk_mb": megabytes}
    return figures


def judge_recordings(model: Any, folder: Path) -> dict[str, Any]:
    """The word error rate on somebody's own recordings."""
    said = sayings.recordings(folder)
    if not said:
        raise VoiceError(
            "{folder} holds no WAV file with a transcript",
            "put NAME.txt beside each NAME.wav",
            folder=folder,
        )
    return {"recordings": len(said), "wer": judging.word_error_rate(model, said)}


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    if "recordings" in figures:
        return f"{figures['recordings']} recordings: WER {figures['wer']:.1%}"
    rows = [f"{'voices · room':<28} {'WER':>7} {'grammar':>9} {'dictation':>10}"]
    for name, row in figures.items():
        if " · " in name:
            under, free = row["commands under grammar"], row["commands in dictation"]
            rows.append(f"{name:<28} {row['wer']:>7.1%} {under:>9.1%} {free:>10.1%}")
    cost, times = figures["cost"], figures["word times"]
    alone = ", ".join(f"{room} {heard:.1%}" for room, heard in figures["lone hesitations"].items())
    false, nothing = figures["false commands"], figures["heard in silence and noise"]
    rows += [
        f'an "um" or "uh" that stands alone: {alone}',
        f"false commands in {figures['other utterances']} other utterances: {len(false)} {false}",
        f"heard in silence and noise: {nothing or 'nothing'}",
        f"word times: {times['within_60_ms']:.0%} of {times['edges']} edges within 60 ms, "
        f"median {times['median_seconds'] or 0:.3f} s",
        f"load {cost['load_seconds'] * 1000:.0f} ms, "
        f"{cost['cpu_seconds_per_second'] * 1000:.1f} ms of CPU per second, "
        f"{cost['memory_mb']:.0f} MB of memory, {cost['disk_mb']:.2f} MB on disk",
    ]
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
