"""Drives that are plugged in and mounted for this person: memory sticks, external disks.

Only a folder that something is mounted on is one: where a drive was pulled out, its folder may be
left, and whatever is written there lands on this computer's own disk.
"""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

if sys.platform != "win32":
    import pwd


def mount_folders() -> tuple[Path, ...]:
    """Where desktops on Linux and macOS mount what is plugged in, for the user this process is."""
    if sys.platform == "win32":
        return ()
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a user without an entry, as in some containers
        return (Path("/Volumes"),)
    return Path("/run/media") / user, Path("/media") / user, Path("/Volumes")


def plugged_in(
    folders: Sequence[Path] | None = None,
    is_mounted: Callable[[Path], bool] = os.path.ismount,
) -> list[Path]:
    """Each drive's own folder, by name; what cannot be looked at is none."""
    found: list[Path] = []
    for folder in mount_folders() if folders is None else folders:
        try:
            found += [each for each in sorted(folder.iterdir()) if is_mounted(each)]
        except OSError:
            continue
    return [each for each in found if not each.is_symlink()]
