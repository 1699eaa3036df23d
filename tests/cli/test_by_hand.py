"""On a terminal of a machine that neither hears nor speaks: home and its sessions go by keys."""

from pathlib import Path

from tests.cli.test_setting_up import Terminal, vault_of
from voice.vault.vault import Vault

NOTES = 'recogniser = "skipped"\nkey = "skipped"\nsound = "skipped"\nmanner = "done"\n'


def test_without_recogniser_loudspeaker_and_microphone_a_session_is_typed(tmp_path: Path) -> None:
    """Nothing of it is asked of whoever starts it: no option, no command."""
    vault = Vault.create(vault_of(tmp_path), take=lambda _: False)[0]
    notes = tmp_path / ".config" / "reflect-aloud" / "setting-up.toml"
    notes.parent.mkdir(parents=True)
    notes.write_text(NOTES)
    terminal = Terminal(tmp_path, "--plain")
    terminal.until("I am not listening: press a key, or touch").press("b")
    assert "there is no loudspeaker" in terminal.shown
    assert "no speech can be understood here yet" in terminal.shown
    terminal.until("trustworthy?").until("I am not listening").press("j")
    terminal.until("I am not listening: type").press("my sister\r")
    terminal.until("you my sister").until("I am not listening").press("q").until("stop").press("q")
    terminal.until("You are home again").until("I am not listening").press("q")
    terminal.until("Stopping").press("q")
    assert terminal.ends() == 0
    assert vault.count()[0] == 1
