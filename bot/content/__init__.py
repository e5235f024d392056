"""Reading the calendar: Markdown files with strict front matter, typed into posts.

Nothing here reaches a network, a database or a secret, and nothing here repeats what an
author wrote: a message names the place and the key, never a title, text or file name.
"""
