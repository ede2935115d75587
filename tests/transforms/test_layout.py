"""Tables that arrange a page are taken apart, tables of data are not."""

import lxml.html

from transforms.layout import open_layout_tables

STORY = (
    "<td valign=top><font size=4><b>Chains over the pass</b></font><br><font size=2>SHERIFF'S NOTICE<br><br>Drivers who "
    "cross the pass from Friday on must carry chains or use traction tires, and turn round at the lower gate without "
    "them.<br><br>The road is closed at the <i>upper</i> gate if plows cannot keep up, said Deputy Orrin Vale, who has "
    "the watch.<br></font></td>"
)
MENU = '<td><a href="/">Home</a><br><a href="/jail">Jail roster</a><br><a href="/press">Press</a><br>Tip line 541-555-0100</td>'
FOOT = '<tr><td colspan=2>More: <a href="/1">One release</a> | <a href="/2">Another release</a> | <a href="/3">A third</a></td></tr>'
DATA = "<table><tr><td>Burglary</td><td>12</td></tr><tr><td>Theft</td><td>40</td></tr></table>"


def opened(body: str) -> lxml.html.HtmlElement:
    tree = lxml.html.document_fromstring(f"<html><body>{body}</body></html>")
    open_layout_tables(tree)
    return tree


def test_the_story_stays_in_paragraphs_and_menu_and_footer_go():
    tree = opened(f"<table><tr>{MENU}{STORY}</tr>{FOOT}</table>")
    assert tree.find(".//table") is None
    assert "Jail roster" not in tree.text_content()
    assert "Another release" not in tree.text_content()
    paragraphs = [" ".join(p.text_content().split()) for p in tree.iter("p")]
    assert paragraphs[0].startswith("Drivers who cross")
    assert paragraphs[1].startswith("The road is closed at the upper gate")
    assert "SHERIFF'S NOTICE" in tree.text_content()


def test_a_table_of_data_stays():
    assert len(opened(DATA).findall(".//table")) == 1
    with_heads = (
        "<table><tr><th>Case</th></tr><tr><td>" + "A long account of it.<br><br>" * 20 + "</td></tr></table>"
    )
    assert len(opened(with_heads).findall(".//table")) == 1


def test_a_table_of_data_inside_a_layout_stays_whole():
    tree = opened(
        f"<table><tr><td>{'It was a long week on the river. ' * 12}<br><br>{DATA}</td></tr></table>"
    )
    assert len(tree.findall(".//table")) == 1
    assert [cell.text for cell in tree.iter("td")] == ["Burglary", "12", "Theft", "40"]


def test_prose_with_links_is_no_menu():
    cell = (
        "<td>"
        + " ".join(f'The <a href="/{n}">report {n}</a> of the auditor counts late replies.' for n in range(9))
        + "<br><br></td>"
    )
    assert opened(f"<table><tr>{cell}</tr></table>").text_content().count("late replies") == 9


def test_empty_and_broken_tables_are_harmless():
    for body in (
        "<table></table>",
        "<table><tr></table>",
        "<table role=presentation><td><br><br><br></table>",
    ):
        opened(body)
