"""The media host: random names, whole files, nothing left behind, nothing else touched."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import BadMedia
from bot.media.host import FolderHost
from bot.media.store import MediaStore

BASE = "https://media.clinic.example/posts"
DATA = b"\xff\xd8 a picture"
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    store = MediaStore(tmp_path / "state" / "media")
    store.put(DATA)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "served"


def test_a_copy_is_served_under_a_name_that_tells_nothing(store: MediaStore, folder: Path) -> None:
    host = FolderHost(store, folder, f"{BASE}/")
    urls = {host.url(SHA, "image/jpeg") for _ in range(50)}
    assert len(urls) == 50
    for url in urls:
        base, _, name = url.rpartition("/")
        assert base == BASE
        assert SHA[:8] not in name
        assert len(name) == 36
        assert name.endswith(".jpg")
        assert (folder / name).read_bytes() == DATA
        assert (folder / name).stat().st_mode & 0o777 == 0o644  # a web server must read it
    assert len(list(folder.iterdir())) == 50  # no draft is left


def test_withdrawing_removes_that_copy_and_is_calm_about_the_rest(
    store: MediaStore, folder: Path
) -> None:
    host = FolderHost(store, folder, BASE)
    first, second = host.url(SHA, "image/jpeg"), host.url(SHA, "image/jpeg")
    host.withdraw(first)
    host.withdraw(first)
    assert [f"{BASE}/{path.name}" for path in folder.iterdir()] == [second]


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}/../outside.jpg",
        f"{BASE}/index.html",
        "https://elsewhere.example/{name}",
        f"{BASE}/sub/{{name}}",
        "",
    ],
)
def test_withdrawing_touches_nothing_but_our_own_urls(
    store: MediaStore, folder: Path, url: str
) -> None:
    host = FolderHost(store, folder, BASE)
    name = host.url(SHA, "image/jpeg").rpartition("/")[2]
    for other in (folder / "index.html", folder.parent / "outside.jpg"):
        other.write_text("keep")
    host.withdraw(url.format(name=name))
    assert (folder / "index.html").exists()
    assert (folder.parent / "outside.jpg").exists()
    assert (folder / name).exists()


def test_a_sweep_takes_old_copies_and_drafts_and_leaves_other_files(
    store: MediaStore, folder: Path
) -> None:
    host = FolderHost(store, folder, BASE)
    old, new = (host.url(SHA, "image/jpeg").rpartition("/")[2] for _ in range(2))
    draft, page = folder / f".{'0' * 16}.part", folder / "index.html"
    for path in (draft, page):
        path.write_text("x")
    now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    for path, age in ((folder / old, 25), (folder / new, 1), (draft, 25), (page, 25)):
        when = (now - timedelta(hours=age)).timestamp()
        os.utime(path, (when, when))
    assert host.sweep(now - timedelta(hours=24)) == 2
    assert {path.name for path in folder.iterdir()} == {new, "index.html"}


def test_a_sweep_of_a_folder_that_is_not_there_finds_nothing(
    store: MediaStore, folder: Path
) -> None:
    assert FolderHost(store, folder, BASE).sweep(datetime.now(UTC)) == 0


def test_what_changed_after_the_check_is_neither_read_nor_served(
    store: MediaStore, folder: Path
) -> None:
    store.path(SHA).chmod(0o600)
    store.path(SHA).write_bytes(b"another picture")
    host = FolderHost(store, folder, BASE)
    with pytest.raises(BadMedia):
        host.read(SHA)
    with pytest.raises(BadMedia):
        host.url(SHA, "image/jpeg")
    assert not folder.exists()


def test_the_host_proves_bytes_itself(folder: Path) -> None:
    class Careless:
        def read(self, sha256: str) -> bytes:
            return b"whatever"

    with pytest.raises(BadMedia):
        FolderHost(Careless(), folder, BASE).read(SHA)


def test_only_jpeg_is_served_and_only_with_a_host(store: MediaStore, folder: Path) -> None:
    with pytest.raises(BadMedia, match="JPEG"):
        FolderHost(store, folder, BASE).url(SHA, "image/png")
    host = FolderHost(store, folder, "")
    assert host.read(SHA) == DATA
    with pytest.raises(BadMedia) as caught:
        host.url(SHA, "image/jpeg")
    assert "media_host" in caught.value.fix


@pytest.mark.parametrize("base", [BASE, "http://127.0.0.1:8080/media", "http://localhost:1"])
def test_base_urls_that_are_taken(store: MediaStore, folder: Path, base: str) -> None:
    assert FolderHost(store, folder, base).url(SHA, "image/jpeg").startswith(f"{base}/")


@pytest.mark.parametrize(
    "base",
    [
        "http://media.clinic.example",
        "https://user:secret@media.clinic.example",
        "https://media.clinic.example/?token=1",
        "https://media.clinic.example/#x",
        "https://",
        "file:///srv/media",
        "media.clinic.example",
    ],
)
def test_base_urls_that_are_refused(store: MediaStore, folder: Path, base: str) -> None:
    with pytest.raises(BadMedia) as caught:
        FolderHost(store, folder, base)
    assert "secret" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_one_clear_line(
    store: MediaStore, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder")
    with pytest.raises(BadMedia) as caught:
        FolderHost(store, blocked, BASE).url(SHA, "image/jpeg")
    assert "cannot be written" in str(caught.value)
