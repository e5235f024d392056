"""Gate: respect, credentials, opinions, disputes and safety of the person who posts."""
