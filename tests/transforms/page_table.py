"""Invented pages of every kind in the clothes of several systems, each with what it must become.

The frames are what sites put around everything: menus, boxes, footers, well over a thousand characters of them.
"""

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
_OTHERS = tuple(
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
    """A page, and the reason of its rejection or the type of its document."""

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
        for n, words in enumerate(_OTHERS[:count])
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


def teasers(count: int, *, markup: str) -> str:
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
        cards.format(n=n, d=n % 9 + 1, words=words, text=text) for n, words in enumerate(_OTHERS[:count])
    )


def brief_after(heading: str) -> str:
    """A headline of its own and two sentences."""
    return f"<h1>{heading}</h1><p>{BRIEF}</p>"


def _articles(count: int, markup: str) -> str:
    return teasers(count, markup=markup)


LISTS = (
    Page(
        "a WordPress category",
        wordpress(
            "Crime Archives",
            f"<h1 class='page-title'>Category: Crime</h1>{_articles(10, 'wordpress')}",
            classes="archive category category-crime",
        ),
        "listing-page",
        f"{HOST}/category/crime/",
    ),
    Page(
        "a WordPress tag with a description",
        wordpress(
            "body cameras",
            f"<h1>Tag: body cameras</h1><p>All that the Ledger has written on the cameras that officers wear, since the council bought the first of them in the spring of 2024.</p>{_articles(6, 'wordpress')}",
            classes="archive tag tag-12",
        ),
        "listing-page",
        f"{HOST}/tag/body-cameras/",
    ),
    Page(
        "a WordPress author",
        wordpress(
            "Dana Roe, Author at The Tamarack Ledger",
            f"<div class='author-bio'><h1>Dana Roe</h1><p>Dana Roe covers courts and the county for the Ledger. She came to Tamarack Falls in 2011 and lives near the old cannery with two dogs.</p></div>{_articles(8, 'wordpress')}",
            classes="archive author author-dana",
        ),
        "listing-page",
        f"{HOST}/author/dana-roe/",
    ),
    Page(
        "a WordPress search",
        wordpress(
            "Search Results for “bridge”",
            f"<h1>Search Results for: bridge</h1>{_articles(9, 'wordpress')}",
            classes="search search-results",
        ),
        "listing-page",
        f"{HOST}/?s=bridge",
    ),
    Page(
        "a blog that shows whole posts",
        wordpress(
            "Blog",
            "".join(
                f"<article><h2><a href='/p{n}/'>{words}</a></h2><p>{BRIEF}</p><p>{SECOND}</p><p>{BRIEF} {SECOND} {BRIEF}</p></article>"
                for n, words in enumerate(_OTHERS[:5])
            ),
            classes="blog home",
        ),
        "listing-page",
        f"{HOST}/blog/page/2/",
    ),
    Page(
        "a month of a WordPress archive",
        wordpress(
            "November 2026",
            f"<h1>Month: November 2026</h1>{_articles(12, 'wordpress')}",
            classes="archive date",
        ),
        "listing-page",
        f"{HOST}/2026/11/",
    ),
    Page(
        "a section front of BLOX",
        blox("Local news", f"<h1 class='section-title'>Local news</h1>{_articles(12, 'blox')}"),
        "listing-page",
        "https://tamarackledger.example/news/local/",
    ),
    Page(
        "a search of BLOX",
        blox(
            "Search results",
            f"<h1>Search</h1><p>Showing 1 to 12 of 431 results for the words that you gave.</p>{_articles(12, 'blox')}",
        ),
        "listing-page",
        "https://tamarackledger.example/search/?q=police&f=html",
    ),
    Page(
        "a reporter's page of BLOX",
        blox("Dana Roe", f"<div class='user-profile'><h1>Dana Roe</h1></div>{_articles(9, 'blox')}"),
        "listing-page",
        "https://tamarackledger.example/users/profile/dana%20roe/",
    ),
    Page(
        "a section front of Arc",
        arc(
            "Crime",
            f"<h1>Crime</h1>{_articles(14, 'arc')}",
            head='<script type=\'application/ld+json\'>{"@context": "https://schema.org", "@type": "CollectionPage", "name": "Crime"}</script>',
        ),
        "listing-page",
        "https://ledger.example/news/crime/",
    ),
    Page(
        "a section front of Gannett, all links",
        gannett("Local news - Tamarack Ledger", f"<h1 class='gnt_m_he'>Local</h1>{_articles(16, 'gannett')}"),
        "listing-page",
        "https://ledger.example/news/local/",
    ),
    Page(
        "the list of news of CivicPlus",
        civicplus("News Flash", f"<h1>News Flash</h1>{_articles(9, 'civicplus')}"),
        "listing-page",
        "https://tamarackfalls-or.example/CivicAlerts.aspx",
        publisher="city",
    ),
    Page(
        "a view of Drupal",
        wordpress(
            "Police news",
            f"<h1>Police news</h1>{_articles(8, 'drupal')}",
            site=" | City of Tamarack Falls",
            classes="path-taxonomy",
        ).replace("WordPress 6.9", "Drupal 10"),
        "listing-page",
        "https://tamarackfalls-or.example/police/news",
        publisher="city",
    ),
    Page(
        "a press room in a table",
        civicplus("Press releases", f"<h1>News releases</h1><table>{_articles(16, 'table')}</table>"),
        "listing-page",
        "https://tamarackfalls-or.example/Archive.aspx?AMID=41",
        publisher="city",
    ),
    Page(
        "a category that calls itself an article",
        wordpress(
            "Crime Archives",
            f"<h1>Category: Crime</h1>{_articles(10, 'wordpress')}",
            classes="archive category",
            head="<meta property='og:type' content='article'>",
        ),
        "listing-page",
        f"{HOST}/category/crime/",
    ),
    Page(
        "a search that found nothing",
        wordpress(
            "Search Results for “brigde”",
            "<h1>Nothing Found</h1><p>Sorry, but nothing matched your search terms. Please try again with some different keywords.</p>",
            classes="search search-no-results",
        ),
        "soft-404",
        f"{HOST}/?s=brigde",
    ),
)

