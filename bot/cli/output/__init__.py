"""A report in the forms that other programs read, and its summary for people."""
