"""Writing TOML: the small part of it that gatepost's own records need, and whole or not at all.

Whatever this module writes, ``tomllib`` reads back as the same data.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_ESCAPED = re.compile(r'[\x00-\x1f\x7f"\\]')


def dumps(data: Mapping[str, Any]) -> str:
    """TOML of nested mappings, lists and plain values, in the order given.

    Raises TypeError for what TOML cannot hold (None, bytes, a key that is no string) and
    ValueError for a lone surrogate; the messages never hold the value.
    """
    return "".join(_table(data, ()))


def write_text(path: Path, text: str) -> Path:
    """Put ``text`` at ``path`` whole or not at all; the folder is made if need be.

    Raises OSError when that fails; the file that was there is then unharmed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(handle)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    return path


def _table(data: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Plain keys first: after a heading, a key would belong to that heading."""
    for key, value in data.items():
        if not isinstance(value, Mapping) and not _is_tables(value):
            yield f"{_key(key)} = {_value(value)}\n"
    for key, value in data.items():
        inner = (*path, key)
        heading = ".".join(_key(part) for part in inner)
        if isinstance(value, Mapping):
            yield f"\n[{heading}]\n"
            yield from _table(value, inner)
        elif _is_tables(value):
            for item in value:
                yield f"\n[[{heading}]]\n"
                yield from _table(item, inner)


def _is_tables(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(item, Mapping) for item in value)
    )


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a TOML key must be a string, not {type(key).__name__}")
    return key if _BARE.fullmatch(key) else _string(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(str(value))
        case int():
            return str(int(value))
        case float():
            return _float(value)
        case datetime():
            return _datetime(value)
        case date() | time():
            return value.isoformat()
        case list() | tuple():
            return f"[{', '.join(_value(item) for item in value)}]"
        case Mapping():
            pairs = (f"{_key(key)} = {_value(item)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _string(text: str) -> str:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("a text holds half a character (a lone surrogate)")
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    letter = found.group()
    return _SHORT.get(letter, f"\\u{ord(letter):04x}")


def _float(value: float) -> str:
    if math.isfinite(value):
        return repr(float(value))
    return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")


def _datetime(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat()
    # Zone names and offsets with seconds have no spelling in TOML; the instant has.
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
