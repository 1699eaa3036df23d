"""What the home asks of its desk, and what the desk answers.

Frozen values; whoever carries them out is outside. Only `WordsOpened` holds words of a person's.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from voice.floor.commands import Errand, Keeping, Manner
from voice.floor.crisis import CrisisCard
from voice.floor.events import SceneEvent
from voice.floor.wording import Wording
from voice.scenes.home.settings import Among, Chosen
from voice.scenes.home.wording import HomeSay
from voice.scenes.reading.step import Plan as ReadingPlan
from voice.scenes.recording.step import Plan as RecordingPlan
from voice.scenes.reflection.step import Plan as SessionPlan
from voice.scenes.teaching.situation import Plan as TeachingPlan
from voice.values.troubles import Trouble


@dataclass(frozen=True, slots=True)
class KnownGuide:
    """A guide that can be begun with: by what it is found again, and how it is spoken of."""

    name: str
    title: str
    author: str


class Words(StrEnum):
    """Which of the words that are sealed."""

    SESSION = "session"
    """One session's, the last first."""
    QUESTION = "question"
    """All that was ever said to one question."""
    MARKED = "marked"
    """All that was noted for a session of therapy."""
    TO_TAKE = "to take along"
    """One session's, to be written into a file."""
    TO_ERASE = "to erase"
    """One session's, to be erased."""
    TO_GO_ON = "to go on with"
    """One session's that was left unfinished: which of its questions are still open."""


@dataclass(frozen=True, slots=True)
class HomeErrand(Errand):
    """What only a home's desk does."""


@dataclass(frozen=True, slots=True)
class PrepareSession(HomeErrand):
    """See that a session with this guide can be held; answered by `SessionPrepared`."""

    guide: str


@dataclass(frozen=True, slots=True)
class ListGuides(HomeErrand):
    """Find the guides of the home's language; answered by `Listed`."""

    to_record: bool = False
    """Only those that nobody has read: what is chosen is a `RecordingPrepared`."""


@dataclass(frozen=True, slots=True)
class PrepareTeaching(HomeErrand):
    """See that sounds can be taught; answered by `TeachingPrepared`."""


@dataclass(frozen=True, slots=True)
class OpenWords(HomeErrand):
    """Open what is sealed; only after a yes. Answered by `Listed`, `WordsOpened`, `NotOpened`."""

    words: Words


@dataclass(frozen=True, slots=True)
class TakeListed(HomeErrand):
    """One of what was listed last, counted from 1; answered as what it is one of."""

    number: int


@dataclass(frozen=True, slots=True)
class WriteUnlocked(HomeErrand):
    """Write what was asked about; only after a yes to just that. Answered by `Taken`."""


@dataclass(frozen=True, slots=True)
class FindDrives(HomeErrand):
    """Find what can be backed up to; answered by `Listed`, whose answers are `BackedUp`,
    `NoDrive`, or `NotOpened` where nothing is kept."""


@dataclass(frozen=True, slots=True)
class EraseSession(HomeErrand):
    """Erase a session for good: nobody can take it back now. Answered by `Erased`, `NotErased`."""

    session_id: str


@dataclass(frozen=True, slots=True)
class KeepSetting(HomeErrand):
    """Remember what was chosen, and go by it from now on; answered by `SettingKept`."""

    chosen: Chosen
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class ListVoices(HomeErrand):
    """Find the voices of the home's language; answered by `Listed`."""


@dataclass(frozen=True, slots=True)
class ListLanguages(HomeErrand):
    """Find the languages that can be spoken here; answered by `Listed`."""


@dataclass(frozen=True, slots=True)
class HearVoice(HomeErrand):
    """Have one of the voices that were listed last say this; answered by `VoiceHeard`."""

    number: int
    text: str
    manner: Manner


@dataclass(frozen=True, slots=True)
class NoteSession(HomeErrand):
    """The session that was prepared last is over."""

    reason: str
    kept_passages: int
    left_open: int = 0
    """Questions of it that are still to be asked."""


@dataclass(frozen=True, slots=True)
class CloseWords(HomeErrand):
    """Nothing that was opened is wanted any more: forget it, and the key."""


@dataclass(frozen=True, slots=True)
class TryPassphrase(HomeErrand):
    """Begin to open the key with what was typed; `KeyTried` comes once it is known whether it does.

    Whatever waits for the key is asked for again then.
    """

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GoWithout(HomeErrand):
    """The key stays locked: what is asked for next is done without it."""


@dataclass(frozen=True, slots=True)
class SessionKept(Keeping):
    """What is said is kept as the session that was prepared last."""


@dataclass(frozen=True, slots=True)
class WordsAmended(Keeping):
    """What is changed is kept with the words that were opened last."""


