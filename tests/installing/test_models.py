"""Installing a model: verified, unpacked safely, whole or not at all; from a real HTTPS server."""

import hashlib
import http.server
import io
import random
import re
import shutil
import ssl
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme

from voice.installing.models import (
    MOST_MEMBERS,
    entry_of_archive,
    install,
    install_from,
    unpack,
)
from voice.models.choosing import (
    CatalogueEntry,
    choose_model,
    installed_models,
    language_of,
    load_catalogue,
    rehearsal_model,
)
from voice.models.files import CHECKSUM_FILE
from voice.models.trial import check_model
from voice.values.errors import ModelError
from voice.values.troubles import TroubleName

NAME = "vosk-model-small-en-us-0.15"
OTHER = "vosk-model-small-en-gb-0.15"
"""Official, and not in the catalogue."""


@pytest.fixture(autouse=True)
def nothing_tried_before(tmp_path_factory: pytest.TempPathFactory, monkeypatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))


def model_files(flat: bool = False) -> dict[str, bytes]:
    """The rehearsal model's files by their names, in folders or in the layout of old models."""
    root = rehearsal_model()
    paths = [p for folder in ("am", "conf", "graph") for p in (root / folder).rglob("*")]
    return {
        path.name if flat else path.relative_to(root).as_posix(): path.read_bytes()
        for path in paths
        if path.is_file()
    }


def zipped(members: dict[str, bytes] | None = None, name: str = NAME) -> bytes:
    """A zip of the rehearsal model under a name, or of these members."""
    if members is None:
        members = {f"{name}/{path}": data for path, data in model_files().items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in members.items():
            archive.writestr(path, data)
    return buffer.getvalue()


def entry_of(archive: bytes) -> CatalogueEntry:
    digest = hashlib.sha256(archive).hexdigest()
    return CatalogueEntry(language="en", name=NAME, bytes=len(archive), sha256=digest)


class Told:
    """Keeps what is told; `stop_at` so many bytes somebody presses Ctrl-C."""

    def __init__(self, stop_at: int | None = None) -> None:
        self.lines: list[str] = []
        self.moves: list[tuple[int, int]] = []
        self._stop_at = stop_at

    def said(self, text: str) -> None:
        self.lines.append(text)

    def moved(self, done_bytes: int, of_bytes: int) -> None:
        self.moves.append((done_bytes, of_bytes))
        if self._stop_at is not None and done_bytes >= self._stop_at:
            raise KeyboardInterrupt


class Server:
    """Serves one body for every path over TLS, whole or from where it is asked to go on."""

    def __init__(self, body: bytes, authority: trustme.CA, host: str = "localhost") -> None:
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
                first = int(asked[1]) if asked and server.goes_on else 0
                server.asked.append((self.path, first))
                if server.status is not None:
                    self.send_error(server.status)
                    return
                self.send_response(206 if asked and server.goes_on else 200)
                rest = server.body[first:]
                if asked and server.goes_on:
                    whole = len(server.body)
                    self.send_header("Content-Range", f"bytes {first}-{whole - 1}/{whole}")
                self.send_header("Content-Length", str(len(rest)))
                self.end_headers()
                cut = server.breaks.pop(0) if server.breaks else len(rest)
                self.wfile.write(rest[:cut])

            def log_message(self, *_arguments: object) -> None:
                pass

        self.body = body
        self.breaks: list[int] = []
        """After so many bytes the connection ends, one request after the other."""
        self.goes_on = True
        self.status: int | None = None
        self.asked: list[tuple[str, int]] = []
        self._httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host).configure_cert(context)
        self._httpd.socket = context.wrap_socket(self._httpd.socket, server_side=True)
        self.address = (
            f"https://localhost:{self._httpd.server_port}/models/{{language}}/{{name}}.zip"
        )
        threading.Thread(target=self._httpd.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()


Serve = Callable[..., Server]


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory, monkeypatch) -> Iterator[Serve]:
    """Makes servers that are trusted, or not."""
    trusted, unknown = trustme.CA(), trustme.CA()
    bundle = tmp_path_factory.mktemp("tls") / "ca.pem"
    trusted.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    made: list[Server] = []

    def make(body: bytes | None = None, is_trusted: bool = True, host: str = "localhost") -> Server:
        authority = trusted if is_trusted else unknown
        made.append(Server(zipped() if body is None else body, authority, host))
        return made[-1]

    yield make
    for server in made:
        server.close()


BLOCK = 1 << 14
NOWHERE = "https://localhost:9/{name}.zip"


def test_a_model_is_downloaded_checked_tried_and_chosen(serve: Serve, tmp_path: Path) -> None:
    server, told = serve(), Told()
    installed = install(entry_of(server.body), tmp_path, (server.address,), told)
    assert server.asked == [(f"/models/en/{NAME}.zip", 0)]
    assert (installed.path / CHECKSUM_FILE).is_file()
    check_model(installed.path)
    assert installed.lacking == ()
    assert told.moves[-1] == (len(server.body), len(server.body))
    assert [model.name for model in installed_models(tmp_path)] == [NAME]
    assert choose_model(None, "en", tmp_path) == installed.path
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


