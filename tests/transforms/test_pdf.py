"""PDF releases: paragraphs from lines, what is no text left out, and files that nobody could read within the limits."""

import random
import zlib

import pytest
from invented import document, read, rejected, source
from pdf_files import from_streams, set_lines, written

from crawlers.discovered import Discovered
from crawlers.sample.quirks import pdf_of
from transforms.document import Document
from transforms.pdf import PdfText, read_pdf

URL = "https://tamarackpd.example/files/release-26-114.pdf"
HEAD = [
    (72, 720, 16, "Tamarack Falls Police Department"),
    (72, 700, 11, "FOR IMMEDIATE RELEASE"),
    (72, 686, 11, "November 10, 2026"),
    (72, 660, 14, "*Man arrested after burglaries of storage units"),
]
FIRST = (
    "Detectives arrested a 41-year-old man on Tuesday in connection with a series of",
    "burglaries of storage units on Cannery Road that began in September, Chief Dana",
    "Roe announced.",
)
SECOND = (
    "Officers searched a house in the 2200 block of Mill Street and found tools, two",
    "bicycles and an antique cash register. The man was lodged in the county jail.",
)


def pages(*bodies: list[str], head: bool = True) -> bytes:
    first, *more = bodies
    return written([[*(HEAD if head else ()), *set_lines(first)], *(set_lines(body) for body in more)])


def pdf(body: bytes) -> PdfText:
    found = read_pdf(body, "Tamarack Falls Police")
    assert isinstance(found, PdfText), found
    return found


def paragraphs(*bodies: list[str]) -> tuple[str, ...]:
    return pdf(pages(*bodies, head=False)).paragraphs


def test_a_release_is_a_document_with_its_headline_date_and_paragraphs() -> None:
    found = document(
        pages([*FIRST, "", *SECOND, "", "Contact: Sgt. Lund, 541-555-0142"]),
        url=URL,
        content_type="application/pdf",
        of=source(publisher="police", form="press_release"),
    )
    assert (found.page_type, found.form) == ("pdf", "press_release")
    assert (found.title, found.title_method) == (
        "Man arrested after burglaries of storage units",
        "first-line",
    )
    assert found.published is not None
    assert found.published.at.date().isoformat() == "2026-11-10"
    assert [block.text for block in found.blocks][-3:] == [
        " ".join(FIRST),
        " ".join(SECOND),
        "Contact: Sgt. Lund, 541-555-0142",
    ]
    assert "Man arrested after" not in found.text, "the headline is not repeated"
    assert all(found.text[block.start : block.end] == block.text for block in found.blocks)


def test_a_pdf_is_known_by_its_bytes_whatever_it_is_called() -> None:
    body = b"\r\n" + pages([*FIRST, "", *SECOND])
    assert document(body, url=URL, content_type="text/html").page_type == "pdf"


def test_a_line_set_as_a_headline_is_the_title_before_what_was_announced() -> None:
    hint = Discovered(url=URL, title="Release 26-114 (PDF)", published="2026-11-09T18:00:00-08:00")
    body = pages([*FIRST, "", *SECOND])
    assert document(body, url=URL, hint=hint).title == "Man arrested after burglaries of storage units"
    assert document(body, url=URL, hint=hint).published.method == "feed"  # type: ignore[union-attr]


def test_what_was_announced_is_the_title_where_no_line_is_set_as_one() -> None:
    hint = Discovered(url=URL, title="Arrest in storage burglaries")
    assert document(pages([*FIRST, "", *SECOND], head=False), url=URL, hint=hint).title == hint.title


def test_the_letterhead_is_no_title() -> None:
    body = written([[HEAD[0], HEAD[1], *set_lines([*FIRST, "", *SECOND])]])
    assert pdf(body).heading is None


@pytest.mark.parametrize("label", ["RE: ", "Subject: ", "SUBJECT:  "])
def test_the_subject_of_a_memorandum_is_its_title(label: str) -> None:
    body = pages(
        ["MEMORANDUM", "TO: City Council", f"{label}Overtime of the patrol division", "", *FIRST], head=False
    )
    assert document(body, url=URL).title == "Overtime of the patrol division"


