"""The stage of the promises, borrowed: a practice, a sandbox and the real clients between them."""

from __future__ import annotations

from tests.promises.conftest import MEDIA, Stage, reader, stage

__all__ = ["MEDIA", "Stage", "reader", "stage"]
