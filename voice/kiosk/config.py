"""A kiosk's configuration: one TOML file of the operator's, frozen, every problem told at once.

Reading and checking only. Whether the machine can do what the file asks for is `checking`'s.
"""

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from voice.floor.turn import patience_named
from voice.machine.reading_files import read_text_capped
from voice.scenes.visit.commands import Keeper
from voice.settings import Settings
from voice.values.errors import SettingsError, VaultError
from voice.values.phrase import Phrase, phrase_in
from voice.values.problems import is_plain, keys_of, parse_toml, problems_of
from voice.vault import age
from voice.vault.recipients import Recipient, Role

LARGEST_CONFIG_BYTES = 8 * 1024


def _plain(text: str) -> str:
    if not is_plain(text):
        raise ValueError("has control characters")
    return text


def _public_key(key: str) -> str:
    if age.SECRET_KEY_MARK in key.upper():
        raise ValueError("is a secret key: never bring one to a kiosk; give the public key, age1…")
    try:
        return age.check_recipient(key)
    except VaultError as error:
        raise ValueError(f"is no age recipient: {error.hint}") from None


def _clock_time(value: object) -> object:
    if isinstance(value, str):
        try:
            return time.fromisoformat(value)
        except ValueError:
            raise ValueError('is no time of day such as "09:00"') from None
    return value


def _known_patience(choice: str) -> str:
    try:
        patience_named(choice)
    except ValueError:
        raise ValueError(
            "is neither unhurried, steady, brisk, never nor seconds from 2 upwards"
        ) from None
    return choice


_Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_plain)]
_Clause = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_plain)]
_TimeOfDay = Annotated[time, BeforeValidator(_clock_time)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ConfiguredRecipient(_Strict):
    """Somebody whom every record is sealed to."""

    name: _Name
    key: Annotated[str, AfterValidator(_public_key)]


class Invitation(_Strict):
    """When, how often and how loud the kiosk invites aloud."""

    begins: _TimeOfDay
    ends: _TimeOfDay
    every_minutes: Annotated[float, Field(ge=1, le=240)] = 10.0
    volume: Annotated[float, Field(ge=0.05, le=1.0)] = 0.5

    def holds_at(self, now: time) -> bool:
        """Whether this is within the hours; they may go past midnight."""
        if self.begins <= self.ends:
            return self.begins <= now < self.ends
        return now >= self.begins or now < self.ends


class KioskConfig(_Strict):
    """Everything an operator decides. Keeping sound is not among it: a kiosk never does."""

    clinic: _Name
    keeper: Literal["clinic", "client", "both"]
    """Who holds the key: it is said to every client in these words' own wording."""
    recipients: tuple[ConfiguredRecipient, ...] = ()
    folder: Path = Path("/var/lib/reflect-kiosk")
    status: Path = Path("/run/reflect-kiosk/status.json")
    screen: Literal["page", "terminal", "none"] = "page"
    """Where a visit is shown: in a browser, on the terminal it was started from, or nowhere."""
    erase_later: _Clause | None = None
    """What somebody does who wants a session erased later; None: the guide's language has words."""
    guide: str = "trust-and-power"
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    """Where the kiosk stands, such as "AT": whose crisis numbers are said and shown."""
    patience: Annotated[str, AfterValidator(_known_patience)] = "unhurried"
    model: str | None = None
    voice: str | None = None
    rate_wpm: Annotated[int, Field(ge=80, le=400)] = 160
    volume: Annotated[float, Field(ge=0.15, le=1.0)] = 0.8
    largest_volume: Annotated[float, Field(ge=0.15, le=1.0)] = 1.0
    microphone: str | None = None
    loudspeaker: str | None = None
    headset: bool = False
    guard_seconds: Annotated[float, Field(ge=0.0, le=1.5)] = 0.5
    slip_printer: Path | None = None
    """An ESC/POS receipt printer's device; without one, keys are shown on the screen."""
    invitation: Invitation | None = None

    @property
    def door_folder(self) -> Path:
        """Where the page's door is: beside the status, in the program's own runtime folder."""
        return self.status.parent

    @property
    def key_keeper(self) -> Keeper:
        """Who holds the key, as the kiosk knows it."""
        return Keeper(self.keeper)

    @property
    def holders(self) -> tuple[Recipient, ...]:
        """The configured recipients, as the vault knows them."""
        return tuple(Recipient(r.key, Role.OTHER, r.name) for r in self.recipients)

    @property
    def settings(self) -> Settings:
        """The same choices as a session's settings."""
        return Settings(
            guide=self.guide,
            country=self.country,
            voice=self.voice,
            rate_wpm=self.rate_wpm,
            volume=self.volume,
            microphone=self.microphone,
            loudspeaker=self.loudspeaker,
            model=self.model,
            patience=self.patience,
            guard_seconds=self.guard_seconds,
            headset=self.headset,
        )


def load_config(path: Path) -> KioskConfig:
    """The operator's file.

    Raises:
        SettingsError: naming every problem with its key.
    """
    try:
        values = parse_toml(read_text_capped(path, LARGEST_CONFIG_BYTES))
    except ValueError as error:
        raise SettingsError(
            phrase_in(error)
            if str(path) in str(error)
            else Phrase("{path}: {reason}", path=path, reason=phrase_in(error)),
            "write one, as docs/kiosk.md shows; to see a kiosk: `reflect kiosk rehearse`",
        ) from None
    problems: list[str] = []
    config: KioskConfig | None = None
    try:
        config = KioskConfig.model_validate(values)
    except ValidationError as error:
        problems += problems_of(error, keys_of(KioskConfig, ConfiguredRecipient, Invitation))
    problems += _contradictions(values)
    if config is None or problems:
        raise SettingsError(
            "{path} is wrong: {problems}",
            "mend them; all keys: {keys}",
            path=path,
            problems="; ".join(problems),
            keys=", ".join(KioskConfig.model_fields),
        )
    return config


def _contradictions(values: dict[str, Any]) -> list[str]:
    """What each key alone does not show; looked for in whatever was written."""
    keeper, recipients = values.get("keeper"), values.get("recipients", [])
    volume, largest = values.get("volume", 0.8), values.get("largest_volume", 1.0)
    problems: list[str] = []
    if "keep_sound" in values:
        problems.append("keep_sound: a kiosk never keeps sound, and tells every client so")
    if keeper in {"clinic", "both"} and not recipients:
        problems.append(f'recipients: keeper "{keeper}" needs at least one public key')
    if keeper == "client" and recipients:
        problems.append(
            'recipients: with keeper "client" nobody else may open a session; leave them out, '
            'or say keeper = "both"'
        )
    if isinstance(volume, int | float) and isinstance(largest, int | float) and volume > largest:
        problems.append("volume: is over largest_volume")
    return problems
