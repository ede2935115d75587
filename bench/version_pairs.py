"""Pairs of captures of one invented page: such as differ by noise alone, and such as were changed by somebody.

Each pair is (name, (title, text), (title, text)).
"""

from collections.abc import Iterator
from itertools import product
from typing import Final

Content = tuple[str, str]
Pair = tuple[str, Content, Content]

TITLE: Final = "Two hurt in shooting near Mill Street bridge"
STORY: Final = (
    "TAMARACK FALLS, Ore. (Nov. 9, 2026) — Three people were shot near the Mill Street bridge on Monday evening, police said.",
    "Officers were called at 6:40 p.m. by a passer-by who heard “four or five” shots, Sgt. Dana Roe said at a briefing.",
    "Two of the three, aged 19 and 24, were taken to Larkspur General Hospital. The third wouldn’t be treated.",
    "“We don’t know yet who fired first,” Roe said. “We ask anyone with video to call 555-0142.”",
    "What happens next",
    "The city council will hear Chief Alder on Nov. 17. It asked for a report after the last shooting, in 2024.",
    "No arrest had been made as of Monday night.",
)
BRIEF: Final = ("A man, 34, was arrested Sunday on a charge of burglary, deputies said.",)
LOG: Final = (
    "Monday, Nov. 9",
    "8:14 a.m. — 100 block of Alder Street, theft of a bicycle.",
    "9:02 p.m. — Mill Street, noise. Two people were warned.",
    "Tuesday, Nov. 10",
    "7:30 a.m. — River Road, crash without injuries.",
    "Wednesday, Nov. 11",
    "11:45 p.m. — 300 block of Cedar Court, burglary. 30 days since the last.",
)
VOTE: Final = (
    "Tamarack Falls City Council",
    "When: Tuesday, Nov. 17, 6 p.m.",
    "Where: 100 Main Street",
    "Item 4: contract of the police, 5-4 at first reading",
    "The public may speak for three minutes each.",
)


def _text(*lines: str) -> str:
    return "\n\n".join(lines)


def _lines_that_change() -> Iterator[tuple[str, str, str]]:
    """Lines of pages, each as at one look and at the next."""
    yield "relative time", "Updated 3 hours ago", "Updated 5 hours ago"
    yield "relative time alone", "2 hours ago", "Yesterday at 4:15 p.m."
    yield "an hour", "an hour ago", "just now"
    yield "posted at", "Posted Nov. 9 at 4:15 PM", "Posted Nov. 10 at 9:15 AM"
    yield (
        "long stamp",
        "Last updated: Monday, November 9, 2026, 4:15 p.m. PST",
        "Last updated: Tuesday, November 10th, 2026, 8:00 a.m. PST",
    )
    yield (
        "two stamps",
        "Published: Nov. 9, 2026 at 4:15 PM PST | Updated: Nov. 9, 2026 at 4:20 PM PST",
        "Published: Nov. 9, 2026 at 4:15 PM PST | Updated: Nov. 10, 2026 at 9:20 AM PST",
    )
    yield "machine stamp", "Modified 2026-11-09T16:15:00-08:00", "Modified 2026-11-10T09:00:00-08:00"
    yield "spanish stamp", "Actualizado hace 3 horas", "Actualizado hace 5 horas"
    yield "date line", "11/09/2026", "11/10/2026"
    yield (
        "byline with a date",
        "By Robin Birch | Nov. 9, 2026 4:15 p.m.",
        "By Robin Birch | Nov. 9, 2026 6:15 p.m.",
    )
    yield "byline with a span", "By Robin Birch · 3h · 4 min read", "By Robin Birch · 7h · 5 min read"
    yield (
        "byline and stamp in one",
        "By Robin Birch, Staff Writer Updated Nov. 9, 2026 4:15 p.m.",
        "By Robin Birch, Staff Writer Updated Nov. 10, 2026 9:15 a.m.",
    )
    yield "comments", "12 Comments", "57 Comments"
    yield "comments in brackets", "Comments (12)", "Comments (57)"
    yield "no comments", "No comments yet", "3 comments"
    yield "shares", "118 shares", "1.2K shares"
    yield "shares after", "Shares: 118", "Shares: 1,240"
    yield "views", "1,204 views", "12.4K views"
    yield "readers", "14 people are reading this", "3 people are reading this"
    yield "reading time", "4 min read", "5 min read"
    yield "reading time in words", "Reading time: 4 minutes", "Estimated reading time: 5 minutes"
    yield "listen", "Listen to this article (3:12)", "Listen to this article (3:20)"
    yield "player", "0:00 / 3:12", "0:00 / 3:20"
    yield "meter", "You have 3 free articles left this month.", "You have 2 free articles left this month."
    yield (
        "related story",
        "Related: Council puts off a vote on patrol cars",
        "Related: Deputies find a stolen tractor",
    )
    yield (
        "read more",
        "READ MORE: Council puts off a vote on patrol cars",
        "READ MORE: Deputies find a stolen tractor",
    )
    yield (
        "most read",
        "Most Read\n1. Council puts off a vote\n2. Bakery moves\n3. Snow on the pass",
        "Most Read\n1. Deputies find a tractor\n2. Council puts off a vote\n3. School lets out",
    )
    yield (
        "you may like",
        "You may also like\n\nBakery moves to Main Street\n\nSnow on the pass",
        "You may also like\n\nSchool lets out early\n\nBakery moves to Main Street",
    )
    yield (
        "more from",
        "More from the Tamarack Ledger\nBakery moves",
        "More from the Tamarack Ledger\nSchool lets out early",
    )
    yield "trending", "Trending now\nBakery moves to Main Street", "Trending now\nSnow on the pass"
    yield (
        "cookies",
        "We use cookies to make this site better.",
        "This site uses cookies. By staying you accept them.",
    )
    yield "consent", "By continuing to use this site you agree to our privacy policy.", "Accept all cookies"
    yield "newsletter", "Sign up for our morning newsletter", "Get the news in your inbox, every morning"
    yield "advertisement", "Advertisement", "Article continues below advertisement"
    yield "rights", "© 2026 Tamarack Ledger. All rights reserved.", "Copyright 2027 Tamarack Ledger"


