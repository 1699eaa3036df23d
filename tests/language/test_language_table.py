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


def test_every_card_says_on_the_page_where_it_is_from_and_whether_it_was_checked() -> None:
    page = DOCUMENT.read_text("utf-8")
    cards = sum(2 + len(load_language(code).crisis_countries) for code in COMPLETE)
    assert len(re.findall(r"\| \S[^|]+ \| (?:no|20\d\d-\d\d-\d\d) \|\n", page)) == cards