def test_a_download_that_breaks_off_goes_on_where_it_stopped(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    server.breaks = [3 * BLOCK, 4 * BLOCK]
    install(entry_of(server.body), tmp_path, (server.address,), Told())
    assert [first for _, first in server.asked] == [0, 3 * BLOCK, 7 * BLOCK]


def test_a_server_that_cannot_go_on_is_asked_for_all_of_it(serve: Serve, tmp_path: Path) -> None:
    server = serve()
    server.breaks, server.goes_on = [3 * BLOCK], False
    install(entry_of(server.body), tmp_path, (server.address,), Told())
    assert [first for _, first in server.asked] == [0, 0]


def test_a_stopped_download_says_so_and_is_gone_on_with_the_next_time(
    serve: Serve, tmp_path: Path
) -> None:
    server, told = serve(), Told(stop_at=1)
    with pytest.raises(KeyboardInterrupt):
        install(entry_of(server.body), tmp_path, (server.address,), told)
    assert "stopped" in told.lines[-1]
    assert installed_models(tmp_path) == ()
    server.asked.clear()
    install(entry_of(server.body), tmp_path, (server.address,), Told())
    (_, first), *more = server.asked
    assert first > 0
    assert not more
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        ("certificate of nobody", "certificate"),
        ("certificate of another host", "certificate"),
        ("unreachable", "cannot be reached"),
        ("not there", "404"),
        ("another file", "another checksum"),
        ("a longer file", "more than the file is"),
        ("breaks off at once", "broke off"),
    ],
)
def test_a_source_that_fails_is_named_and_the_next_one_tried(
    serve: Serve, tmp_path: Path, trouble: str, named: str
) -> None:
    good = serve()
    match trouble:
        case "certificate of nobody":
            first = serve(is_trusted=False).address
        case "certificate of another host":
            first = serve(host="elsewhere.example").address
        case "unreachable":
            first = NOWHERE
        case "not there":
            first = (missing := serve()).address
            missing.status = 404
        case "another file":
            first = serve(good.body[:-1] + b"x").address
        case "a longer file":
            first = serve(good.body + b"x").address
        case _:
            first = (broken := serve()).address
            broken.breaks = [0] * 9
    told = Told()
    install(entry_of(good.body), tmp_path, (first, good.address), told)
    assert any(named in line for line in told.lines), told.lines
    assert [p.name for p in tmp_path.iterdir()] == [NAME]
    shutil.rmtree(tmp_path / NAME)
    with pytest.raises(ModelError) as raised:
        install(entry_of(good.body), tmp_path, (first, NOWHERE), Told())
    assert named in raised.value.fact
    assert "--from" in raised.value.hint
    assert installed_models(tmp_path) == ()


def test_what_another_file_left_is_thrown_away_and_all_of_it_fetched(
    serve: Serve, tmp_path: Path
) -> None:
    server = serve()
    (tmp_path / f".{NAME}.zip.part").write_bytes(b"something else")
    install(entry_of(server.body), tmp_path, (server.address,), Told())
    assert [first for _, first in server.asked] == [14, 0]


def brought(tmp_path: Path, archive: bytes, name: str = "brought") -> Path:
    stick = tmp_path / f"{name}.zip"
    stick.write_bytes(archive)
    return stick


def test_a_file_from_a_stick_needs_no_network(tmp_path: Path) -> None:
    stick = brought(tmp_path, zipped())
    install_from(stick, tmp_path / "models", entry_of(stick.read_bytes()), None, Told())
    assert (tmp_path / "models" / NAME).is_dir()


def test_a_zip_of_the_catalogue_is_known_by_its_name_or_its_checksum(tmp_path: Path) -> None:
    archive = zipped()
    catalogue = load_catalogue().model_copy(update={"model": (entry_of(archive),)})
    for name in (NAME, "renamed"):
        found = entry_of_archive(brought(tmp_path, archive, name), catalogue)
        assert found == catalogue.model[0]
    assert entry_of_archive(brought(tmp_path, b"", OTHER), catalogue) is None
    with pytest.raises(ModelError):
        install_from(
            brought(tmp_path, b"other", NAME), tmp_path / "m", catalogue.model[0], None, Told()
        )


def test_any_official_zip_installs_and_is_listed_with_its_language(tmp_path: Path) -> None:
    stick, told = brought(tmp_path, zipped(name=OTHER)), Told()
    installed = install_from(stick, tmp_path / "models", None, None, told)
    assert installed.path.name == OTHER
    (model,) = installed_models(tmp_path / "models")
    assert (model.name, model.language) == (OTHER, "en")
    assert choose_model(None, "en", tmp_path / "models") == installed.path
    assert hashlib.sha256(stick.read_bytes()).hexdigest() in " ".join(told.lines)
    with pytest.raises(ModelError):
        install_from(stick, tmp_path / "models", None, None, Told())


