"""The XML of FlashAlert."""

import pytest

from crawlers.discovered import Discovered, Found, NotThisKind
from crawlers.kinds.flashalert import FlashAlert, first_urls, parse

URL = "https://flashalert.example/flashnews_xml2.php?RegionID=1"
PREAMBLE = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE flashnews [
  <!ELEMENT flashnews (emergency?, news?)>
  <!ATTLIST flashnews updated CDATA #REQUIRED>
]>
"""
REPORTS = """<flashnews updated="2026-11-10 09:00:02">
 <emergency><emergency_category name="Police & Fire">
  <emergency_report report_id="77" effective_date="2026-11-10 08:50:00" updated="1" last_update="2026-11-10 08:58:00" testing="0" orgid="413">
   <detail><![CDATA[Mill Street is closed between First and Third.]]></detail>
   <orgname orgid="413" tier="1"><![CDATA[Tamarack Falls Police]]></orgname></emergency_report></emergency_category></emergency>
 <news><news_category name="Police & Fire">
  <news_report news_id="77" testing="0" effective_date="2026-11-09 23:32:16">
   <orgname orgid="413" zipcode="97000">Tamarack Falls Police</orgname>
   <headline>Two held &ndash; chief &quot;relieved&quot;</headline>
   <detail>Officers held two people at the Caf&eacute; Larkspur.\r
\r
Case: 26-114</detail></news_report>
  <news_report news_id="78" testing="0" effective_date="2026-11-09 20:00:00">
   <orgname orgid="9">Larkspur County Sheriff</orgname><headline>Boat found</headline>
   <detail><![CDATA[<p>A boat was <b>found</b>.</p>]]></detail></news_report>
 </news_category></news>
 <participants><participant_category name="Police"><org><orgname orgid="500">Mill Town Police</orgname></org></participant_category></participants>
</flashnews>"""


def parsed(text: str | bytes, *orgs: str) -> Found:
    body = text if isinstance(text, bytes) else text.encode()
    return parse(body, URL, FlashAlert(kind="flashalert", url=URL, orgs=orgs))


def report(inside: str, **attributes: str) -> str:
    given = {"news_id": "1", "testing": "0", "effective_date": "2026-11-09 20:00:00"} | attributes
    shown = " ".join(f'{name}="{value}"' for name, value in given.items() if value)
    return f"<flashnews><news><news_category name='Police'><news_report {shown}>{inside}</news_report></news_category></news></flashnews>"


def test_the_region_s_xml_is_where_a_night_begins() -> None:
    assert first_urls(FlashAlert(kind="flashalert", url=URL), None) == (URL,)


def test_reports_are_whole_with_their_times_as_written() -> None:
    emergency, release, marked = parsed(PREAMBLE + REPORTS).items
    assert release == Discovered(
        url="https://www.flashalert.net/id/413/77",
        guid="flashalert:news:77",
        title='Two held – chief "relieved"',
        published="2026-11-09 23:32:16",
        section="Police & Fire",
        authors=("Tamarack Falls Police",),
        content_text="Officers held two people at the Café Larkspur.\n\nCase: 26-114",
        is_complete=True,
    )
    assert (marked.content_html, marked.content_text) == ("<p>A boat was <b>found</b>.</p>", None)
    assert emergency == Discovered(
        url="https://www.flashalert.net/id/413?emergency=77",
        guid="flashalert:emergency:77",
        published="2026-11-10 08:50:00",
        modified="2026-11-10 08:58:00",
        section="Police & Fire",
        authors=("Tamarack Falls Police",),
        content_text="Mill Street is closed between First and Third.",
        is_complete=True,
    )


def test_the_document_type_is_cut_off_and_with_it_its_entities() -> None:
    bomb = "<!DOCTYPE flashnews [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/hostname'>]>"
    (item,) = parsed(bomb + report("<orgname orgid='9'>A</orgname><detail>&b; &c; Two held.</detail>")).items
    assert item.content_text == "&b; &c; Two held."


@pytest.mark.parametrize("wanted", ["Larkspur County Sheriff", "larkspur county sheriff ", "9"])
def test_agencies_are_kept_by_name_or_number(wanted: str) -> None:
    found = parsed(REPORTS, wanted)
    assert [item.title for item in found.items] == ["Boat found"]
    assert found.notes == ()


def test_an_agency_that_the_region_does_not_know_is_told_a_silent_one_is_not() -> None:
    found = parsed(REPORTS, "Mill Town Police", "Larkspur Sheriff")
    assert found.items == ()
    assert found.notes == (("nothing-selected", "orgs: 'Larkspur Sheriff' is no agency in this XML"),)


def test_a_link_of_its_own_stands_above_the_numbers() -> None:
    (item,) = parsed(
        report("<orgname orgid='9'>A</orgname><headline>B</headline><link>/id/LCSO/1</link>")
    ).items
    assert (item.url, item.is_complete) == ("https://flashalert.example/id/LCSO/1", False)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (
            report("<orgname orgid='9'>A</orgname><headline>Drill</headline>", testing="1"),
            ("test-report", "Drill"),
        ),
        (
            report("<orgname orgid='9'>A</orgname>"),
            ("unreadable-item", "a report of A: neither headline nor detail"),
        ),
        (report("<orgname>A</orgname><headline>No number</headline>"), ("item-without-link", "No number")),
        (
            report("<orgname orgid='9'>A</orgname><headline>No key</headline>", news_id=""),
            ("item-without-link", "No key"),
        ),
    ],
    ids=["test", "empty", "no agency", "no key"],
)
def test_what_is_left_out_is_noted(text: str, note: tuple[str, str]) -> None:
    found = parsed(text)
    assert found.items == ()
    assert found.notes == (note,)


def test_a_report_in_two_categories_is_one_item() -> None:
    one = report("<orgname orgid='9'>A</orgname><headline>B</headline>")
    twice = one.replace("</news>", one.partition("<news>")[2].partition("</news>")[0] + "</news>")
    assert len(parsed(twice).items) == 1


def test_names_in_other_cases_are_read() -> None:
    (item,) = parsed(
        "<FlashNews><News_Report News_ID='5' OrgID='9' Effective_Date='2026-11-09 20:00:00'><OrgName>A</OrgName>"
        "<Headline>B &lt;b&gt;c&lt;/b&gt;</Headline><Detail>D</Detail></News_Report></FlashNews>"
    ).items
    assert (item.url, item.title, item.published) == (
        "https://www.flashalert.net/id/9/5",
        "B c",
        "2026-11-09 20:00:00",
    )


def test_a_file_in_latin_1_or_cut_off_gives_what_it_has() -> None:
    text = report("<orgname orgid='9'>Café Police</orgname><headline>B</headline>")
    assert parsed(text.encode("latin-1")).items[0].authors == ("Café Police",)
    assert [item.title for item in parsed(REPORTS[: REPORTS.index("A boat")], "413").items] == [
        None,
        'Two held – chief "relieved"',
    ]


def test_a_quiet_region_is_empty() -> None:
    assert parsed("<flashnews updated='2026-11-10 09:00:02'><news/></flashnews>") == Found(items=())


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b" \n", "empty-body"),
        (b"<!DOCTYPE html><html><body>Maintenance</body></html>", "html-instead-of-flashalert"),
        (b"<rss version='2.0'><channel/></rss>", "not-flashalert"),
        (b"Fatal error: no database", "not-flashalert"),
    ],
)
def test_what_is_not_flashalert_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(NotThisKind) as caught:
        parsed(body)
    assert caught.value.reason == reason
    assert caught.value.detail
