"""Reads, indexes and finds material in Finnish, Swedish and English; has never heard of chat."""


class LibraryError(Exception):
    """Something that whoever runs the program can mend; `str(error)` is one sentence that says how."""
