"""Who looked at a post before it goes out, and whether their word still holds."""
