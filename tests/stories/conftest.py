"""What the stories need of the command line's tests."""

from tests.cli.conftest import calendar, sandbox

__all__ = ["calendar", "sandbox"]
