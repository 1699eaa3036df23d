"""While nobody else may be heard: who speaks over the program, and who begins before it is silent.

One object over what interrupts and what is kept of the edge, either of which may be missing. What
is taken for a person's voice is noted; nothing is recognised here. Owned by the hearing thread.
"""

from voice.floor.events import Interrupted
from voice.hearing.begun import Begun
from voice.hearing.edge import Edge
from voice.hearing.interruption import InterruptionDetector
from voice.hearing.nearness import Nearness
from voice.stage.ports import Pcm, Post


class BeforeTurn:
    """The program's own speech, and the guard after it."""

    def __init__(
        self,
        post: Post,
        nearness: Nearness,
        interruption: InterruptionDetector | None,
        edge: Edge | None,
    ) -> None:
        """`nearness` is told of every frame that is heard here."""
        self._post = post
        self._nearness = nearness
        self._interruption = interruption
        self._edge = edge
        self._watched_turn_id: int | None = None

    @property
    def is_kept(self) -> bool:
        """Whether what somebody begins to say before a turn is kept for it."""
        return self._edge is not None

    @property
    def ended_in_doubt(self) -> bool:
        """Whether the last sounds before the turn may have been anybody's."""
        return self._edge is not None and self._edge.ended_in_doubt

    @property
    def left_out_frames(self) -> int | None:
        """How long before the turn somebody was last heard who is not taken."""
        return None if self._edge is None else self._edge.left_out_frames

    def watch(self, turn_id: int) -> None:
        """The program speaks this turn: half a second of voice interrupts it."""
        self._watched_turn_id = turn_id
        if self._edge is not None:
            self._edge.begin()
        if self._interruption is not None:
            self._interruption.begin()

    def end_watch(self) -> None:
        """A turn of the person's begins: nothing can be interrupted any more."""
        self._watched_turn_id = None

    def hear(self, frame: Pcm) -> None:
        """A frame while no turn is open: nothing is recognised."""
        self._hear_edge(frame)
        if self._interruption is None:
            return
        interrupts = self._interruption.interrupts(frame)
        if interrupts and self._watched_turn_id is not None:
            self._post(Interrupted(self._watched_turn_id))
            self._watched_turn_id = None

    def hear_in_guard(self, frame: Pcm) -> bool:
        """A frame of the guard; whether nothing of the program is to be heard any more."""
        if self._interruption is not None:
            self._interruption.skip()
        self._hear_edge(frame)
        return self._edge is not None and self._edge.is_silent

    def skip(self) -> None:
        """A frame in which the person has the floor: only the pace is kept."""
        if self._interruption is not None:
            self._interruption.skip()
        if self._edge is not None:
            self._edge.skip()

    def take(self) -> Begun | None:
        """What somebody has begun to say by now; it is forgotten with this."""
        return None if self._edge is None else self._edge.take()

    def _hear_edge(self, frame: Pcm) -> None:
        """Only somebody else's voice is noted."""
        heard = self._edge.hear(frame) if self._edge is not None else None
        if heard is not None:
            judged, voiced = heard
            if voiced:
                self._nearness.note(judged.level_dbfs, judged.floor_dbfs)
                return
        self._nearness.skip()
