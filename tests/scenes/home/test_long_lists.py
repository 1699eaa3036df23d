"""A list of ten thousand is looked at part by part; any number of it can be said."""

import pytest

from tests.scenes.home.playbook import Stay, asked
from voice.floor.actions import Action, Means
from voice.floor.events import OptionChosen
from voice.language.loading import load_language
from voice.scenes.home.errands import Listed, TakeListed
from voice.scenes.home.listing import MORE, MOST_AT_ONCE
from voice.screen.page.picture import as_json, picture_of

WORDS = {**load_language("en").page, "language": "en"}


def listed(count: int) -> Stay:
    items = tuple(f"Session {number:05}." for number in range(1, count + 1))
    return asked().chooses(Action.YES).happens(Listed(items)).spoken()


def numbers(stay: Stay) -> list[int]:
    return [option.number for option in stay.home.view().options]


def chooses(stay: Stay, number: int) -> Stay:
    return stay.happens(OptionChosen(number, Means.PAGE)).spoken()


def test_a_list_that_fits_is_shown_whole_and_leads_nowhere() -> None:
    assert numbers(listed(MOST_AT_ONCE)) == list(range(1, MOST_AT_ONCE + 1))


def test_a_longer_one_is_turned_over_part_by_part_to_its_end_and_begins_anew() -> None:
    stay = listed(20)
    assert numbers(stay) == [*range(1, 10), MORE]
    assert stay.home.view().options[-1].text == "More: 10 to 18 of 20"
    chooses(stay, MORE)
    assert stay.home.now.prompt[0].text.startswith("Number 10. Session 00010.")
    assert numbers(stay) == [*range(10, 19), MORE]
    assert stay.home.view().options[-1].text == "More: 19 to 20 of 20"
    assert numbers(chooses(stay, MORE)) == [19, 20, MORE]
    assert numbers(chooses(stay, MORE)) == [*range(1, 10), MORE]


def test_one_by_one_leads_over_the_edge_of_a_part() -> None:
    stay = chooses(listed(20), MORE)
    assert numbers(stay.chooses(Action.BACK).spoken()) == [*range(1, 10), MORE]
    assert numbers(stay.chooses(Action.NEXT).spoken()) == [*range(10, 19), MORE]


@pytest.mark.parametrize("number", [1, 9, 14])
def test_what_is_not_looked_at_is_taken_by_its_number_all_the_same(number: int) -> None:
    words = {1: "one", 9: "nine", 14: "fourteen"}
    stay = listed(20).says(f"number {words[number]}")
    assert stay.errands()[-1] == TakeListed(number)


def test_a_number_that_nothing_has_takes_nothing() -> None:
    assert not listed(20).home.has_option(21)
    assert not listed(9).home.has_option(MORE)
    assert not listed(20).chooses(Action.CRISIS).home.has_option(3)


def test_what_a_screen_is_given_does_not_grow_with_the_list() -> None:
    sizes = [
        len(as_json(picture_of(listed(count).home.view(), (), WORDS))) for count in (100, 10_000)
    ]
    assert sizes[1] - sizes[0] == len("10000") - len("100")
