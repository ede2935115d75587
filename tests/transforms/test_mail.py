"""Releases without mark-up: mail and its headers, plain text, wrapped lines, quoted replies, end marks."""

import time

import pytest
from invented import document, rejected, source

from transforms.document import Document
from transforms.mail import parts_of

URL = "https://tamarackpd.example/releases/26-114.txt"
FIRST = (
    "Detectives arrested a 41-year-old man on Tuesday in connection with",
    "a series of burglaries of storage units on Cannery Road that began in",
    "September, Chief Dana Roe announced.",
)
SECOND = (
    "Officers searched a house in the 2200 block of Mill Street and found",
    "tools, two bicycles and an antique cash register. The man was lodged",
    "in the county jail on four counts of second-degree burglary.",
)
BODY = "\n".join(FIRST) + "\n\n" + "\n".join(SECOND) + "\n"
TEXT = " ".join(FIRST) + "\n\n" + " ".join(SECOND)
POLICE = source(publisher="police", name="Tamarack Falls Police")


def plain(text: str, content_type: str = "text/plain; charset=utf-8") -> Document:
    return document(text, url=URL, content_type=content_type, of=POLICE)


MAILS = {
    "as it was sent": "Return-Path: <pio@tamarackpd.example>\nReceived: from mx (10.0.0.1)\n by mail; Tue, 10 Nov 2026 18:05:01 -0800\nFrom: Sgt. Ana Lund <pio@tamarackpd.example>\nTo: Media List <media@ledger.example>\nSubject: Man arrested after burglaries of storage units\nDate: Tue, 10 Nov 2026 18:05:00 -0800\nMIME-Version: 1.0\n\n",
    "as a program prints it": "From: Sgt. Ana Lund\nSent: Tuesday, November 10, 2026 6:05 PM\nTo: Media List\nSubject: FW: Man arrested after burglaries of storage units\n\n",
    "with a subject on two lines and a list's name": "From: \"Sgt. Ana Lund\" <pio@tamarackpd.example>\nTo: media@ledger.example\nSubject: [tfpd-media] Man arrested after\n burglaries of storage units\nDate: Tue, 10 Nov 2026 18:05:00 -0800\n\n",
    "of a mailbox file": "From pio@tamarackpd.example Tue Nov 10 18:05:00 2026\nFrom: Sgt. Ana Lund <pio@tamarackpd.example>\nTo: media@ledger.example\nSubject: Re: Man arrested after burglaries of storage units\nDate: Tue, 10 Nov 2026 18:05:00 -0800\n\n",
    "with the line ends of mail": "From: Sgt. Ana Lund <pio@tamarackpd.example>\r\nTo: media@ledger.example\r\nSubject: Man arrested after burglaries of storage units\r\nDate: Tue, 10 Nov 2026 18:05:00 -0800\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_s_headers_are_its_title_author_and_date_and_no_text(name: str) -> None:
    found = plain(MAILS[name] + BODY)
    assert (found.page_type, found.form) == ("mail", "press_release")
    assert (found.title, found.title_method) == ("Man arrested after burglaries of storage units", "mail")
    assert [(author.name, author.kind) for author in found.authors] == [("Sgt. Ana Lund", "person")]
    assert found.published is not None
    assert (found.published.at.isoformat(), found.published.has_time) == ("2026-11-11T02:05:00+00:00", True)
    assert found.text == TEXT


def test_a_message_in_two_forms_is_read_in_plain_text() -> None:
    body = (
        "From: Sgt. Ana Lund <pio@tamarackpd.example>\nSubject: =?utf-8?q?Man_arrested_after_=E2=80=9Cspree=E2=80=9D?=\n"
        "Date: Tue, 10 Nov 2026 18:05:00 -0800\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b1\n\n"
        "--b1\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"{BODY.replace('Chief', 'Chief=20')}\n--b1\nContent-Type: text/html\n\n<p>Other words</p>\n--b1--\n"
    )
    found = document(body, url=URL, content_type="message/rfc822", of=POLICE)
    assert (found.page_type, found.title) == ("mail", "Man arrested after “spree”")
    assert found.text.startswith("Detectives arrested a 41-year-old man")
    assert "Other words" not in found.text


def test_a_message_in_html_alone_is_read_as_a_page() -> None:
    html = "".join(f"<p>{' '.join(lines)}</p>" for lines in (FIRST, SECOND))
    body = (
        "From: Sgt. Ana Lund <pio@tamarackpd.example>\nSubject: Man arrested\nDate: Tue, 10 Nov 2026 18:05:00 -0800\n"
        f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n<html><body>{html}</body></html>\n"
    )
    found = document(body, url=URL, content_type="message/rfc822", of=POLICE)
    assert (found.page_type, found.title, found.text) == ("mail", "Man arrested", TEXT)


def test_a_message_of_pictures_has_no_text() -> None:
    body = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n"
    assert rejected(body, url=URL, content_type="message/rfc822").reason == "no-text"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("From", "("), ("From", "(" * 2000), ("From", "=?utf-8?q?D=C3?= <"), ("Subject", "=?utf-8?b?w?="), ("Date", "-"),
        ("Content-Type", "text/plain; charset=none-such"), ("Content-Type", "text/plain; charset=hex"),
    ],
)  # fmt: skip
def test_a_message_with_an_odd_header_keeps_its_text(header: str, value: str) -> None:
    headers = {"From": "a@b.example", "Subject": "Arrest", "Content-Type": "text/plain"} | {header: value}
    body = "".join(f"{name}: {held}\n" for name, held in headers.items()) + f"\n{BODY}"
    assert document(body, url=URL, content_type="message/rfc822", of=POLICE).text == TEXT


