"""The proofs of SECURITY.md at a size for every test run; each planted fault has to be found."""

import dataclasses

import pytest
from prove import crash, endurance, fault, hostile, interop, kill
from prove.mutants import PROJECT, mutants
from prove.needs import Missing
from prove.size import QUICK

TINY = dataclasses.replace(
    QUICK,
    kills=8,
    mutated_records=500,
    planted_bodies=4,
    hostile_strings=300,
    mutated_zips=30,
    mutated_models=10,
    models_loaded=0,
    hostile_files=8,
    faulty_rehearsals=1,
    simulated_hours=0.06,
    device_sittings=1,
)


@pytest.mark.parametrize(
    "proof", [kill, crash, fault, interop, hostile], ids=lambda module: module.__name__
)
def test_every_goal_of_the_proof_is_reached(proof: object) -> None:
    try:
        figures = proof.prove(TINY, lambda _what: None)
    except Missing as missing:
        pytest.skip(str(missing))
    # how long something takes is for the proof itself to judge, on a machine left alone
    missed = [figure.row() for figure in figures if not figure.reached and figure.unit != "s"]
    assert missed == []


def test_a_vault_that_says_saved_too_early_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from voice.vault import writing

    def hasty(fs: object, path: object, data: bytes) -> None:
        """Swallows the error, as a careless program would."""
        try:
            honest(fs, path, data)
        except OSError:
            return

    honest = writing.write_durably
    monkeypatch.setattr(writing, "write_durably", hasty)
    assert fault._one_fault(fault.Faulty("fsync", 5)) == "false"


def test_a_simulated_session_of_minutes_is_listened_to_and_kept() -> None:
    figures = {f.name: f for f in endurance.prove(TINY, lambda _what: None)}
    # whether memory settles takes longer to show: the proof itself judges that
    assert figures["passages kept in it"].reached
    assert figures["growth of open descriptors"].reached
    assert figures["growth of threads"].reached


def test_a_slope_is_found_under_noise_and_a_jump_is_none() -> None:
    noise = [0.0, 0.3, -0.2, 0.1, -0.3, 0.2] * 10
    level = [(hour / 10, 100 + off) for hour, off in enumerate(noise)]
    leaking = [(hours, mb + 1.0 * hours) for hours, mb in level]
    jumping = [(hours, mb + (40 if hours > 5.7 else 0)) for hours, mb in level]
    assert abs(endurance._slope(level)) < 0.1
    assert abs(endurance._slope(leaking) - 1.0) < 0.1
    assert abs(endurance._slope(jumping)) < 0.2


def test_every_mutant_names_its_promise_a_line_that_is_there_once_and_tests_that_exist() -> None:
    assert all((PROJECT / test).exists() for mutant in mutants() for test in mutant.tests)
    wrong = [m.promise for m in mutants() if (PROJECT / m.file).read_text().count(m.old) != 1]
    assert wrong == []
