"""What `reflect guide import` finds: how many of the wanted questions, and what else it takes.

Over the articles of tests/guides/article, and those handed over where
`../shared/cases/articles` lies beside the checkout. A question is found where it is taken letter
for letter, white space aside.
"""

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.figure import Figure
from voice.guides.article.reading import read_article
from voice.values.errors import GuideError

PROJECT = Path(__file__).resolve().parents[2]
OURS = (PROJECT / "tests/guides/article/articles", PROJECT / "tests/guides/article/blogs")
HANDED_OVER = PROJECT.parent / "shared/cases/articles"
HASHES = Path(__file__).with_name("articles.toml")
"""What is wanted of those handed over without a list: the hash of each question, since their
texts are not ours to keep."""

FOUND_PERCENT = 95
UNASKED_PERCENT = 5
_ALIKE = 0.8
"""A taken text that is so much like a wanted one is that one, changed."""


@dataclass(slots=True)
class Count:
    """What became of the questions of some articles."""

    wanted: int = 0
    found: int = 0
    taken: int = 0
    changed: list[str] = field(default_factory=list[str])
    unasked: list[str] = field(default_factory=list[str])
    missed: list[str] = field(default_factory=list[str])

    def add(self, other: "Count") -> None:
        """Take another count into this one."""
        self.wanted += other.wanted
        self.found += other.found
        self.taken += other.taken
        self.changed += other.changed
        self.unasked += other.unasked
        self.missed += other.missed


def measure(_rounds: int, progress: Callable[[str], None]) -> list[Figure]:
    """The figures of the articles of ours, and of those handed over where they are."""
    figures: list[Figure] = []
    for name, folders in (("ours", OURS), ("handed over", (HANDED_OVER,))):
        paths = [p for folder in folders if folder.exists() for p in articles_in(folder)]
        if not paths:
            progress("")
            print(f"articles {name}: left out; {folders[0]} is not there")
            continue
        count = Count()
        for path in paths:
            progress(f"articles {path.name}")
            count.add(counted(path))
        for kind, texts in (("missed", count.missed), ("changed", count.changed),
                            ("unasked", count.unasked)):  # fmt: skip
            for text in texts:
                print(f"{kind}: {text}")
        figures += [
            Figure(
                f"articles {name} ({len(paths)}): {count.found} of {count.wanted} wanted questions",
                100 * count.found / max(1, count.wanted),
                "%",
                FOUND_PERCENT,
                at_least=True,
            ),
            Figure(f"articles {name}: changed by a character", len(count.changed), "", 0),
            Figure(
                f"articles {name}: {len(count.unasked)} of {count.taken} taken not asked",
                100 * len(count.unasked) / max(1, count.taken),
                "%",
                UNASKED_PERCENT,
            ),
        ]
    return figures


def articles_in(folder: Path) -> list[Path]:
    """The articles of a folder, without what is wanted of them."""
    return sorted(p for p in folder.iterdir() if ".expected" not in p.name)


def counted(path: Path) -> Count:
    """What is taken of one article, beside what is wanted of it."""
    try:
        reading = read_article(path.read_bytes(), path.suffix)
        taken = [question.text for theme in reading.themes for question in theme.questions]
    except GuideError:
        taken = []
    wanted, is_hashed = wanted_of(path)
    keys = [_hashed(text) if is_hashed else text for text in taken]
    missed = [one for one in wanted if one not in keys]
    others = [text for text, key in zip(taken, keys, strict=True) if key not in wanted]
    changed = [] if is_hashed else [text for text in others if _is_changed(text, missed)]
    return Count(
        len(wanted),
        len(wanted) - len(missed),
        len(taken),
        [f"{path.name}: {text}" for text in changed],
        [f"{path.name}: {text}" for text in others if text not in changed],
        [f"{path.name}: {text}" for text in missed],
    )


def wanted_of(path: Path) -> tuple[list[str], bool]:
    """The questions wanted of an article, or their hashes.

    Raises:
        FileNotFoundError: nobody wrote down what is wanted of it.
    """
    full = path.with_name(f"{path.name}.expected.toml")
    if full.exists():
        themes = tomllib.loads(full.read_text("utf-8"))["themes"]
        return [text for texts in themes.values() for text in texts], False
    hashes = tomllib.loads(HASHES.read_text("utf-8"))
    if path.name in hashes:
        return hashes[path.name], True
    listed = path.with_suffix(".expected")
    if not listed.exists():
        listed = path.with_name(f"{path.stem.split('-')[0]}.expected")
    return [line.strip() for line in listed.read_text("utf-8").splitlines() if line.strip()], False


def _hashed(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def _is_changed(text: str, missed: list[str]) -> bool:
    return any(
        one in text or text in one or SequenceMatcher(None, one, text).ratio() >= _ALIKE
        for one in missed
    )
