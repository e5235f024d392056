"""gatepost: a clinic's social calendar, checked on the exact bytes and published once."""

__version__ = "0.1.0"
