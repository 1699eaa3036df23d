"""Setting up as a script: what happens is written down, what is done is read off.

A small driver over the real scene with the real English wording, and a key that opens nothing.
"""

from dataclasses import dataclass, field

from tests.values.troubles import DISK_FULL
from voice.floor.actions import Action, Means
from voice.floor.commands import Command, Errand, Manner, Speak
from voice.floor.crisis import CrisisCard
from voice.floor.events import (
    ActionChosen,
    Event,
    ListeningStarted,
    ListeningStopped,
    OptionChosen,
    SceneOver,
    SpeechFinished,
)
from voice.floor.view import KeySlip
from voice.language.loading import load_language
from voice.scenes.setting_up.commands import Task
from voice.scenes.setting_up.events import (
    FilesFound,
    KeyMade,
    KeyQuestion,
    KeySaved,
    PlacesFound,
    VaultMade,
)
from voice.scenes.setting_up.options import offered
from voice.scenes.setting_up.scene import SetUp
from voice.scenes.setting_up.situation import Plan
from voice.scenes.setting_up.states import SettingUp
from voice.scenes.setting_up.wording import SetupSay

WORDING = load_language("en").setting_up
ALL = tuple(Task)
AT_HAND = (Task.KEY, Task.MANNER)
"""Where the recogniser is there already."""

ROWS = ("AGE-SECRET-KEY-1", "QQQQ WWWW", "EEEE RRRR")
SECRETS = ("QQQQ", "WWWW", "EEEE", "RRRR", "Q, Q, Q, Q", "AGE-SECRET-KEY-1QQQQ")
"""By which a key would be found where it should not be."""

MADE = KeyMade(
    KeySlip("AGE-SECRET-KEY-1QQQQWWWWEEEERRRR", ("101", "010", "111"), ""),
    ROWS,
    (
        KeyQuestion(2, 1, ("TTTT", "EEEE", "YYYY"), 2),
        KeyQuestion(1, 2, ("WWWW", "UUUU", "PPPP"), 1),
    ),
)
SAVED = KeySaved("key.txt", "STICK")
NOT_SAVED = KeySaved("", "STICK", DISK_FULL)


def plan(tasks: tuple[Task, ...] = AT_HAND, **given: object) -> Plan:
    return Plan(WORDING, "Reflect Aloud", tasks, CrisisCard("The card."), **given)  # type: ignore[arg-type]


@dataclass
class Sitting:
    """Plays events into the scene and keeps every command."""

    plan: Plan = field(default_factory=plan)
    scene: SetUp = field(init=False)
    commands: list[Command] = field(default_factory=list)
    last: list[Command] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.scene = SetUp(self.plan, Manner())
        self.last = self.scene.start()
        self.commands += self.last

    @property
    def state(self) -> SettingUp:
        return self.scene.now.state

    def happens(self, event: Event) -> "Sitting":
        self.last = self.scene.handle(event)
        self.commands += self.last
        return self

    def spoken(self) -> "Sitting":
        """What is being said has sounded, and the ears that hear nobody say so."""
        self.happens(SpeechFinished(self.scene.now.turn_id))
        if self.scene.now.listening:
            self.happens(ListeningStarted(self.scene.now.turn_id))
        return self

    def chooses(self, what: "Action | SetupSay | int", means: Means = Means.KEY) -> "Sitting":
        """An action, or a choice by its line or its number."""
        if isinstance(what, Action):
            return self.happens(ActionChosen(what, means))
        if isinstance(what, SetupSay):
            what = offered(self.scene.plan, self.scene.now).index(what) + 1
        return self.happens(OptionChosen(what, means))

    def ears_close(self) -> "Sitting":
        """The turn that was open says that it is over."""
        open_turn_id = self.scene.now.open_turn_id
        return self if open_turn_id is None else self.happens(ListeningStopped(open_turn_id))

    def said(self) -> str:
        return " ".join(line.text for c in self.last if isinstance(c, Speak) for line in c.lines)

    def over(self, reason: str) -> "Sitting":
        """The scene inside is over."""
        return self.happens(SceneOver(reason, 0, 0, self.scene.now.turn_id + 20, Manner(200, 1.0)))

    def errands(self) -> list[Errand]:
        return [command for command in self.commands if isinstance(command, Errand)]

    def shown(self) -> str:
        """All that any screen is given of this moment."""
        view = self.scene.view()
        options = (option.text for option in view.options)
        slip = () if view.slip is None else (view.slip.secret,)
        return " ".join((*view.saying, *view.said, *view.shown, *options, *slip))


def to_fetch(**given: object) -> Plan:
    """Where the recogniser is not there yet."""
    return plan(ALL, megabytes=41, source="example.org", ready=False, **given)


def line(say: SetupSay, **values: object) -> str:
    return WORDING.line(say, **values)


def with_key(read_out: bool = False) -> Sitting:
    """The key is made and there."""
    say = SetupSay.KEY_READ_OUT if read_out else SetupSay.KEY_SHOW
    return Sitting().spoken().chooses(say).happens(MADE)


def standing_in(state: SettingUp) -> Sitting:
    """A sitting in this state, with nothing being said."""
    match state:
        case SettingUp.RECOGNISER:
            return Sitting(to_fetch()).spoken()
        case SettingUp.FETCHING:
            return standing_in(SettingUp.RECOGNISER).chooses(SetupSay.FETCH_NOW).spoken()
        case SettingUp.CHOOSING_FILE:
            asked = standing_in(SettingUp.RECOGNISER).chooses(SetupSay.FETCH_FILE)
            return asked.happens(FilesFound(("a.zip", "b.zip"))).spoken()
        case SettingUp.KEY:
            return Sitting().spoken()
        case SettingUp.MAKING_KEY:
            return Sitting().spoken().chooses(SetupSay.KEY_SHOW)
        case SettingUp.SHOWING_KEY:
            return with_key().spoken()
        case SettingUp.SAVING_KEY:
            saving = standing_in(SettingUp.SHOWING_KEY).chooses(SetupSay.KEY_SAVE)
            return saving.happens(PlacesFound(("STICK", "Documents"))).spoken()
        case SettingUp.ASKING_BACK:
            return standing_in(SettingUp.SHOWING_KEY).chooses(SetupSay.KEY_HAVE_IT).spoken()
        case SettingUp.MAKING_VAULT:
            return standing_in(SettingUp.ASKING_BACK).chooses(2)
        case SettingUp.SOUND:
            tasks = (Task.KEY, Task.SOUND, Task.MANNER)
            return Sitting(plan(tasks)).spoken().chooses(Action.SKIP).happens(VaultMade())
        case SettingUp.PATIENCE:
            return standing_in(SettingUp.MAKING_VAULT).happens(VaultMade()).spoken()
        case SettingUp.PACE:
            return standing_in(SettingUp.PATIENCE).chooses(SetupSay.UNHURRIED).spoken()
        case SettingUp.CLOSING:
            return standing_in(SettingUp.KEY).chooses(Action.STOP)
        case SettingUp.DRAINING:
            return standing_in(SettingUp.CLOSING).spoken()
        case SettingUp.ENDED:
            return standing_in(SettingUp.DRAINING).ears_close()
