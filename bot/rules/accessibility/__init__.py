"""Gate: readable by everybody (WCAG 2.1 AA)."""
