"""Whoever is not the one window that was let in gets nothing and changes nothing."""

import asyncio
import contextlib
import json
import queue
import re
import socket
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from page_scenes import scenes
from page_window import open_server, show
from uvicorn.server import ServerState

from voice.screen.page import checks, connections
from voice.screen.page.checks import LARGEST_BODY_BYTES
from voice.screen.page.connections import HEAD_SECONDS, MOST_STRANGERS, Strangers, TimedProtocol
from voice.screen.page.guarded import BODY_SECONDS
from voice.screen.page.screen import PageScreen
from voice.screen.page.server import PageServer


@dataclass(frozen=True)
class Answer:
    status: int
    head: str
    body: bytes
    raw_head: str = ""
    """As it came: `head` is in lower case."""


@dataclass(frozen=True)
class Window:
    """What a window that was let in has to show."""

    cookie: str
    key: str


def ask(
    server: PageServer, method: str, path: str, headers: list[tuple[str, str]], body: bytes = b""
) -> Answer:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return send(server, ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)


def send(server: PageServer, raw: bytes) -> Answer:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(raw)
        received = b""
        while chunk := wire.recv(65536):
            received += chunk
    head, _, rest = received.partition(b"\r\n\r\n")
    raw_head = head.decode("latin-1")
    return Answer(int(head.split()[1]), raw_head.lower(), rest, raw_head)


def host(server: PageServer) -> str:
    return f"127.0.0.1:{server.port}"


def token_in(door: Path) -> str:
    found = re.search(r'name="token" value="([^"]+)"', door.read_text())
    assert found is not None
    return found[1]


def knock(server: PageServer, token: str, **changed: str) -> Answer:
    body = f"token={token}".encode()
    headers = {
        "Host": host(server),
        "Origin": "null",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
    }
    return ask(server, "POST", "/enter", list({**headers, **changed}.items()), body)


def enter(server: PageServer) -> Window:
    answer = knock(server, token_in(server.door))
    assert answer.status == 200
    cookie = re.search(r"reflect_window=([^;\r]+)", answer.raw_head)
    key = re.search(rb'name="window-key" content="([^"]+)"', answer.body)
    assert cookie is not None
    assert key is not None
    return Window(cookie[1], key[1].decode())


def rightly(server: PageServer, window: Window, body: bytes) -> dict[str, str]:
    return {
        "Host": host(server),
        "Origin": server.address,
        "Sec-Fetch-Site": "same-origin",
        "Cookie": f"reflect_window={window.cookie}",
        "X-Reflect-Window": window.key,
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }


BODY = b'"next"'
LOOK = b'{"theme":"dark"}'
BIG = b'"' + b"x" * LARGEST_BODY_BYTES + b'"'

Changes = dict[str, str | None]

