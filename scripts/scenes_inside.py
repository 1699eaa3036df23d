"""One view of each state of what happens inside the home: words read, a microphone tried, a guide
recorded, a sound taught; made by the real scenes.

Used by `home_scenes.py`; nothing here draws or serves.
"""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from page_texts import guide_in
from reading_scenes import left_alone, readers

from voice.floor.actions import Action, Means
from voice.floor.commands import Manner
from voice.floor.events import ActionChosen, Event, ListeningStarted, OptionChosen, SpeechFinished
from voice.floor.scene import Scene
from voice.guides.read_guide import texts_to_read
from voice.language.loading import load_language
from voice.scenes.reading.reader import Reader
from voice.scenes.recording.errands import NotKept, ReadingsFound, ReadingsKept, Taken
from voice.scenes.recording.recording import GuideRecording
from voice.scenes.recording.step import Plan as RecordPlan
from voice.scenes.recording.step import offered as record_choices
from voice.scenes.recording.takes import Fault, Reading
from voice.scenes.recording.wording import RecordSay
from voice.scenes.sound_check.errands import DevicesFound, Level, Part, Recorded
from voice.scenes.sound_check.sound_check import SoundCheck
from voice.scenes.sound_check.step import Plan as SoundPlan
from voice.scenes.sound_check.step import offered as sound_choices
from voice.scenes.sound_check.wording import SoundSay
from voice.scenes.teaching.errands import Example, SoundNotKept
from voice.scenes.teaching.situation import FEWEST_EXAMPLES
from voice.scenes.teaching.situation import Plan as TeachPlan
from voice.scenes.teaching.situation import offered as teach_choices
from voice.scenes.teaching.teaching import SoundTeaching
from voice.scenes.teaching.wording import TeachSay
from voice.values.troubles import Trouble, TroubleName

SceneT = TypeVar("SceneT", bound=Scene[Any, Any, Any])


class Stay(Generic[SceneT]):
    """A scene brought to one moment."""

    def __init__(self, scene: SceneT) -> None:
        self.scene = scene
        self.scene.start()
        self.views = [self.scene.view()]

    def happens(self, *events: Event) -> "Stay[SceneT]":
        """Tell the scene."""
        for event in events:
            self.scene.handle(event)
            self.views.append(self.scene.view())
        return self

    def spoken(self) -> "Stay[SceneT]":
        """The program finishes speaking, and listens."""
        self.happens(SpeechFinished(self.scene.now.turn_id))
        if self.scene.now.listening:
            self.happens(ListeningStarted(self.scene.now.turn_id))
        return self

    def chooses(self, action: Action) -> "Stay[SceneT]":
        """The person touches a button."""
        return self.happens(ActionChosen(action, Means.PAGE))

    def takes(self, number: int) -> "Stay[SceneT]":
        """The person touches one of a list."""
        return self.happens(OptionChosen(number, Means.PAGE))


def _words(code: str) -> Mapping[str, Stay[Reader]]:
    def opened(name: str) -> Stay[Reader]:
        return Stay(readers(code)[name])

    def waiting(name: str = "words-session") -> Stay[Reader]:
        return opened(name).spoken()

    alone = waiting()
    return {
        "words-session-saying": opened("words-session"),
        **{name: waiting(name) for name in readers(code)},
        "words-session-part": waiting().takes(3).spoken(),
        "words-session-last": waiting().takes(8).spoken(),
        "words-noted": waiting().takes(2).spoken().chooses(Action.BRING).spoken(),
        "words-taken-out": waiting().takes(2).spoken().chooses(Action.SCRATCH).spoken(),
        "words-correcting": waiting().takes(2).spoken().chooses(Action.CORRECT).spoken(),
        "words-help": waiting().chooses(Action.HELP),
        "words-covered": alone.happens(left_alone(alone.scene)).spoken(),
    }


def _sound_check(code: str) -> Mapping[str, Stay[SoundCheck]]:
    language = load_language(code)
    plan = SoundPlan(
        language.home, language.page["name"], crisis=language.crisis_in("DE"), listens=True
    )

    def begun() -> Stay[SoundCheck]:
        return Stay(SoundCheck(plan, Manner())).spoken()

    def says(stay: Stay[SoundCheck], say: SoundSay) -> Stay[SoundCheck]:
        return stay.takes(sound_choices(stay.scene.now).index(say) + 1)

    def recorded() -> Stay[SoundCheck]:
        speaking = says(begun(), SoundSay.YES).spoken()
        return speaking.happens(Recorded(speaking.scene.now.attempt, Level.VERY_SOFT)).spoken()

    found = DevicesFound(Part.LOUDSPEAKER, ("Built-in Audio Analog Stereo", "USB Headset"))
    return {
        "sound-loudspeaker": begun(),
        "sound-devices": says(begun(), SoundSay.OTHER_LOUDSPEAKER).happens(found).spoken(),
        "sound-recording": says(begun(), SoundSay.YES).spoken(),
        "sound-recorded": recorded(),
    }


