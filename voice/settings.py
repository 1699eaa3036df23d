"""Settings: frozen, from a TOML file, then the environment, then the command line.

Reading, checking and remembering only. Every wrong key and value is named in one error.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli_w
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from voice.floor.commands import Manner
from voice.floor.turn import patience_named
from voice.language.loading import available_languages
from voice.machine.places import data_folder
from voice.machine.reading_files import read_text_capped
from voice.machine.writing_files import write_whole
from voice.values.errors import SettingsError
from voice.values.phrase import Phrase
from voice.values.problems import keys_of, parse_toml, problems_of

ENVIRONMENT_PREFIX = "REFLECT_"
LARGEST_SETTINGS_BYTES = 8 * 1024
"""Twenty keys fit in one; a larger file is a mistake, and TOML is slow on hostile ones."""


def _known_patience(choice: str) -> str:
    try:
        patience_named(choice)
    except ValueError:
        raise ValueError(
            f'"{choice}" is neither unhurried, steady, brisk, never nor seconds from 2 upwards'
        ) from None
    return choice


NAMED_KEYS = {"space": " ", "enter": "\n", "tab": "\t"}
"""Keys that are better called by a name."""


def _known_switch(key: str | None) -> str | None:
    if key is not None and key not in NAMED_KEYS and (len(key) != 1 or not key.isprintable()):
        raise ValueError(f'"{key}" is no key: give one character, or {", ".join(NAMED_KEYS)}')
    return key


def _known_language(code: str) -> str:
    if code not in available_languages():
        known = ", ".join(available_languages())
        raise ValueError(f'"{code}" is no language that is spoken here: choose one of {known}')
    return code


class Settings(BaseModel):
    """Everything that can be chosen; the defaults are for a person at home."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    guide: str = "trust-and-power"
    language: Annotated[str, AfterValidator(_known_language)] | None = None
    """In which the program speaks and is spoken to; None: the guide's that is named, else the
    system's. The questions are those of a guide in it."""
    voice: str | None = None
    """A natural voice (`reflect voice list`), or one of the system's (`reflect voices`)."""
    rate_wpm: Annotated[int, Field(ge=80, le=400)] = 160
    volume: Annotated[float, Field(ge=0.05, le=1.0)] = 0.9
    microphone: str | None = None
    """Name, part of a name, or index."""
    loudspeaker: str | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """Where the person is, such as "AT": whose crisis numbers are said."""
    model: str | None = None
    """A model's name, or the path of its directory."""
    vault: Path | None = None
    patience: Annotated[str, AfterValidator(_known_patience)] = "unhurried"
    guard_seconds: Annotated[float, Field(ge=0.0, le=1.5)] = 0.5
    headset: bool = False
    """Speaking interrupts the program; only the person hears it."""
    echo: bool = False
    """Speaking interrupts the program over an open loudspeaker, by an echo canceller."""
    ask_to_keep: bool = False
    keep_sound: bool = False
    """Ask, before the first question, whether the sound of the answers is kept too."""
    stand_by: bool = False
    """The home waits without a word until somebody says that they are ready, or presses a key."""
    stand_by_word: Annotated[str, Field(max_length=40)] | None = None
    """Said while it stands by, this does what a key does; keep it to yourself."""
    plain: bool = False
    window: bool | None = None
    """Show it in a browser's window instead of the terminal; None: the home and setting up, where
    there is a display."""
    browser: Literal["default", "app", "kiosk"] | None = None
    """The person's own; or Chromium as a plain window, or over the whole screen. None: a Chromium
    of its own where there is one."""
    keep_days: Annotated[int | None, Field(ge=1, le=36_500)] = None
    """Sessions that began longer ago than this are erased before the next one; None: never."""
    no_screen: bool = False
    """Everything is spoken and nothing shown."""
    no_voice_out: bool = False
    """Everything is shown and nothing spoken."""
    switch: Annotated[str | None, AfterValidator(_known_switch)] = None
    """The one key that works everything: a character, or space, enter or tab."""
    switch_dwell_seconds: Annotated[float, Field(ge=0.5, le=15.0)] = 2.0
    """How long the scan stands on each choice."""

    @property
    def vault_directory(self) -> Path:
        """Where this user's vault is."""
        return self.vault or data_folder() / "vault"

    @property
    def switch_character(self) -> str | None:
        """What pressing the switch types; None: there is no switch."""
        return None if self.switch is None else NAMED_KEYS.get(self.switch, self.switch)

    @model_validator(mode="after")
    def _something_goes_out(self) -> "Settings":
        if self.no_screen and self.no_voice_out:
            raise ValueError("no_screen and no_voice_out together leave nothing to answer to")
        return self


def load_settings(path: Path, environ: Mapping[str, str], overrides: Mapping[str, Any]) -> Settings:
    """The settings that hold; later sources win.

    Raises:
        SettingsError: naming every problem with its source and key.
    """
    problems: list[str] = []
    from_file: dict[str, Any] = {}
    if path.exists():
        try:
            from_file = parse_toml(read_text_capped(path, LARGEST_SETTINGS_BYTES))
        except ValueError as error:
            problems.append(str(error))
    from_environment = {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(ENVIRONMENT_PREFIX) and value
    }
    given = {key: value for key, value in overrides.items() if value is not None}
    for source, values in ((str(path), from_file), ("environment", from_environment)):
        problems += [f"{source}: {problem}" for problem in _problems(values)]
    problems += _problems(given)
    if problems:
        raise SettingsError(
            "the settings are wrong: {problems}",
            "mend them; all keys: {keys}",
            problems="; ".join(problems),
            keys=", ".join(Settings.model_fields),
        )
    return Settings.model_validate({**from_file, **from_environment, **given})


def _problems(values: Mapping[str, Any]) -> list[str]:
    try:
        Settings.model_validate(values)
    except ValidationError as error:
        return problems_of(error, keys_of(Settings))
    return []


def remember_manner(path: Path, manner: Manner) -> None:
    """Keep rate and volume in the settings file, and everything else in it as it is.

    Raises:
        SettingsError: the file cannot be read or written.
    """
    _remember(path, rate_wpm=manner.rate_wpm, volume=manner.volume)


def remember_setting(path: Path, key: str, value: object) -> None:
    """Keep one setting by its key, or with None that none is preferred; raises `SettingsError`."""
    _remember(path, **{key: value})


def _remember(path: Path, **values: object) -> None:
    try:
        kept = parse_toml(read_text_capped(path, LARGEST_SETTINGS_BYTES)) if path.exists() else {}
        kept.update(values)
        kept = {key: value for key, value in kept.items() if value is not None}
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, tomli_w.dumps(kept).encode())
    except OSError as error:
        doing = Phrase("{path} could not be written", path=path)
        raise SettingsError.of_writing(error, doing) from None
    except ValueError as error:
        raise SettingsError(
            "{path} could not be written ({reason})", "check the folder", path=path, reason=error
        ) from None
