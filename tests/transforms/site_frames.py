"""What several systems put around a page: menus, boxes, footers, well over a thousand characters of them."""

from dataclasses import dataclass
from typing import Any

HOST = "https://ledger.example"
STORY = f"{HOST}/2026/11/10/mill-street-bridge/"

BRIEF = (
    "Police arrested a 34-year-old man on Monday night after a report of a broken window at a shop on Mill Street. "
    "He was lodged in the county jail, and nobody was hurt."
)
SECOND = (
    "The bridge will stay closed until the public works department has looked at its north rail, officers said, "
    "and drivers should use the county road."
)
_NAMES = (
    "Home", "News", "Local news", "Crime and courts", "Public safety", "Sports", "High school sports", "Obituaries",
    "Opinion", "Letters to the editor", "Weather", "Traffic cameras", "Community calendar", "Submit an event",
    "Classifieds", "Place a public notice", "Contact the newsroom", "Advertise with the Ledger", "Subscribe",
)  # fmt: skip
OTHERS = tuple(
    f"{who} {what} {where}"
    for who, what in (
        ("Council", "delays vote on overtime for officers at the"),
        ("Sheriff", "asks for three more deputies at the"),
        ("Firefighters", "put out a blaze behind the old"),
        ("Neighbors", "object to a new parking lot beside the"),
    )
    for where in ("county fairgrounds", "cannery on Mill Street", "Larkspur middle school", "river bend park")
)


@dataclass(frozen=True, slots=True)
class Page:
    """An invented page, and the reason of its rejection or the type of its document."""

    name: str
    html: str
    expected: str
    url: str = STORY
    given: tuple[tuple[str, Any], ...] = ()
    publisher: str = "newspaper"


def menu(tag: str = "nav") -> str:
    """A menu as every page has it."""
    links = "".join(f"<li><a href='/{n}/'>{name}</a></li>" for n, name in enumerate(_NAMES))
    return f"<{tag} class='site-menu'><ul>{links}</ul></{tag}>"


def links(count: int = 16, heading: str = "h3") -> str:
    """A box of other stories."""
    cards = "".join(
        f"<div class='card'><{heading}><a href='/2026/11/09/{n}/'>{words}</a></{heading}></div>"
        for n, words in enumerate(OTHERS[:count])
    )
    return f"<div class='widget'><h2>More from the Ledger</h2>{cards}</div>"


def foot() -> str:
    """A footer with its running words."""
    return (
        "<footer><p>The Tamarack Ledger is published by Tamarack Ledger Publishing, 12 Cannery Road, Tamarack Falls. "
        "All rights reserved. This material may not be published, broadcast, rewritten or redistributed.</p>"
        "<p>We use cookies to remember your settings. You can change your choices at any time.</p></footer>"
    )


def wordpress(
    title: str, body: str, *, classes: str = "", head: str = "", site: str = " – The Tamarack Ledger"
) -> str:
    """A page of a WordPress theme."""
    return (
        f"<!doctype html><html lang='en-US'><head><meta charset='utf-8'><title>{title}{site}</title>"
        f"<meta name='generator' content='WordPress 6.9'>{head}</head><body class='{classes} wp-embed-responsive'>"
        f"<header class='site-header'>{menu()}</header><main id='main'>{body}</main>"
        f"<aside class='widget-area'>{links()}</aside>{foot()}</body></html>"
    )


def blox(title: str, body: str, *, head: str = "", classes: str = "") -> str:
    """A page of BLOX, whose menus and lists stand in divisions."""
    return (
        f"<!doctype html><html lang='en'><head><title>{title} | tamarackledger.example</title>{head}</head>"
        f"<body class='{classes}'><div id='site-container'><div id='site-navbar-container'>{menu('div')}</div>"
        f"<div id='main-page-container'><section id='main-body-container' class='container'>{body}</section>"
        f"<div class='tnt-recirc'>{links(8)}</div></div>{foot()}</div></body></html>"
    )


def arc(title: str, body: str, *, head: str = "") -> str:
    """A page of Arc."""
    return (
        f"<!doctype html><html lang='en'><head><title>{title} | Tamarack Ledger</title>{head}"
        f"<script>window.Fusion=window.Fusion||{{}};Fusion.globalContent={{}};</script></head><body>"
        f"<div id='fusion-app'><div class='b-header-nav-chain'>{menu()}</div><section role='main'>{body}</section>"
        f"<div class='b-results-list'>{links(6, 'h2')}</div>{foot()}</div></body></html>"
    )


def civicplus(title: str, body: str) -> str:
    """A page of CivicPlus: all of it in one form."""
    return (
        f"<!doctype html><html lang='en'><head><title>{title} • Tamarack Falls, OR • CivicEngage</title></head>"
        f"<body class='innerPage'><form id='aspnetForm' action='/CivicAlerts.aspx' method='post'>"
        f"<div id='cpHeader'>{menu()}</div><div class='moduleContentNew' id='moduleContent'>{body}</div>"
        f"<div class='footerWidgets'>{foot()}</div></form></body></html>"
    )


def gannett(title: str, body: str) -> str:
    """A page of Gannett: lists are bare links."""
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title></head><body class='gnt_b'>"
        f"<header class='gnt_n'>{menu()}</header><main class='gnt_cw'>{body}</main>{foot()}</body></html>"
    )


def bare(title: str, body: str, head: str = "") -> str:
    """A page without a frame, as walls send it."""
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def teasers(count: int, markup: str) -> str:
    """The cards of a list."""
    text = "The council heard an hour of comments before it put the matter off to its December meeting, when"
    cards = {
        "wordpress": "<article class='post type-post hentry'><header class='entry-header'><h2 class='entry-title'><a href='/2026/11/0{n}/a{n}/'>{words}</a></h2>"
        "<time datetime='2026-11-0{d}'>November {d}, 2026</time></header><div class='entry-summary'><p>{text} [&hellip;]</p></div></article>",
        "blox": "<div class='card-container'><article class='tnt-asset-type-article card'><div class='card-body'><div class='card-headline'><h3 class='tnt-headline'>"
        "<a class='tnt-asset-link' href='/news/local/article_{n}.html'>{words}</a></h3></div><div class='card-lead'><p>{text}</p></div></div></article></div>",
        "arc": "<article class='b-results-list__item'><a href='/2026/11/0{d}/a{n}/'><h2 class='c-heading'>{words}</h2></a><p class='c-paragraph'>{text}</p></article>",
        "gannett": "<a class='gnt_m_flm_a' href='/story/news/local/2026/11/0{d}/a{n}/'>{words}<div class='gnt_m_flm_sbt' data-c-dt='Nov. {d}'></div></a>",
        "civicplus": "<div class='item'><h3><a href='/CivicAlerts.aspx?AID={n}'>{words}</a></h3><p>{text} <a href='/CivicAlerts.aspx?AID={n}'>Read on...</a></p></div>",
        "drupal": "<div class='views-row'><div class='node node--type-article node--view-mode-teaser'><h2 class='node__title'><a href='/news/a{n}'>{words}</a></h2><div class='field--name-body'>{text}</div></div></div>",
        "table": "<tr><td>11/0{d}/2026</td><td><a href='/release/{n}'>{words}</a></td></tr>",
    }[markup]
    return "".join(
        cards.format(n=n, d=n % 9 + 1, words=words, text=text) for n, words in enumerate(OTHERS[:count])
    )


def brief_after(heading: str) -> str:
    """A headline of its own and two sentences."""
    return f"<h1>{heading}</h1><p>{BRIEF}</p>"