def test_a_model_in_the_flat_layout_of_old_ones_installs_and_loads(tmp_path: Path) -> None:
    members = {f"{OTHER}/{name}": data for name, data in model_files(flat=True).items()}
    stick = brought(tmp_path, zipped(members))
    installed = install_from(stick, tmp_path / "models", None, None, Told())
    assert (installed.path / "final.mdl").is_file()
    assert [model.name for model in installed_models(tmp_path / "models")] == [OTHER]
    check_model(installed.path)
    (installed.path / "Gr.fst").write_bytes(b"damaged")
    with pytest.raises(ModelError):
        check_model(installed.path)


def test_a_model_for_another_language_is_refused_when_it_is_installed(tmp_path: Path) -> None:
    stick = brought(tmp_path, zipped(name="vosk-model-small-de-9.9"))
    with pytest.raises(ModelError) as raised:
        install_from(stick, tmp_path / "models", None, None, Told())
    assert raised.value.trouble.name is TroubleName.MODEL_OF_OTHER_LANGUAGE
    assert list((tmp_path / "models").iterdir()) == []


def test_a_model_that_does_not_load_is_never_installed(tmp_path: Path) -> None:
    members = {f"{NAME}/{path}": data for path, data in model_files().items()}
    stick = brought(tmp_path, zipped({**members, f"{NAME}/am/final.mdl": b"no model"}))
    with pytest.raises(ModelError) as raised:
        install_from(stick, tmp_path / "models", entry_of(stick.read_bytes()), None, Told())
    assert raised.value.trouble.name is TroubleName.MODEL_NOT_LOADED
    assert list((tmp_path / "models").iterdir()) == []


def test_what_an_interrupted_installation_left_is_swept_and_never_chosen(tmp_path: Path) -> None:
    left = tmp_path / ".partial-1234" / "unpacked" / NAME
    left.mkdir(parents=True)
    assert installed_models(tmp_path) == ()
    stick = brought(tmp_path, zipped())
    install_from(stick, tmp_path, entry_of(stick.read_bytes()), None, Told())
    assert not left.exists()


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("vosk-model-small-ko-0.22", "ko"),
        ("vosk-model-small-cn-0.22", "zh"),
        ("vosk-model-en-us-daanzu-20200905", "en"),
        ("vosk-model-de-0.21", "de"),
        ("vosk-model-uk-v3", "uk"),
        ("vosk-model-spk-0.4", None),
        ("my-model", None),
        ("rehearsal-en", "en"),
    ],
)
def test_an_official_name_tells_the_language(name: str, language: str | None) -> None:
    assert language_of(name) == language


def link_member() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("m/link")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


UNSAFE: dict[str, Callable[[], bytes]] = {
    "one folder up": lambda: zipped({"../outside": b"x"}),
    "two folders up": lambda: zipped({"m/../../outside": b"x"}),
    "from the root": lambda: zipped({"/etc/outside": b"x"}),
    "on a drive": lambda: zipped({"C:\\outside": b"x"}),
    "up by backslashes": lambda: zipped({"m\\..\\..\\outside": b"x"}),
    "a line break": lambda: zipped({"m/a\nb": b"x"}),
    "a bomb": lambda: zipped({"m/bomb": bytes(300_000_000)}),
    "too many": lambda: zipped({f"m/{n}": b"" for n in range(MOST_MEMBERS + 1)}),
    "two folders": lambda: zipped({"a/x": b"", "b/x": b""}),
    "no members": lambda: zipped({}),
    "a link": link_member,
    "no zip": lambda: b"PK no zip",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("what", UNSAFE)
def test_an_unsafe_archive_is_refused_and_nothing_is_written_outside(
    tmp_path: Path, what: str
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(UNSAFE[what]())
    into = tmp_path / "into" / "here"
    with pytest.raises(ModelError):
        unpack(path, into)
    assert not list(tmp_path.rglob("outside"))


def test_mutated_archives_are_refused_or_whole_and_never_crash(tmp_path: Path) -> None:
    good = zipped({"m/a": b"hello " * 200, "m/b": bytes(range(256))})
    rng = random.Random(1)
    for number in range(300):
        data = bytearray(good)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        path = tmp_path / f"{number}.zip"
        path.write_bytes(bytes(data))
        try:
            unpack(path, tmp_path / f"{number}")
        except ModelError:
            continue


def test_the_catalogue_is_whole() -> None:
    catalogue = load_catalogue()
    assert len({entry.name for entry in catalogue.model}) == len(catalogue.model) == 13
    assert catalogue.default_for("en").name == NAME
    first, second = (address.format(name=NAME, language="en") for address in catalogue.addresses)
    assert first == f"https://alphacephei.com/vosk/models/{NAME}.zip"
    assert second == f"https://huggingface.co/rhasspy/vosk-models/resolve/main/en/{NAME}.zip"


def test_a_name_that_is_nearly_right_is_met_with_a_suggestion() -> None:
    with pytest.raises(ModelError) as raised:
        load_catalogue().entry("vosk-model-small-en-us")
    assert NAME in raised.value.hint
