"""From a reading to a guide: caps that hold, ids that are unique, words that stay as they are."""

from datetime import date

import pytest

from voice.guides.article.blocks import Why
from voice.guides.article.reading import Reading, read_article
from voice.guides.article.writing import Imported, make_guide
from voice.guides.loading import LARGEST_GUIDE_BYTES, parse_guide
from voice.values.errors import GuideError


def reading_of(text: str, suffix: str = "md") -> Reading:
    return read_article(text.encode(), suffix)


def made(text: str, **given: str) -> Imported:
    return make_guide(reading_of(text), **given)


def test_the_file_reads_back_as_the_guide_with_its_attribution() -> None:
    result = made(
        '# On "Trust"\n\nBy Ann Lee, 4 May 2020\n\nThis is for you and your friends.\n\n'
        "- Whom do I trust?\n- Who trusts me?\n"
    )
    guide = parse_guide(result.toml, "made")
    assert guide == result.guide
    assert guide.title == 'On "Trust"'
    assert guide.author == "Ann Lee"
    assert guide.published == date(2020, 5, 4)
    assert "word for word" in guide.attribution
    assert "Ann Lee" in guide.attribution
    assert [q.text for q in guide.questions] == ["Whom do I trust?", "Who trusts me?"]
    assert result.notes == ()


def test_what_the_person_gives_wins() -> None:
    result = made(
        "# A\n\nBy Ann Lee\n\n- Whom?\n- Who are you?", title="B", author="C", language="de"
    )
    guide = result.guide
    assert (guide.title, guide.author, guide.language) == ("B", "C", "de")
    assert "wörtlich" in guide.attribution


def test_what_is_not_found_is_noted_and_not_invented() -> None:
    result = made("- Xyzzy plugh?", title="T")
    assert result.guide.published is None
    assert result.guide.author == "an unnamed author"
    assert [str(note).split(" was")[0] for note in result.notes[:2]] == [
        "the language",
        "the author",
    ]
    assert any("date" in str(note) for note in result.notes)


def test_without_a_title_the_option_is_named() -> None:
    with pytest.raises(GuideError) as raised:
        made("- Who are you?")
    assert "--title" in raised.value.hint


def test_an_article_without_questions_makes_no_guide() -> None:
    with pytest.raises(GuideError, match="no reflection question"):
        made("# A title\n\nWho has never asked? Nobody.")


def questions(count: int, words: int = 5, theme: int = 0) -> str:
    wanted = "what you want " * words
    return "".join(f"- Is {number} of {theme} {wanted}?\n" for number in range(count))


def test_over_thirty_questions_of_a_theme_are_named_as_left() -> None:
    result = made("# T\n\n## One\n\n" + questions(35))
    assert len(result.guide.questions) == 30
    cut = [left for left in result.left if left.why is Why.TOO_MANY]
    assert [left.text.split()[1] for left in cut] == ["30", "31", "32", "33", "34"]


def test_over_twelve_themes_are_named_as_left() -> None:
    text = "# T\n\n" + "".join(f"## Theme {n}\n\n- Is {n} yours?\n\n" for n in range(14))
    result = made(text)
    assert len(result.guide.themes) == 12
    left = [left.text for left in result.left if left.why is Why.TOO_MANY_THEMES]
    assert left == ["Is 12 yours?", "Is 13 yours?"]


def test_a_guide_stays_under_its_largest_size_and_says_what_was_cut() -> None:
    text = "".join(f"## Theme {n}\n\n{questions(28, 20, n)}\n" for n in range(4))
    result = made("# T\n\n" + text)
    assert len(result.toml.encode()) <= LARGEST_GUIDE_BYTES
    assert parse_guide(result.toml, "made") == result.guide
    full = [left for left in result.left if left.why is Why.GUIDE_FULL]
    assert len(full) + len(result.guide.questions) == 4 * 28
    shown = sum(len(taken) for _, taken in result.taken)
    assert shown == len(result.guide.questions)


def test_a_question_over_six_hundred_letters_is_named_as_left() -> None:
    result = made("# T\n\n- Who are you?\n- Do you " + "very " * 150 + "mind?\n")
    assert [left.why for left in result.left] == [Why.TOO_LONG]


def test_long_titles_are_cut_and_said() -> None:
    result = made("# " + "very " * 40 + "long\n\n## " + "deep " * 30 + "\n\n- Who are you?")
    assert len(result.guide.title) <= 120
    assert len(result.guide.themes[0].title) <= 120
    assert any("title was cut" in str(note) for note in result.notes)


def test_a_title_in_another_script_still_makes_ids() -> None:
    result = made("# אמון\n\n## כוח\n\n- במי אני בוטחת?\n- מה עוזר לי?\n")
    assert result.guide.id == "article"
    assert [q.id for q in result.guide.questions] == ["1-theme-1", "1-theme-2"]


def test_the_same_question_twice_is_taken_once() -> None:
    result = made("# T\n\n## A\n\n- Who are you?\n\n## B\n\n- Who are you?\n- Whose are you?\n")
    assert [q.text for q in result.guide.questions] == ["Who are you?", "Whose are you?"]
    assert [left.why for left in result.left] == [Why.TWICE]
