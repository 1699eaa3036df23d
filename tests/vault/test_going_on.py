"""Corrections, and what is added to a session after its end; the passages stay as they were."""

from pathlib import Path

import pytest

from tests.vault.test_vault import header, passage, recorded, records_of
from voice.values.errors import VaultError
from voice.values.transcript import Answer, AnswerState, Correction, Segment
from voice.vault import age
from voice.vault.reading import as_json
from voice.vault.vault import Vault

SESSION = "20261124-aa"


def correction(name: str, number: int = 0, first: int = 1, was: str = "periwinkle") -> Correction:
    return Correction(name, passage(number).segment_id, first, (was,), ("honest",))


def first_answer(vault: Vault) -> Answer:
    reading = vault.read(vault.identity())
    assert reading.problems == ()
    return reading.sessions[0].answers[0]


def go_on(vault: Vault, *corrections: Correction) -> None:
    journal = vault.go_on(vault.identity(), SESSION)
    for made in corrections:
        journal.seal_correction("first", made)
    journal.close()


def test_a_correction_made_later_changes_the_text_and_no_byte_of_what_was_sealed(
    tmp_path: Path,
) -> None:
    vault = recorded(tmp_path)
    before = {path: path.read_bytes() for path in records_of(vault)}
    go_on(vault, correction("one"))
    assert all(path.read_bytes() == data for path, data in before.items())
    answer = first_answer(vault)
    assert answer.text.startswith("My honest opinion.")
    assert answer.verbatim.startswith("my periwinkle opinion")


def test_the_json_has_the_corrected_text_and_the_words_as_recognised(tmp_path: Path) -> None:
    vault = recorded(tmp_path, 1)
    go_on(vault, correction("one"))
    (session,) = as_json(vault.read(vault.identity()).sessions)
    (segment,) = session["answers"][0]["segments"]
    assert segment["text"] == "My honest opinion."
    assert segment["verbatim"] == "my periwinkle opinion"
    assert [word["word"] for word in segment["words"]] == ["my", "periwinkle", "opinion"]
    assert segment["corrections"] == [{"misheard": "periwinkle", "meant": "honest"}]


def test_going_on_twice_keeps_the_chain_whole(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, correction("one"))
    go_on(vault, correction("two", 1))
    assert first_answer(vault).verbatim.count("periwinkle") == 2
    assert first_answer(vault).text.count("honest") == 2


def test_a_passage_can_be_added_later_and_comes_last(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    journal = vault.go_on(vault.identity(), SESSION)
    journal.seal_segment("first", passage(100, "and one more thing"))
    journal.close()
    assert first_answer(vault).text.endswith("\n\nAnd one more thing.")


def test_erasing_a_passage_erases_the_words_of_its_corrections_too(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, correction("one"))
    journal = vault.go_on(vault.identity(), SESSION)
    journal.erase_segments("first", (passage(0).segment_id,))
    journal.close()
    answer = first_answer(vault)
    assert (len(answer.segments), answer.corrections) == (1, ())
    identity = vault.identity()
    plain = b"".join(age.unseal(path.read_bytes(), identity) for path in records_of(vault))
    assert b"honest" not in plain


def test_scratching_a_passage_in_its_own_session_erases_its_correction_too(tmp_path: Path) -> None:
    vault, _ = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.seal_correction("first", correction("one"))
    journal.erase_segments("first", (passage(0).segment_id,))
    journal.close()
    assert first_answer(vault) == Answer("first", "first?", AnswerState.UNANSWERED, theme="T")
    identity = vault.identity()
    plain = b"".join(age.unseal(path.read_bytes(), identity) for path in records_of(vault))
    assert b"honest" not in plain


def test_a_correction_taken_back_leaves_no_file_and_no_gap(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    files = len(records_of(vault))
    go_on(vault, correction("one"))
    journal = vault.go_on(vault.identity(), SESSION)
    journal.erase_correction("first", "one")
    journal.close()
    assert first_answer(vault).text.startswith("My periwinkle opinion.")
    assert len(records_of(vault)) == files + 1  # that something was erased, and no word of it


def test_a_correction_that_does_not_fit_the_words_is_left_out(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, correction("one", was="opinion"), correction("two", first=7))
    assert "honest" not in first_answer(vault).text


def test_only_a_session_that_is_there_can_go_on_and_the_vault_is_free_afterwards(
    tmp_path: Path,
) -> None:
    vault = recorded(tmp_path)
    with pytest.raises(VaultError):
        vault.go_on(vault.identity(), "20200101-zz")
    go_on(vault)


def test_no_repr_of_a_correction_holds_a_spoken_word() -> None:
    assert "periwinkle" not in repr(correction("one")) + repr(Segment("s", (), 0, 0))


def test_erasing_an_answer_erases_its_corrections_too(tmp_path: Path) -> None:
    vault = recorded(tmp_path)
    go_on(vault, correction("one"))
    identity = vault.identity()
    assert vault.erase_answer(identity, SESSION, "first") == 2
    assert first_answer(vault).corrections == ()
    plain = b"".join(age.unseal(path.read_bytes(), identity) for path in records_of(vault))
    assert b"honest" not in plain
    assert b"periwinkle" not in plain
