"""Announced titles, which are HTML as often as not."""

from html import unescape

from w3lib.html import remove_tags


def plain_title(html: str | None) -> str | None:
    """The words of a title: tags gone, references resolved, white space single; None where nothing is left."""
    if not html:
        return None
    return " ".join(unescape(remove_tags(unescape(html) if "&lt;" in html else html)).split()) or None
