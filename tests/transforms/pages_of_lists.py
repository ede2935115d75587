"""Invented pages that lead to others: front pages, sections, tags, authors, searches, archives."""

from site_frames import BRIEF, HOST, OTHERS, SECOND, Page, arc, blox, civicplus, gannett, teasers, wordpress

LISTS = (
    Page(
        "a WordPress category",
        wordpress(
            "Crime Archives",
            f"<h1 class='page-title'>Category: Crime</h1>{teasers(10, 'wordpress')}",
            classes="archive category category-crime",
        ),
        "listing-page",
        f"{HOST}/category/crime/",
    ),
    Page(
        "a WordPress tag with a description",
        wordpress(
            "body cameras",
            f"<h1>Tag: body cameras</h1><p>All that the Ledger has written on the cameras that officers wear, since the council bought the first of them in the spring of 2024.</p>{teasers(6, 'wordpress')}",
            classes="archive tag tag-12",
        ),
        "listing-page",
        f"{HOST}/tag/body-cameras/",
    ),
    Page(
        "a WordPress author",
        wordpress(
            "Dana Roe, Author at The Tamarack Ledger",
            f"<div class='author-bio'><h1>Dana Roe</h1><p>Dana Roe covers courts and the county for the Ledger. She came to Tamarack Falls in 2011 and lives near the old cannery with two dogs.</p></div>{teasers(8, 'wordpress')}",
            classes="archive author author-dana",
        ),
        "listing-page",
        f"{HOST}/author/dana-roe/",
    ),
    Page(
        "a WordPress search",
        wordpress(
            "Search Results for “bridge”",
            f"<h1>Search Results for: bridge</h1>{teasers(9, 'wordpress')}",
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
                for n, words in enumerate(OTHERS[:5])
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
            f"<h1>Month: November 2026</h1>{teasers(12, 'wordpress')}",
            classes="archive date",
        ),
        "listing-page",
        f"{HOST}/2026/11/",
    ),
    Page(
        "a section front of BLOX",
        blox("Local news", f"<h1 class='section-title'>Local news</h1>{teasers(12, 'blox')}"),
        "listing-page",
        "https://tamarackledger.example/news/local/",
    ),
    Page(
        "a search of BLOX",
        blox(
            "Search results",
            f"<h1>Search</h1><p>Showing 1 to 12 of 431 results for the words that you gave.</p>{teasers(12, 'blox')}",
        ),
        "listing-page",
        "https://tamarackledger.example/search/?q=police&f=html",
    ),
    Page(
        "a reporter's page of BLOX",
        blox("Dana Roe", f"<div class='user-profile'><h1>Dana Roe</h1></div>{teasers(9, 'blox')}"),
        "listing-page",
        "https://tamarackledger.example/users/profile/dana%20roe/",
    ),
    Page(
        "a section front of Arc",
        arc(
            "Crime",
            f"<h1>Crime</h1>{teasers(14, 'arc')}",
            head='<script type=\'application/ld+json\'>{"@context": "https://schema.org", "@type": "CollectionPage", "name": "Crime"}</script>',
        ),
        "listing-page",
        "https://ledger.example/news/crime/",
    ),
    Page(
        "a section front of Gannett, all links",
        gannett("Local news - Tamarack Ledger", f"<h1 class='gnt_m_he'>Local</h1>{teasers(16, 'gannett')}"),
        "listing-page",
        "https://ledger.example/news/local/",
    ),
    Page(
        "the list of news of CivicPlus",
        civicplus("News Flash", f"<h1>News Flash</h1>{teasers(9, 'civicplus')}"),
        "listing-page",
        "https://tamarackfalls-or.example/CivicAlerts.aspx",
        publisher="city",
    ),
    Page(
        "a view of Drupal",
        wordpress(
            "Police news",
            f"<h1>Police news</h1>{teasers(8, 'drupal')}",
            site=" | City of Tamarack Falls",
            classes="path-taxonomy",
        ).replace("WordPress 6.9", "Drupal 10"),
        "listing-page",
        "https://tamarackfalls-or.example/police/news",
        publisher="city",
    ),
    Page(
        "a press room in a table",
        civicplus("Press releases", f"<h1>News releases</h1><table>{teasers(16, 'table')}</table>"),
        "listing-page",
        "https://tamarackfalls-or.example/Archive.aspx?AMID=41",
        publisher="city",
    ),
    Page(
        "a category that calls itself an article",
        wordpress(
            "Crime Archives",
            f"<h1>Category: Crime</h1>{teasers(10, 'wordpress')}",
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
