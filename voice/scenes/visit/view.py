"""All that any screen may show of a kiosk: one frozen value.

Captions are off unless they were chosen: then the session's view holds neither the answer nor
what is read back. From "stop" on nothing of the person is shown, whatever was chosen.
"""

from dataclasses import dataclass, field, replace

from voice.floor.actions import RULE_OF
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.reflection.states import State
from voice.scenes.reflection.view import Choice, SessionView, view_of
from voice.scenes.visit.kiosk import Kiosk
from voice.scenes.visit.situation import offered
from voice.scenes.visit.states import KioskState

GOING = frozenset({State.STOPPING, State.CLOSING, State.DRAINING, State.ENDED})
"""From "stop" on: what is shown of the person goes at once, not when the session is over."""


@dataclass(frozen=True, slots=True)
class KeySlip:
    """A fresh key as the client takes it; forgotten as soon as the client has it."""

    secret: str = field(repr=False)
    """`AGE-SECRET-KEY-1…`, for typing it off."""
    rows: tuple[str, ...] = field(repr=False)
    """The same as a QR code, row by row of "0" and "1"."""
    session_id: str


@dataclass(frozen=True, slots=True)
class KioskView:
    """One moment of a kiosk, as it may be shown."""

    state: KioskState
    turn_id: int
    title: str
    saying: tuple[str, ...]
    """What the kiosk is saying; empty while it listens and in the session."""
    shown: tuple[str, ...]
    """What stays on the screen in this state: the consent's lines, the choices, an apology."""
    choices: tuple[Choice, ...]
    session: SessionView | None
    """The session inside, with only as much of the person's words as may be shown."""
    captions: bool
    """Whether the person's words are shown: they chose it, and have not said "stop"."""
    room: str
    """How the room was found; empty before."""
    warned: bool
    """The kiosk will close in a moment unless somebody gives a sign."""
    fingerprint: str
    """The client's own key, as two people can compare it; empty where there is none."""
    slip: KeySlip | None = field(repr=False)
    crisis: str
    """The crisis card; shown in every state."""
    speaking_turn_id: int
    """The turn that has the loudspeaker, the kiosk's or the session's; 0 while nobody speaks."""

    @property
    def speaking(self) -> bool:
        """Whether the kiosk itself has the floor."""
        return bool(self.saying)


def kiosk_view_of(
    kiosk: Kiosk,
    conversation: Conversation | None = None,
    slip: KeySlip | None = None,
    base_turn_id: int = 0,
) -> KioskView:
    """The present moment of a kiosk and the session inside it.

    `base_turn_id` is the turn after which the session inside counts its own.
    """
    now, plan = kiosk.now, kiosk.plan
    captions = now.captions and not (conversation is not None and going(conversation))
    speaking_turn_id = now.turn_id if now.speaking else 0
    if conversation is not None and conversation.now.speaking:
        speaking_turn_id = base_turn_id + conversation.now.turn_id
    return KioskView(
        state=now.state,
        turn_id=now.turn_id,
        title=plan.title,
        saying=tuple(line.text for line in now.saying),
        shown=tuple(line.text for line in now.prompt),
        choices=tuple(
            Choice(
                action,
                RULE_OF[action].key,
                plan.wording.actions[action].button,
                plan.wording.actions[action].spoken[0],
            )
            for action in offered(now)
        ),
        session=None if conversation is None else veiled(conversation, now.captions),
        captions=captions,
        room=now.room or "",
        warned=now.warned,
        fingerprint=now.client_fingerprint,
        slip=slip if now.state is KioskState.SHOWING_KEY else None,
        crisis=plan.crisis,
        speaking_turn_id=speaking_turn_id,
    )


def going(conversation: Conversation) -> bool:
    """Whether the person has said "stop": the telling of it is part of it."""
    now = conversation.now
    return now.state in GOING or (now.state is State.TELLING and now.then in GOING)


def veiled(conversation: Conversation, captions: bool) -> SessionView:
    """A session's view without the person's words, unless they are to be shown."""
    view = view_of(conversation)
    if captions and not going(conversation):
        return view
    now = conversation.now
    saying = tuple(line.text for line in now.saying if not line.private)
    said = tuple(line.text for line in now.said if not line.private)
    none = frozenset[str]()
    return replace(
        view, saying=saying, said=said, private=none, answer="", passages=(), passage_count=0
    )