@dataclass(frozen=True, slots=True)
class HomeEvent(SceneEvent):
    """What only the home takes."""


@dataclass(frozen=True, slots=True)
class SessionPrepared(HomeEvent):
    """A session can be held now, and what it is given."""

    guide: KnownGuide
    plan: SessionPlan


@dataclass(frozen=True, slots=True)
class RecordingPrepared(HomeEvent):
    """A guide can be read aloud and recorded now."""

    plan: RecordingPlan = field(repr=False)


@dataclass(frozen=True, slots=True)
class TeachingPrepared(HomeEvent):
    """Sounds can be taught now."""

    plan: TeachingPlan = field(repr=False)


@dataclass(frozen=True, slots=True)
class Listed(HomeEvent):
    """What there is to choose from, each as it is said and shown."""

    items: tuple[str, ...]
    first: HomeSay | None = None
    """What is said before the first of them."""
    shown: str = ""
    """What stands beside it and is not spoken."""
    among: Among = Among.THINGS
    present: int = 0
    """Which of them it is now, counted from 0."""


@dataclass(frozen=True, slots=True)
class WordsOpened(HomeEvent):
    """What is sealed, opened to be read."""

    plan: ReadingPlan = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotOpened(HomeEvent):
    """There are no such words, or they are `locked`: their key is not here."""

    locked: bool


@dataclass(frozen=True, slots=True)
class PassphraseWanted(HomeEvent):
    """The key is behind a passphrase: what was asked for waits until that is typed."""

    wrong: bool = False
    """Whether what was typed last does not open it."""
    read_by: str = ""
    """Whose recordings it opens, where what was asked for can be done without them."""


@dataclass(frozen=True, slots=True)
class KeyAwaited(HomeEvent):
    """The key is being taken from where it lies; `KeyTried` tells when that is over."""

    read_by: str = ""
    """As `PassphraseWanted` has it."""


@dataclass(frozen=True, slots=True)
class KeyTried(HomeEvent):
    """It is known now whether the key opens: what waits for it can be asked for again."""


@dataclass(frozen=True, slots=True)
class Erasable(HomeEvent):
    """A session that was chosen to be erased; nothing has happened to it."""

    session_id: str
    day: str
    parts: int


@dataclass(frozen=True, slots=True)
class UnfinishedKnown(HomeEvent):
    """Whether any session was left unfinished, as of now."""

    is_any: bool


@dataclass(frozen=True, slots=True)
class Erased(HomeEvent):
    """A session is gone."""


@dataclass(frozen=True, slots=True)
class NotErased(HomeEvent):
    """A session could not be erased."""

    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Unlocked(HomeEvent):
    """It would be written so that anybody can read it; nothing has been written."""


@dataclass(frozen=True, slots=True)
class Taken(HomeEvent):
    """A session lies in a file now, that `whose` can open alone; where empty, anybody can."""

    folder: str
    name: str
    """As it can be spoken."""
    whose: str
    path: str
    """All of it, to be shown."""


@dataclass(frozen=True, slots=True)
class NoDrive(HomeEvent):
    """There is nothing to back up to."""


@dataclass(frozen=True, slots=True)
class BackedUp(HomeEvent):
    """All that could be read is on the drive, and was read there to check."""

    drive: str
    name: str
    """As it can be spoken."""
    path: str
    """All of it, to be shown."""
    new: bool
    """Whether anything had to be copied."""
    unreadable: int
    """Files that could not be read here."""
    has_recovery_key: bool
    """Whether it can be opened where this machine is lost."""


@dataclass(frozen=True, slots=True)
class SettingKept(HomeEvent):
    """What was chosen is remembered."""

    chosen: Chosen
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class LanguageSpoken(HomeEvent):
    """Another language is spoken from now on: its words, and what a session begins with."""

    wording: Wording = field(repr=False)
    keeper: str
    crisis: CrisisCard
    guide: KnownGuide
    voice: str | None = None
    """What speaks it, by its name in the settings; None: the language's own."""
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class VoiceHeard(HomeEvent):
    """One of the voices can be heard, as this recording; where nothing speaks here, as none."""

    number: int
    recording: str = ""


@dataclass(frozen=True, slots=True)
class Refused(HomeEvent):
    """What was asked for cannot be done now."""

    trouble: Trouble


DeskAnswer = (
    SessionPrepared
    | RecordingPrepared
    | TeachingPrepared
    | Listed
    | WordsOpened
    | NotOpened
    | Erasable
    | Unlocked
    | Taken
    | NoDrive
    | BackedUp
    | SettingKept
    | VoiceHeard
    | LanguageSpoken
    | PassphraseWanted
    | KeyAwaited
    | Refused
)
"""What comes of an errand that the home waits for."""