BAD_HEADERS: dict[str, Changes] = {
    "no Host": {"Host": None},
    "Host of a rebound name": {"Host": "evil.example:{port}"},
    "Host localhost": {"Host": "localhost:{port}"},
    "Host without a port": {"Host": "127.0.0.1"},
    "Host of another port": {"Host": "127.0.0.1:1"},
    "Host of another loopback address": {"Host": "127.0.0.2:{port}"},
    "Host in another spelling": {"Host": "127.1:{port}"},
    "Host with a trailing dot": {"Host": "127.0.0.1.:{port}"},
    "Host with a user": {"Host": "127.0.0.1:{port}@evil.example"},
    "IPv6 Host": {"Host": "[::1]:{port}"},
    "no Origin": {"Origin": None},
    "null Origin": {"Origin": "null"},
    "another site's Origin": {"Origin": "https://evil.example"},
    "https Origin": {"Origin": "https://127.0.0.1:{port}"},
    "Origin of another port": {"Origin": "http://127.0.0.1:1"},
    "Origin without a port": {"Origin": "http://127.0.0.1"},
    "Origin localhost": {"Origin": "http://localhost:{port}"},
    "Origin with more after it": {"Origin": "http://127.0.0.1:{port}.evil.example"},
    "Origin with a path": {"Origin": "http://127.0.0.1:{port}/"},
    "no Sec-Fetch-Site": {"Sec-Fetch-Site": None},
    "cross-site": {"Sec-Fetch-Site": "cross-site"},
    "same-site: another port": {"Sec-Fetch-Site": "same-site"},
    "Sec-Fetch-Site none": {"Sec-Fetch-Site": "none"},
    "no cookie": {"Cookie": None},
    "empty cookie": {"Cookie": "reflect_window="},
    "wrong cookie": {"Cookie": "reflect_window=" + "A" * 43},
    "cut cookie": {"Cookie": "reflect_window={cookie_cut}"},
    "cookie of another name": {"Cookie": "other={cookie}"},
    "two cookies": {"Cookie": "reflect_window=x; reflect_window={cookie}"},
    "cookie that is no ASCII": {"Cookie": "reflect_window=\xff\xfe"},
    "no key: a cookie sent to another port": {"X-Reflect-Window": None},
    "wrong key": {"X-Reflect-Window": "A" * 43},
    "the cookie for a key": {"X-Reflect-Window": "{cookie}"},
    "a form": {"Content-Type": "application/x-www-form-urlencoded"},
    "text": {"Content-Type": "text/plain"},
    "no type": {"Content-Type": None},
    "no length": {"Content-Length": None, "Transfer-Encoding": "chunked"},
    "a length in words": {"Content-Length": "seven"},
    "a negative length": {"Content-Length": "-1"},
    "too long a body": {"Content-Length": "999999999999"},
}

BAD_REQUESTS: dict[str, tuple[str, str, bytes]] = {
    **{f"{method} of a choice": (method, "/choose", BODY) for method in ("GET", "PUT", "DELETE")},
    "OPTIONS, as CORS asks": ("OPTIONS", "/choose", BODY),
    "HEAD of the events": ("HEAD", "/events", b""),
    "GET of the events": ("GET", "/events", b""),
    "POST of the page": ("POST", "/", BODY),
    "PATCH of the look": ("PATCH", "/look", LOOK),
    "TRACE": ("TRACE", "/", b""),
    "a query": ("POST", "/choose?choice=next", BODY),
    "a body that is no JSON": ("POST", "/choose", b"next"),
    "a list": ("POST", "/choose", b'["next"]'),
    "a deep list": ("POST", "/choose", b"[" * 1900),
    "a choice that there never is": ("POST", "/choose", b'"format disk"'),
    "a choice that there is not now": ("POST", "/choose", b'"begin"'),
    "a body over the limit": ("POST", "/choose", BIG),
    "a name of what there never is": ("POST", "/offered", b'{"choice":"format","begins":true}'),
    "a name of what there is not now": ("POST", "/offered", b'{"choice":"begin","begins":true}'),
    "a name in the person's words": ("POST", "/offered", b'{"choice":"Say this","begins":true}'),
    "a name of an option": ("POST", "/offered", b'{"choice":"option 1","begins":true}'),
    "a name alone": ("POST", "/offered", BODY),
    "a name of nothing": ("POST", "/offered", b'{"begins":true}'),
    "a name too long": ("POST", "/offered", b'{"choice":"' + b"n" * 65 + b'","begins":true}'),
    "a name with words for it": ("POST", "/offered", b'{"choice":"next","begins":1}'),
    "a name and more": ("POST", "/offered", b'{"choice":"next","begins":true,"text":"a"}'),
    "names": ("POST", "/offered", b'{"choice":["next"],"begins":true}'),
    "another message for a name": (
        "POST",
        "/offered",
        b'{"choice":"next","begins":true,"kind":"chosen"}',
    ),
    "a look with another key": ("POST", "/look", b'{"theme":"dark","x":1}'),
    "a look out of range": ("POST", "/look", b'{"text_percent":4000}'),
    "a draft where there is no line": ("POST", "/draft", b'{"line":3,"text":"a"}'),
    "a draft of no line": ("POST", "/draft", b'{"line":0,"text":"a"}'),
    "a transcript": ("GET", "/transcript", b""),
    "sessions": ("POST", "/sessions", BODY),
    "a way up": ("GET", "/../../etc/passwd", b""),
    "an encoded way up": ("GET", "/%2e%2e/%2e%2e/etc/passwd", b""),
    "the template itself": ("GET", "/page.html", b""),
    "a proxy's request": ("GET", "http://evil.example/", b""),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory):
    server = open_server(tmp_path_factory.mktemp("page"))
    chosen: queue.SimpleQueue[object] = queue.SimpleQueue()
    show(PageScreen(server, chosen.put, server.shell.words), scenes()[3])
    yield server, chosen, enter(server)
    server.close()