def test_labels_in_bold_and_a_contact_at_the_right_edge_stay_lines_and_the_office_s_name_is_no_title() -> (
    None
):
    body = written(
        [
            [
                (72, 680, 18, "*TAMARACK COUNTY SHERIFF"),
                (72, 662, 11, "Sheriff Marta Holcomb"),
                (72, 648, 11, "12 Courthouse Square"),
                (72, 634, 11, "Tamarack Falls, OR 97009"),
                (430, 662, 11, "Contact: Lt. Joe Teague"),
                (462, 648, 11, "541-555-0133"),
                (415, 634, 11, "pio@tamarackso.example"),
                (72, 600, 11, "*DATE: November 9, 2026"),
                (72, 586, 11, "*CASE #: 26-04411"),
                (72, 572, 11, "*SUBJECT: Fatal crash on Highway 22"),
                *set_lines([*FIRST, "", *SECOND], top=540),
            ]
        ]
    )
    found = document(body, url=URL, of=source(publisher="sheriff", name="Tamarack County Sheriff’s Office"))
    assert found.title == "Fatal crash on Highway 22"
    assert found.published is not None
    assert found.published.at.date().isoformat() == "2026-11-09"
    lines = found.text.split("\n\n")
    assert lines[4:7] == ["Contact: Lt. Joe Teague", "541-555-0133", "pio@tamarackso.example"]
    assert lines[7:] == [
        "DATE: November 9, 2026",
        "CASE #: 26-04411",
        "SUBJECT: Fatal crash on Highway 22",
        " ".join(FIRST),
        " ".join(SECOND),
    ]


def test_a_headline_of_two_lines_is_one() -> None:
    body = written(
        [
            [
                (72, 700, 18, "Tamarack Falls police arrest man after burglaries"),
                (72, 678, 18, "of storage units on Cannery Road"),
                *set_lines(FIRST),
            ]
        ]
    )
    assert pdf(body).heading == (
        "Tamarack Falls police arrest man after burglaries of storage units on Cannery Road"
    )


def test_paragraphs_without_room_between_them_are_told_by_short_and_indented_lines() -> None:
    lines = [
        (72 + (18 if n in (0, 3) else 0), 700 - 14 * n, 11, line) for n, line in enumerate((*FIRST, *SECOND))
    ]
    assert pdf(written([lines])).paragraphs == (" ".join(FIRST), " ".join(SECOND))


def test_a_paragraph_goes_on_over_a_page_and_nothing_of_the_edges_gets_into_it() -> None:
    def edges(n: int) -> list[tuple[float, float, float, str]]:
        return [
            (72, 760, 9, "Tamarack Falls Police Department | News release 26-114"),
            (300, 30, 9, f"Page {n} of 3"),
            (72, 42, 9, "100 Mill Street, Tamarack Falls"),
        ]

    body = written(
        [
            [*edges(1), *set_lines([*SECOND, "", FIRST[0]]), (280, 100, 11, "-more-")],
            [*edges(2), *set_lines([*FIRST[1:], "", *SECOND])],
            [*edges(3), *set_lines([FIRST[0], FIRST[2]])],
        ]
    )
    assert pdf(body).paragraphs == (
        "Tamarack Falls Police Department | News release 26-114",
        " ".join(SECOND),
        " ".join(FIRST),
        " ".join(SECOND),
        f"{FIRST[0]} {FIRST[2]}",
    )


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("four counts of second-", "degree burglary and more", "second-degree burglary"),
        ("they looked for the bur-", "glary tools of the man", "burglary tools"),
        ("lodged was the 41-year-", "old man from Mill Street", "41-year-old man"),
        ("the well-known detec-", "tive of the department", "well-known detective of"),
        ("it was a hit-and-", "run of a bicyclist, they", "hit-and-run of"),
        ("Sgt. Ana Lund-", "Ortiz of the department", "Lund-Ortiz of"),
    ],
)
def test_a_word_divided_at_a_line_s_end_is_whole_again(end: str, start: str, joined: str) -> None:
    filler = "The officers of the department said in the afternoon of that day that"
    (found,) = paragraphs([filler, f"{filler} {end}"[-len(filler) :], f"{start} {filler}"[: len(filler)]])
    assert joined in found


def test_items_and_labelled_lines_stay_apart() -> None:
    lines = ["Case Number: 26-4411", "Location: Cannery Road", "• Two bicycles", "• An antique cash register"]
    assert paragraphs([*FIRST, "", *lines]) == (" ".join(FIRST), *lines)