GONE = (
    Page(
        "WordPress",
        wordpress(
            "Page not found",
            "<h1 class='page-title'>Oops! That page can&rsquo;t be found.</h1><p>It looks like nothing was found at this location. Maybe try one of the links below or a search?</p>",
            classes="error404",
        ),
        "soft-404",
    ),
    Page(
        "WordPress, which calls it an article",
        wordpress(
            "Page not found",
            "<h1>Page not found</h1>",
            classes="error404",
            head="<meta property='og:type' content='article'>",
        ),
        "soft-404",
    ),
    Page(
        "Newspack",
        wordpress(
            "404",
            "<h1>This page doesn't exist</h1><p>It may have been moved or deleted. Here are the latest stories.</p>"
            + links(),
            classes="error404 hfeed",
        ),
        "soft-404",
    ),
    Page(
        "BLOX",
        blox(
            "404 Error - Page Not Found",
            "<h1>404 Error - Page Not Found</h1><p>The page you requested could not be found. It may have been removed, or the address may be wrong.</p>",
        ),
        "soft-404",
    ),
    Page(
        "BLOX, an asset that expired",
        blox(
            "The Tamarack Ledger",
            "<h1>This article is no longer available</h1><p>Articles are kept online for two years. Please write to our library about older ones.</p>",
        ),
        "soft-404",
    ),
    Page(
        "Arc",
        arc(
            "404",
            "<h1>404</h1><p>Sorry, we can't find the page you're looking for. Try one of these instead.</p>",
        ),
        "soft-404",
    ),
    Page(
        "Arc, in words alone",
        arc(
            "Tamarack Ledger",
            "<div class='error-text'><p>We're sorry. The page you are looking for does not exist or has been moved to another place.</p></div>",
        ),
        "soft-404",
    ),
    Page(
        "CivicPlus",
        civicplus(
            "Page Not Found",
            "<h1>Page Not Found</h1><p>The page you are looking for is unavailable. Please use the search or the menu above to find what you need.</p>",
        ),
        "soft-404",
        "https://tamarackfalls-or.example/CivicAlerts.aspx?AID=9999",
    ),
    Page(
        "CivicPlus, a news item",
        civicplus(
            "News Flash",
            "<h1>News Flash</h1><p>This news item is no longer available. Please return to the list of all news items of the city.</p>",
        ),
        "soft-404",
        "https://tamarackfalls-or.example/CivicAlerts.aspx?AID=9998",
    ),
    Page(
        "Gannett",
        gannett(
            "Page not found",
            "<h1>Page not found</h1><p>We couldn't find the page you were looking for. The story may have moved or expired.</p>",
        ),
        "soft-404",
    ),
    Page(
        "Squarespace",
        bare(
            "Tamarack Falls Police",
            menu()
            + "<main><p>We couldn't find the page you were looking for. This is either because there is an error in the URL entered, or the page has been moved.</p></main>"
            + foot(),
        ),
        "soft-404",
    ),
    Page(
        "Drupal",
        wordpress(
            "Page not found",
            "<h1>Page not found</h1><p>The requested page could not be found.</p>",
            site=" | City of Tamarack Falls",
        ),
        "soft-404",
    ),
    Page(
        "Blogger",
        bare(
            "The Ledger Blog: Page not found",
            menu()
            + "<div class='status-msg-body'>Sorry, the page you were looking for in this blog does not exist.</div>"
            + links(),
        ),
        "soft-404",
    ),
    Page(
        "a bulletin that expired",
        bare("Bulletin", menu() + "<h2>The bulletin you requested has expired</h2>" + foot()),
        "soft-404",
    ),
    Page(
        "a server of old",
        bare(
            "404 - File or directory not found.",
            "<h2>404 - File or directory not found.</h2><h3>The resource you are looking for might have been removed, had its name changed, or is temporarily unavailable.</h3>",
        ),
        "soft-404",
    ),
    Page(
        "a database that is down",
        bare("Database Error", "<h1>Error establishing a database connection</h1>"),
        "error-page",
    ),
    Page(
        "maintenance",
        wordpress(
            "Maintenance mode",
            "<h1>We'll be back soon</h1><p>The site is down for scheduled maintenance and will be back in an hour or two. Thanks for your patience.</p>",
        ),
        "error-page",
    ),
    Page(
        "a gateway",
        bare("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>"),
        "error-page",
    ),
)

