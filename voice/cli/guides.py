"""`reflect guide`: listing, showing and checking guides."""

from pathlib import Path

from voice.cli.output import say
from voice.guides.loading import bundled_guides, find_guide, load_guide, text_of


def list_all() -> None:
    """One line for each guide that comes with the program."""
    for name in bundled_guides():
        found = find_guide(name)
        count = len(found.questions)
        say(f"{name:<20} {found.title}, {found.author}: {count} questions ({found.language})")


def show(wanted: str, as_toml: bool) -> None:
    """A guide's questions, or its file."""
    if as_toml:
        say(text_of(wanted).rstrip())
        return
    found = find_guide(wanted)
    say(found.title)
    say(found.attribution)
    number = 0
    for theme in found.themes:
        say()
        say(theme.title)
        if theme.introduction:
            say(f"   {theme.introduction}")
        for question in theme.questions:
            number += 1
            say(f"   {number}. {question.text}")


def check(file: Path) -> None:
    """Load a guide file; what is wrong with it is raised."""
    found = load_guide(file)
    themes, questions = len(found.themes), len(found.questions)
    say(f"{file} is a guide: {themes} themes, {questions} questions.")
