"""What goes wrong in a session is said in its language: every trouble has words in each."""

import ast
import errno
import string
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.doubles import Deaf
from tests.language.test_language import LANGUAGES, TRANSLATIONS
from tests.speaking.test_speaking import FakeLoudspeaker
from tests.values.troubles import microphone_gone
from voice.app.saying import say_error
from voice.app.session import (
    plan_of,
    session_header,
)
from voice.floor.commands import Manner
from voice.floor.events import DeviceFailed, DeviceRecovered
from voice.floor.view import View
from voice.guides.loading import load_guide
from voice.language.loading import load_language
from voice.machine.places import PROJECT_FOLDER
from voice.rehearsal.acoustics import RoomKind
from voice.rehearsal.rehearse import Rehearsal, Watching, room_of
from voice.scenes.reflection.conversation import Conversation
from voice.screen.plain import PlainScreen
from voice.settings import Settings
from voice.speaking.program_voice import ProgramVoice
from voice.stage.ports import Journal, Post, Sound
from voice.values.errors import SettingsError, VaultError
from voice.values.troubles import NEEDED, Trouble, TroubleName, english
from voice.vault.files import FileSystem
from voice.vault.vault import Vault

GUIDE = Path(__file__).parents[1] / "german.toml"

# The words ----------------------------------------------------------------------------------


def in_braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_trouble_has_a_fact_and_a_next_step_with_the_same_values(code: str) -> None:
    troubles = load_language(code).wording.troubles
    assert set(troubles) == set(TroubleName)
    for name, words in troubles.items():
        assert in_braces(words.fact) == in_braces(english()[name].fact), name
        assert in_braces(words.hint) == in_braces(english()[name].hint), name
        for text in (words.fact, words.hint):
            assert not text.endswith("."), name
            assert not text[:2].istitle(), name


@pytest.mark.parametrize("code", TRANSLATIONS)
def test_no_trouble_was_left_in_english(code: str) -> None:
    for name, words in load_language(code).wording.troubles.items():
        assert words.fact != english()[name].fact
        assert words.hint != english()[name].hint


def test_a_kiosk_has_the_same_words_as_its_session() -> None:
    language = load_language("fr")
    assert language.kiosk.troubles == language.wording.troubles


def test_a_command_line_prints_the_english_sessions_words_after_what_it_was_doing() -> None:
    error = VaultError.named(TroubleName.DISK_FULL, "the key could not be protected")
    assert error.fact == "the key could not be protected: the disk is full"
    assert error.hint == english()[TroubleName.DISK_FULL].hint
    assert str(error) == f"{error.fact}: {error.hint}"
    assert error.trouble == Trouble(TroubleName.DISK_FULL)


def test_what_has_no_name_leaves_no_language_without_words() -> None:
    words = VaultError("odd", "mend it").trouble.in_words(load_language("de").wording.troubles)
    assert "keine Worte" in words.fact


# Where they are met -------------------------------------------------------------------------


