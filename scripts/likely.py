"""How many of the likely ways to ask for something are understood, in every language.

The utterances are not of this repository: they are read from the facts beside the checkout
(`../shared/facts/words.md`, one reader's judgement of ordinary speech, ten for each action). That
page lists those that no form accepted when it was written; the others are counted as it counted
them, and every form that it found is still there. Every fifth of those listed, counted through a
language, is kept aside: forms were chosen from the others, as --show lists them. (The page had been
read whole once before, so that these are unseen by the choosing, not by whoever chose.)

`--aside` counts those of `likely_aside.toml` instead, which were written without sight of the forms
and from which none was chosen.
"""

import argparse
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from voice.floor.actions import Action
from voice.floor.events import SegmentHeard
from voice.floor.understanding import understand
from voice.floor.wording import Wording
from voice.language.loading import load_language
from voice.scenes.reflection.passages import STANDING
from voice.scenes.reflection.states import TRANSITIONS, State
from voice.values.transcript import Segment, Word

FACTS = Path(__file__).parents[1] / ".." / "shared" / "facts" / "words.md"
OF_EACH_LANGUAGE = 300
WRITTEN_ASIDE = Path(__file__).with_name("likely_aside.toml")
ASIDE_EVERY = 5
_TABLE = re.compile(r"^#### (\w\w)$(.*?)^Together (\d+)", re.M | re.S)
_ROW = re.compile(r"^\| (\w+) \| (\d+) \| (.*) \|$", re.M)


@dataclass(frozen=True, slots=True)
class Likely:
    """One way to ask for an action."""

    language: str
    action: Action
    text: str
    aside: bool


def listed(page: str) -> Iterator[tuple[str, int, list[Likely]]]:
    """Each language, how many of its 300 were accepted, and those that were not."""
    for language, table, accepted in _TABLE.findall(page):
        rows = [
            (Action(row[0]), said.split(" ≠")[0].strip("! "))
            for row in _ROW.findall(table)
            for said in row[2].split(";")
        ]
        found = [
            Likely(language, action, text, number % ASIDE_EVERY == ASIDE_EVERY - 1)
            for number, (action, text) in enumerate((a, t.strip().lstrip("!")) for a, t in rows)
        ]
        yield language, int(accepted), found


def written_aside(file: Path = WRITTEN_ASIDE) -> Iterator[tuple[str, list[Likely]]]:
    """Each language with the utterances from which no form was chosen."""
    for language, table in tomllib.loads(file.read_text("utf-8")).items():
        yield (
            language,
            [
                Likely(language, Action(action), text, True)
                for action, texts in table.items()
                for text in texts
            ],
        )


def state_of(action: Action) -> State:
    """Where an action is mostly asked for."""
    offering = [state for state in TRANSITIONS if action in TRANSITIONS[state]]
    return State.LISTENING if State.LISTENING in offering else offering[0]


def outcome(likely: Likely, wording: Wording) -> str:
    """What comes of it where the action is offered: done, asked, another's, or content."""
    state = state_of(likely.action)
    texts = likely.text.replace("-", " ").split()
    words = tuple(Word(text, n * 0.3, n * 0.3 + 0.2, 1.0) for n, text in enumerate(texts))
    heard = SegmentHeard(1, Segment("one", words, 0.0, len(words) * 0.3), math.inf, 1.5)
    offered = [action for action in Action if action in TRANSITIONS[state]]
    understood = understand(heard, offered, wording, STANDING.get(state, {}))
    if understood is None:
        return "content"
    if understood.action is not likely.action:
        return f"taken for {understood.action}"
    return "done" if understood.sure and not understood.ask_first else "asked about"


def main() -> None:
    """Print the figures of every language, and with --show what is still content."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=Path, default=FACTS)
    parser.add_argument("--show", action="store_true", help="what of the rest is not understood")
    parser.add_argument("--aside", action="store_true", help="those written without the forms")
    asked = parser.parse_args()
    if asked.aside:
        _tell_of_written_aside(asked.show)
        return
    for language, accepted, likely in listed(asked.facts.read_text("utf-8")):
        wording = load_language(language).wording
        kept = {True: Counter[str](), False: Counter[str]()}
        for one in likely:
            came = outcome(one, wording)
            kept[one.aside][came] += 1
            if asked.show and not one.aside and came not in {"done", "asked about"}:
                print(f"  {language} {one.action}: {one.text} ({came})")
        understood = {a: kept[a]["done"] + kept[a]["asked about"] for a in kept}
        print(
            f"{language}: {accepted + understood[True] + understood[False]} of {OF_EACH_LANGUAGE}"
            f" (before: {accepted}); of those that were not, kept aside: {understood[True]} of"
            f" {kept[True].total()}, the rest: {understood[False]} of {kept[False].total()};"
            f" asked about first: {kept[True]['asked about'] + kept[False]['asked about']};"
            f" taken for another: "
            f"{sum(n for k in kept.values() for came, n in k.items() if came.startswith('taken'))}"
        )


def outcomes(likely: list[Likely]) -> Counter[str]:
    """How many of one language's are done, asked about, taken for another's, or content."""
    came = [outcome(one, load_language(one.language).wording) for one in likely]
    return Counter("another" if how.startswith("taken") else how for how in came)


def _tell_of_written_aside(show: bool) -> None:
    for language, likely in written_aside():
        count = outcomes(likely)
        understood = count["done"] + count["asked about"]
        print(
            f"{language}: {understood} of {len(likely)}; asked about first: {count['asked about']};"
            f" taken for another: {count['another']}"
        )
        wording = load_language(language).wording
        for one in likely if show else ():
            print(f"  {one.action}: {one.text} ({outcome(one, wording)})")


if __name__ == "__main__":
    main()