@pytest.mark.parametrize("size", [6.0, 11.0, 24.0])
def test_a_log_has_one_entry_a_paragraph(size: float) -> None:
    entries = [f"{hour}:15 a.m. Report of a parked car, 200 block of Mill Street" for hour in range(1, 9)]
    body = written([set_lines(entries, size=size, pitch=1.3 * size, top=700)])
    assert pdf(body).paragraphs == tuple(entries)


def test_a_police_log_is_a_record() -> None:
    entries = [f"{hour}:15 a.m. Report of a parked car, 200 block of Mill Street." for hour in range(1, 9)]
    body = written([[(72, 720, 16, "*Daily activity, November 9"), *set_lines(entries)]])
    assert document(body, url=URL, of=source(publisher="police")).form == "record"


# --- what is no document


SCAN = pdf_of(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /XObject << /Im1 5 0 R >> >> >>",
        b"<< /Length 30 >>\nstream\nq 612 0 0 792 0 0 cm /Im1 Do Q\nendstream",
        b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Length 4 >>\nstream\n\xee\xdd\xee\xff\nendstream",
    ]
)
ENCRYPTED = written(
    [set_lines(FIRST)],
    extra=b"/ID [<" + b"00" * 16 + b"> <" + b"00" * 16 + b">] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128"
    b" /P -44 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>",
)  # fmt: skip
BOMB = from_streams([b"BT /F0 10 Tf 72 700 Td (a) Tj ET\n" * 6_000_000])
LOOP = pdf_of(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>",
    ]
)
ENDLESS_FORM = pdf_of(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
        b"<< /Length 5 >>\nstream\n/X Do\nendstream",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >> /Length 11 >>\n"
        b"stream\n/X Do /X Do\nendstream",
    ]
)


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (SCAN, "pdf-without-text", "a scan: 1 of 1 pages are pictures"),
        (written([[]]), "pdf-without-text", "no letters in it"),
        (ENCRYPTED, "pdf-encrypted", "it opens only with a password"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf-broken", "Failed to load document"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 200, "pdf-broken", "Failed to load document"),
        (pages([*FIRST])[:300], "pdf-broken", "Failed to load document"),
        (LOOP, "pdf-broken", ""),
        (ENDLESS_FORM, "pdf-beyond-limits", "the reader was ended by signal"),
        (written([[]] * 301), "pdf-too-long", "301 pages; up to 300 are read"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_reason(body: bytes, reason: str, detail: str) -> None:
    found = rejected(body, url=URL, content_type="application/pdf")
    assert (found.reason, found.detail[: len(detail)]) == (reason, detail)


def test_a_bomb_ends_at_the_limits() -> None:
    assert len(BOMB) < 1_000_000
    result = read(BOMB, url=URL, content_type="application/pdf")
    assert not isinstance(result, Document)
    assert result.reason in ("pdf-beyond-limits", "pdf-too-long")


@pytest.mark.parametrize("cut", [0.5, 0.8, 0.95])
def test_a_file_cut_off_is_read_or_rejected(cut: float) -> None:
    body = pages([*FIRST, "", *SECOND])
    result = read(body[: int(len(body) * cut)], url=URL, content_type="application/pdf")
    assert isinstance(result, Document) or result.reason.startswith("pdf-")


def test_bytes_thrown_about_give_a_document_or_a_reason() -> None:
    dice = random.Random(7)
    good = pages([*FIRST, "", *SECOND])
    for _ in range(20):
        body = bytearray(good)
        for _ in range(dice.randrange(1, 20)):
            at = dice.randrange(8, len(body))
            body[at : at + dice.randrange(9)] = bytes(dice.randrange(256) for _ in range(dice.randrange(8)))
        result = read(bytes(body), url=URL, content_type="application/pdf")
        assert isinstance(result, Document) or result.reason.startswith("pdf-"), result


def test_a_paragraph_of_a_thousand_lines_is_read_in_time() -> None:
    lines = [
        f"and the council went on to speak of item {n} of the list that it had been given"
        for n in range(3000)
    ]
    body = written([set_lines(lines[n : n + 40], top=700) for n in range(0, 3000, 40)])
    (found,) = pdf(body).paragraphs
    assert found == " ".join(lines)


def test_a_damaged_stream_is_read_or_rejected() -> None:
    good = pages([*FIRST])
    at = good.index(zlib.compress(b"")[:2])
    result = read(good[: at + 20] + b"\xff" * 40 + good[at + 60 :], url=URL)
    assert isinstance(result, Document) or result.reason.startswith("pdf-")
