"""What somebody with the public key and the folder can do to a session: add nothing to it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.vault.outsider import (
    SESSION,
    beginning,
    by_time,
    digest,
    lie,
    plant,
    seal,
    whole_session,
)
from tests.vault.test_sounds import sound
from tests.vault.test_vault import header, passage, recorded
from voice.machine.places import PROJECT_FOLDER
from voice.values.transcript import Answer, Correction
from voice.vault import age
from voice.vault.checking import check_vault
from voice.vault.proof import new_folder_name, new_key, new_session
from voice.vault.reading import Reading
from voice.vault.records import (
    AnswerMarked,
    CorrectionKept,
    FlagTakenBack,
    SegmentFlagged,
    SegmentsErased,
    SessionEnded,
    SoundKept,
)
from voice.vault.vault import Vault

FORMAT = PROJECT_FOLDER / "docs" / "vault-format.md"

FORMAT_1 = Path(__file__).parent / "format_1"
"""A session of two passages and a correction, as the program sealed it before there were proofs."""


def read(vault: Vault, wanted: str | None = None) -> Reading:
    return vault.read(vault.identity(), wanted)


def first_answer(vault: Vault) -> Answer:
    (session,) = read(vault).sessions
    return session.answers[0]


def erased(vault: Vault) -> SegmentsErased:
    """That the first passage was erased, with the right digest."""
    return SegmentsErased(
        question_id="first",
        segment_ids=(passage(0).segment_id,),
        sequences=(1,),
        digests=(digest(by_time(vault)[1]),),
    )


PLANTS: dict[str, Callable[[Vault, Path, list[Path], bytes | None], object]] = {
    "a passage in the place of another": lambda v, f, r, k: plant(
        v, lie(), 1, digest(r[0]), f, key=k
    ),
    "a passage after the last": lambda v, f, r, k: plant(v, lie(), 6, digest(r[5]), f, key=k),
    "a passage far behind": lambda v, f, r, k: plant(v, lie(), 900_000, "", f, key=k),
    "a passage with the id of another": lambda v, f, r, k: plant(
        v, lie(0), 6, digest(r[5]), f, key=k
    ),
    "a second beginning": lambda v, f, r, k: plant(v, beginning(key=k), 0, "", f, key=k),
    "a second beginning of another session": lambda v, f, r, k: plant(
        v, beginning(key=k), 0, "", f, "20261124-bb", key=k
    ),
    "a beginning later on": lambda v, f, r, k: plant(
        v, beginning(key=k), 6, digest(r[5]), f, key=k
    ),
    "that a passage was erased": lambda v, f, r, k: plant(v, erased(v), 6, digest(r[5]), f, key=k),
    "a correction": lambda v, f, r, k: plant(
        v,
        CorrectionKept.of(
            "first", Correction("c", passage(0).segment_id, 1, ("periwinkle",), ("cruel",))
        ),
        6,
        digest(r[5]),
        f,
        key=k,
    ),
    "a flag": lambda v, f, r, k: plant(
        v,
        SegmentFlagged(question_id="first", segment_id=passage(0).segment_id),
        6,
        digest(r[5]),
        f,
        key=k,
    ),
    "a flag taken back": lambda v, f, r, k: plant(
        v,
        FlagTakenBack(question_id="first", segment_id=passage(1).segment_id),
        6,
        digest(r[5]),
        f,
        key=k,
    ),
    "how it was left": lambda v, f, r, k: plant(
        v, AnswerMarked(question_id="first", state="passed"), 6, digest(r[5]), f, key=k
    ),
    "a sound": lambda v, f, r, k: plant(
        v,
        SoundKept(
            question_id="first",
            segment_id=passage(0).segment_id,
            number=0,
            start_seconds=0,
            flac="AAAA",
        ),
        6,
        digest(r[5]),
        f,
        key=k,
    ),
    "an end": lambda v, f, r, k: plant(v, SessionEnded(reason="x"), 6, digest(r[5]), f, key=k),
    "a passage in another folder": lambda v, f, r, k: plant(v, lie(), 2, digest(r[1]), key=k),
}


@pytest.mark.parametrize("proven", [False, True], ids=["format 1", "a key of their own"])
@pytest.mark.parametrize("what", PLANTS)
def test_a_record_that_an_outsider_adds_is_left_out_and_named(
    tmp_path: Path, what: str, proven: bool
) -> None:
    vault = recorded(tmp_path)
    before = first_answer(vault)
    paths = by_time(vault)
    planted = PLANTS[what](vault, paths[0].parent, paths, new_key() if proven else None)
    assert isinstance(planted, Path)
    os.utime(planted, (1, 1))  # as old as can be
    reading = read(vault, SESSION)
    (session,) = [s for s in reading.sessions if s.session_id == SESSION]
    assert session.answers[0] == before
    assert any(planted.name in problem for problem in reading.problems)
    assert any(planted.name in p for p in check_vault(vault, vault.identity()).problems)


def test_a_beginning_that_is_put_into_a_folder_changes_nothing_in_the_list(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    folder = by_time(vault)[0].parent
    for key in (None, new_key()):
        planted = plant(vault, beginning(key=key), 0, "", folder, "20200101-bb", key=key)
        os.utime(planted, (1, 1))
    assert [head.session_id for head in vault.heads(vault.identity())[0]] == [SESSION]


def test_a_missing_record_cannot_be_explained_away(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    paths = by_time(vault)
    body = erased(vault)
    paths[1].unlink()
    plant(vault, body, 6, digest(paths[5]), paths[0].parent)
    assert any("record 1 is missing" in problem for problem in read(vault).problems)


@pytest.mark.parametrize("place", ["beside", "in the session's folder", "in a folder it named"])
def test_another_whole_session_with_the_same_id_is_named_and_left_out(
    tmp_path: Path, place: str
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    new = new_session(date(2026, 11, 24))
    told = replace(header(new.session_id), key=new.key)
    journal = vault.begin_session(told)
    journal.seal_segment("first", passage(0))
    journal.end("finished")
    journal.close()
    own = by_time(vault)[0].parent
    forged_key = new_key()
    other = vault.records_folder / new_folder_name(forged_key)
    asked = (replace(told.questions[0], question="Did you lie?"), *told.questions[1:])
    whole_session(vault, replace(told, key=forged_key, questions=asked), other)
    match place:
        case "beside":
            pass
        case "in the session's folder":
            for path in other.iterdir():
                path.rename(own / path.name)
            other.rmdir()
        case _:  # no mark in a folder's name tells them apart any more
            own.rename(own.with_name("0" * 24))
            other.rename(own)
    for wanted in (None, new.session_id, new.session_id[:10]):
        reading = read(vault, wanted)
        (session,) = reading.sessions
        assert session.answers[0].segments == (passage(0),)
        assert session.answers[0].question == "first?"
        assert len(reading.problems) >= 11
    assert check_vault(vault, vault.identity()).problems
    assert vault.heads(vault.identity())[0][0].session_id == new.session_id


def test_the_folders_own_key_decides_where_the_id_was_given_by_hand(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    folder = by_time(vault)[0].parent
    whole_session(vault, header(), vault.records_folder / ("0" * 24), passages=20)
    for path in (vault.records_folder / ("0" * 24)).iterdir():
        path.rename(folder / path.name)
    assert first_answer(vault).segments == (passage(0), passage(1))


def test_where_no_mark_decides_the_key_that_proves_more_does(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    folder = by_time(vault)[0].parent
    folder = folder.rename(folder.with_name("0" * 24))
    key = new_key()
    plant(vault, beginning(key=key), 0, "", folder, key=key)
    plant(vault, lie(), 1, "", folder, key=key)
    assert first_answer(vault).question == "first?"
    assert first_answer(vault).segments == (passage(0), passage(1))


def test_a_session_without_its_first_record_is_not_read_as_said_by_anybody(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    paths = by_time(vault)
    paths[0].unlink()
    key = new_key()
    forged = plant(vault, beginning(key=key), 0, "", paths[0].parent, key=key)
    reading = read(vault)
    assert [a.segments for s in reading.sessions for a in s.answers] == [(), ()]
    assert len(reading.problems) == 5
    forged.unlink()
    plant(vault, beginning(), 0, "", paths[0].parent)
    reading = read(vault)
    assert reading.sessions == ()
    assert any("record 0 is missing" in problem for problem in reading.problems)


def test_a_record_of_one_session_is_no_record_of_another(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    journal = vault.begin_session(header("20261125-bb"))
    journal.seal_segment("first", passage(7, "of the other"))
    journal.end("finished")
    journal.close()
    first, other = sorted(
        {path.parent for path in by_time(vault)}, key=lambda folder: len(list(folder.iterdir()))
    )[::-1]
    for path in list(first.iterdir()):
        path.rename(other / path.name)
    texts = {s.session_id: s.answers[0].verbatim for s in read(vault).sessions}
    assert texts["20261125-bb"] == "of the other"
    assert "of the other" not in texts[SESSION]


def test_a_copy_of_a_record_is_read_once_and_no_problem(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    for path in by_time(vault):
        shutil.copy2(path, path.with_name(f"{path.stem} (conflicted copy).age"))
    assert read(vault).problems == ()
    assert first_answer(vault).segments == (passage(0), passage(1))


@pytest.mark.parametrize("name", ["0", "z"])
def test_of_two_branches_of_one_session_the_longer_is_read_and_they_are_not_mixed(
    tmp_path: Path, name: str
) -> None:
    """An older copy was gone on with, and then the newer one came back beside it.

    `name`: the shorter one's, so that no order of names decides.
    """
    vault = recorded(tmp_path)
    older = by_time(vault)[:-2]
    newest = by_time(vault)[-2:]
    kept = {path: path.read_bytes() for path in newest}
    for path in newest:
        path.unlink()
    journal = vault.go_on(vault.identity(), SESSION)
    journal.seal_segment("first", passage(50, "on the older copy"))
    journal.close()
    (gone_on,) = set(by_time(vault)) - set(older)
    gone_on.rename(gone_on.with_name(f"{name}.age"))
    for path, data in kept.items():
        path.write_bytes(data)
    reading = read(vault)
    (problem,) = reading.problems
    assert "another record has its place" in problem
    assert first_answer(vault).segments == (passage(0), passage(1))


def test_a_sound_that_takes_the_place_of_another_after_reading_is_not_played(
    tmp_path: Path,
) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    for number in range(2):
        journal.seal_segment("first", passage(number))
        journal.seal_sound("first", passage(number).segment_id, sound(number))
    journal.close()
    reading = read(vault)
    here, there = (reading.sounds.places[SESSION, passage(n).segment_id][0].path for n in range(2))
    here.write_bytes(there.read_bytes())
    assert reading.sounds.of(SESSION, passage(0).segment_id) is None
    assert reading.sounds.of(SESSION, passage(1).segment_id) == sound(1)


def test_what_is_added_later_is_proven_by_the_sessions_own_key(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    correction = Correction("one", passage(0).segment_id, 1, ("periwinkle",), ("honest",))
    journal = vault.go_on(vault.identity(), SESSION)
    journal.seal_correction("first", correction)
    journal.flag_segment("first", passage(1).segment_id)
    journal.close()
    reading = read(vault)
    assert (reading.problems, reading.remarks) == ((), ())
    assert first_answer(vault).corrections == (correction,)
    assert first_answer(vault).flagged == {passage(1).segment_id}


def test_an_answer_is_erased_with_what_was_planted_beside_it(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    paths = by_time(vault)
    plant(vault, lie(), 1, digest(paths[0]), paths[0].parent)
    plant(vault, lie(), 2, "", paths[0].parent, "20260101-zz")
    assert vault.erase_answer(vault.identity(), SESSION, "first") == 2
    identity = vault.identity()
    plain = [age.unseal(path.read_bytes(), identity) for path in by_time(vault)]
    assert not any(b"periwinkle" in text or b"lied" in text for text in plain)


def test_a_folder_named_like_a_session_hides_none(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    for name in (SESSION, "20261124", "2026112400000000"):
        folder = vault.records_folder / name
        folder.mkdir()
        plant(vault, beginning(), 0, "", folder, "20261124-zz")
    reading = read(vault, SESSION)
    assert reading.sessions[0].answers[0].segments == (passage(0), passage(1))
    assert vault.erase_folders(SESSION) == 0
    assert vault.erase_folders("20261124") == 0


def old(tmp_path: Path) -> Vault:
    shutil.copytree(FORMAT_1, tmp_path / "vault")
    return Vault.open(tmp_path / "vault")


def test_a_session_of_format_1_opens_and_is_said_to_be_unproven(tmp_path: Path) -> None:
    vault = old(tmp_path)
    reading = read(vault)
    assert reading.problems == ()
    assert first_answer(vault).text == "I feel heard. When I can say it."
    (remark,) = reading.remarks
    assert "1 session was recorded before records were proven" in remark
    found = check_vault(vault, vault.identity())
    assert found.problems == ()
    assert remark in found.remarks


def test_a_session_of_format_1_is_corrected_and_erased_as_before(tmp_path: Path) -> None:
    vault = old(tmp_path)
    session_id = "20251124-0a1b2c3d"
    journal = vault.go_on(vault.identity(), session_id)
    journal.seal_segment("first", passage(100, "one more thing"))
    journal.close()
    assert read(vault).problems == ()
    assert first_answer(vault).text.endswith("One more thing.")
    assert vault.erase_answer(vault.identity(), session_id, "1") == 3
    assert read(vault).problems == ()
    assert first_answer(vault).segments == ()


def test_in_a_session_of_format_1_what_does_not_follow_is_left_out_and_named(
    tmp_path: Path,
) -> None:
    vault = old(tmp_path)
    paths = by_time(vault)
    digests = {digest(path): path for path in paths}
    identity = vault.identity()
    start = next(p for p in paths if b"session_started" in age.unseal(p.read_bytes(), identity))
    session_id, key = "20251124-0a1b2c3d", new_key()
    last = next(p for p in paths if b'"correction"' in age.unseal(p.read_bytes(), identity))
    assert len(digests) == 7
    planted = [
        plant(vault, lie(), 1, digest(start), start.parent, session_id),
        plant(vault, beginning(), 0, "", start.parent, session_id),
        plant(vault, beginning(), 7, digest(last), start.parent, session_id),
        plant(vault, lie(903), 0, "", start.parent, session_id),
        plant(vault, lie(901), 7, "0" * 64, start.parent, session_id),
        plant(vault, lie(902), 7, "", start.parent, session_id, key),
        plant(vault, beginning(key=key), 0, "", start.parent, session_id, key),
        plant(vault, beginning(key=key), 0, "", None, session_id, key),
    ]
    reading = read(vault)
    assert first_answer(vault).text == "I feel heard. When I can say it."
    assert first_answer(vault).question == "first?"
    for path in planted:
        assert any(path.name in problem for problem in reading.problems), path


def test_bytes_that_are_no_record_are_named(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    folder = by_time(vault)[0].parent
    whole = age.unseal(by_time(vault)[1].read_bytes(), vault.identity())
    line, proven, _ = whole.split(b"\n")
    bad = [
        b"",
        b"{}",
        line,
        line + b"\n" + b" " * 900,
        line + b"\n" + proven,
        line + b"\n" + proven.replace(b"proof", b"other") + b"\n",
        line + b"\n" + proven + b"\n" + proven + b"\n",
        line + b"\n" + proven + b"\nx",
        line.replace(b'"format_version":2', b'"format_version":1') + b"\n" + proven + b"\n",
        line.replace(b'"format_version":2', b'"format_version":3') + b"\n" + proven + b"\n",
    ]
    assert all(data != whole for data in bad)
    planted = [seal(vault, data, folder) for data in bad]
    problems = check_vault(vault, vault.identity()).problems
    for path in planted:
        assert any(path.name in problem and "foreign" in problem for problem in problems), path
    assert first_answer(vault).segments == (passage(0), passage(1))


def test_a_session_with_a_mark_in_its_id_is_never_one_of_format_1(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    session_id = new_session(date(2026, 11, 24)).session_id
    first = plant(vault, beginning(), 0, session_id=session_id)
    plant(vault, lie(), 1, digest(first), first.parent, session_id)
    reading = read(vault)
    assert reading.sessions == ()
    assert any("record 0 is missing" in problem for problem in reading.problems)


@pytest.mark.skipif(shutil.which("age") is None, reason="apt install age")
def test_the_documented_recipe_tells_a_sessions_own_records_without_this_program(
    tmp_path: Path,
) -> None:
    vault = recorded(tmp_path)
    paths = by_time(vault)
    folder = paths[0].parent
    key = new_key()
    planted = [
        plant(vault, beginning(key=key), 0, "", folder, key=key),
        plant(vault, lie(), 2, "", folder, key=key),
        plant(vault, lie(), 3, "", folder),
    ]
    paths[4].unlink()
    (recipe,) = re.findall(r"^```python\n(.*?)^```$", FORMAT.read_text(), re.DOTALL | re.MULTILINE)
    assert len(recipe.splitlines()) <= 30
    key_file = vault.directory / "identity.txt"
    done = subprocess.run(
        [sys.executable, "-c", recipe, key_file, folder], capture_output=True, text=True, check=True
    )
    told = done.stdout.splitlines()
    assert sorted(line for line in told if line.startswith("not of")) == sorted(
        f"not of this session: {path.name}" for path in planted
    )
    assert told[-6].endswith(f"('session_started', '{paths[0].name}')")
    assert told[-2] == "4 is missing, or was erased"
