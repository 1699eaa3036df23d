"""`docs/recovery-drill.md`, command by command, as somebody would follow it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.vault.test_vault import CANARY, header, passage
from voice.machine.places import PROJECT_FOLDER
from voice.vault.vault import Vault
from voice.vault.words import in_words

DRILL = PROJECT_FOLDER / "docs" / "recovery-drill.md"


@pytest.mark.skipif(shutil.which("age") is None, reason="apt install age")
def test_the_documented_drill_opens_a_copy_with_the_recovery_key_alone(tmp_path: Path) -> None:
    vault, made = Vault.create(tmp_path / "vault")
    journal = vault.begin_session(header())
    journal.seal_segment("first", passage(0))
    journal.seal_segment("first", passage(1, "a second thought"))
    journal.close()
    blocks = re.findall(r"^```sh\n(.*?)^```$", DRILL.read_text(), re.DOTALL | re.MULTILINE)
    copy, key, from_words, open_all, as_text, tidy = blocks
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "VAULT": str(vault.directory),
        "COPY": str(tmp_path / "elsewhere"),
        "KEY": str(tmp_path / "key"),
    }

    def run(block: str, typed: str = "") -> str:
        done = subprocess.run(
            ["bash", "-eu", "-c", block],
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "cannot open" not in done.stderr
        return done.stdout

    run(copy)
    shutil.rmtree(vault.directory)
    run(key, made.recovery_identity + "\n")
    assert CANARY in run(open_all)
    run("rm $KEY")
    run(from_words, " ".join(in_words(made.recovery_identity)) + "\n")
    assert CANARY in run(open_all)
    if shutil.which("jq"):
        assert run(as_text).splitlines() == [
            f"20261124-aa first: my {CANARY} opinion",
            "20261124-aa first: a second thought",
        ]
    run(tidy)
    assert not (tmp_path / "key").exists()
