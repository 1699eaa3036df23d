"""What an operator still has to do before opening day: one check a line, nothing changed.

Each check returns a phrase or raises `VoiceError`. Devices, voice and model are tried by
`reflect check`'s own functions, in `cli`.
"""

import os
import shutil
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from voice.floor.crisis import CrisisCard
from voice.guides.loading import find_guide
from voice.kiosk.absent_keys import refuse_secret_keys
from voice.kiosk.config import KioskConfig
from voice.kiosk.keeping import KioskStore
from voice.language.loading import load_language
from voice.machine.places import data_folder, settings_file
from voice.values.errors import SettingsError, VaultError, VoiceError
from voice.values.phrase import Phrase

FEWEST_FREE_BYTES = 200 * 1024 * 1024
"""A hundred thousand records: a clinic's years, and what is not sent for a long while."""

_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH

Check = tuple[Phrase, Callable[[], Phrase]]


def machine_checks(
    config_path: Path, config: KioskConfig, root: Path = Path("/")
) -> Sequence[Check]:
    """The checks that are a kiosk's own, in the order in which an operator meets them."""
    return (
        (Phrase("file"), lambda: config_file(config_path)),
        (Phrase("secret keys"), lambda: no_secret_keys(config_path, config)),
        (Phrase("sealed to"), lambda: sealed_to(config)),
        (Phrase("crisis card"), lambda: crisis_card(config)),
        (Phrase("keeping"), lambda: keeping(config)),
        (Phrase("space"), lambda: space(config.folder)),
        (Phrase("swap"), lambda: no_swap(root / "proc/swaps")),
        (Phrase("network"), lambda: no_network(root / "sys/class/net")),
        (Phrase("slip printer"), lambda: slip_printer(config.slip_printer)),
        (Phrase("units"), lambda: units(root)),
    )


def guarded_folders(config_path: Path, config: KioskConfig) -> tuple[Path, ...]:
    """Where a secret key would lie if somebody had brought one."""
    return (
        config_path.resolve().parent,
        config.folder,
        data_folder(),
        settings_file().parent,
    )


def config_file(path: Path) -> Phrase:
    """The file is the administrator's alone to change: whoever changes it exchanges the key."""
    found = path.stat()
    if found.st_mode & _WRITABLE_BY_OTHERS:
        raise SettingsError(
            "{path} can be changed by others than its owner", "chmod go-w {path}", path=path
        )
    if os.geteuid() != 0 and found.st_uid == os.geteuid():
        raise SettingsError(
            "{path} can be changed by the account that the kiosk runs as",
            "sudo chown root {path}",
            path=path,
        )
    return Phrase("{path}: nobody but its owner changes it", path=path)


def no_secret_keys(config_path: Path, config: KioskConfig) -> Phrase:
    """No key that opens anything lies here; raises `VaultError`."""
    folders = guarded_folders(config_path, config)
    refuse_secret_keys(folders)
    return Phrase("none in {folders}", folders=", ".join(map(str, folders)))


def sealed_to(config: KioskConfig) -> Phrase:
    """Names and fingerprints, for comparing them with their owners."""
    if not config.holders:
        return Phrase("nobody but the client: the clinic cannot open anything")
    holders = (f"{holder.name} {holder.fingerprint}" for holder in config.holders)
    return Phrase("{holders}", holders="; ".join(holders))


def crisis_card(config: KioskConfig) -> Phrase:
    """The numbers that are said are those of the country where the kiosk stands."""
    language = load_language(find_guide(config.guide).language)
    countries = ", ".join(sorted(language.crisis_countries)) or "none"
    name = language.wording.language
    if config.country is None:
        raise SettingsError(
            "no country is named: the crisis card is for wherever somebody is",
            'add country = "XX" to the file; there are cards in "{name}" for {countries}',
            name=name,
            countries=countries,
        )
    if config.country not in language.crisis_countries:
        raise SettingsError(
            'there is no crisis card for {country} in "{name}", only for {countries}',
            "add [crisis.countries.{country}] to voice/language/phrases/{name}.toml, with "
            "numbers that you have called",
            country=config.country,
            name=name,
            countries=countries,
        )
    card = language.crisis_in(config.country)
    return Phrase("{country}: {checked}", country=config.country, checked=checked_or_not(card))