OTHER_LINES: Final = (
    ("Story by Robin Birch • 9h", "Story by Robin Birch • 11h"),
    (
        "Nov 9, 2026, 4:15 PM ET / Updated Nov 9, 2026, 6:02 PM ET",
        "Nov 9, 2026, 4:15 PM ET / Updated Nov 9, 2026, 7:40 PM ET",
    ),
    ("Added 12 minutes ago", "Added 2 hours ago"),
    ("345 viewers", "12 viewers"),
    (
        "By Robin Birch robin@ledger.example Nov 9, 2026 Updated 2 hrs ago",
        "By Robin Birch robin@ledger.example Nov 9, 2026 Updated 3 hrs ago",
    ),
    ("Nov 9, 2026 | 4:15 PM", "Nov 9, 2026 | 6:02 PM"),
    ("Posted by Robin Birch on Nov. 9, 2026 at 4:15 pm", "Posted by Robin Birch on Nov. 10, 2026 at 9:15 am"),
    ("Published 3 hours ago on November 9, 2026", "Published 5 hours ago on November 9, 2026"),
    ("4:15 PM · Nov 9, 2026 · 1,204 Views", "4:15 PM · Nov 9, 2026 · 12.4K Views"),
    ("Share on Facebook 12", "Share on Facebook 57"),
    ("Page last reviewed: November 9, 2026", "Page last reviewed: November 10, 2026"),
    ("WATCH | Council meets in the gym", "WATCH | Bakery moves to Main Street"),
    ("[Read more: Council meets in the gym]", "[Read more: Bakery moves to Main Street]"),
    ("Top stories this hour\nBakery moves", "Top stories this hour\nSnow on the pass"),
    ("Recommended Videos\nBakery moves", "Recommended Videos\nSnow on the pass"),
    ("Follow us on Mastodon for news", "Download our app"),
    ("♥ 12", "♥ 57"),
    ("Photo 1 of 12", "Photo 1 of 14"),
    ("Robin Birch, Nov. 9, 2026", "Robin Birch, Nov. 10, 2026"),
)
"""Lines of which the last three are taken for what was written: nothing in them says that they are the page's."""


