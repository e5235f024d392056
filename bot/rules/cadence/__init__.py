"""Gate: at the right time or not at all."""