def _recording(code: str) -> Mapping[str, Stay[GuideRecording]]:
    language, guide = load_language(code), guide_in(code)
    plan = RecordPlan(
        language.recording, guide.title, texts_to_read(guide), language.crisis_in("DE")
    )

    def begun() -> Stay[GuideRecording]:
        return Stay(GuideRecording(plan, Manner())).spoken()

    def says(stay: Stay[GuideRecording], say: RecordSay) -> Stay[GuideRecording]:
        return stay.takes(record_choices(stay.scene.now).index(say) + 1)

    def at_text() -> Stay[GuideRecording]:
        return says(begun(), RecordSay.MYSELF).happens(ReadingsFound({})).spoken()

    def taken(*faults: Fault) -> Stay[GuideRecording]:
        reading = says(at_text(), RecordSay.RECORD_NOW).spoken()
        attempt = reading.scene.now.takes.attempt
        return reading.happens(Taken(attempt, Reading(b"fLaC", 8.0, faults))).spoken()

    full = NotKept(Trouble(TroubleName.DISK_FULL))
    return {
        "record-who": begun(),
        "record-unread": at_text(),
        "record-saying": says(at_text(), RecordSay.RECORD_NOW),
        "record-reading": says(at_text(), RecordSay.RECORD_NOW).spoken(),
        "record-read": taken(),
        "record-noisy": taken(Fault.CUT_OFF, Fault.NOISY),
        "record-help": taken().chooses(Action.HELP),
        "record-not-kept": taken().chooses(Action.STOP).happens(full).spoken(),
        "record-kept": taken().chooses(Action.STOP).happens(ReadingsKept(locked=True)),
    }


def _teaching(code: str) -> Mapping[str, Stay[SoundTeaching]]:
    language = load_language(code)
    taught = (Action.NEXT, Action.REPEAT)
    plan = TeachPlan(
        language.teaching,
        language.page["name"],
        taught,
        language.crisis_in("DE"),
        can_seal=True,
        listens=False,
    )

    def begun() -> Stay[SoundTeaching]:
        return Stay(SoundTeaching(plan, Manner())).spoken()

    def says(stay: Stay[SoundTeaching], say: TeachSay | Action) -> Stay[SoundTeaching]:
        return stay.takes(teach_choices(stay.scene.now).index(say) + 1)

    def made(stay: Stay[SoundTeaching], *faults: Fault, **like: Any) -> Stay[SoundTeaching]:
        making = says(stay, TeachSay.MAKE).spoken()
        example = Example(b"", 0.8, faults, b"features", **like)
        return making.happens(Taken(making.scene.now.takes.attempt, example)).spoken()

    def has_one() -> Stay[SoundTeaching]:
        return says(begun(), Action.NEXT).spoken()

    def to_make() -> Stay[SoundTeaching]:
        return says(begun(), Action.STOP).spoken()

    def enough() -> Stay[SoundTeaching]:
        stay = to_make()
        for _ in range(FEWEST_EXAMPLES):
            stay = says(made(stay), TeachSay.KEEP).spoken()
        return stay

    def not_kept() -> Stay[SoundTeaching]:
        asked = says(says(enough(), TeachSay.LEARN).spoken(), TeachSay.NO_SOUND)
        return asked.happens(SoundNotKept(Trouble(TroubleName.DISK_FULL))).spoken()

    return {
        "teach-which": begun(),
        "teach-which-more": says(begun(), TeachSay.MORE_ACTIONS).spoken(),
        "teach-taught": has_one(),
        "teach-forgetting": says(has_one(), TeachSay.FORGET).spoken(),
        "teach-to-make": to_make(),
        "teach-making": says(to_make(), TeachSay.MAKE).spoken(),
        "teach-made": made(to_make(), Fault.VERY_SOFT, alike=False, near=Action.NEXT),
        "teach-enough": enough(),
        "teach-ordinary-words": says(enough(), TeachSay.COMPARE).spoken(),
        "teach-sealing": says(enough(), TeachSay.LEARN).spoken(),
        "teach-tried": made(says(begun(), TeachSay.TRY).spoken(), meant=Action.READ_BACK),
        "teach-not-kept": not_kept(),
    }


def stays_inside(code: str) -> Mapping[str, Stay[Any]]:
    """Every scene by its name, in the order of a stay."""
    return {**_sound_check(code), **_recording(code), **_teaching(code), **_words(code)}
