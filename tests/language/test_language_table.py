"""The page about languages is what the files say."""

import re
import subprocess
import sys

from scripts.languages import COMPLETE, DOCUMENT
from voice.language.loading import load_language


def test_the_page_about_languages_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/languages.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_every_number_says_on_the_page_where_it_is_from_and_whether_it_was_checked() -> None:
    page = DOCUMENT.read_text("utf-8")
    languages = [load_language(code) for code in COMPLETE]
    cards = [card for each in languages for card in (each.crisis, *each.crisis_countries.values())]
    numbers = sum(len(card.numbers) for card in cards)
    assert len(re.findall(r"\| \S[^|]+ \| (?:no|20\d\d-\d\d-\d\d) \|\n", page)) == numbers
