"""Which media move or sound, by the endings of their names."""

from __future__ import annotations

from pathlib import PurePosixPath

from bot.model import Media

_FILM = frozenset({".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".mpg", ".mpeg", ".3gp"})
_SOUND = frozenset({".mp3", ".m4a", ".wav", ".aac", ".ogg", ".oga", ".flac", ".opus"})


def is_audio(media: Media) -> bool:
    """Sound alone."""
    return _ending(media) in _SOUND


def is_moving(media: Media) -> bool:
    """A film or sound."""
    return _ending(media) in _FILM | _SOUND


def _ending(media: Media) -> str:
    return PurePosixPath(media.file).suffix.lower()