def state_of(server: PageServer) -> tuple[object, ...]:
    return (server._live, token_in(server.door))


@pytest.mark.parametrize("name", BAD_HEADERS)
@pytest.mark.parametrize("path", ["/choose", "/offered", "/events", "/look", "/typing", "/draft"])
def test_a_wrong_head_is_refused_and_changes_nothing(shown, name: str, path: str) -> None:
    server, chosen, window = shown
    body = LOOK if path == "/look" else BODY
    before = state_of(server)
    headers: dict[str, str | None] = {**rightly(server, window, body), **BAD_HEADERS[name]}
    values = {"port": server.port, "cookie": window.cookie, "cookie_cut": window.cookie[:-1]}
    given = [(key, value.format(**values)) for key, value in headers.items() if value is not None]
    answer = ask(server, "POST", path, given, body)
    assert 400 <= answer.status < 500, answer
    assert state_of(server) == before
    assert chosen.empty()


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_a_wrong_request_of_the_right_window_is_refused_and_changes_nothing(
    shown, name: str
) -> None:
    server, chosen, window = shown
    method, path, body = BAD_REQUESTS[name]
    before = state_of(server)
    headers = rightly(server, window, body)
    if method in {"GET", "HEAD", "TRACE"}:
        del headers["Content-Length"]
        body = b""
    answer = ask(server, method, path, list(headers.items()), body)
    assert 400 <= answer.status < 500, answer
    assert state_of(server) == before
    assert chosen.empty()


@pytest.mark.parametrize("header", ["Host", "Origin", "Cookie", "Sec-Fetch-Site"])
def test_a_header_given_twice_is_refused(shown, header: str) -> None:
    server, chosen, window = shown
    headers = [*rightly(server, window, BODY).items()]
    headers.append((header, dict(headers)[header]))
    assert 400 <= ask(server, "POST", "/choose", headers, BODY).status < 500
    assert chosen.empty()


@pytest.mark.parametrize(
    "raw",
    [b"\x16\x03\x01\x02\x00\x01", b"GET / HTTP/1.1\r\nHost: \x00\r\n\r\n", b"nonsense\r\n\r\n"],
)
def test_what_is_no_request_is_refused(shown, raw: bytes) -> None:
    server, _, _ = shown
    assert send(server, raw + b"\r\n\r\n").status == 400


def test_the_right_window_chooses_what_is_shown(shown) -> None:
    server, chosen, window = shown
    answer = ask(server, "POST", "/choose", list(rightly(server, window, BODY).items()), BODY)
    assert answer.status == 204
    assert chosen.get(timeout=10).action == "next"


@pytest.fixture(scope="module")
def typing(tmp_path_factory: pytest.TempPathFactory):
    server = open_server(tmp_path_factory.mktemp("line"))
    posted: queue.SimpleQueue[object] = queue.SimpleQueue()
    scene = next(scene for scene in scenes() if scene.name == "typing")
    show(PageScreen(server, posted.put, server.shell.words), scene)
    yield server, posted, enter(server), scene.conversation.now.typing_turn_id
    server.close()


