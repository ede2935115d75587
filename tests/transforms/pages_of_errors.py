"""Invented pages of servers and systems that have no such page, or cannot answer."""

from site_frames import Page, arc, bare, blox, civicplus, foot, gannett, links, menu, wordpress

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
