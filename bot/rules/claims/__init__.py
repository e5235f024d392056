"""Gate: truth and balance of what is claimed for health (FTC, FDA, state law)."""
