"""One view of the home, and of setting up, in each of their states, made by the real scenes.

Used by `screens.py` and the tests of the page; nothing here draws or serves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from babel import Locale
from page_texts import guide_in
from scenes_inside import Stay, stays_inside

from voice.app.home import home_plan_of
from voice.app.taking_along import HOW_TO_ADD_A_KEY
from voice.floor.actions import Action
from voice.floor.commands import Manner
from voice.floor.events import PassphraseGiven
from voice.floor.view import KeySlip, View
from voice.language.loading import Language, load_language
from voice.scenes.home.errands import (
    BackedUp,
    Erasable,
    Listed,
    NoDrive,
    PassphraseWanted,
    Refused,
    SettingKept,
    Taken,
    Unlocked,
    VoiceHeard,
)
from voice.scenes.home.home import FrontDoor
from voice.scenes.home.settings import Among, Chosen, Setting
from voice.scenes.home.wording import HomeSay
from voice.scenes.setting_up.commands import Task
from voice.scenes.setting_up.events import (
    FetchMoved,
    FilesFound,
    KeyMade,
    KeyQuestion,
    PlacesFound,
    VaultMade,
)
from voice.scenes.setting_up.options import offered
from voice.scenes.setting_up.scene import SetUp
from voice.scenes.setting_up.situation import Plan as SetupPlan
from voice.scenes.setting_up.wording import SetupSay
from voice.settings import Settings
from voice.values.troubles import Trouble, TroubleName

SESSIONS = 40
"""More than stand on one page of a list."""

FOLDER = "/home/person/Documents"

KEY = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
"""It opens nothing."""


def _days(language: Language) -> tuple[str, ...]:
    days = (f"2026-{1 + index // 28:02}-{1 + index % 28:02}" for index in range(SESSIONS))
    return tuple(f"{language.paper.said_day(f'{day}T10:00:00+00:00')}." for day in days)[::-1]


def home_in(code: str) -> Stay[FrontDoor]:
    """The home, as somebody who was here before hears it begin."""
    plan = home_plan_of(guide_in(code), Settings(), been_before=True)
    return Stay(FrontDoor(plan, Manner()))


def _home(code: str) -> Mapping[str, Stay[FrontDoor]]:
    language, guide = load_language(code), guide_in(code)
    days = _days(language)
    titles = tuple(f"{guide.title} {number}." for number in range(1, 5))

    def home() -> Stay[FrontDoor]:
        return home_in(code).spoken()

    def asked(what: Action = Action.HEAR) -> Stay[FrontDoor]:
        return home().chooses(what).spoken()

    def confirming() -> Stay[FrontDoor]:
        found = Erasable("s1", days[0].rstrip("."), 14)
        return asked(Action.ERASE).chooses(Action.YES).happens(found).spoken()

    def taking() -> Stay[FrontDoor]:
        day = asked(Action.TAKE_ALONG).chooses(Action.YES).happens(Listed(days)).spoken().takes(2)
        forms = Listed(("therapist@example.org.", "PDF."), HomeSay.NOBODY_KNOWN, HOW_TO_ADD_A_KEY)
        return day.happens(forms).spoken()

    def drives() -> Stay[FrontDoor]:
        return home().chooses(Action.BACK_UP).happens(Listed(("STICK.", "BACKUP."))).spoken()

    def locked(wrong: bool = False) -> Stay[FrontDoor]:
        wanted = PassphraseWanted(wrong)
        return asked().chooses(Action.YES).happens(wanted).spoken()

    def given() -> Stay[FrontDoor]:
        stay = locked()
        return stay.happens(PassphraseGiven(stay.scene.view().passphrase_turn_id, "six words"))

    by = PassphraseWanted(read_by="Anna Weber")
    kept = SettingKept(Chosen(Setting.PACE, 200))
    named = Locale(code).get_display_name(code)
    voices = Listed((f"{named} (Joe).", f"{named}.", f"{named} (Orkney)."), among=Among.VOICES)
    full = Refused(Trouble(TroubleName.DISK_FULL))
    return {
        "home-hello": home_in(code),
        "home": home(),
        "home-help": home().chooses(Action.HELP),
        "home-crisis": home().chooses(Action.CRISIS).spoken(),
        "home-preparing": home().chooses(Action.BEGIN),
        "home-refused": home().chooses(Action.BEGIN).happens(full).spoken(),
        "home-guides": home().chooses(Action.ANOTHER_GUIDE).happens(Listed(titles)).spoken(),
        "home-asking": asked(),
        "home-sessions": asked().chooses(Action.YES).happens(Listed(days)).spoken(),
        "home-unlocking": locked(),
        "home-unlocking-wrong": locked(wrong=True),
        "home-unlocking-guide": home().chooses(Action.BEGIN).happens(by).spoken(),
        "home-opening": given().spoken(),
        "home-settings": home().chooses(Action.SETTINGS).spoken(),
        "home-setting-changed": home()
        .chooses(Action.SETTINGS)
        .spoken()
        .takes(2)
        .happens(kept)
        .spoken(),
        "home-voices": home()
        .chooses(Action.SETTINGS)
        .spoken()
        .takes(1)
        .happens(voices, VoiceHeard(2))
        .spoken(),
        "home-confirming": confirming(),
        "home-erasing": confirming().chooses(Action.YES).spoken(),
        "home-taking": taking(),
        "home-taking-unlocked": taking().takes(2).happens(Unlocked()).spoken(),
        "home-taken": taking()
        .takes(1)
        .happens(Taken(FOLDER, "Reflection 18.", "therapist@example.org", f"{FOLDER}/18.age"))
        .spoken(),
        "home-no-drive": home().chooses(Action.BACK_UP).happens(NoDrive()).spoken(),
        "home-drives": drives(),
        "home-backed-up": drives()
        .takes(2)
        .happens(BackedUp("STICK", "reflections.", "/media/person/STICK/r", True, 2, False))
        .spoken(),
        "home-leaving": home().chooses(Action.STOP).spoken(),
        "home-closing": home().chooses(Action.STOP).spoken().chooses(Action.STOP),
    }


def _key_made() -> KeyMade:
    import segno

    rows = tuple("".join(map(str, row)) for row in segno.make(KEY, micro=False).matrix)
    lines = ("AGE-SECRET-KEY-1", *["QQQQ QQQQ QQQQ QQQQ"] * 3, "QQQQ QQQQ QQ")
    question = KeyQuestion(2, 3, ("QQQQ", "WWWW", "EEEE"), 1)
    return KeyMade(KeySlip(KEY, rows, session_id=""), lines, (question,))


def _setting_up(code: str) -> Mapping[str, Stay[SetUp]]:
    language = load_language(code)
    plan = SetupPlan(
        language.setting_up,
        language.page["name"],
        tuple(Task),
        language.crisis_in("DE"),
        megabytes=1900,
        source="alphacephei.com",
        ready=False,
    )
    ready = replace(plan, tasks=(Task.KEY, Task.MANNER))

    def sits(given: SetupPlan = ready) -> Stay[SetUp]:
        return Stay(SetUp(given, Manner())).spoken()

    def says(stay: Stay[SetUp], say: SetupSay) -> Stay[SetUp]:
        return stay.takes(offered(stay.scene.plan, stay.scene.now).index(say) + 1)

    def fetching() -> Stay[SetUp]:
        return says(sits(plan), SetupSay.FETCH_NOW).spoken().happens(FetchMoved(40)).spoken()

    def with_key() -> Stay[SetUp]:
        return says(sits(), SetupSay.KEY_SHOW).happens(_key_made()).spoken()

    def made() -> Stay[SetUp]:
        asked = says(with_key(), SetupSay.KEY_HAVE_IT).spoken()
        return asked.takes(1).happens(VaultMade()).spoken()

    files = FilesFound(("vosk-model-en-us-0.22.zip", "vosk-model-small-en-us-0.15.zip"))
    places = PlacesFound(("STICK", "Documents", "person"))
    return {
        "setup-recogniser": sits(plan),
        "setup-fetching": fetching(),
        "setup-choosing-file": says(sits(plan), SetupSay.FETCH_FILE).happens(files).spoken(),
        "setup-key": sits(),
        "setup-making-key": says(sits(), SetupSay.KEY_SHOW),
        "setup-showing-key": with_key(),
        "setup-code": says(with_key(), SetupSay.KEY_CODE).spoken(),
        "setup-saving-key": says(with_key(), SetupSay.KEY_SAVE).happens(places).spoken(),
        "setup-asking-back": says(with_key(), SetupSay.KEY_HAVE_IT).spoken(),
        "setup-patience": made(),
        "setup-pace": says(made(), SetupSay.UNHURRIED).spoken(),
        "setup-over": sits().chooses(Action.STOP),
    }


@cache
def home_scenes(code: str = "en") -> Mapping[str, Sequence[View]]:
    """Every scene by its name, with the views on the way there, in the order of a stay."""
    made = {**_home(code), **stays_inside(code), **_setting_up(code)}
    return {name: stay.views for name, stay in made.items()}
