"""The model is the one that was checked, or nothing is read."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.errors import ModelMissing
from bot.phi.engine import Engine
from bot.phi.weights import SHA256, find_model, verify
from bot.records.model import PhiSettings


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(find_model(""), folder)
    return folder


def test_the_installed_model_is_the_checked_one(copy: Path) -> None:
    verify(copy)


@pytest.mark.parametrize("name", sorted(SHA256))
def test_one_changed_byte_holds_everything(copy: Path, name: str) -> None:
    path = copy / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))

    with pytest.raises(ModelMissing, match="not the one that was checked"):
        verify(copy)


def test_a_missing_file_holds_everything(copy: Path) -> None:
    (copy / "ner" / "model").unlink()

    with pytest.raises(ModelMissing, match="cannot be read"):
        verify(copy)


@pytest.mark.parametrize("name", ["no_such_model", "../etc", "en-core", "json"])
def test_a_model_that_is_not_there_holds_each_text(name: str) -> None:
    engine = Engine(PhiSettings(model=name))

    for _ in range(2):
        with pytest.raises(ModelMissing, match="not installed"):
            engine.analyse_text("A text.")


def _run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_package_loads_no_model_library() -> None:
    seen = _run(
        """
        import sys, bot.phi, bot.phi.engine
        print([m for m in ("spacy", "presidio_analyzer", "tldextract") if m in sys.modules])
        """
    )
    assert seen == "[]"


@pytest.mark.slow
def test_nothing_reaches_for_the_network() -> None:
    """With sockets forbidden from the first import on, a text with addresses is still read."""
    seen = _run(
        """
        import socket
        class Forbidden(BaseException): pass
        def forbid(*args, **kwargs): raise Forbidden("a socket was asked for")
        socket.socket.connect = forbid
        socket.getaddrinfo = forbid
        socket.create_connection = forbid
        from bot.phi.engine import Engine
        found = Engine().analyse_text(
            "Our patient jane.doe@mail.example.co.uk, DEA AB1234563, IBAN DE89370400440532013000"
        )
        print(sorted({hit.identifier.value for hit in found.hits}), found.not_run)
        """
    )
    assert seen == "['account number', 'email', 'licence', 'name'] ()"
