"""What a kiosk's edges let go of between two people, and what is kept of whoever has no key."""

import gc
import queue
from pathlib import Path

import pytest

from tests.kiosk.configs import clinic
from tests.scenes.reflection.playbook import segment
from tests.scenes.visit.playbook import QUIET
from tests.stage.test_stage import Clock, FakeEars, FakeMouth
from voice.app.kiosk import desk_of, prepare_kiosk
from voice.floor.actions import Action, Means
from voice.floor.events import (
    ActionChosen,
    ListeningStarted,
    SegmentHeard,
    SpeechFinished,
    SpeechStarted,
)
from voice.floor.view import KeySlip, View
from voice.kiosk.slip import make_client_key
from voice.scenes.reflection.states import State
from voice.scenes.visit.commands import Keeper, SessionKeeping
from voice.scenes.visit.events import RecipientEntered, RoomMeasured
from voice.scenes.visit.states import KioskState
from voice.stage.loop import seal_what_is_left
from voice.stage.ports import Edges
from voice.stage.stage import Stage
from voice.vault import age
from voice.vault.opening import heads
from voice.vault.reading import read_sessions


class Visited:
    """A kiosk's stage on the real store, with a mouth and ears that do nothing by themselves."""

    def __init__(self, tmp_path: Path, keeper: str) -> None:
        changes = {"recipients": None} if keeper == "client" else {}
        self.made = clinic(tmp_path, keeper=keeper, **changes)
        self.mouth, self.clock = FakeMouth(), Clock()
        self.views: list[View] = []
        self.parts = prepare_kiosk(self.made.path)
        self.desk = desk_of(self.parts, lambda _occurrence, _detail: None)
        edges = Edges(
            self.mouth,
            FakeEars(),
            self.desk.journal,
            self.views.append,
            lambda _notice: None,
            lambda _manner: None,
            self.desk,
        )
        self.stage = Stage(self.parts.kiosk, edges, self.clock)
        self.stage.start()
        self.spoken().passes(3600)

    def spoken(self) -> "Visited":
        self.stage.take(SpeechFinished(self.mouth.spoken[-1].turn_id))
        return self

    def passes(self, seconds: float) -> "Visited":
        self.clock.seconds += seconds
        self.stage.tick()
        return self

    def chooses(self, action: Action) -> "Visited":
        self.stage.take(ActionChosen(action, Means.PAGE))
        return self

    def at_the_keys(self) -> "Visited":
        """Somebody has agreed, in a quiet room, and can choose a key."""
        self.chooses(Action.BEGIN).spoken().chooses(Action.YES).spoken()
        self.stage.take(RoomMeasured(self.parts.kiosk.now.turn_id, *QUIET))
        self.spoken()
        assert self.views[-1].state is KioskState.CHOOSING_KEY
        return self

    def begun_inside(self) -> "Visited":
        """The session inside has asked its first question."""
        self.spoken()
        assert self.stage.scene.now.state is State.LISTENING
        return self

    def says_and_ends(self, text: str) -> None:
        """Something is said in the session, and it ends."""
        turn_id = self.stage.scene.now.turn_id
        self.stage.take(ListeningStarted(turn_id))
        self.stage.take(SpeechStarted(turn_id))
        self.stage.take(SegmentHeard(turn_id, segment(text, 1), 5.0, 1.5))
        self.stage.finish()

    def leaves(self) -> "Visited":
        self.chooses(Action.STOP).spoken()
        assert self.views[-1].state is KioskState.RESTING
        return self


def test_the_slip_and_the_sessions_id_are_gone_once_the_client_has_left(tmp_path: Path) -> None:
    visited = Visited(tmp_path, "both").at_the_keys().chooses(Action.TAKE_KEY).spoken()
    slip = visited.views[-1].slip
    assert slip is not None
    first_id = slip.session_id
    del slip
    visited.leaves()
    visited.views.clear()
    visited.stage._shown = None
    gc.collect()
    slips = [each for each in gc.get_objects() if isinstance(each, KeySlip)]
    assert first_id not in [each.session_id for each in slips]  # other tests may hold others

    visited.passes(1).at_the_keys().chooses(Action.OWN_KEY).spoken()
    own = make_client_key("own")
    visited.stage.take(RecipientEntered(own.public_key))
    assert visited.views[-1].state is State.ASKING
    assert visited.desk._session is None
    visited.begun_inside().says_and_ends("mine")
    (head,), _ = heads(visited.parts.store.outbox / "records", own.slip.secret)
    assert head.session_id != first_id


@pytest.mark.parametrize("keeper", ["client", "both"])
def test_without_a_key_not_a_byte_is_kept(tmp_path: Path, keeper: str) -> None:
    visited = Visited(tmp_path, keeper)
    journal = visited.desk.journal(SessionKeeping(Keeper.NOBODY, ""))()
    journal.seal_segment(visited.parts.guide.questions[0].id, segment("nobody may keep this", 1))
    journal.end("finished")
    journal.close()
    assert not list(visited.made.folder.rglob("*.age"))


def test_a_client_who_alone_holds_the_key_shares_it_with_no_clinic(tmp_path: Path) -> None:
    visited = Visited(tmp_path, "both")
    own = make_client_key("own")
    visited.desk.journal(SessionKeeping(Keeper.CLIENT, own.public_key))().close()
    (sealed,) = visited.made.folder.rglob("*.age")
    assert age.unseal(sealed.read_bytes(), own.slip.secret)
    with pytest.raises(age.WrongKey):
        age.unseal(sealed.read_bytes(), visited.made.identity)


def test_words_that_are_still_queued_when_a_kiosks_devices_close_are_handed_over(
    tmp_path: Path,
) -> None:
    visited = Visited(tmp_path, "clinic")
    visited.chooses(Action.BEGIN).spoken().chooses(Action.YES).spoken()
    visited.stage.take(RoomMeasured(visited.parts.kiosk.now.turn_id, *QUIET))
    visited.begun_inside()
    turn_id = visited.stage.scene.now.turn_id
    inbox: queue.SimpleQueue = queue.SimpleQueue()
    inbox.put(ListeningStarted(turn_id))
    inbox.put(SpeechStarted(turn_id))
    inbox.put(SegmentHeard(turn_id, segment("one more thing", 1), 5.0, 1.5))
    seal_what_is_left(visited.stage, inbox)
    (session,) = read_sessions(
        visited.parts.store.outbox / "records", visited.made.identity, None
    ).sessions
    assert session.answers[0].verbatim == "one more thing"
