"""The guide that comes with the program, and what is said of guides that are wrong."""

from datetime import date
from pathlib import Path

import pytest

from voice.guides.loading import bundled_guides, find_guide, load_guide, parse_guide
from voice.values.errors import GuideError

QUESTIONS = [
    "To what degree is the person with whom I would like a relationship trustworthy?",
    "What can I safely talk about with this person?",
    "How will I know within myself that I am in a place of where I can give my trust?",
    "Do you believe close to every word the therapist tells you?",
    "Are you willing to ask questions of the therapist?",
    "Are there times you feel afraid of directly stating your thoughts?",
]

GOOD = """
id = "g"
title = "T"
author = "A"
attribution = "By A."
[[themes]]
id = "t"
title = "T"
[[themes.questions]]
id = "q"
text = "Why?"
"""


def test_the_guide_holds_the_six_questions_in_two_themes_with_attribution() -> None:
    guide = find_guide("trust-and-power")
    assert [theme.title for theme in guide.themes] == ["Trust", "Power"]
    assert [len(theme.questions) for theme in guide.themes] == [3, 3]
    assert [question.text for question in guide.questions] == QUESTIONS
    assert guide.author == "Sherry Katz, LCSW"
    assert guide.published == date(2011, 5, 16)
    assert "Sherry Katz" in guide.attribution


def test_the_questions_are_the_articles_word_for_word() -> None:
    article = Path(__file__).parents[3] / "shared" / "article" / "trust-and-power.txt"
    if not article.exists():
        pytest.skip("the article is not beside this checkout")
    text = " ".join(article.read_text("utf-8").split())
    for question in QUESTIONS:
        assert question in text


def test_every_bundled_guide_loads() -> None:
    for name in bundled_guides():
        assert find_guide(name).id == name


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (GOOD.replace('id = "q"', 'id = "Q q"'), "themes[0].questions[0].id"),
        (GOOD.replace("author", "auther"), "author"),
        (GOOD + 'id = "again"\n', "not valid TOML"),
        (GOOD.replace('"Why?"', '"Why\\u001b[31m?"'), "control character"),
        (GOOD.replace('"Why?"', f'"{"w" * 700}"'), "600"),
        (GOOD.replace('"Why?"', '"' + "a" + "\\u0301" * 40 + '"'), "combining marks"),
        (GOOD + '[[themes.questions]]\nid = "q"\ntext = "Again?"\n', "id used twice"),
        ("", "title"),
    ],
)
def test_a_broken_guide_is_named_with_its_place(wrong: str, place: str) -> None:
    with pytest.raises(GuideError) as raised:
        parse_guide(wrong, "mine.toml")
    assert place in raised.value.fact
    assert raised.value.hint


def test_all_problems_of_a_guide_are_told_at_once() -> None:
    wrong = GOOD.replace('title = "T"\nauthor', 'titel = "T"\nauthor').replace('"Why?"', "3")
    with pytest.raises(GuideError) as raised:
        parse_guide(wrong, "mine.toml")
    assert "titel" in raised.value.fact
    assert "did you mean" in raised.value.fact
    assert "themes[0].questions[0].text" in raised.value.fact


def test_a_file_that_is_no_guide_is_refused_in_words(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    huge = tmp_path / "huge.toml"
    huge.write_text("#" * 20_000)
    for path in (binary, huge, tmp_path / "missing.toml", tmp_path):
        with pytest.raises(GuideError) as raised:
            load_guide(path)
        assert str(path) in raised.value.fact


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(GuideError) as raised:
        find_guide("trust")
    assert "trust-and-power" in raised.value.hint
