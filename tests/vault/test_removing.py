"""A session that is erased is whole or gone, whenever the power goes, and no start forgets it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kiosk.configs import clinic
from tests.scenes.reflection.playbook import segment
from tests.vault.test_vault import header, recorded
from voice.app.session import session_header
from voice.guides.loading import find_guide
from voice.kiosk.config import load_config
from voice.kiosk.keeping import KioskStore
from voice.vault.checking import check_outside
from voice.vault.files import FileSystem
from voice.vault.reading import read_sessions
from voice.vault.vault import Vault


class PowerCut(BaseException):
    """Nothing after this happens."""


class CutAfter(FileSystem):
    """The real file system, until the nth change to it."""

    def __init__(self, changes: int) -> None:
        self.left = changes

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise PowerCut

    def rename(self, old: Path, new: Path) -> None:
        self._count()
        super().rename(old, new)

    def unlink(self, path: Path) -> None:
        self._count()
        super().unlink(path)

    def remove_folder(self, path: Path) -> None:
        self._count()
        super().remove_folder(path)

    def fsync_folder(self, path: Path) -> None:
        self._count()
        super().fsync_folder(path)


def cut(change: Callable[[], object]) -> bool:
    try:
        change()
    except PowerCut:
        return True
    return False


def everything(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*.age") if path.name != "identity.age"]


@pytest.mark.parametrize("what", ["session", "all", "days"])
def test_at_home_a_session_is_whole_or_gone_and_the_next_start_finishes(
    tmp_path: Path, what: str
) -> None:
    for changes in range(40):
        vault = recorded(tmp_path / str(changes), passages=4)
        os.utime(vault.directory / "vault.toml", (0, 0))
        identity = vault.identity()
        whole = vault.read(identity).sessions
        failing = Vault(vault.directory, CutAfter(changes))
        erase = {
            "session": lambda v=failing, i=identity: v.erase_session(i, "20261124"),
            "all": failing.erase_all,
            "days": lambda v=failing: v.erase_older_than(1, 4e9),
        }[what]
        was_cut = cut(erase)
        left = vault.read(identity)
        assert left.sessions in {(), whole}
        assert not left.problems
        if was_cut and not left.sessions and everything(vault.directory):
            assert any("is being erased" in p for p in check_outside(vault).problems)
        vault.check_writable()
        assert len(everything(vault.directory)) in {0, 8}
        vault.begin_session(header("next")).close()
        assert len(vault.read(identity).sessions) == len(left.sessions) + 1
        if not was_cut:
            assert changes > 5
            return
    raise AssertionError("it never came to an end")


def test_at_a_kiosk_nothing_of_what_was_being_erased_is_ever_handed_over(tmp_path: Path) -> None:
    made_header = session_header(find_guide("trust-and-power"))
    question = made_header.questions[0].question_id
    for changes in range(40):
        (tmp_path / str(changes)).mkdir()
        made = clinic(tmp_path / str(changes))
        holders = load_config(made.path).holders
        store = KioskStore(made.folder, holders)
        store.open()
        journal = store.begin(made_header, "", True)
        for number in range(4):
            journal.seal_segment(question, segment("nobody may know", number))
        journal.end("stop")
        journal.close()
        was_cut = cut(KioskStore(made.folder, holders, CutAfter(changes)).erase)
        next_day = KioskStore(made.folder, holders)
        moved = next_day.open()
        handed_over = read_sessions(next_day.outbox / "records", made.identity, None)
        said = [len(a.segments) for s in handed_over.sessions for a in s.answers if a.segments]
        assert said in ([], [4])
        assert not handed_over.problems
        assert len(everything(made.folder)) == (6 if moved else 0)
        if changes:  # the first change is the rename: from there on it is gone
            assert not moved
        if not was_cut:
            return
    raise AssertionError("it never came to an end")


def test_a_link_in_what_is_being_removed_is_not_followed(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept").write_text("kept")
    (folder,) = vault.records_folder.iterdir()
    (folder / "elsewhere").symlink_to(tmp_path / "mine")
    (vault.directory / ".erased-link").symlink_to(tmp_path / "mine")
    vault.erase_session(vault.identity(), "20261124")
    assert (tmp_path / "mine" / "kept").read_text() == "kept"
    assert not (vault.directory / ".erased-link").is_symlink()


def test_an_erased_session_is_gone_on_a_disk_that_takes_nothing_new(tmp_path: Path) -> None:
    class Full(FileSystem):
        def create(self, path: Path) -> int:
            raise OSError(28, "no space")

        def make_folder(self, path: Path) -> None:
            raise OSError(28, "no space")

    vault = recorded(tmp_path)
    Vault(vault.directory, Full()).erase_session(vault.identity(), "20261124")
    assert everything(vault.directory) == []
