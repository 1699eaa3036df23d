"""The operator's file: every problem at once, no contradiction, no secret key."""

from datetime import time
from pathlib import Path

import pytest

from scripts.languages import COMPLETE
from tests.kiosk.configs import clinic
from voice.app.kiosk import kiosk_plan_of
from voice.app.session import plan_of
from voice.guides.loading import find_guide
from voice.kiosk.config import Invitation, load_config
from voice.language.loading import load_language
from voice.scenes.visit.wording import KioskSay
from voice.values.errors import SettingsError
from voice.vault import age


def refused(path: Path) -> str:
    with pytest.raises(SettingsError) as raised:
        load_config(path)
    assert raised.value.hint
    return raised.value.fact


def test_a_whole_file_is_understood(tmp_path: Path) -> None:
    path = clinic(
        tmp_path, invitation={"begins": "08:30", "ends": "17:00", "every_minutes": 15}
    ).path
    config = load_config(path)
    assert config.clinic == "Riverside Clinic"
    assert config.invitation is not None
    assert config.invitation.begins == time(8, 30)
    assert config.holders[0].name == "Riverside"
    assert config.settings.rate_wpm == 320


def test_every_problem_is_named_at_once_with_its_key_and_a_near_one(tmp_path: Path) -> None:
    fact = refused(
        clinic(
            tmp_path,
            clinic=None,
            keeper="everybody",
            recipients=[{"name": "Riverside", "key": "age1nonsense"}],
            volum=0.5,
            rate_wpm=5,
            invitation={"begins": "25:00", "ends": "17:00"},
        ).path
    )
    for part in (
        "clinic:",
        "keeper:",
        "recipients[0].key: is no age recipient",
        "volum: unknown key, did you mean volume?",
        "rate_wpm:",
        "invitation.begins: is no time of day",
    ):
        assert part in fact


def test_a_secret_key_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    secret = age.new_identity()
    fact = refused(clinic(tmp_path, recipients=[{"name": "Riverside", "key": secret}]).path)
    assert "is a secret key" in fact
    assert secret not in fact


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"recipients": None}, 'keeper "clinic" needs at least one public key'),
        ({"recipients": None, "keeper": "both"}, 'keeper "both" needs at least one public key'),
        ({"keeper": "client"}, "nobody else may open a session"),
        ({"volume": 0.9, "largest_volume": 0.5}, "over largest_volume"),
        ({"clinic": "River\x07side"}, "control characters"),
    ],
)
def test_contradictions_are_refused(tmp_path: Path, changes: dict, problem: str) -> None:
    assert problem in refused(clinic(tmp_path, **changes).path)


@pytest.mark.parametrize("country", ["gb", "GBR", "G1", ""])
def test_a_country_is_two_capital_letters(tmp_path: Path, country: str) -> None:
    assert "country:" in refused(clinic(tmp_path, country=country).path)


@pytest.mark.parametrize("code", COMPLETE)
def test_the_kiosk_says_its_countrys_numbers_and_how_to_erase_in_the_guides_language(
    tmp_path: Path, code: str
) -> None:
    language = load_language(code)
    guide = find_guide("trust-and-power").model_copy(update={"language": code})
    for country, card in language.crisis_countries.items():
        config = load_config(clinic(tmp_path, country=country).path)
        assert kiosk_plan_of(config, guide).crisis == card
        assert config.settings.country == country  # and so does the session inside
    plan = kiosk_plan_of(load_config(clinic(tmp_path, country=None).path), guide)
    assert plan.crisis == language.crisis
    assert plan.erase_later == language.kiosk.line(KioskSay.ERASE_LATER)
    own = load_config(clinic(tmp_path, erase_later="ask at the desk").path)
    assert kiosk_plan_of(own, guide).erase_later == "ask at the desk"


def test_a_client_held_key_needs_no_recipient(tmp_path: Path) -> None:
    assert load_config(clinic(tmp_path, keeper="client", recipients=None).path).holders == ()


@pytest.mark.parametrize("text", ["= 3", "", "x" * 9000, "[[[["])
def test_a_broken_file_is_an_error_with_a_next_step(tmp_path: Path, text: str) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text(text)
    assert str(path) in refused(path)
    assert str(tmp_path / "none.toml") in refused(tmp_path / "none.toml")


def test_the_hours_of_the_invitation_may_go_past_midnight() -> None:
    day = Invitation(begins=time(9), ends=time(17))
    assert [day.holds_at(time(h)) for h in (8, 9, 16, 17)] == [False, True, True, False]
    night = Invitation(begins=time(22), ends=time(6))
    assert [night.holds_at(time(h)) for h in (21, 22, 3, 6)] == [False, True, True, False]


# No secret key may lie there ----------------------------------------------------------------


def test_a_kiosk_never_keeps_sound_whatever_its_file_or_its_surroundings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "a kiosk never keeps sound" in refused(clinic(tmp_path, keep_sound=True).path)
    monkeypatch.setenv("REFLECT_KEEP_SOUND", "true")
    config = load_config(clinic(tmp_path).path)
    plan = plan_of(find_guide("trust-and-power"), config.settings, "client")
    assert not plan.keep_sound
