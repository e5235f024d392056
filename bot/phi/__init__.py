"""The PHI engine: finds the individual patient in whatever a rendition shows.

Importing this package is cheap; spaCy and Presidio are imported by the first analysis.
"""