def draft(server: PageServer, window: Window, body: bytes) -> int:
    """What the page answers to what is said to stand in the line."""
    headers = list(rightly(server, window, body).items())
    return ask(server, "POST", "/draft", headers, body).status


WRONG_DRAFTS = {
    "another line": '{{"line":{other},"text":"a"}}',
    "a line in words": '{{"line":"{line}","text":"a"}}',
    "half a line": '{{"line":{line}.5,"text":"a"}}',
    "truth": '{{"line":true,"text":"a"}}',
    "no line": '{{"text":"a"}}',
    "no text": '{{"line":{line}}}',
    "a number for a text": '{{"line":{line},"text":7}}',
    "a list for a text": '{{"line":{line},"text":["a"]}}',
    "nothing for a text": '{{"line":{line},"text":null}}',
    "one character too many": '{{"line":{line},"text":"{many}"}}',
    "half of a character": '{{"line":{line},"text":"\\ud800"}}',
    "something more": '{{"line":{line},"text":"a","kind":"drafted","x":1}}',
    "another message": '{{"line":{line},"text":"a","kind":"chosen"}}',
    "a text alone": '"a"',
    "no JSON": "a",
    "more than fits": '{{"line":{line},"text":"a"}}' + " " * 9_000,
}


@pytest.mark.parametrize("name", WRONG_DRAFTS)
def test_a_wrong_draft_of_the_right_window_is_refused_and_reaches_nobody(typing, name: str) -> None:
    server, posted, window, line = typing
    body = WRONG_DRAFTS[name].format(line=line, other=line + 1, many="a" * 2_001)
    assert 400 <= draft(server, window, body.encode()) < 500
    assert posted.empty()


def test_a_draft_is_taken_up_to_all_that_a_line_holds_whatever_its_letters(typing) -> None:
    server, posted, window, line = typing
    for letter in ("a", "\u00e9", "\u20ac", '"', "\\"):
        text = letter * 2_000
        body = json.dumps({"line": line, "text": text}, ensure_ascii=False).encode()
        assert draft(server, window, body) == 204
        event = posted.get(timeout=10)
        assert (event.typing_turn_id, event.text) == (line, text)


def test_a_draft_of_a_stranger_reaches_nobody(typing) -> None:
    server, posted, window, line = typing
    body = json.dumps({"line": line, "text": "a"}).encode()
    for header in ("Cookie", "X-Reflect-Window", "Origin"):
        headers = {**rightly(server, window, body)}
        del headers[header]
        assert ask(server, "POST", "/draft", list(headers.items()), body).status == 403
    assert posted.empty()


@pytest.mark.parametrize("path", ["/", "/page.js", "/enter", "/choose", "/nothing"])
def test_every_answer_carries_the_headers_that_shut_others_out(shown, path: str) -> None:
    server, _, window = shown
    cookie = ("Cookie", f"reflect_window={window.cookie}")
    answer = ask(server, "GET", path, [("Host", host(server)), cookie, ("Sec-Fetch-Site", "none")])
    assert "content-security-policy: default-src 'none'; script-src 'self'" in answer.head
    assert "frame-ancestors 'none'" in answer.head
    for header in (
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cross-origin-resource-policy: same-origin",
    ):
        assert header in answer.head
    assert "access-control" not in answer.head
    assert "server:" not in answer.head


@pytest.mark.parametrize("path", ["/", "/page.js", "/page.css", "/entered.js"])
def test_the_shell_is_for_the_window_only_and_holds_nothing_of_a_session(shown, path: str) -> None:
    server, _, window = shown
    address = [("Host", host(server)), ("Sec-Fetch-Site", "same-origin")]
    assert ask(server, "GET", path, address).status == 403
    cookie = ("Cookie", f"reflect_window={window.cookie}")
    framed = [("Host", host(server)), ("Sec-Fetch-Site", "cross-site"), cookie]
    assert ask(server, "GET", path, framed).status == 403
    answer = ask(server, "GET", path, [*address, cookie])
    assert answer.status == 200
    assert b"my trust" not in answer.body
    assert window.key.encode() not in answer.body


