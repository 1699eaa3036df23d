"""`reflect guide import` as a person meets it."""

import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.cli.terminal import REFLECT, Done, assert_fact_and_next_step, run
from tests.guides.test_guide import QUESTIONS
from voice.guides.loading import load_guide

ARTICLES = Path(__file__).parent / "articles"
TWO_FACTORS = ARTICLES / "01-two-factors.txt"
SHARED = Path(__file__).parents[4] / "shared" / "article" / "trust-and-power.txt"


def imported(home: Path, *arguments: object) -> Done:
    return run(home, "guide", "import", *map(str, arguments))


def test_an_article_becomes_a_guide_that_checks_and_is_shown(tmp_path: Path) -> None:
    done = imported(tmp_path, TWO_FACTORS, "-o", "g.toml")
    assert done.returncode == 0, done
    assert "line 16: To whom do I give without counting?" in done.stdout
    checked = run(tmp_path, "guide", "check", "g.toml")
    assert "2 themes, 6 questions" in checked.stdout
    shown = run(tmp_path, "guide", "show", "g.toml")
    assert "Nora Lindqvist, 2015-03-03" in shown.stdout


def test_what_was_left_is_named_with_its_line_and_the_reason(tmp_path: Path) -> None:
    done = imported(tmp_path, ARTICLES / "03-inline.txt")
    assert "line 3: Why is that?\n        the text answers it itself" in done.stderr
    assert "Left out: 3" in done.stderr
    assert tomllib.loads(done.stdout)["title"] == "Listening to Yourself"


def test_standard_input_is_read_whatever_it_is(tmp_path: Path) -> None:
    for name in ("12-headings.md", "11-page.html", "10-windows-1252.txt"):
        done = subprocess.run(
            [*REFLECT, "guide", "import", "-"],
            input=(ARTICLES / name).read_bytes(),
            capture_output=True,
            cwd=tmp_path,
            timeout=120,
        )
        assert done.returncode == 0, (name, done.stderr)
        expected = tomllib.loads((ARTICLES / f"{name}.expected.toml").read_text("utf-8"))
        assert tomllib.loads(done.stdout.decode())["title"] == expected["title"]


@pytest.mark.parametrize(
    "address", ["https://example.org/a", "http://x", "www.example.org", "ftp://x/y", "file:///x"]
)
def test_a_web_address_is_refused_with_what_to_do_instead(tmp_path: Path, address: str) -> None:
    done = imported(tmp_path, address)
    assert_fact_and_next_step(done)
    assert "never fetched" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["none.txt"],
        ["."],
        [ARTICLES / "06-none.txt"],
        [ARTICLES / "07-rhetorical-only.txt"],
        [TWO_FACTORS, "-o", "/proc/nowhere/g.toml"],
        [TWO_FACTORS, "-o", "there.toml"],
        [TWO_FACTORS, "--language", "English"],
    ],
    ids=str,
)
def test_whatever_is_in_the_way_is_told_and_nothing_is_written(
    tmp_path: Path, arguments: list[object]
) -> None:
    (tmp_path / "there.toml").write_text("mine")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert_fact_and_next_step(imported(tmp_path, *arguments))
    assert (tmp_path / "there.toml").read_text() == "mine"
    after = sorted(path.name for path in tmp_path.iterdir())
    assert [name for name in after if name not in before and not name.startswith(".")] == []


def test_options_win_over_what_is_found(tmp_path: Path) -> None:
    options = ("--title", "T", "--author", "A", "--language", "de", "-o", "g.toml")
    assert imported(tmp_path, TWO_FACTORS, *options).returncode == 0
    guide = load_guide(tmp_path / "g.toml")
    assert (guide.title, guide.author, guide.language) == ("T", "A", "de")


@pytest.mark.skipif(not SHARED.exists(), reason="the article is not beside this checkout")
def test_the_article_itself_gives_its_six_questions_in_two_themes(tmp_path: Path) -> None:
    done = imported(tmp_path, SHARED, "-o", "g.toml")
    assert done.returncode == 0, done
    guide = load_guide(tmp_path / "g.toml")
    assert [theme.title for theme in guide.themes] == ["Trust", "Power"]
    assert [question.text for question in guide.questions] == QUESTIONS
    assert [len(theme.questions) for theme in guide.themes] == [3, 3]
    assert guide.title == "Trust and Power in the Therapeutic Relationship"
    assert guide.author == "Sherry Katz"
    assert str(guide.published) == "2011-05-16"


def test_what_was_left_is_taken_by_its_number_or_all_of_it(tmp_path: Path) -> None:
    article = ARTICLES / "07-rhetorical-only.txt"
    none = imported(tmp_path, article)
    assert "2. line 5: And who has ever followed it?" in none.stderr
    assert "--take" in none.stderr
    some = imported(tmp_path, article, "--take", "2,5-6", "-o", "g.toml")
    assert some.returncode == 0, some
    assert [question.text for question in load_guide(tmp_path / "g.toml").questions] == [
        "And who has ever followed it?",
        "What is advice?",
        "Ready?",
    ]
    assert "1. line 5: Who has never been given advice?" in some.stdout
    every = imported(tmp_path, article, "--all", "-o", "h.toml")
    assert "Left out: 0" in every.stdout
    assert "Are you listening to me?" in [q.text for q in load_guide(tmp_path / "h.toml").questions]


@pytest.mark.parametrize("numbers", ["99", "0", "x", "1,,2"])
def test_a_number_that_is_not_in_the_list_is_told(tmp_path: Path, numbers: str) -> None:
    done = imported(tmp_path, TWO_FACTORS, "--take", numbers)
    assert_fact_and_next_step(done)


def test_without_a_title_the_files_name_is_it_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "my-page.md").write_text("- Who are you?\n- What do you want?\n")
    done = imported(tmp_path, "my-page.md", "-o", "g.toml")
    assert "it is the file's name" in done.stdout
    assert load_guide(tmp_path / "g.toml").title == "my-page"
