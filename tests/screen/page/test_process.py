"""The page is a process of its own: what it may do, what it is told, and how either side's end is
met by the other."""

import io
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest
from page_scenes import scenes
from page_window import let_in, open_server, show
from playwright.sync_api import Browser

from tests.screen.page.test_kiosk_page import SCENES
from tests.screen.page.test_security import knock, token_in
from voice.cli.window import Window
from voice.floor.events import Remark, ShutdownAsked
from voice.floor.view import Mood
from voice.scenes.visit.events import ScreenLost
from voice.screen.page.buttons import Button
from voice.screen.page.kiosk import KioskPage
from voice.screen.page.live import Live, Shown
from voice.screen.page.look import Look
from voice.screen.page.messages import (
    LONGEST_FROM_PAGE_BYTES,
    Chosen,
    FromPage,
    LookChosen,
    News,
    Offered,
    Opening,
    Told,
    Typed,
    Typing,
    line_of,
    read_from_page,
    read_to_page,
)
from voice.screen.page.picture import Picture
from voice.screen.page.server import PageServer
from voice.screen.page.serving import Serving
from voice.settings import Settings

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="seccomp and /proc are Linux")

PICTURE = Picture(Mood.READY, "ready", text="sister", buttons=(Button("next", "Next"),))


def page_process(server: PageServer) -> int:
    return server._process.pid


def is_gone(pidfd: int) -> bool:
    """Whether a process has ended, once it has or much too much time has passed."""
    return bool(select.select([pidfd], [], [], 30)[0])


# What it may do -----------------------------------------------------------------------------------


@linux_only
def test_it_serves_with_its_network_closed_by_the_kernel_and_nobody_reads_its_memory(
    server: PageServer,
) -> None:
    assert knock(server, token_in(server.door)).status == 200
    status = Path(f"/proc/{page_process(server)}/status").read_text()
    assert "\nSeccomp:\t2\n" in status
    assert "\nNoNewPrivs:\t1\n" in status
    owner = Path(f"/proc/{page_process(server)}/mem").stat().st_uid
    assert owner == 0  # root's, as everything of a process that is not to be read


def inet_sockets() -> set[str]:
    """The sockets of this process that a network's table lists."""
    listed = {
        line.split()[9]
        for table in ("tcp", "tcp6", "udp", "udp6")
        for line in Path(f"/proc/self/net/{table}").read_text().splitlines()[1:]
    }
    names = [os.readlink(entry) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]
    return {name for name in names if name[len("socket:[") : -1] in listed}


@linux_only
def test_the_program_keeps_no_socket_of_the_page(tmp_path: Path) -> None:
    before = inet_sockets()
    server = open_server(tmp_path)
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        with_one = inet_sockets()
        wire.close()
    assert len(with_one) == len(before) + 1  # the wire is seen, so a listener would be
    assert inet_sockets() == before
    server.close()


def test_a_door_that_cannot_be_made_is_the_systems_own_error_and_leaves_no_process(
    tmp_path: Path,
) -> None:
    blocked = tmp_path / "no such folder"
    with pytest.raises(FileNotFoundError):
        open_server(blocked)


# What it is told, and what is taken from it -------------------------------------------------------


def test_what_the_page_claims_was_chosen_counts_only_where_the_picture_has_it(
    server: PageServer,
) -> None:
    taken: list[str] = []
    shown = Shown(
        PICTURE, taken.append, taken.append, lambda: taken.append("typing"),
        offer=lambda choice, begins: taken.append(f"{choice} named, {begins}"),
    )  # fmt: skip
    every: list[FromPage] = [
        Chosen(choice="next"), Chosen(choice="stop"), Typed(text="age1"), Typing(),
        Offered(choice="next", begins=True), Offered(choice="stop", begins=True),
        Offered(choice="more", begins=False),
    ]  # fmt: skip
    for message in every:
        server._take(message)
    assert taken == []  # nothing is shown yet
    server.publish(shown)
    for message in every:
        server._take(message)
    right = ["next", "next named, True", "more named, False"]
    assert taken == right
    server.wipe()
    for message in every:
        server._take(message)
    assert taken == right


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"next\n",
        b'{"kind":"chosen","choice":"next"}',
        b'{"kind":"chosen"}\n',
        b'{"kind":"chosen","choice":7}\n',
        b'{"kind":"chosen","choice":"' + b"x" * 65 + b'"}\n',
        b'{"kind":"chosen","choice":"next","also":1}\n',
        b'{"kind":"news","number":1,"changed":{}}\n',
        b'{"kind":"look","look":{"theme":"pink"}}\n',
        b'{"kind":"typed","text":"\xff"}\n',
        b'{"kind":"typed","text":"' + b"x" * LONGEST_FROM_PAGE_BYTES + b'"}\n',
    ],
)
def test_a_line_that_is_no_message_of_the_pages_ends_the_talk(line: bytes) -> None:
    assert read_from_page(io.BytesIO(line)) is None


def test_every_message_is_one_line_and_comes_back_as_it_was() -> None:
    opening = Opening(
        words={"name": "a\nb"}, page="<p>\n</p>", assets={"/a": ("font/woff2", b"\0\xff\n")},
        look=Look(), door_folder="/tmp", gone_seconds=4.0,
    )  # fmt: skip
    news = News(number=1, changed={"picture": '{"a":"\\n"}', "over": None})
    for message in (opening, news):
        assert line_of(message).count(b"\n") == 1
        assert read_to_page(io.BytesIO(line_of(message))) == message
    for back in (Chosen(choice="next"), LookChosen(look=Look(theme="dark")), Typed(text="é\n")):
        assert read_from_page(io.BytesIO(line_of(back))) == back


