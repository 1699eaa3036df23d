"""A test in a process of its own says what it would have said, and takes nobody with it."""

import subprocess
import sys
from pathlib import Path

CONFTEST = """
from tests.apart import run_apart

def pytest_runtest_protocol(item):
    for report in run_apart(item, 2):
        item.ihook.pytest_runtest_logreport(report=report)
    return True
"""
TESTS = """
import os, threading
import pytest

left = []

@pytest.fixture
def broken():
    raise RuntimeError

def test_passes(): left.append(1)
def test_finds_nothing_of_the_one_before(): assert not left
def test_fails(): print("what was printed"); assert 1 == 2, "what was asked"
def test_is_skipped(): pytest.skip("apt install something")
def test_cannot_begin(broken): pass
def test_dies(): os.kill(os.getpid(), 9)
def test_waits_for_ever(): threading.Event().wait()
def test_comes_after(): pass
"""


def test_each_outcome_of_a_test_apart_is_told_and_the_run_goes_on(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntimeout = 2\n")
    (tmp_path / "test_apart.py").write_text(TESTS)
    root = Path(__file__).parents[1]
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "-q", str(tmp_path)]
    run += ["--rootdir", str(tmp_path), "-c", str(tmp_path / "pytest.ini")]
    ended = subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)
    told = ended.stdout
    for outcome, names in {
        "PASSED": ("passes", "finds_nothing_of_the_one_before", "comes_after"),
        "FAILED": ("fails", "dies", "waits_for_ever"),
        "ERROR": ("cannot_begin",),
    }.items():
        of_it = [line for line in told.splitlines() if line.startswith(outcome)]
        for name in names:
            assert any(f"::test_{name}" in line for line in of_it), name
    for said in ("what was asked", "what was printed", "apt install something", "Timeout (>2.0s)"):
        assert said in told
    assert "its process ended with -9 and told nothing" in told
    assert "3 failed, 3 passed, 1 skipped, 1 error" in told