def calls_in(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def test_every_trouble_is_given_the_values_that_its_words_have() -> None:
    checked: set[str] = set()
    for path in (PROJECT_FOLDER / "voice").rglob("*.py"):
        for call in calls_in(path):
            name = call.args[0] if call.args else None
            if (
                isinstance(call.func, ast.Attribute)
                and call.func.attr == "named"
                and isinstance(name, ast.Attribute)
            ):
                trouble = TroubleName[name.attr]
                given = {keyword.arg for keyword in call.keywords}
                assert given == set(NEEDED.get(trouble, ())), f"{path}:{call.lineno}"
                checked.add(trouble)
    assert len(checked) > 20


MET_IN_A_SESSION = (
    "sound/portaudio.py",
    "hearing/ears.py",
    "hearing/listener.py",
    "hearing/microphone.py",
    "speaking/loudspeaker.py",
    "speaking/mouth.py",
    "speaking/program_voice.py",
    "speaking/pyttsx3_synthesizer.py",
    "vault/journal.py",
    "vault/amending.py",
    "kiosk/keeping.py",
    "kiosk/slip.py",
)
UNNAMED_ERRORS = {"DeviceError", "SpeechError", "ModelError", "VaultError", "VoiceError"}


@pytest.mark.parametrize("module", MET_IN_A_SESSION)
def test_what_a_session_may_meet_is_raised_by_name(module: str) -> None:
    unnamed = [
        call.lineno
        for call in calls_in(PROJECT_FOLDER / "voice" / module)
        if isinstance(call.func, ast.Name) and call.func.id in UNNAMED_ERRORS
    ]
    assert unnamed == []


# Rehearsed in German ------------------------------------------------------------------------


class Listened:
    """A synthesiser that keeps what it was asked to say, and says it as a tenth of a second."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def synthesize(self, text: str, manner: Manner) -> Sound:
        self.said.append(text)
        return Sound(np.zeros(1_600, np.int16), 16_000)

    def give_up(self) -> None:
        pass

    def close(self) -> None:
        pass


class Hand:
    """Does one thing each time the program listens; then it only looks on."""

    def __init__(self, *things: Callable[[], None]) -> None:
        self._things = deque(things)
        self._turn_id: int | None = None
        self.busy = False

    @property
    def finished(self) -> bool:
        return not self._things

    def live(self, loudspeaker_sounds: bool, listening_turn_id: int | None) -> None:
        if listening_turn_id in {None, self._turn_id} or loudspeaker_sounds or self.finished:
            return
        self._turn_id = listening_turn_id
        self._things.popleft()()


class Rehearsed:
    """One German session in the simulated room: what was spoken and what was shown."""

    def __init__(
        self, open_journal: Callable[[], Journal], things: Callable[["Rehearsed"], list[Callable]]
    ) -> None:
        guide = load_guide(GUIDE)
        listened, self.views, self.lines = Listened(), list[View](), list[str]()
        self.post: Post = lambda _event: None
        self.press: Callable[[str], None] = lambda _key: None
        plain = PlainScreen(self.lines.append, load_language(guide.language).page)

        def show(view: View) -> None:
            self.views.append(view)
            plain.show(view)

        def hand(press: Callable[[str], None]) -> Hand:
            self.press = press
            return Hand(*things(self))

        def keep(post: Post) -> None:
            self.post = post

        self.rehearsal = Rehearsal(
            Conversation(plan_of(guide, Settings()), Manner()),
            hand,
            room_of(RoomKind.QUIET, 1),
            ProgramVoice(listened),
            Deaf(),
            lambda _keeping: open_journal,
            Watching(show, plain.notice, lambda _text: None, keep),
            0.1,
        )
        self.figures = self.rehearsal.run()
        self.spoken = " ".join(listened.said)
        self.notices = " ".join(view.notice for view in self.views)
        self.shown = " ".join(line.partition(" ")[2] for line in self.lines)  # without its tag

    def key(self, key: str) -> Callable[[], None]:
        return lambda: self.press(key)

    def happens(self, event: DeviceFailed | DeviceRecovered) -> Callable[[], None]:
        return lambda: self.post(event)


def assert_german_only(session: Rehearsed) -> None:
    everything = f"{session.spoken} {session.shown} {session.notices}".lower()
    for words in english().values():
        for text in (words.fact, words.hint):
            for part in text.lower().replace("{", "}").split("}")[::2]:
                assert len(part) < 12 or part not in everything
    for word in (" the ", " is ", " again", " stopped", " saved"):
        assert word not in f" {everything} "


def test_what_keeps_a_german_session_from_beginning_is_spoken_in_german(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listened, languages = Listened(), list[str]()

    def synthesizer(_voice: str | None, language: str) -> Listened:
        languages.append(language)
        return listened

    monkeypatch.setattr("voice.app.saying.Pyttsx3Synthesizer", synthesizer)
    monkeypatch.setattr("voice.app.saying.SounddeviceLoudspeaker", lambda *_: FakeLoudspeaker())
    say_error(Settings(guide=str(GUIDE)), microphone_gone())
    assert (languages[-1], listened.said) == (
        "de",
        ["Bitte prüfen Sie, ob Ihr Mikrofon angeschlossen und nicht stumm ist."],
    )
    say_error(Settings(guide=str(GUIDE)), microphone_gone(), "fr")
    assert languages[-1] == "fr"
    say_error(Settings(guide=str(GUIDE)), SettingsError("the settings are wrong", "mend them"))
    assert (languages[-1], listened.said[-2:]) == ("en", ["the settings are wrong.", "mend them."])


def test_a_german_session_that_loses_its_microphone_says_and_shows_it_in_german(
    tmp_path: Path,
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    lost = DeviceFailed("microphone", microphone_gone().trouble)
    session = Rehearsed(
        lambda: vault.begin_session(session_header(load_guide(GUIDE))),
        lambda s: [
            s.key("b"),
            s.happens(lost),
            s.happens(DeviceRecovered("microphone")),
            s.key("q"),
            s.key("q"),
        ],
    )
    assert session.figures.script_finished
    fact, hint = "das Mikrofon Headset antwortet nicht mehr", "schließen Sie es wieder an"
    said = "Bitte prüfen Sie, ob Ihr Mikrofon angeschlossen und nicht stumm ist."
    assert f"Ich höre Sie nicht mehr. {said}" in session.spoken
    assert fact not in session.spoken
    assert f"{fact}: {hint}" in session.notices
    assert "Ich höre Sie wieder." in session.spoken
    assert_german_only(session)


def test_a_german_session_on_a_full_disk_says_and_shows_it_in_german(tmp_path: Path) -> None:
    Vault.create(tmp_path / "vault")

    class Full(FileSystem):
        full = True

        def write(self, fd: int, data: bytes) -> int:
            if self.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(fd, data)

    fs = Full()
    vault = Vault(tmp_path / "vault", fs)

    def make_room() -> None:
        fs.full = False

    session = Rehearsed(
        lambda: vault.begin_session(session_header(load_guide(GUIDE))),
        lambda s: [s.key("b"), s.key("s"), make_room, s.key("q"), s.key("q")],
    )
    assert session.figures.unwritten == 0
    fact, hint = "die Festplatte ist voll", "machen Sie dort Platz frei"
    said = "Es ist kein Platz mehr zum Speichern. Bitte machen Sie Platz frei."
    assert f"Ich kann gerade nicht speichern. {said}" in session.spoken
    assert fact not in session.spoken
    assert f"{fact}: {hint}" in session.notices
    assert "Jetzt ist alles gespeichert" in session.spoken
    assert_german_only(session)
