"""Articles of many shapes, each with what must be found in it written beside it by hand."""

import tomllib
from pathlib import Path

import pytest

from voice.guides.article.reading import read_article

ARTICLES = Path(__file__).parent / "articles"
NAMES = sorted(path.name for path in ARTICLES.iterdir() if not path.name.endswith(".expected.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_an_article_gives_the_questions_written_beside_it(name: str) -> None:
    expected = tomllib.loads((ARTICLES / f"{name}.expected.toml").read_text("utf-8"))
    path = ARTICLES / name
    reading = read_article(path.read_bytes(), path.suffix)
    themes = {
        grouped.title or reading.title: [question.text for question in grouped.questions]
        for grouped in reading.themes
    }
    assert themes == expected["themes"]
    assert list(themes) == list(expected["themes"])
    assert [[left.text, left.why.value] for left in reading.left] == expected["left"]
    assert reading.title == expected["title"]
    assert reading.author == expected["author"]
    assert reading.published == expected.get("published")
    assert reading.language == expected["language"]