WALLS = (
    Page(
        "Cloudflare, the old words",
        bare(
            "Just a moment...",
            "<h1>ledger.example</h1><h2>Checking your browser before you go on.</h2><p>Cloudflare Ray ID: 8f1</p>",
        ),
        "challenge-page",
    ),
    Page(
        "Cloudflare, the new words",
        bare(
            "Just a moment...",
            "<div id='main'><h1>ledger.example</h1><p>Verify you are human by completing the action below.</p><p>ledger.example needs to review the security of your connection before proceeding.</p></div><script>window._cf_chl_opt={};</script>",
        ),
        "challenge-page",
    ),
    Page(
        "Cloudflare, a block",
        bare(
            "Attention Required! | Cloudflare",
            "<h1>Sorry, you have been blocked</h1><h2>You are unable to access ledger.example</h2><p>This website is using a security service to protect itself from online attacks.</p>",
        ),
        "challenge-page",
    ),
    Page(
        "Cloudflare, a ban by number",
        bare(
            "Access denied | ledger.example used Cloudflare to restrict access",
            "<h1>Error 1020</h1><p>You cannot visit this site. Performance & security by Cloudflare</p>",
        ),
        "challenge-page",
    ),
    Page(
        "Akamai",
        bare(
            "Access Denied",
            '<h1>Access Denied</h1>You don\'t have permission to access "http&#58;&#47;&#47;ledger&#46;example&#47;a" on this server.<p>Reference&#32;&#35;18&#46;2d3a&#46;17&#46;4c1<p>https://errors.edgesuite.net/18.2d3a',
        ),
        "challenge-page",
    ),
    Page(
        "PerimeterX",
        bare(
            "Access to this page has been denied",
            "<div class='px-captcha-header'>Before we continue...</div><div class='px-captcha-message'>Press & Hold to confirm you are a human (and not a bot).</div><div id='px-captcha'></div><p>Reference ID a1b2</p>",
        ),
        "challenge-page",
    ),
    Page(
        "PerimeterX in a site's frame",
        wordpress(
            "The Tamarack Ledger",
            "<p>Access to this page has been denied because we believe you are using automation tools to browse the website.</p>",
            site="",
        ),
        "challenge-page",
    ),
    Page(
        "Incapsula",
        "<html><head><META NAME='robots' CONTENT='noindex,nofollow'></head><iframe id='main-iframe' src='/_Incapsula_Resource?CWUDNSAI=23'>Request unsuccessful. Incapsula incident ID: 1015-09</iframe></html>",
        "challenge-page",
    ),
    Page(
        "Imperva",
        bare(
            "Pardon Our Interruption",
            "<h1>Pardon Our Interruption</h1><p>As you were browsing something about your browser made us think you were a bot. There are a few reasons this might happen:</p><ul><li>You're a power user moving through this website with super-human speed.</li></ul>",
        ),
        "challenge-page",
    ),
    Page(
        "DataDome",
        bare(
            "ledger.example",
            "<p id='cmsg'>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c'}</script><script src='https://ct.captcha-delivery.com/c.js'></script>",
        ),
        "challenge-page",
    ),
    Page(
        "DataDome without words",
        bare("ledger.example", "<script src='https://ct.captcha-delivery.com/c.js'></script>"),
        "challenge-page",
    ),
    Page(
        "AWS WAF",
        bare(
            "Human Verification",
            "<div id='captcha-container'></div><noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify that you're not a robot.</noscript><script src='https://a1.token.awswaf.com/a1/challenge.js'></script>",
        ),
        "challenge-page",
    ),
    Page(
        "AWS WAF, silent",
        bare(
            "",
            "<div id='challenge-container'></div><script src='https://a1.token.awswaf.com/a1/challenge.js'></script>",
        ),
        "challenge-page",
    ),
    Page(
        "CloudFront",
        bare(
            "ERROR: The request could not be satisfied",
            "<h1>403 ERROR</h1><h2>The request could not be satisfied.</h2><p>Request blocked. We can't connect to the server for this app or website at this time. Generated by cloudfront (CloudFront)</p>",
        ),
        "challenge-page",
    ),
    Page(
        "a firewall with a number",
        bare(
            "Request Rejected",
            "The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 183",
        ),
        "challenge-page",
    ),
    Page(
        "Sucuri",
        bare(
            "Sucuri WebSite Firewall - Access Denied",
            "<h1>Access Denied - Sucuri Website Firewall</h1><p>If you are the site owner, please whitelist your address.</p>",
        ),
        "challenge-page",
    ),
    Page(
        "a proof of work",
        bare("Making sure you're not a bot!", "<h1>Making sure you're not a bot!</h1><p>Loading...</p>"),
        "challenge-page",
    ),
    Page("too many requests", bare("429 Too Many Requests", "<h1>Too Many Requests</h1>"), "challenge-page"),
    Page(
        "Google's question",
        bare(
            "Before you continue to Ledger",
            "<h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services.</p><button>Accept all</button>",
        ),
        "consent-page",
    ),
    Page(
        "a manager of consent",
        bare(
            "We value your privacy",
            "<h2>We value your privacy</h2><p>We and our 812 partners store and access information on a device, such as cookies, and process personal data.</p>",
        ),
        "consent-page",
    ),
    Page(
        "a site's own question",
        wordpress(
            "Cookie settings",
            "<h1>Cookie settings</h1><p>Choose which cookies this site may set before you read on.</p>",
        ),
        "consent-page",
    ),
    Page(
        "a paper that locks out Europe",
        bare(
            "451: Unavailable due to legal reasons",
            "<h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to access this website from a country belonging to the European Economic Area (EEA) including the EU which enforces the General Data Protection Regulation (GDPR) and therefore access cannot be granted at this time.</p>",
        ),
        "region-blocked",
    ),
    Page(
        "a group that locks out Europe",
        bare(
            "Tamarack Ledger",
            "<p>Unfortunately, our website is currently not available in your region. We are engaged on the issue.</p>",
        ),
        "region-blocked",
    ),
    Page(
        "WordPress",
        bare(
            "Log In ‹ The Tamarack Ledger — WordPress",
            "<form id='loginform'><label>Username or Email Address</label><input name='log'><input type='password'></form><p>Lost your password?</p>",
        ),
        "login-page",
    ),
    Page(
        "BLOX, led to its login",
        blox(
            "Login",
            "<h1>Login</h1><p>Log in with your e-mail address or one of your social accounts to go on to the page that you asked for.</p><input type='password'>",
        ),
        "login-page",
        "https://tamarackledger.example/users/login/?referer_url=%2Fa.html",
        (("announced_url", STORY),),
    ),
    Page(
        "an offer that the story led to",
        arc(
            "Tamarack Ledger",
            "<h1>Unlimited digital access</h1><p>Pay $1 for six months, then $9.99 a month. Cancel at any time, online or by telephone.</p>",
        ),
        "login-page",
        "https://subscribe.ledger.example/offers?from=a",
        (("announced_url", STORY),),
    ),
    Page(
        "a page that asks for a subscription",
        gannett("Subscribe", "<h1>Subscribe now</h1><p>Choose the plan that is right for you.</p>"),
        "login-page",
    ),
)

