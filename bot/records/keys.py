"""A person's public key in their file."""

from __future__ import annotations

from pathlib import Path

from bot.records.toml import write_text


def file_key(path: Path, public: str) -> None:
    """Write a public key into a person's file, before its first table."""
    text = path.read_text(encoding="utf-8").rstrip("\n")
    head, bracket, tables = text.partition("\n[")
    written = f'{head}\npublic_key = "{public}"\n{bracket}{tables}'.rstrip("\n")
    write_text(path, written + "\n")
