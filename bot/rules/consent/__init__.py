"""Gate: authorizations under 45 CFR 164.508 for whatever shows or tells of a patient."""
