"""The ``regex`` module under one roof: it has no type stubs, and every pattern here is bounded.

``regex`` rather than ``re`` for ``\\p{Lu}``, for time limits on patterns that a clinic wrote
itself, and for lookbehinds of several lengths.
"""

from __future__ import annotations

import regex  # type: ignore[import-untyped]

__all__ = ["regex"]