def test_the_token_is_good_for_one_entry_and_the_last_window_holds(tmp_path: Path) -> None:
    server = open_server(tmp_path)
    token = token_in(server.door)
    assert len(token) == 43  # 256 bits
    for wrong in ("", "A" * 43, token[:-1], token + "A"):
        assert knock(server, wrong).status == 403
    assert knock(server, token, Origin="https://evil.example").status == 403
    first = enter(server)
    assert knock(server, token).status == 403
    second = enter(server)
    assert first != second
    refused = ask(server, "POST", "/look", list(rightly(server, first, LOOK).items()), LOOK)
    assert refused.status == 403
    taken = ask(server, "POST", "/look", list(rightly(server, second, LOOK).items()), LOOK)
    assert taken.status == 204
    server.close()


def test_the_cookie_is_hidden_from_scripts_and_other_sites(shown) -> None:
    server, _, _ = shown
    answer = knock(server, "wrong")
    assert "set-cookie" not in answer.head
    fresh = open_server(server.door.parent / "..")
    head = knock(fresh, token_in(fresh.door)).head
    fresh.close()
    assert "httponly" in head
    assert "samesite=strict" in head


def test_the_door_is_this_users_only_and_gone_when_the_server_is(tmp_path: Path) -> None:
    server = open_server(tmp_path)
    assert stat.S_IMODE(server.door.stat().st_mode) == 0o600
    door = server.door
    server.close()
    assert not door.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)


def test_only_loopback_listens(shown) -> None:
    server, _, _ = shown
    listening = [
        line.split()[1]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and line.split()[1].endswith(f":{server.port:04X}")
    ]
    assert listening == [f"0100007F:{server.port:04X}"]


