"""The desk of a recording at home: readings taken from the ears, found again, written as a guide.

It decides nothing. What somebody reads is in memory until it is written whole among their guides:
sealed to their own key where they read for themselves and that key is here, for this user alone
where somebody else does.
"""

from collections.abc import Callable, Iterable
from typing import assert_never, cast

from voice.app.guide_recording import WhatIsRead
from voice.app.read_guides import kept_name, look_at, recordings_of, replace_own
from voice.app.sound_desk import Meter, Recorder
from voice.app.taking_readings import TakesOfDesk, TakingReadings
from voice.floor.events import Event
from voice.guides.loading import ReflectionGuide, find_guide, text_of
from voice.guides.read_guide import texts_to_read
from voice.language.loading import load_language
from voice.scenes.recording.errands import (
    DropReading,
    EndReading,
    FindReadings,
    ForgetReadings,
    KeepReadings,
    NotFound,
    NotKept,
    ReadingsFound,
    ReadingsKept,
    RecordErrand,
    TakeReading,
)
from voice.scenes.recording.step import Plan
from voice.scenes.recording.takes import Reading
from voice.scenes.recording.wording import RecordSay
from voice.settings import Settings
from voice.sound.flac import check_flac
from voice.stage.ports import Post, Sound
from voice.values.errors import VoiceError
from voice.vault.keys import Protection
from voice.vault.recipients import Role
from voice.vault.vault import Vault


class RecordingAtHome:
    """Carries out the errands of a recording; the stage's thread, and whoever records."""

    def __init__(self, settings: Settings, vault: Vault, identity: Callable[[], str]) -> None:
        """`identity` gives this person's secret key; raises `VaultError`."""
        self._settings = settings
        self._vault = vault
        self._identity = identity
        self._guide: ReflectionGuide | None = None
        self._toml = ""
        self._takes = TakesOfDesk[TakingReadings]()

    def connect(self, recorder: Recorder, post: Post) -> None:
        """What gives the frames, and where it is told what came of them."""
        self._takes.connect(lambda: TakingReadings(recorder, post, Meter(post).take))

    def plan(self, name: str) -> Plan:
        """What is needed to record this guide; raises `VoiceError` where it cannot be."""
        check_flac()
        self._guide = guide = find_guide(name)
        self._toml = text_of(name)
        language = load_language(guide.language)
        return Plan(
            language.recording,
            guide.title,
            texts_to_read(guide),
            language.crisis_in(self._settings.country),
            speaks=not self._settings.no_voice_out,
        )

    def recording(self, name: str) -> Sound | None:
        """What was read of a text, while it is recorded; any thread."""
        return self._takes.recording(name)

    def forget(self) -> None:
        """Nothing of anybody's voice is held here any more."""
        self._takes.forget()

    def carry_out(self, errand: RecordErrand) -> Iterable[Event]:
        """Do it, and say what came of it."""
        asked = cast(
            FindReadings | TakeReading | EndReading | DropReading | KeepReadings | ForgetReadings,
            errand,
        )
        match asked:
            case FindReadings():
                return (self._find(asked.own),)
            case TakeReading():
                self._takes.take(asked.attempt)
            case EndReading():
                return (self._takes.takings.end(asked.takes),)
            case DropReading():
                self._takes.drop()
            case KeepReadings():
                return (self._keep(asked),)
            case ForgetReadings():
                self.forget()
            case _:
                assert_never(asked)
        return ()

    def _what(self, own: bool) -> WhatIsRead:
        guide = self._guide
        assert guide is not None, "a guide is chosen before anybody reads it"
        say = RecordSay.OWN_VOICE if own else RecordSay.TRUSTED_VOICE
        reader = load_language(guide.language).recording.line(say)
        is_here = self._vault.protection is not Protection.ELSEWHERE
        owners = [r.public_key for r in self._vault.recipients if r.role is Role.OWNER]
        return WhatIsRead(guide, self._toml, reader, owners if own and is_here else ())

    def _find(self, own: bool) -> ReadingsFound | NotFound:
        """What this reader has read of the same texts; it can be heard from now on."""
        self.forget()
        what = self._what(own)
        path = recordings_of(kept_name(what.guide.id, what.reader))
        if not path.exists():
            return ReadingsFound({})
        try:
            before = look_at(path, self._identity)
        except VoiceError as error:
            return NotFound(error.trouble)
        texts, were = texts_to_read(what.guide), texts_to_read(before.read.guide)
        read: dict[str, Reading] = {}
        for name, flac in before.read.recordings.items():
            if texts.get(name) == were[name]:
                sound = before.voice.sounds[name]
                self._takes.takings.know(name, sound)
                read[name] = Reading(flac, sound.seconds)
        return ReadingsFound(read)

    def _keep(self, asked: KeepReadings) -> ReadingsKept | NotKept:
        what = self._what(asked.own)
        try:
            replace_own(what.guide_read(asked.read), what.file(asked.read))
        except VoiceError as error:
            return NotKept(error.trouble)
        return ReadingsKept(locked=bool(what.recipients))
