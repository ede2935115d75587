"""Invented pages of shops, wikis and forums."""

from site_frames import SECOND, Page, arc, bare, wordpress

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