def test_slow_and_silent_connections_are_ended(shown) -> None:
    server, _, window = shown
    headers = rightly(server, window, BODY)
    half = "\r\n".join(["POST /choose HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())])
    wires = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(3)]
    began = time.monotonic()
    wires[1].sendall(b"POST /choose HT")
    wires[2].sendall(half.encode() + b'\r\n\r\n"ne')
    ends = []
    for wire in wires:
        try:
            ends.append(wire.recv(4096))
        except ConnectionResetError:
            ends.append(b"")
        wire.close()
    assert ends[:2] == [b"", b""]
    assert b" 408 " in ends[2]
    assert time.monotonic() - began < 10 * (HEAD_SECONDS + BODY_SECONDS)


def silent(server: PageServer, count: int) -> list[socket.socket]:
    """Connections that a program on this machine holds open and says nothing on."""
    return [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(count)]


@pytest.mark.parametrize("count", [24, MOST_STRANGERS, 200])
def test_connections_that_say_nothing_keep_the_right_window_from_nothing(shown, count: int) -> None:
    server, chosen, window = shown
    headers = list(rightly(server, window, BODY).items())
    held: list[socket.socket] = []
    answers = []
    for number in range(60):
        if number % 20 == 0:  # they come back as often as they are sent away
            held += silent(server, count)
        answers.append(ask(server, "POST", "/choose", headers, BODY).status)
    for wire in held:
        wire.close()
    assert answers == [204] * 60
    assert [chosen.get(timeout=10).action for _ in range(60)] == ["next"] * 60


def test_the_stranger_that_has_been_there_longest_makes_room_for_the_next(shown) -> None:
    server, _, window = shown
    body = b""
    events = "\r\n".join(
        ["POST /events HTTP/1.1"]
        + [f"{name}: {value}" for name, value in rightly(server, window, body).items()]
    )
    seat = silent(server, 1)[0]
    seat.sendall(events.encode() + b"\r\n\r\n")
    assert b"event: picture" in received_until(seat, b"event: picture")
    first, *others = silent(server, MOST_STRANGERS)
    others += silent(server, 1)
    first.settimeout(HEAD_SECONDS * 10)
    with contextlib.suppress(ConnectionResetError):
        assert first.recv(1) == b""
    server.level(7, True)  # the one stream that has shown its secrets was not counted
    assert b"event: level" in received_until(seat, b"event: level")
    for wire in (seat, first, *others):
        wire.close()


def received_until(wire: socket.socket, wanted: bytes) -> bytes:
    received = b""
    while wanted not in received:
        chunk = wire.recv(65536)
        if not chunk:
            break
        received += chunk
    return received


def test_strangers_are_counted_until_they_show_or_go_and_the_oldest_is_sent_away() -> None:
    class Transport:
        def __init__(self) -> None:
            self.aborted = False

        def abort(self) -> None:
            self.aborted = True

    made = {name: Transport() for name in "abcdef"}
    strangers = Strangers(most=2)

    def come(name: str) -> None:
        strangers.came((name, 1), made[name])  # type: ignore[arg-type]

    def away() -> str:
        return "".join(name for name, transport in made.items() if transport.aborted)

    come("a")
    come("b")
    assert away() == ""
    strangers.has_shown(("a", 1))
    come("c")
    assert away() == ""
    come("d")
    assert away() == "b"
    strangers.went(("d", 1))
    strangers.went(("b", 1))  # told again by its own end
    come("e")
    assert away() == "b"
    come("f")
    assert away() == "bc"


@pytest.mark.parametrize("closed", [True, False], ids=["closed at once", "silent to the end"])
def test_a_connection_that_asks_nothing_ends_without_a_word(
    monkeypatch: pytest.MonkeyPatch, closed: bool
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.05)
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.1)
    errors: list[object] = []

    async def come_and_go() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: errors.append(context))
        config = uvicorn.Config(lambda: None, log_config=None, lifespan="off")  # type: ignore[arg-type]
        config.load()
        given = {"config": config, "server_state": ServerState(), "app_state": {}}
        protocol = partial(TimedProtocol, Strangers(), **given)
        async with await loop.create_server(protocol, "127.0.0.1", 0) as server:
            address = server.sockets[0].getsockname()
            wires = [await asyncio.open_connection(*address[:2]) for _ in range(3)]
            wires[1][1].write(b"POST /choose HT")
            if closed:
                for _, wire in wires:
                    wire.close()
            else:
                for wire, _ in wires:
                    with contextlib.suppress(ConnectionResetError):
                        assert await wire.read() == b""
            later = loop.create_future()  # than every timer of theirs
            loop.call_later(0.3, later.set_result, None)
            await later

    with ThreadPoolExecutor(1) as pool:  # the tests of the browser have a loop in this thread
        pool.submit(asyncio.run, come_and_go()).result()
    assert errors == []


def test_a_head_without_an_end_is_refused(shown) -> None:
    server, _, _ = shown
    answer = send(server, b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000)
    assert 400 <= answer.status < 500


@pytest.mark.parametrize("cookie", ["", "reflect_window=", "other="])
@pytest.mark.parametrize("path", ["/page.js", "/events", "/choose"])
def test_before_the_first_window_has_come_in_an_empty_secret_is_none(
    path: str, cookie: str
) -> None:
    gate = checks.GATES.get(path, checks.Gate.SHELL)
    headers = [
        ("host", "127.0.0.1:1"),
        ("origin", "http://127.0.0.1:1"),
        ("sec-fetch-site", "same-origin"),
        ("cookie", cookie),
        (checks.KEY_HEADER, ""),
    ]
    if gate is not checks.Gate.SHELL:
        headers += [("content-type", checks._TYPES[gate]), ("content-length", "2")]
    asked = checks.Asked(checks._METHODS[gate], path, b"", headers)
    assert checks.refusal(asked, 1, checks.Secrets()) == 403
    assert not checks.same("", "")