UNLIKE = (
    Page(
        "a shop's product",
        wordpress(
            "Ledger mug",
            "<h1>Ledger mug</h1><p>A mug of white enamel with the paper's masthead of 1904, for coffee, tea or soup at the desk.</p><span>$14</span>",
            classes="single-product",
            head="<meta property='og:type' content='product'>",
        ),
        "shop-page",
    ),
    Page(
        "a product by JSON-LD",
        arc(
            "Print of the old cannery",
            f"<h1>Print of the old cannery</h1><p>{SECOND}</p>",
            head='<script type=\'application/ld+json\'>{"@type": "Product", "name": "Print", "offers": {"@type": "Offer", "price": "30"}}</script>',
        ),
        "shop-page",
    ),
    Page(
        "a wiki",
        bare(
            "Tamarack Falls Bridge - Falls Wiki",
            f"<div id='content'><h1 id='firstHeading'>Tamarack Falls Bridge</h1><p>{SECOND}</p></div>",
            "<meta name='generator' content='MediaWiki 1.43'>",
        ),
        "wiki-page",
    ),
    Page(
        "a forum's thread at a newspaper",
        bare(
            "Bridge closed again? - Falls Forum",
            f"<body class='nsphpbb'><h2>Bridge closed again?</h2><div class='postbody'>{SECOND}</div>",
            "<meta name='generator' content='phpBB'>",
        ),
        "forum-page",
    ),
)

