"""The plain markup of the items' bodies, and its HTML in the manner of each publishing system.

Blank lines part the blocks. A block that begins with `## ` is a heading, `- ` a list, `!! ` a picture with its caption,
`^^ ` a correction or an editor's note, `> ` a quoted passage (its last line may be `> -- name | address`), and
`@@ handle | name | id | date | text` an embedded post. Anything else is a paragraph. Inside: `[words](address)`, `*words*`.
"""

import re
from collections.abc import Callable
from html import escape

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_EMPHASIS = re.compile(r"\*([^*]+)\*")


def to_html(body: str, manner: str) -> str:
    """The body as HTML; `manner` is the name of a page template."""
    return "\n".join(_block(block.strip(), manner) for block in body.strip().split("\n\n") if block.strip())


def to_text(body: str) -> str:
    """The body's words: paragraphs, headings, lists and quoted passages, one block a line."""
    lines = []
    for block in body.strip().split("\n\n"):
        if block.startswith("@@ "):
            lines.append(block.split(" | ", 4)[4])
        elif not block.startswith("!! "):
            kept = [re.sub(r"^(## |- |\^\^ |> ?)", "", line) for line in block.splitlines()]
            lines.append(" ".join(line for line in kept if line and not line.startswith("-- ")))
    return _EMPHASIS.sub(r"\1", _LINK.sub(r"\1", "\n".join(lines)))


def teaser(body: str, words: int = 28) -> str:
    """The first words, as feeds carry them."""
    first = to_text(body).split()
    return " ".join(first[:words]) + ("…" if len(first) > words else "")


def _inline(text: str) -> str:
    html = _LINK.sub(r'<a href="\2">\1</a>', escape(" ".join(text.split()), quote=False))
    return _EMPHASIS.sub(r"<em>\1</em>", html)


def _block(block: str, manner: str) -> str:
    for mark, render in _MARKS.items():
        if block.startswith(mark):
            return render(block, manner)
    return _PARAGRAPH.get(manner, "<p>{}</p>").format(_inline(block))


def _heading(block: str, manner: str) -> str:
    words = _inline(block.removeprefix("## "))
    if manner == "table":
        return f"<p><b>{words}</b></p>"
    return f'<h2 class="wp-block-heading">{words}</h2>' if manner in _WORDPRESS else f"<h3>{words}</h3>"


def _list(block: str, manner: str) -> str:
    name = ' class="wp-block-list"' if manner in _WORDPRESS else ""
    lines = [_inline(line.removeprefix("- ")) for line in block.splitlines()]
    return f"<ul{name}>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _picture(block: str, manner: str) -> str:
    words = _inline(block.removeprefix("!! "))
    if manner == "blox":
        return (
            '<div class="asset-photo"><img src="/content/tncms/photo.jpg" alt="">'
            f'<figcaption class="caption-text"><span>{words}</span></figcaption></div>'
        )
    name = "wp-block-image size-large" if manner in _WORDPRESS else "media"
    return f'<figure class="{name}"><img src="/images/photo.jpg" alt=""><figcaption>{words}</figcaption></figure>'


def _note(block: str, manner: str) -> str:
    words = _inline(block.removeprefix("^^ "))
    if manner == "wordpress":
        return f'<div class="newspack-corrections-module"><p>{words}</p></div>'
    return f'<p class="correction"><em>{words}</em></p>'


def _quoted(block: str, manner: str) -> str:
    lines = [line.removeprefix(">").strip() for line in block.splitlines()]
    cite = ""
    if lines[-1].startswith("-- "):
        name, _, address = lines.pop().removeprefix("-- ").partition(" | ")
        cite = (
            f'<cite><a href="{address}">{escape(name)}</a></cite>'
            if address
            else f"<cite>{escape(name)}</cite>"
        )
    paragraphs = "".join(f"<p>{_inline(text)}</p>" for text in "\n".join(lines).split("\n\n") if text.strip())
    name = ' class="wp-block-quote"' if manner in _WORDPRESS else ""
    return f"<blockquote{name}>{paragraphs}{cite}</blockquote>"


def _embed(block: str, manner: str) -> str:
    handle, name, post_id, posted, text = (part.strip() for part in block.removeprefix("@@ ").split(" | ", 4))
    tweet = (
        f'<blockquote class="twitter-tweet" data-lang="en"><p lang="en" dir="ltr">{_inline(text)}</p>'
        f"&mdash; {escape(name)} (@{handle}) "
        f'<a href="https://twitter.example/{handle}/status/{post_id}">{posted}</a></blockquote>'
    )
    if manner in _WORDPRESS:
        return (
            '<figure class="wp-block-embed is-type-rich is-provider-twitter wp-block-embed-twitter">'
            f'<div class="wp-block-embed__wrapper">\n{tweet}\n</div></figure>'
        )
    return f'<div class="embed">{tweet}</div>'


_WORDPRESS = ("wordpress", "blog")
_PARAGRAPH = {
    "arc": '<p class="article-text">{}</p>',
    "blox": '<div class="subscriber-preview"><p>{}</p></div>',
    "table": "{}<br><br>",
    "civicplus": '<p style="margin-bottom: 0in;"><span style="font-family: Arial;">{}</span></p>',
}
_MARKS: dict[str, Callable[[str, str], str]] = {
    "## ": _heading,
    "- ": _list,
    "!! ": _picture,
    "^^ ": _note,
    ">": _quoted,
    "@@ ": _embed,
}
