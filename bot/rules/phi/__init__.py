"""The gate phi: who can be recognised in what a rendition shows (45 CFR 164.514(b)(2))."""