def noise() -> list[Pair]:
    """Captures between which nobody changed what is written."""
    pairs: list[Pair] = []
    for name, before, after in _lines_that_change():
        for where, story in product(("top", "foot"), (STORY, BRIEF)):
            size = "story" if story is STORY else "brief"
            old, new = ((line, *story) if where == "top" else (*story, line) for line in (before, after))
            pairs.append((f"{name}, {where} of a {size}", (TITLE, _text(*old)), (TITLE, _text(*new))))
        if "byline" not in name and name != "date line":
            middle = _text(*STORY[:3], after, *STORY[3:])
            pairs.append((f"{name} comes", (TITLE, _text(*STORY)), (TITLE, middle)))
    # A log's days are headed by dates too.
    pairs.append(
        ("date line of a log", (TITLE, _text("11/09/2026", *LOG)), (TITLE, _text("11/10/2026", *LOG)))
    )
    text = _text(*STORY)
    for name, other in {
        "straight quotes": text.translate(str.maketrans("“”’", '""\'')),
        "short dashes": text.replace(" — ", " – "),
        "dashes without spaces": text.replace(" — ", "—"),
        "two hyphens": text.replace(" — ", " -- "),
        "hard spaces": text.replace("p.m. by", "p.m.\xa0by").replace("Sgt. ", "Sgt.\xa0"),
        "thin and no spaces": text.replace("Roe said", "Roe\u2009said").replace("hospital", "hos\xadpital"),
        "line breaks for paragraphs": text.replace("\n\n", "\n"),
        "paragraphs run together": text.replace(".\n\n", ". "),
        "double spaces": text.replace(". ", ".  "),
        "trailing spaces": text.replace("\n\n", "  \n\n "),
        "zero-width marks": text.replace("Mill", "\u200bMill"),
        "a space before a mark": text.replace("police said.", "police said ."),
    }.items():
        pairs.append((name, (TITLE, text), (TITLE, other)))
    pairs += [
        (f"{before}", (TITLE, f"{before}\n\n{text}"), (TITLE, f"{after}\n\n{text}"))
        for before, after in OTHER_LINES
    ]
    pairs.append(
        (
            "a stamp after the headline",
            (f"{TITLE} (updated 3 hours ago)", text),
            (f"{TITLE} (updated 5 hours ago)", text),
        )
    )
    pairs.append(
        ("quotes of the headline", ("‘No comment,’ says chief", text), ("'No comment,' says chief", text))
    )
    return pairs