_ITEMPROP = f"<div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>Man arrested after window is broken</h1><div itemprop='articleBody'><p>{BRIEF}</p></div></div>"
_TITLE = "Man arrested after window is broken"

DOCUMENTS = (
    Page("a brief in WordPress without a word of metadata", wordpress(_TITLE, brief_after(_TITLE) + links()), "article"),
    Page("a brief in BLOX among a hundred links", blox(_TITLE, brief_after(_TITLE) + links() + links()), "article", "https://tamarackledger.example/news/local/article_6f1.html"),
    Page("a brief in Arc", arc(_TITLE, brief_after(_TITLE)), "article"),
    Page("a brief in Gannett", gannett(_TITLE, f"{brief_after(_TITLE)}<aside>{teasers(16, markup='gannett')}</aside>"), "article"),
    Page("a brief in CivicPlus", civicplus(f"News Flash: {_TITLE}", f"<h1>{_TITLE}</h1><div class='content'>{BRIEF}</div>"), "article", "https://tamarackfalls-or.example/CivicAlerts.aspx?AID=512", publisher="city"),
    Page("a brief with microdata", bare(_TITLE, menu() + _ITEMPROP + links() + foot()), "article"),
    Page("a brief in a table of old", bare(_TITLE, f"<table><tr><td>{menu('div')}</td><td><h1>{_TITLE}</h1><p>{BRIEF}</p></td></tr></table>{foot()}"), "article"),
    Page("a brief below a category's address", wordpress(_TITLE, brief_after(_TITLE) + links()), "article", f"{HOST}/category/briefs/man-arrested-after-window-is-broken"),
    Page("a brief of one sentence", blox(_TITLE, f"<h1>{_TITLE}</h1><p>{BRIEF.partition('. ')[0]}.</p>{links()}"), "article"),
    Page("a brief with a headline of two words", wordpress("Window broken", brief_after("Window broken") + links()), "article"),
    Page("a column that is called like a wall", wordpress("Blocked", f"<h1>Blocked</h1><p>{BRIEF}</p>", head="<script type='application/ld+json'>{\"@type\": \"OpinionNewsArticle\", \"headline\": \"Blocked\"}</script>"), "article"),
    Page("a brief at an address with a query", wordpress(_TITLE, brief_after(_TITLE) + links()), "article", f"{HOST}/?p=4412"),
    *(
        Page(f"a story entitled {title!r}", wordpress(title, f"<h1>{title}</h1><p>{BRIEF}</p><p>{SECOND}</p>" + links()), "article")
        for title in (
            "Access denied: council closes dispatch records to the public",
            "Attention required at Mill Street crossing, police say",
            "Missing kayaker not found after second day of search",
            "Your privacy and the city's cameras: five questions",
            "Are you a robot? Officers test a new front desk",
            "404 calls in one night: the sheriff's busiest shift",
            "Page removed from sheriff's site after complaint",
            "Login to jail phones leaked, sheriff says",
            "Police report not found at records desk, auditor says",
            "Subscribe to alerts before the storm, county says",
            "Search results in third arrest in cannery fire",
            "Page 14 of the report was missing, judge says",
            "Archives of the police department are damp, city says",
            "Blocked: chief mutes critics on city account",
            "Too many requests for records, says clerk",
            "Maintenance of patrol cars costs twice as much",
        )
    ),
    Page("a notice with a wall's words in its text", wordpress("Phone scam warns of account block", f"<h1>Phone scam warns of account block</h1><p>The caller says that your access to this site has been limited and that you should verify you are human, police said. {SECOND}</p>"), "article"),
    Page("a page of jail records", wordpress("Jail roster for Nov. 10", "<h1>Jail roster for Nov. 10</h1><table>" + "".join(f"<tr><td>26-{n:04}</td><td>Held on a warrant of the county court</td><td>$5,{n:03}</td></tr>" for n in range(12)) + "</table>", classes="page page-id-7"), "article", publisher="sheriff"),
    Page("a letter of a union in a wiki's words", wordpress("Union asks council for a vote on staffing", f"<h1>Union asks council for a vote on staffing</h1><p>{BRIEF}</p><p>{SECOND}</p>"), "article", publisher="union"),
    Page("a forum's thread at a forum", bare("Bridge closed again?", f"<h1>Bridge closed again, what now?</h1><div class='postbody'><p>{BRIEF}</p><p>{SECOND}</p></div>", "<meta name='generator' content='phpBB'>"), "article", publisher="forum"),
    Page("a story that mentions a product", wordpress(_TITLE, brief_after(_TITLE), head="<script type='application/ld+json'>[{\"@type\": \"NewsArticle\", \"headline\": \"Man arrested after window is broken\"}, {\"@type\": \"Product\", \"name\": \"Mug\"}]</script>"), "article"),
)  # fmt: skip