def test_what_was_wiped_is_held_by_the_page_no_more(tmp_path: Path) -> None:
    said: list[FromPage] = []
    opening = Opening(
        words={"language": "en", "name": "n", "open_window": "o"}, page="", assets={},
        look=Look(), door_folder=str(tmp_path), gone_seconds=4.0,
    )  # fmt: skip
    serving = Serving(opening, 1, said.append)
    server_side = Live(shown=Shown(PICTURE, said.append), caption="mother")  # type: ignore[arg-type]
    serving.take(News(number=1, changed=dict(server_side.parts())))
    assert "sister" in repr(serving._now)
    assert serving._choices == {"next"}
    serving.take(
        News(number=2, changed={"picture": None, "caption": None, "level": None, "over": "true"})
    )
    assert set(serving._now) == {"look", "over"}
    assert serving._choices == frozenset()
    assert said == [Told(number=1), Told(number=2)]
    assert "sister" not in repr(vars(serving))


@linux_only
def test_a_page_that_stands_still_holds_nothing_up_and_shows_the_last_picture_afterwards(
    browser: Browser, server: PageServer
) -> None:
    context = browser.new_context()
    page = let_in(context, server)
    os.kill(page_process(server), signal.SIGSTOP)
    for number in range(2_000):  # ten times what a pipe holds
        long = Picture(Mood.READY, "ready", text=f"picture {number} " + "word " * 100)
        server.publish(Shown(long, lambda _choice: None))
    assert server._news_number <= 2  # one is under way; the others gave way to the last
    os.kill(page_process(server), signal.SIGCONT)
    page.wait_for_selector("#text:text('picture 1999')")
    context.close()


# Either end ---------------------------------------------------------------------------------------


@linux_only
def test_a_page_that_stands_still_is_ended_with_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.screen.page.server.ENDING_SECONDS", 0.2)
    server = open_server(tmp_path)
    os.kill(page_process(server), signal.SIGSTOP)
    server.close()
    assert server._process.returncode == -signal.SIGKILL
    assert not server.door.exists()


def test_a_session_whose_page_has_died_goes_on_and_says_so(
    browser: Browser,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(webbrowser, "open", lambda _address: True)
    window = Window(Settings(browser="default"))
    server = window._server
    posted: queue.SimpleQueue[object] = queue.SimpleQueue()
    screen = window.screen(posted.put)
    context = browser.new_context()
    page = let_in(context, server)
    show(screen, scenes()[3])
    page.wait_for_selector("[data-choice=next]")
    server._process.kill()
    told = posted.get(timeout=30)
    assert told == Remark(server.shell.words["window_lost"])
    page.wait_for_function(
        "() => document.getElementById('lost-words')?.textContent.includes('reached')"
    )
    assert "my trust" not in page.content()
    assert server._process.returncode == -signal.SIGKILL  # waited for: no zombie
    assert not server.door.parent.exists()
    show(screen, scenes()[2])  # the session shows on, to nobody
    screen.close()
    window.close()
    assert posted.empty()
    assert server.shell.words["window_lost"] in capsys.readouterr().err
    context.close()


def test_a_loss_that_nobody_waited_for_yet_is_told_to_whoever_asks_first(
    server: PageServer,
) -> None:
    server._process.kill()
    server._threads[0].join(30)
    told: list[str] = []
    server.on_loss(lambda: told.append("lost"))
    assert told == ["lost"]


def test_a_kiosk_without_its_page_ends_when_nobody_is_there(server: PageServer) -> None:
    posted: queue.SimpleQueue[object] = queue.SimpleQueue()
    screen = KioskPage(server, posted.put, server.shell.words)
    screen.show(SCENES["kiosk-consent-asked"])
    server._process.kill()
    assert posted.get(timeout=30) == ScreenLost()
    server._threads[0].join(30)
    assert posted.empty()  # a visit goes on by voice
    screen.show(SCENES["kiosk-resting"])
    assert posted.get(timeout=30) == ShutdownAsked()


def test_a_kiosk_at_rest_ends_at_once_without_its_page(server: PageServer) -> None:
    posted: queue.SimpleQueue[object] = queue.SimpleQueue()
    KioskPage(server, posted.put, server.shell.words).show(SCENES["kiosk-resting"])
    server._process.kill()
    assert posted.get(timeout=30) == ScreenLost()
    assert posted.get(timeout=30) == ShutdownAsked()


PROGRAM = """
import sys
sys.path.insert(0, {scripts!r})
from pathlib import Path
from page_scenes import scenes
from page_window import open_server, show
from voice.screen.page.screen import PageScreen
server = open_server(Path({folder!r}))
show(PageScreen(server, print, server.shell.words), scenes()[3])
print(server._process.pid, server.port, flush=True)
sys.stdin.read()
"""


@linux_only
def test_the_page_ends_with_the_program_however_that_ends(browser: Browser, tmp_path: Path) -> None:
    scripts = str(Path(__file__).parents[3] / "scripts")
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(scripts=scripts, folder=str(tmp_path))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert program.stdout is not None
    with program:
        pid, port = map(int, program.stdout.readline().split())
        pidfd = os.pidfd_open(pid)
        door = tmp_path / "reflect-aloud.html"
        context = browser.new_context()
        page = context.new_page()
        page.goto(door.as_uri())
        page.wait_for_selector("[data-choice=next]")
        program.kill()
        assert is_gone(pidfd)
    page.wait_for_selector("#lost:not([hidden])")
    assert "my trust" not in page.content()
    assert not door.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    os.close(pidfd)
    context.close()
