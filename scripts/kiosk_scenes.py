"""One view of a kiosk in each of its states, made by a real `Kiosk`; nothing here draws or serves.

Used by `screens.py` and the tests of the page.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, partial

from page_texts import TEXTS, guide_in

from voice.app.kiosk import kiosk_plan_of
from voice.app.session import plan_of
from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.events import (
    ActionChosen,
    DeviceFailed,
    Event,
    SceneOver,
    SegmentHeard,
    SegmentSealed,
    SpeechFinished,
    SpeechStarted,
    TimerFired,
)
from voice.floor.view import View
from voice.kiosk.config import ConfiguredRecipient, KioskConfig
from voice.kiosk.slip import NewClientKey, make_client_key
from voice.scenes.reflection.conversation import Conversation
from voice.scenes.visit.events import KeyMade, RoomMeasured
from voice.scenes.visit.kiosk import Kiosk
from voice.scenes.visit.room_check import MEASUREMENTS
from voice.scenes.visit.timing import ALONE_TIMER, OPENING_TIMER
from voice.settings import Settings
from voice.values.transcript import Segment, Word
from voice.values.troubles import Trouble, TroubleName

QUIET_DBFS, NOISY_DBFS = -70.0, -40.0


class KioskScene:
    """A kiosk brought to one moment."""

    def __init__(self, code: str = "en") -> None:
        self._answer = TEXTS[code].answer
        self.made: NewClientKey = make_client_key("20260101-1a2b3c4d")
        config = KioskConfig(
            clinic="The Riverside Clinic",
            keeper="both",
            recipients=(ConfiguredRecipient(name="Dr. Rivers", key=self.made.public_key),),
        )
        guide = guide_in(code, config.guide)
        self.kiosk = Kiosk(kiosk_plan_of(config, guide))
        self.session: Conversation | None = None
        self._inside = partial(
            Conversation,
            replace(plan_of(guide, Settings(), config.key_keeper), told_before=()),
            Manner(),
        )
        self.kiosk.start()

    def view(self) -> View:
        """What is to be shown now."""
        if self.session is None:
            return self.kiosk.view()
        return self.kiosk.around(self.session.view(), self.session.leaving)

    def happens(self, *events: Event) -> "KioskScene":
        """Tell the kiosk."""
        for event in events:
            self.kiosk.handle(event)
        return self

    def spoken(self) -> "KioskScene":
        """The kiosk finishes speaking."""
        return self.happens(SpeechFinished(self.kiosk.now.turn_id))

    def runs_out(self, timer: str) -> "KioskScene":
        """This timer, which has to be running."""
        return self.happens(TimerFired(timer, self.kiosk.now.timers[timer]))

    def chooses(self, action: Action) -> "KioskScene":
        """The visitor presses a button."""
        return self.happens(ActionChosen(action, Means.PAGE))

    def rests(self) -> "KioskScene":
        """Opened, and nobody is here."""
        return self.spoken().runs_out(OPENING_TIMER)

    def asked(self) -> "KioskScene":
        """Somebody came."""
        return self.rests().chooses(Action.BEGIN)

    def measured(self, level_dbfs: float = QUIET_DBFS) -> "KioskScene":
        """Somebody agreed, and the room was listened to."""
        self.asked().spoken().chooses(Action.YES).spoken()
        levels, voiced = (level_dbfs,) * MEASUREMENTS, (False,) * MEASUREMENTS
        return self.happens(RoomMeasured(self.kiosk.now.turn_id, levels, voiced))

    def given_key(self) -> "KioskScene":
        """A new key is on the screen."""
        self.measured().spoken().chooses(Action.TAKE_KEY)
        made = KeyMade(self.made.public_key, self.made.fingerprint, False, self.made.slip)
        return self.happens(made).spoken()

    def in_session(self) -> "KioskScene":
        """The first question is answered."""
        self.given_key().chooses(Action.HAVE_IT)
        self.session = self._inside(self.kiosk.now.turn_id)
        self.session.start()
        self._said_inside()
        for number, text in enumerate(self._answer[:2], start=1):
            start = 10.0 * number
            words = tuple(Word(word, start, start + 1, 1.0) for word in text.split())
            segment = Segment(f"s{number}", words, start, start + 8)
            turn_id = self.session.now.turn_id
            self.within(SpeechStarted(turn_id), SegmentHeard(turn_id, segment, 9.0, 1.5))
            self.within(SegmentSealed(segment.segment_id))
        return self

    def within(self, *events: Event) -> "KioskScene":
        """Tell the session inside."""
        assert self.session is not None
        for event in events:
            self.session.handle(event)
        return self

    def parts(self) -> "KioskScene":
        """The session is over."""
        self.in_session()
        self.session = None
        over = SceneOver("finished", 2, 0, self.kiosk.now.turn_id + 9, Manner())
        return self.happens(over).spoken()

    def _said_inside(self) -> None:
        assert self.session is not None
        self.within(SpeechFinished(self.session.now.turn_id))


@cache
def kiosk_scenes(code: str = "en") -> Mapping[str, View]:
    """Every scene by its name, in the order of a visit, in this language."""
    scene = partial(KioskScene, code)
    stop = ActionChosen(Action.STOP, Means.PAGE)
    made = {
        "kiosk-opening": scene(),
        "kiosk-resting": scene().rests(),
        "kiosk-consenting": scene().asked(),
        "kiosk-consent-asked": scene().asked().spoken(),
        "kiosk-crisis": scene().asked().spoken().chooses(Action.CRISIS).spoken(),
        "kiosk-measuring": scene().asked().spoken().chooses(Action.YES).spoken(),
        "kiosk-advising": scene().measured(NOISY_DBFS).spoken(),
        "kiosk-choosing-key": scene().measured().spoken(),
        "kiosk-entering-key": scene().measured().spoken().chooses(Action.OWN_KEY).spoken(),
        "kiosk-showing-key": scene().given_key(),
        "kiosk-in-session": scene().in_session(),
        "kiosk-captions": scene().in_session().chooses(Action.CAPTIONS),
        "kiosk-stopped": scene().in_session().chooses(Action.CAPTIONS).within(stop),
        "kiosk-parting": scene().parts(),
        "kiosk-erasing": scene().parts().chooses(Action.ERASE_ALL).spoken(),
        "kiosk-leaving": scene().asked().spoken().chooses(Action.NO),
        "kiosk-troubled": scene()
        .rests()
        .happens(
            DeviceFailed(
                "microphone", Trouble(TroubleName.MICROPHONE_STOPPED, {"device": "Headset"})
            )
        )
        .spoken(),
        "kiosk-left-alone": scene().asked().spoken().runs_out(ALONE_TIMER).spoken(),
    }
    return {name: each.view() for name, each in made.items()}
