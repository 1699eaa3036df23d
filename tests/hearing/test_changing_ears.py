"""Ears in place of which others are put: each turn is heard by those there are."""

from voice.hearing.changing_ears import ChangingEars
from voice.hearing.ears import NoEars
from voice.stage.ports import Ears


class NotingEars(NoEars):
    def __init__(self) -> None:
        super().__init__(lambda _event: None)
        self.noted: list[object] = []

    def listen(self, turn_id: int, sound: bool = False, forms: tuple[str, ...] = ()) -> None:
        self.noted.append(turn_id)

    def rest(self, turn_id: int) -> None:
        self.noted.append(-turn_id)

    def close(self) -> None:
        self.noted.append("closed")


def test_those_before_are_let_go_before_others_listen() -> None:
    first, second = NotingEars(), NotingEars()
    ears = ChangingEars(first)
    ears.listen(1)
    ears.rest(1)

    def others() -> Ears:
        assert first.noted[-1] == "closed"
        return second

    ears.change(others)
    ears.listen(2)
    ears.close()
    assert first.noted == [1, -1, "closed"]
    assert second.noted == [2, "closed"]