def changes() -> list[Pair]:
    """Captures between which somebody changed what is written, most by a word or two."""
    text, log, vote = _text(*STORY), _text(*LOG), _text(*VOTE)
    swaps = {
        "a number in words": ("Three people", "Four people"),
        "a number in figures": ("aged 19 and 24", "aged 19 and 25"),
        "a weekday": ("on Monday evening", "on Sunday evening"),
        "a time": ("at 6:40 p.m.", "at 6:45 p.m."),
        "a date": ("on Nov. 17", "on Nov. 18"),
        "a year": ("in 2024", "in 2023"),
        "the date line": ("(Nov. 9, 2026)", "(Nov. 8, 2026)"),
        "a name": ("Sgt. Dana Roe", "Sgt. Dana Rowe"),
        "capitals of a name": ("Chief Alder", "Chief alder"),
        "a rank": ("Sgt. Dana", "Lt. Dana"),
        "a denial": ("No arrest had", "An arrest had"),
        "a missing not": ("wouldn’t be treated", "would be treated"),
        "a telephone number": ("555-0142", "555-0124"),
        "a comma": ("who fired first,", "who fired, first,"),
        "an attribution": (", police said.", "."),
        "a hedge": ("were shot", "were allegedly shot"),
        "a word of a quotation": ("“four or five”", "“three or five”"),
        "quotation marks taken off": ("“four or five”", "four or five"),
        "a subheading": ("What happens next", "What the council asks"),
        "a hospital": ("Larkspur General Hospital", "Falls Hospital"),
        "as of when": ("as of Monday night", "as of Tuesday morning"),
        "one letter": ("The third wouldn’t", "The thirds wouldn’t"),
        "a charge": ("No arrest had been made", "One arrest, on a charge of assault, had been made"),
        "a softer verb": ("were shot near", "were injured near"),
    }
    pairs: list[Pair] = [
        (name, (TITLE, text), (TITLE, _swapped(text, old, new))) for name, (old, new) in swaps.items()
    ]
    # The same, while the noise of the page changes too.
    pairs += [
        (
            f"{name}, with noise",
            (TITLE, f"Updated 3 hours ago\n\n{text}\n\n12 Comments"),
            (TITLE, f"Updated 5 hours ago\n\n{_swapped(text, old, new)}\n\n57 Comments"),
        )
        for name, (old, new) in swaps.items()
    ]
    pairs += [
        (f"log: {name}", ("Police log", log), ("Police log", _swapped(log, old, new)))
        for name, (old, new) in {
            "a day": ("Tuesday, Nov. 10", "Tuesday, Nov. 3"),
            "a time": ("8:14 a.m.", "8:41 a.m."),
            "a block": ("300 block", "400 block"),
            "a count": ("30 days", "31 days"),
            "an entry goes": ("\n\n9:02 p.m. — Mill Street, noise. Two people were warned.", ""),
        }.items()
    ]
    pairs += [
        (f"meeting: {name}", ("Agenda", vote), ("Agenda", _swapped(vote, old, new)))
        for name, (old, new) in {
            "the day": ("Nov. 17", "Nov. 24"),
            "the hour": ("6 p.m.", "7 p.m."),
            "the room": ("100 Main", "200 Main"),
            "the tally": ("5-4", "4-5"),
            "the time to speak": ("three minutes", "two minutes"),
        }.items()
    ]
    for name, paragraph in {
        "a correction": "Correction: An earlier version of this story misstated the ages of two of the wounded.",
        "an update note": "Update (4:15 p.m. Monday): Police released the names of the wounded.",
        "an editor's note": "Editor’s note: This story has been updated to remove a name.",
        "a statement": "The chief did not answer calls on Monday.",
        "a line of three words": "Nobody was hurt.",
        "a call for witnesses": "More information: call 555-0142.",
    }.items():
        pairs.append((f"{name} at the foot", (TITLE, text), (TITLE, f"{text}\n\n{paragraph}")))
        pairs.append((f"{name} at the top", (TITLE, text), (TITLE, f"{paragraph}\n\n{text}")))
        pairs.append((f"{name} taken off", (TITLE, _text(*STORY[:2], paragraph, *STORY[2:])), (TITLE, text)))
    pairs += [
        (
            f"paragraph {number} taken off",
            (TITLE, text),
            (TITLE, _text(*STORY[:number], *STORY[number + 1 :])),
        )
        for number in range(len(STORY))
    ]
    pairs += [
        ("two paragraphs change places", (TITLE, text), (TITLE, _text(STORY[1], STORY[0], *STORY[2:]))),
        ("the headline's number", (TITLE, text), (TITLE.replace("Two", "Three"), text)),
        (
            "the headline softened",
            ("Officer kills man at bridge", text),
            ("Man dies in shooting by officer at bridge", text),
        ),
        ("the headline's prefix", (TITLE, text), (f"UPDATE: {TITLE}", text)),
        ("a headline comes", ("", text), (TITLE, text)),
        ("a stub filled", (TITLE, STORY[0]), (TITLE, text)),
        ("a post edited", ("", "The bridge is closed."), ("", "The bridge is open.")),
        ("another writer", (TITLE, f"By Robin Birch\n\n{text}"), (TITLE, f"By Lee Cedar\n\n{text}")),
        (
            "a second writer",
            (TITLE, f"By Robin Birch | Nov. 9, 2026\n\n{text}"),
            (TITLE, f"By Robin Birch and Lee Cedar | Nov. 9, 2026\n\n{text}"),
        ),
        ("all withdrawn", (TITLE, text), (TITLE, "This story was withdrawn.")),
        ("a brief's age", (TITLE, BRIEF[0]), (TITLE, BRIEF[0].replace("34", "43"))),
        ("a brief's day", (TITLE, BRIEF[0]), (TITLE, BRIEF[0].replace("Sunday", "Saturday"))),
    ]
    return pairs


def _swapped(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in the text")
    return text.replace(old, new)
