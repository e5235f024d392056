"""Gate: no advice to one reader, no clinical details asked for, a way to care."""
