"""Installing a model: verified, unpacked safely, whole or not at all; from a real HTTP server."""

import hashlib
import http.server
import io
import random
import stat
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice.errors import ModelError
from voice.hearing.vosk_recognizer import CHECKSUM_FILE, check_model
from voice.model_install import MOST_MEMBERS, install, unpack
from voice.models import (
    CatalogueEntry,
    choose_model,
    installed_models,
    load_catalogue,
    rehearsal_model,
)

NAME = "vosk-model-small-en-us-0.15"


def zipped(members: dict[str, bytes] | None = None) -> bytes:
    """A zip of the rehearsal model under the catalogue's name, or of these members."""
    if members is None:
        root = rehearsal_model()
        members = {
            f"{NAME}/{path.relative_to(root)}": path.read_bytes()
            for folder in ("am", "conf", "graph")
            for path in (root / folder).rglob("*")
            if path.is_file()
        }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def entry_of(archive: bytes) -> CatalogueEntry:
    digest = hashlib.sha256(archive).hexdigest()
    return CatalogueEntry(language="en", name=NAME, bytes=len(archive), sha256=digest)


class Server:
    """Serves one body for every path; counts requests."""

    def __init__(self, body: bytes) -> None:
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", str(len(server.body) + server.cut))
                self.end_headers()
                self.wfile.write(server.body)

            def log_message(self, *_arguments: object) -> None:
                pass

        self.body, self.cut = body, 0
        self.asked: list[str] = []
        self._httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._httpd.server_port}/models"
        threading.Thread(target=self._httpd.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(zipped())
    yield made
    made.close()


def said(_text: str) -> None:
    pass


def test_a_model_is_downloaded_checked_tried_and_chosen(server: Server, tmp_path: Path) -> None:
    path = install(entry_of(server.body), tmp_path, None, server.address, said)
    assert server.asked == [f"/models/{NAME}.zip"]
    assert (path / CHECKSUM_FILE).is_file()
    check_model(path)
    assert [model.name for model in installed_models(tmp_path)] == [NAME]
    assert choose_model(None, "en", tmp_path) == path
    assert [p.name for p in tmp_path.iterdir()] == [NAME]


def test_a_file_from_a_stick_needs_no_network(tmp_path: Path) -> None:
    stick = tmp_path / "brought.zip"
    stick.write_bytes(zipped())
    install(entry_of(stick.read_bytes()), tmp_path / "models", stick, "http://127.0.0.1:9", said)
    assert (tmp_path / "models" / NAME).is_dir()


@pytest.mark.parametrize("what", ["another checksum", "cut short", "unreachable"])
def test_a_bad_download_is_refused_and_leaves_nothing(
    server: Server, tmp_path: Path, what: str
) -> None:
    entry, address = entry_of(server.body), server.address
    if what == "another checksum":
        server.body = server.body[:-1] + b"x"
    elif what == "cut short":
        server.cut = 10_000
        server.body = server.body[:-10_000]
    else:
        address = "http://127.0.0.1:9/models"
    with pytest.raises(ModelError) as raised:
        install(entry, tmp_path, None, address, said)
    assert raised.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_does_not_load_is_never_installed(tmp_path: Path) -> None:
    broken = zipped({f"{NAME}/am/final.mdl": b"no model", f"{NAME}/conf/mfcc.conf": b""})
    archive = tmp_path / "a.zip"
    archive.write_bytes(broken)
    with pytest.raises(ModelError):
        install(entry_of(broken), tmp_path / "models", archive, "", said)
    assert list((tmp_path / "models").iterdir()) == []


def test_what_an_interrupted_installation_left_is_swept_and_never_chosen(tmp_path: Path) -> None:
    left = tmp_path / ".partial-1234" / "unpacked" / NAME
    left.mkdir(parents=True)
    assert installed_models(tmp_path) == ()
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped())
    install(entry_of(archive.read_bytes()), tmp_path, archive, "", said)
    assert not left.exists()


def link_member() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("m/link")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "archive",
    [
        zipped({"../outside": b"x"}),
        zipped({"m/../../outside": b"x"}),
        zipped({"/etc/outside": b"x"}),
        zipped({"C:\\outside": b"x"}),
        zipped({"m\\..\\..\\outside": b"x"}),
        zipped({"m/a\nb": b"x"}),
        zipped({"m/bomb": bytes(300_000_000)}),
        zipped({f"m/{n}": b"" for n in range(MOST_MEMBERS + 1)}),
        zipped({"a/x": b"", "b/x": b""}),
        zipped({}),
        link_member(),
        b"PK no zip",
        b"",
    ],
    ids=lambda archive: f"{len(archive)} bytes",
)
def test_an_unsafe_archive_is_refused_and_nothing_is_written_outside(
    tmp_path: Path, archive: bytes
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive)
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
    assert len({entry.name for entry in catalogue.model}) == len(catalogue.model) == 10
    assert catalogue.default_for("en").name == NAME
    assert catalogue.base_address.startswith("https://")


def test_a_name_that_is_nearly_right_is_met_with_a_suggestion() -> None:
    with pytest.raises(ModelError) as raised:
        load_catalogue().entry("vosk-model-small-en-us")
    assert NAME in raised.value.hint
