"""Gate: material connections told where a reader cannot miss them (16 CFR 255)."""