def test_a_message_in_another_set_than_it_says_is_read_in_its_own() -> None:
    body = (
        f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=iso-8859-1\n\n{BODY}\nCafé Nuñez\n"
    )
    assert "Café Nuñez" in document(body, url=URL, content_type="message/rfc822", of=POLICE).text


def test_a_long_chain_of_quoted_paragraphs_is_read_in_little_time() -> None:
    started = time.process_time()
    found = plain("> a line of it\n>\n" * 300_000)
    assert time.process_time() - started < 5
    assert [block.kind for block in found.blocks] == ["quoted_passage"]


def test_what_a_reply_quotes_is_a_quoted_passage_with_who_is_quoted() -> None:
    reply = (
        MAILS["as a program prints it"]
        + BODY
        + "\nOn Nov. 9, 2026, at 4:10 p.m., Dana Roe <roe@ledger.example> wrote:\n"
        "> Has anybody been arrested in the matter of the storage units?\n>\n> And is the cash register among what\n> was found?\n"
    )
    found = plain(reply)
    passage = found.blocks[-1]
    assert (passage.kind, passage.voice) == ("quoted_passage", "quoted_passage")
    assert passage.text.startswith("Has anybody been arrested")
    assert ">" not in passage.text
    assert passage.cite == "On Nov. 9, 2026, at 4:10 p.m., Dana Roe <roe@ledger.example> wrote"
    assert "wrote:" not in found.text


RELEASE = f"""TAMARACK FALLS POLICE DEPARTMENT
100 Mill Street, Tamarack Falls, OR 97009

FOR IMMEDIATE RELEASE
November 10, 2026
Contact: Sgt. Ana Lund, 541-555-0142

Man arrested after burglaries of storage units

{BODY}
###
"""


def test_the_headline_of_a_release_stands_below_letterhead_date_and_contact() -> None:
    found = plain(RELEASE)
    assert (found.page_type, found.form) == ("plain_text", "press_release")
    assert (found.title, found.title_method) == (
        "Man arrested after burglaries of storage units",
        "first-line",
    )
    assert found.published is not None
    assert (found.published.at.isoformat(), found.published.method) == (
        "2026-11-10T08:00:00+00:00",
        "page-text+source-zone",
    )
    assert TEXT in found.text
    assert "Contact: Sgt. Ana Lund, 541-555-0142" in found.text.split("\n")


@pytest.mark.parametrize("mark", ["###", "# # #", "-30-", "- 30 -", "-end-"])
def test_an_end_mark_makes_a_release_and_joins_no_paragraph(mark: str) -> None:
    found = document(
        f"Storage units burgled\n\n{BODY}{mark}\n",
        url=URL,
        content_type="text/plain",
        of=source(publisher="blog"),
    )
    assert found.form == "press_release"
    assert found.text == f"{TEXT}\n\n{mark}" or found.text == f"{TEXT}\n{mark}"


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        (BODY, TEXT.split("\n\n")),
        ("One paragraph a line, as some write it, however long the line may become in the end, for they never wrap their lines at all.\nAnd here is the second of them, no less long than the first one was, since nobody has ever told them how to do it.", 2),
        ("Case Number: 26-4411\nLocation: Cannery Road\nDate: Nov. 10", ["Case Number: 26-4411\nLocation: Cannery Road\nDate: Nov. 10"]),
        (BODY + "\n* two bicycles\n* an antique cash register", [*TEXT.split("\n\n"), "* two bicycles\n* an antique cash register"]),
        ("He is said to have been seen at the window of the old cannery by hit-and-\nrun investigators from the county who happened to be driving there.", ["He is said to have been seen at the window of the old cannery by hit-and-run investigators from the county who happened to be driving there."]),
        ("1:15 a.m. Report of a parked car in the 200 block of Mill Street, gone on\narrival of the officer.\n2:40 a.m. Report of a barking dog on Cannery Road; its owner was spoken to\nby telephone.", ["1:15 a.m. Report of a parked car in the 200 block of Mill Street, gone on arrival of the officer.\n2:40 a.m. Report of a barking dog on Cannery Road; its owner was spoken to by telephone."]),
    ],
    ids=["wrapped", "one line a paragraph", "labelled lines", "items", "a compound at a line's end", "a log"],
)  # fmt: skip
def test_lines_are_joined_where_they_were_only_wrapped(text: str, paragraphs: list[str] | int) -> None:
    found = [part.text for part in parts_of(text)]
    if isinstance(paragraphs, int):
        assert len("\n".join(found).split("\n")) == paragraphs
    else:
        assert found == paragraphs


def test_a_page_that_begins_with_a_labelled_line_is_no_mail() -> None:
    text = "From: the city recorder\n\nMinutes of the meeting of November 9\n\n" + BODY
    assert plain(text).page_type == "plain_text"


def test_a_brief_in_plain_text_is_a_document() -> None:
    found = plain("Police arrested a man on Monday night after a window was broken. He was lodged in jail.")
    assert (found.page_type, found.title) == ("plain_text", None)


def test_a_plain_text_without_words_is_rejected() -> None:
    assert rejected("Nothing yet.\n", url=URL, content_type="text/plain").reason == "no-text"
