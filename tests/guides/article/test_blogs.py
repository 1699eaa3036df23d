"""Articles in the shapes of public blogs, with the questions that are wanted of each beside it.

And those that were handed over, where they lie beside this checkout; their texts stay there.
"""

import pytest
from benchmarks.articles import HANDED_OVER, OURS, articles_in, counted

BLOGS = OURS[1]


@pytest.mark.parametrize("name", [path.name for path in articles_in(BLOGS)])
def test_a_blog_gives_the_questions_it_asks_its_reader_and_no_others(name: str) -> None:
    count = counted(BLOGS / name)
    assert (count.missed, count.changed, count.unasked) == ([], [], [])


def test_the_articles_that_were_handed_over_give_what_is_wanted_of_them() -> None:
    if not HANDED_OVER.exists():
        pytest.skip("../shared/cases/articles is not beside this checkout")
    counts = [counted(path) for path in articles_in(HANDED_OVER)]
    assert [text for count in counts for text in (*count.missed, *count.changed)] == []
