"""What is shown as it is heard is taken for written: so only what is."""

import pytest

from tests.scenes.reflection.playbook import Playbook, answering
from voice.scenes.reflection.states import State


@pytest.mark.parametrize(
    ("book", "state", "shown"),
    [
        (Playbook().spoken(), State.READY, False),
        (answering(), State.LISTENING, True),
        (answering().says("pause").spoken(), State.PAUSED, False),
        (answering().says("i feel safe").says("start over").spoken(), State.CONFIRMING, True),
        (answering().says("stop").spoken(), State.STOPPING, True),
    ],
)
def test_what_is_heard_is_shown_only_where_it_becomes_part_of_the_answer(
    book: Playbook, state: State, shown: bool
) -> None:
    assert book.conversation.now.state is state
    assert book.conversation.shows_captions is shown
