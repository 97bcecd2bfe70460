"""Small helpers to write lists of words and patterns of them."""


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()


def any_of(text: str) -> str:
    """A pattern that matches any of the words; an underscore is a space."""
    return f"(?:{'|'.join(words(text)).replace('_', ' ')})"
