"""Invented documents that look like none: briefs among a hundred links, headlines in the words of walls and errors."""

from site_frames import (
    BRIEF,
    HOST,
    SECOND,
    Page,
    arc,
    bare,
    blox,
    brief_after,
    civicplus,
    foot,
    gannett,
    links,
    menu,
    teasers,
    wordpress,
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
