"""Two kiosks, one collector, no key: docs/kiosk-fleet.md as it is written there."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kiosk.configs import Clinic, clinic
from tests.scenes.reflection.playbook import segment
from voice.app.session import session_header
from voice.guides.loading import find_guide
from voice.kiosk.absent_keys import secret_keys_in
from voice.kiosk.config import load_config
from voice.kiosk.keeping import KioskStore
from voice.vault import age
from voice.vault.vault import Vault

PROJECT = Path(__file__).resolve().parent.parent.parent
SEND = PROJECT / "scripts" / "kiosk" / "send_outbox"

needs_rsync = pytest.mark.skipif(shutil.which("rsync") is None, reason="apt install rsync")

GUIDE = find_guide("trust-and-power")


class Fleet:
    """Two kiosks of one clinic, and a collector's folder."""

    def __init__(self, tmp_path: Path) -> None:
        self.identity = age.new_identity()
        self.public_key = age.recipient_of(self.identity)
        self.collector = tmp_path / "collector"
        self.collector.mkdir()
        recipients = [{"name": "Riverside", "key": self.public_key}]
        self.stores: list[KioskStore] = []
        for name in ("one", "two"):
            place = tmp_path / name
            place.mkdir()
            made: Clinic = clinic(place, recipients=recipients)
            store = KioskStore(made.folder, load_config(made.path).holders)
            store.open()
            self.stores.append(store)

    def record(self, kiosk: int, *texts: str) -> None:
        header = session_header(GUIDE)
        store = self.stores[kiosk]
        journal = store.begin(header, "", with_holders=True)
        for number, text in enumerate(texts):
            journal.seal_segment(header.questions[0].question_id, segment(text, number))
        journal.end("finished")
        journal.close()
        store.hand_over()

    def outbox(self, kiosk: int) -> Path:
        return self.stores[kiosk].outbox

    def records(self, kiosk: int) -> list[Path]:
        return sorted((self.outbox(kiosk) / "records").glob("*/*.age"))

    def send(self, kiosk: int, **environ: str) -> None:
        done = subprocess.run(
            ["bash", SEND, self.outbox(kiosk), f"{self.collector}/"],
            env={"PATH": os.environ["PATH"], **environ},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr

    def copy(self, kiosk: int) -> None:
        """The same by plain copies, as onto a stick."""
        shutil.copytree(self.outbox(kiosk), self.collector, dirs_exist_ok=True)

    def read(self) -> tuple[list[str], tuple[str, ...]]:
        """What the clinic's reader sees in the collector's folder, and the problems named."""
        reading = Vault.open(self.collector).read(self.identity)
        said = [a.verbatim for s in reading.sessions for a in s.answers if a.segments]
        return sorted(said), reading.problems


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return Fleet(tmp_path)


@needs_rsync
def test_two_kiosks_empty_their_outboxes_into_one_collector(fleet: Fleet) -> None:
    fleet.record(0, "from the first", "and more")
    fleet.record(1, "from the second")
    fleet.send(0)
    fleet.send(1)
    assert fleet.read() == (["from the first and more", "from the second"], ())
    assert fleet.records(0) == fleet.records(1) == []
    fleet.record(0, "another one")
    fleet.send(0)
    assert fleet.read()[0] == ["another one", "from the first and more", "from the second"]


def test_the_same_by_plain_copies_as_often_as_one_likes(fleet: Fleet) -> None:
    fleet.record(0, "from the first")
    fleet.record(1, "from the second")
    for kiosk in (0, 1, 0, 1):
        fleet.copy(kiosk)
    assert fleet.read() == (["from the first", "from the second"], ())


def test_the_collector_has_no_key_and_sees_no_word(fleet: Fleet) -> None:
    fleet.record(0, "from the first")
    fleet.copy(0)
    assert secret_keys_in([fleet.collector]) == []
    assert not Vault.open(fleet.collector).has_identity
    for path in fleet.collector.rglob("*"):
        assert not path.is_file() or b"from the first" not in path.read_bytes()


def test_a_copy_that_was_cut_off_is_named_hides_nothing_and_is_mended_by_copying_again(
    fleet: Fleet,
) -> None:
    fleet.record(0, "from the first", "and more")
    fleet.record(1, "from the second")
    fleet.copy(0)
    fleet.copy(1)
    cut = sorted((fleet.collector / "records").glob("*/*.age"))
    for path in cut:
        if path.parent.name in {p.parent.name for p in fleet.records(0)}:
            path.write_bytes(path.read_bytes()[:700])
    said, problems = fleet.read()
    assert said == ["from the second"]
    assert len(problems) == len(fleet.records(0))
    fleet.copy(0)
    assert fleet.read() == (["from the first and more", "from the second"], ())


@needs_rsync
def test_a_sender_that_was_cut_off_sends_the_rest_the_next_time(fleet: Fleet) -> None:
    fleet.record(0, "from the first", "and more", "and yet more")
    first, *rest = fleet.records(0)
    arrived = fleet.collector / "records" / first.parent.name / first.name
    arrived.parent.mkdir(parents=True)
    arrived.write_bytes(first.read_bytes()[:100])  # a plain copy that was cut off
    (arrived.parent / f".{first.name}.Xy12ab").write_bytes(b"half")  # rsync's own, killed
    fleet.send(0)
    assert fleet.read() == (["from the first and more and yet more"], ())
    assert fleet.records(0) == []
    assert rest


@needs_rsync
def test_what_has_not_arrived_stays_in_the_outbox(fleet: Fleet) -> None:
    fleet.record(0, "from the first")
    fleet.collector.rmdir()
    fleet.collector.write_text("no folder")
    done = subprocess.run(
        ["bash", SEND, fleet.outbox(0), fleet.collector], capture_output=True, text=True
    )
    assert done.returncode != 0
    assert len(fleet.records(0)) == 3


@needs_rsync
def test_an_outbox_can_be_kept_as_well(fleet: Fleet) -> None:
    fleet.record(0, "from the first")
    before = fleet.records(0)
    fleet.send(0, REFLECT_OUTBOX_KEEP="1")
    fleet.send(0, REFLECT_OUTBOX_KEEP="1")
    assert fleet.records(0) == before
    assert fleet.read() == (["from the first"], ())


def test_duplicates_under_other_names_are_read_once(fleet: Fleet) -> None:
    fleet.record(0, "from the first")
    fleet.copy(0)
    for path in sorted((fleet.collector / "records").glob("*/*.age")):
        shutil.copy(path, path.with_name(f"{path.stem}.sync-conflict-20261124-120000-ABC.age"))
    folder = next((fleet.collector / "records").iterdir())
    shutil.copytree(folder, folder.with_name(f"{folder.name} (copy)"))
    assert fleet.read() == (["from the first"], ())


@needs_rsync
def test_a_session_in_progress_is_not_sent(fleet: Fleet) -> None:
    fleet.record(0, "from the first")
    header = session_header(GUIDE)
    journal = fleet.stores[0].begin(header, "", with_holders=True)
    journal.seal_segment(header.questions[0].question_id, segment("not yet", 1))
    fleet.send(0)
    assert fleet.read()[0] == ["from the first"]
    journal.close()


@needs_rsync
def test_the_reader_opens_the_merged_records_by_the_command(fleet: Fleet, tmp_path: Path) -> None:
    import sys

    fleet.record(0, "from the first")
    fleet.record(1, "from the second")
    fleet.send(0)
    fleet.send(1)
    key = tmp_path / "reader.txt"
    key.write_text(fleet.identity)
    done = subprocess.run(
        [sys.executable, "-c", "from voice.cli import main; main()", "read",
         "--vault", fleet.collector, "--identity", key],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "From the first." in done.stdout
    assert "From the second." in done.stdout
