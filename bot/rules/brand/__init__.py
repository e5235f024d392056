"""Gate: one voice, and nothing that matters lost between source and platform."""