def checked_or_not(card: CrisisCard) -> Phrase:
    """Which numbers no person has checked; where each is from, the wording file says."""
    if card.unchecked:
        return Phrase("not checked yet: {numbers}", numbers=", ".join(card.unchecked))
    return Phrase("each was checked by a person")


def keeping(config: KioskConfig) -> Phrase:
    """A record could be kept now; raises `VaultError`."""
    store = KioskStore(config.folder, config.holders)
    store.open()
    store.check()
    return Phrase("{folder}: a record was written and removed", folder=config.folder)


def space(folder: Path) -> Phrase:
    """There is room for a long time without a collector."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < FEWEST_FREE_BYTES:
        raise VaultError(
            "only {mebibytes} MiB are free at {folder}",
            "free some, or use a larger disk",
            mebibytes=free // 2**20,
            folder=folder,
        )
    return Phrase("{mebibytes} MiB are free", mebibytes=free // 2**20)


def no_swap(swaps: Path) -> Phrase:
    """Nothing said may be swapped to a disk."""
    if not swaps.exists():
        raise SettingsError("{swaps} cannot be read", "check by hand: swapon --show", swaps=swaps)
    used = [line.split()[0] for line in swaps.read_text().splitlines()[1:] if line.strip()]
    disks = [name for name in used if "zram" not in name]
    if disks:
        raise SettingsError(
            "memory may be swapped to {disks}",
            "swapoff -a, and take it out of /etc/fstab; the unit forbids it for itself as well",
            disks=", ".join(disks),
        )
    return Phrase("no memory is swapped to a disk")


def no_network(interfaces: Path) -> Phrase:
    """Whether the program could reach a network from here, as it runs now."""
    names = sorted(path.name for path in interfaces.glob("*")) if interfaces.is_dir() else []
    up = [name for name in names if name != "lo" and _is_up(interfaces / name)]
    if up:
        return Phrase(
            "this command sees {interfaces}; the unit reflect-kiosk.service runs the program "
            "without any",
            interfaces=", ".join(up),
        )
    return Phrase("there is none")


def slip_printer(device: Path | None) -> Phrase:
    """The printer can be written to, where one is configured."""
    if device is None:
        return Phrase("none: a client's new key is shown on the screen")
    if not device.exists():
        raise SettingsError(
            "there is no {device}", "connect the printer, or leave slip_printer out", device=device
        )
    refuse_file_as_printer(device)
    if not os.access(device, os.W_OK):
        raise SettingsError(
            "{device} cannot be written by this account",
            "add it to the group of the device: lp",
            device=device,
        )
    return Phrase("{device}: print a key slip once and scan it", device=device)


def refuse_file_as_printer(device: Path) -> None:
    """Raise `SettingsError` where a client's secret key would be written into a file."""
    if device.exists() and not device.is_char_device():
        raise SettingsError(
            "{device} is no printer: a client's secret key would be kept in it",
            "give slip_printer a device, such as /dev/usb/lp0, or leave it out",
            device=device,
        )


def units(root: Path) -> Phrase:
    """The service units are installed and start with the machine."""
    folder = root / "etc/systemd/system"
    missing = [name for name in UNITS if not (folder / name).exists()]
    if missing:
        raise SettingsError(
            "not installed: {names}", "sudo scripts/install_kiosk", names=", ".join(missing)
        )
    enabled = folder / "multi-user.target.wants" / UNITS[0]
    if not enabled.is_symlink():
        raise SettingsError(
            "{unit} does not start with the machine", "sudo systemctl enable {unit}", unit=UNITS[0]
        )
    return Phrase("{units}", units=", ".join(UNITS))


UNITS = ("reflect-kiosk.service", "reflect-kiosk-screen.service")


def _is_up(interface: Path) -> bool:
    try:
        return (interface / "operstate").read_text().strip() == "up"
    except OSError:
        return False


def problem_of(check: Callable[[], Phrase]) -> VoiceError | None:
    """What a check found wrong, or None."""
    try:
        check()
    except VoiceError as error:
        return error
    return None
