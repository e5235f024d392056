"""The picture store: what comes out is what went in, or an error."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BadMedia
from bot.media.store import MediaStore


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=2000))
def test_what_comes_out_went_in(store: MediaStore, data: bytes) -> None:
    sha256 = store.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert store.read(sha256) == data
    assert store.put(data) == sha256


def test_only_the_owner_may_look(store: MediaStore) -> None:
    path = store.path(store.put(b"x"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_changed_picture_is_refused_and_put_mends_it(store: MediaStore) -> None:
    sha256 = store.put(b"x")
    store.path(sha256).write_bytes(b"y")
    with pytest.raises(BadMedia):
        store.read(sha256)
    store.put(b"x")
    assert store.read(sha256) == b"x"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n", "/"])
def test_only_a_hash_names_a_picture(store: MediaStore, name: str) -> None:
    with pytest.raises(BadMedia):
        store.path(name)
    with pytest.raises(BadMedia):
        store.read(name)


def test_a_picture_that_is_not_there(store: MediaStore) -> None:
    with pytest.raises(BadMedia) as caught:
        store.read("0" * 64)
    assert "gatepost plan" in caught.value.fix


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_takes_no_more_leaves_nothing_half_written(
    store: MediaStore, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fail(descriptor: int) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadMedia) as caught:
        store.put(b"x")
    assert os.strerror(number) in str(caught.value)
    assert list(store.folder.iterdir()) == []
