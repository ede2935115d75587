"""A page's parts that its metadata are read from, taken down in one pass over the tree."""

from dataclasses import dataclass

from lxml.html import HtmlElement

from transforms.decode import one_line

_TAGS = ("script", "meta", "link", "base", "h1", "time", "body", "article", "main")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a page holds, in its order.

    Attributes:
        scripts: the `<script>`.
        metas: values of `<meta>`, by lower-case property, name or itemprop.
        links: addresses of `<link>` as written, by each word of its `rel`.
        headings: the `h1`.
        times: the `<time>`.
        articles: the `<article>` and `<main>`.
        base: address of `<base>` as written; None where there is none.
        classes: of the body and the articles, each once.
    """

    scripts: tuple[HtmlElement, ...]
    metas: dict[str, list[str]]
    links: dict[str, list[str]]
    headings: tuple[HtmlElement, ...]
    times: tuple[HtmlElement, ...]
    articles: tuple[HtmlElement, ...]
    base: str | None
    classes: tuple[str, ...]

    def meta(self, *keys: str) -> str | None:
        """The first value of the first key that has one."""
        return next((self.metas[key][0] for key in keys if key in self.metas), None)

    def base_url(self, url: str) -> str:
        """What relative addresses of the page at `url` are read against."""
        return self.base if self.base and self.base.startswith(("http://", "https://")) else url


def read_outline(tree: HtmlElement) -> Outline:
    """Take down the unchanged page."""
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    found: dict[str, list[HtmlElement]] = {tag: [] for tag in _TAGS}
    for element in tree.iter(*_TAGS):
        tag = str(element.tag)
        if tag == "meta":
            key = element.get("property") or element.get("name") or element.get("itemprop")
            if key and (content := one_line(element.get("content") or "")):
                metas.setdefault(key.strip().lower(), []).append(content)
        elif tag == "link":
            if href := element.get("href"):
                for rel in (element.get("rel") or "").lower().split():
                    links.setdefault(rel, []).append(href)
        else:
            found[tag].append(element)
    classes = [
        name
        for element in (*found["body"], *found["article"])
        for name in (element.get("class") or "").split()
    ]
    return Outline(
        scripts=tuple(found["script"]),
        metas=metas,
        links=links,
        headings=tuple(found["h1"]),
        times=tuple(found["time"]),
        articles=(*found["article"], *found["main"]),
        base=next((href for element in found["base"] if (href := element.get("href"))), None),
        classes=tuple(dict.fromkeys(classes)),
    )
