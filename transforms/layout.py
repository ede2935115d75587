"""Tables that arrange a page instead of holding data: how sites were built before style sheets, and mail still is.

Taken for data, such a table would be the menu, the story and the footer as rows. Here it is taken apart: cells that are menus go, the others become divisions, and two line breaks in a row part paragraphs.
"""

from typing import Final

from lxml.html import HtmlElement

_PROSE: Final = 200
"""Characters from which a cell with line breaks, paragraphs or headings of its own is a stretch of a page."""
_MENU_LINKS: Final = 3
_MENU_WORDS: Final = 100
"""A cell with so many links, and no more characters than so many beside them, is a menu."""
_PARTS: Final = ("tbody", "thead", "tfoot", "tr", "td", "center")
_HEADINGS: Final = ("p", "h1", "h2", "h3", "h4", "div", "ul", "blockquote")


def open_layout_tables(tree: HtmlElement) -> None:
    """Take every layout table of the tree apart; tables of data stay as they are."""
    for table in [table for table in tree.iter("table") if _is_layout(table)]:
        for cell in [cell for cell in table.iter("td") if _is_menu(cell)]:
            cell.drop_tree()
        for node in [table, *(part for part in table.iter(*_PARTS) if _own_table(part) is table)]:
            if node.tag == "td":
                _part_paragraphs(node)
            node.tag = "div"
            node.attrib.clear()


def _is_layout(table: HtmlElement) -> bool:
    if table.get("role") in ("presentation", "none") or table.find(".//table") is not None:
        return True
    if table.find(".//th") is not None or table.find("caption") is not None:
        return False
    return any(_is_prose(cell) for cell in table.iter("td"))


def _is_prose(cell: HtmlElement) -> bool:
    if len(cell.text_content()) < _PROSE:
        return False
    return len(list(cell.iter("br"))) >= 2 or next(cell.iter(*_HEADINGS), None) is not None


def _is_menu(cell: HtmlElement) -> bool:
    links = list(cell.iter("a"))
    if len(links) < _MENU_LINKS:
        return False
    linked = sum(len(" ".join(link.text_content().split())) for link in links)
    return len(" ".join(cell.text_content().split())) - linked <= _MENU_WORDS


def _own_table(node: HtmlElement) -> HtmlElement | None:
    return next(node.iterancestors("table"), None)


def _part_paragraphs(cell: HtmlElement) -> None:
    """Stretches between two line breaks in a row become paragraphs, where the cell has none of its own."""
    # The innermost first: what holds paragraphs already is left as it is.
    for holder in reversed([cell, *cell.iter("font", "span")]):
        if holder.find(".//p") is not None:
            continue
        for br in holder.findall("br"):
            following = _second_break(br)
            if following is None or br.getparent() is not holder:
                continue
            paragraph = br.makeelement("p")
            paragraph.text = following.tail
            node = following.getnext()
            holder.remove(following)
            while node is not None and _second_break(node) is None:
                after = node.getnext()
                paragraph.append(node)
                node = after
            br.tail = None
            holder.replace(br, paragraph)


def _second_break(node: HtmlElement) -> HtmlElement | None:
    """The line break that follows a line break with nothing between."""
    following = node.getnext()
    is_pair = (
        node.tag == "br" and following is not None and following.tag == "br" and not (node.tail or "").strip()
    )
    return following if is_pair else None
