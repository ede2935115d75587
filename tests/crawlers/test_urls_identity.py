"""Which two addresses are one document: real-shaped pairs, by the kind of site, each with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.identity import page_identity
from crawlers.urls import MAX_URL, canonical_url

U1 = "0a1b2c3d-11ee-4f5a-9b6c-7d8e9f0a1b2c"
U2 = "1b2c3d4e-22ff-4a5b-8c6d-8e9f0a1b2c3d"
HEX = "9f86d081884c7d659a2feaa0c55ad015"

ONE, TWO = True, False

Row = tuple[str, str, bool, str]
GROUPS: dict[str, list[Row]] = {
    "WordPress": [
        ("https://ledger.example/2026/11/25/chief-resigns/", "https://ledger.example/2026/11/25/chief-resigns/amp/", ONE, "AMP view"),
        ("https://ledger.example/2026/11/25/chief-resigns/", "https://ledger.example/2026/11/25/chief-resigns/?amp=1", ONE, "AMP by parameter"),
        ("https://ledger.example/2026/11/25/chief-resigns/", "https://ledger.example/2026/11/25/chief-resigns/comment-page-3/", ONE, "a page of the comments"),
        ("https://ledger.example/2026/11/25/chief-resigns/", "https://ledger.example/2026/11/25/chief-resigns/comment-page-3/#comment-81", ONE, "one comment"),
        ("https://ledger.example/2026/11/25/chief-resigns/", "https://ledger.example/2026/11/25/chief-resigns/?replytocom=81", ONE, "the form for an answer"),
        ("https://ledger.example/2026/11/25/chief-resigns/", "https://ledger.example/2026/11/25/chief-resigns/2/", TWO, "a story's second page"),
        ("https://ledger.example/2026/11/25/chief-resigns/", "https://ledger.example/2026/11/25/chief-resigns-2/", TWO, "another post of the same title"),
        ("https://ledger.example/?p=4411", "https://ledger.example/?p=4412", TWO, "posts by number"),
        ("https://ledger.example/?p=4411", "https://ledger.example/?p=4411&utm_source=rss", ONE, "the same number"),
        ("https://ledger.example/?page_id=12", "https://ledger.example/?p=12", TWO, "a page and a post"),
        ("https://ledger.example/?m=202611", "https://ledger.example/?m=202610", TWO, "archives by month"),
        ("https://ledger.example/?m=1", "https://ledger.example/", TWO, "m is no mobile view here"),
        ("https://ledger.example/?attachment_id=5", "https://ledger.example/?attachment_id=6", TWO, "attachments"),
        ("https://ledger.example/archives/123456", "https://ledger.example/archives/123457", TWO, "posts by number in the path"),
        ("https://ledger.example/2026/11/25/council-votes-on-oversight-board-9876543/", "https://ledger.example/2026/11/25/oversight-board-voted-down-9876543/", ONE, "a new title beside the same id"),
        ("https://ledger.example/feed/?paged=2", "https://ledger.example/feed/", TWO, "another page of the feed"),
        ("https://ledger.example/story/print/", "https://ledger.example/story/", TWO, "a page called print"),
        ("https://ledger.example/story/?print=1", "https://ledger.example/story/", ONE, "print view"),
        ("https://ledger.example/story/?print=print", "https://ledger.example/story/", TWO, "no plain yes"),
        ("https://ledger.example/story/?printable", "https://ledger.example/story/", ONE, "print view"),
    ],
    "BLOX": [
        (f"https://tribune.example/news/local/article_{U1}.html", f"https://tribune.example/crime/article_{U1}.html", ONE, "two sections"),
        (f"https://tribune.example/news/local/article_{U1}.html", f"https://tribune.example/article_{U1}.html", ONE, "no section"),
        (f"https://tribune.example/news/local/man-held-after-chase/article_{U1}.html", f"https://tribune.example/news/local/suspect-charged/article_{U1}.html", ONE, "two slugs"),
        (f"https://tribune.example/news/article_{U1}.html", f"https://tribune.example/news/article_{U1.upper()}.html", TWO, "never written so: nothing is guessed"),
        (f"https://tribune.example/news/article_{U1}.html", f"https://tribune.example/news/article_{U1}.amp.html", ONE, "AMP view"),
        (f"https://tribune.example/news/article_{U1}.html", f"https://tribune.example/news/article_{U2}.html", TWO, "two items"),
        (f"https://tribune.example/news/article_{U1}.html", f"https://tribune.example/news/image_{U1}.html", TWO, "an item and its picture"),
        (f"https://tribune.example/news/article_{U1}.html", f"https://tribune.example/news/article_{U1}.html?mode=comments", TWO, "unknown parameter"),
        ("https://tribune.example/news/article_0a1b2c3d-11ee.html", "https://tribune.example/crime/article_0a1b2c3d-11ee.html", TWO, "no whole UUID"),
        ("https://tribune.example/search/?f=rss&t=article&c=news*", "https://tribune.example/search/?f=rss&t=article&c=crime*", TWO, "two searches"),
    ],
    "Arc": [
        ("https://kxyz.example/2026/11/25/officer-charged/", "https://kxyz.example/2026/11/25/officer-charged/?outputType=amp", ONE, "AMP view"),
        ("https://kxyz.example/feeds/rss/?outputType=xml", "https://kxyz.example/feeds/rss/", TWO, "the feed and the page"),
        ("https://kxyz.example/2026/11/25/officer-charged/", "https://kxyz.example/2026/11/26/officer-charged/", TWO, "two days"),
        (f"https://wire.example/article/police-say-two-hurt-{HEX}", f"https://wire.example/article/two-hurt-in-shooting-police-say-{HEX}", ONE, "32 hex digits"),
        ("https://wire.example/article/police-say-two-hurt-12345678901234567890123456789012", "https://wire.example/article/two-hurt-in-shooting-11345678901234567890123456789012", TWO, "two long numbers"),
    ],
    "Tegna": [
        (f"https://kabc.example/article/news/local/chief-to-step-down/283-{U1}", f"https://kabc.example/article/news/local/chief-out/283-{U1}", ONE, "two slugs"),
        (f"https://kabc.example/article/news/local/chief-to-step-down/283-{U1}", f"https://kabc.example/article/news/local/chief-to-step-down/283-{U2}", TWO, "two ids"),
        (f"https://kabc.example/article/news/local/chief-to-step-down/283-{U1}", f"https://kabc.example/video/news/local/chief-to-step-down/283-{U1}", TWO, "a story and a video"),
        (f"https://kabc.example/article/news/local/chief-to-step-down/283-{U1}", f"https://kabc.example/article/news/local/chief-to-step-down/283-{U1}?mobile=on", TWO, "unknown parameter"),
    ],
    "Hearst": [
        ("https://chron.example/news/article/police-chase-ends-12345678.php", "https://chron.example/news/article/chase-12345678.php", ONE, "two slugs"),
        ("https://chron.example/news/article/top-10-12345678.php", "https://chron.example/news/article/top-ten-12345678.php", ONE, "a number within the slug"),
        ("https://chron.example/news/article/police-chase-ends-12345678.php", "https://chron.example/news/article/police-chase-ends-12345679.php", TWO, "two ids"),
        ("https://chron.example/news/article/police-chase-ends-12345678.php", "https://chron.example/news/article/police-chase-ends-12345678.php?cmpid=hp", ONE, "tracker"),
        ("https://kwxt.example/article/deputies-find-missing-hiker/63412345", "https://kwxt.example/article/missing-hiker-found-safe/63412345", ONE, "TV: the id behind the slug"),
        ("https://kwxt.example/article/deputies-find-missing-hiker/63412345", "https://kwxt.example/article/deputies-find-missing-hiker/63412346", TWO, "two ids"),
    ],
    "McClatchy": [
        ("https://herald.example/news/local/crime/article289123456.html", "https://herald.example/latest-news/article289123456.html", ONE, "two sections"),
        ("https://herald.example/news/local/crime/article289123456.html", "https://herald.example/news/local/crime/article289123457.html", TWO, "two ids"),
        ("https://herald.example/news/local/crime/article289123456.html#storylink=cpy", "https://herald.example/news/local/crime/article289123456.html", ONE, "fragment"),
        ("https://herald.example/news/local/?widgetName=rssfeed&widgetContentId=712015&getXmlFeed=true", "https://herald.example/news/local/?widgetName=rssfeed&widgetContentId=712016&getXmlFeed=true", TWO, "the query is the identity"),
        ("https://herald.example/news/local/?widgetName=rssfeed&widgetContentId=712015&getXmlFeed=true", "https://herald.example/news/local/?getXmlFeed=true&widgetContentId=712015&widgetName=rssfeed", ONE, "order of parameters"),
    ],
    "Gannett": [
        ("https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321007/", "https://journal.example/story/news/local/2026/11/25/chief-leaves-after-vote/7654321007/", ONE, "two slugs"),
        ("https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321007/", "https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321007", ONE, "slash at the end"),
        ("https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321007/", "https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321008/", TWO, "two ids"),
        ("https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321007/", "https://journal.example/picture-gallery/news/local/2026/11/25/police-chief-quits/7654321007/", TWO, "a story and a gallery"),
        ("https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321007/?gnt-cfr=1", "https://journal.example/story/news/local/2026/11/25/police-chief-quits/7654321007/", TWO, "unknown parameter: the source drops it"),
    ],
    "TV, radio and hyperlocal with ids of their own": [
        ("https://hyper.example/news/712345678/any-words-at-all", "https://hyper.example/news/712345678/other-words-of-it", ONE, "the slug behind the id"),
        ("https://hyper.example/news/712345678/any-words-at-all", "https://hyper.example/news/712345678", ONE, "no slug"),
        ("https://hyper.example/news/712345678/any-words-at-all/", "https://hyper.example/news/712345678/", ONE, "slashes at the end"),
        ("https://hyper.example/news/712345678/any-words-at-all", "https://hyper.example/news/712345679/any-words-at-all", TWO, "two ids"),
        ("https://kopq.example/police-seek-driver/16012345/", "https://kopq.example/police-seek-driver/16012346/", TWO, "two ids"),
        ("https://kopq.example/police-seek-hit-and-run-driver/16012345/", "https://kopq.example/driver-arrested-in-hit-and-run/16012345/", ONE, "the slug before the id"),
        ("https://kopq.example/2026/11/25/1234567890/police-oversight-board-meets", "https://kopq.example/2026/11/25/1234567890/oversight-board-meets-again", ONE, "a date before the id"),
        ("https://village.example/local-news/man-charged-after-crash-10912345", "https://village.example/local-news/charge-laid-in-fatal-crash-10912345", ONE, "id at the end of the slug"),
        ("https://village.example/local-news/man-charged-after-crash-10912345", "https://village.example/police-beat/man-charged-after-crash-10912345", TWO, "sections are kept"),
        ("https://radio.example/10912345-man-charged-after-crash", "https://radio.example/10912345-charge-laid-in-crash", ONE, "id at the beginning"),
        (f"https://radio.example/news/{U1}/man-charged-after-crash", f"https://radio.example/news/{U1}/charge-laid-in-crash", ONE, "a UUID of its own"),
        (f"https://radio.example/news/man-charged-after-crash-{U1}", f"https://radio.example/news/charge-laid-in-crash-{U1}", ONE, "a UUID behind the slug"),
        ("https://radio.example/news/caf%C3%A9-owner-thanks-officers-9876543", "https://radio.example/news/cafe-owner-thanks-officers-9876543", ONE, "letters with accents"),
        ("https://radio.example/news/man_charged_after_crash_9876543.html", "https://radio.example/news/charge_laid_in_crash_9876543.html", ONE, "underscores"),
    ],
    "numbers that are no page's id": [
        ("https://city.example/weather/97201/what-to-expect-tonight", "https://city.example/weather/97201/what-to-expect-tomorrow", TWO, "ZIP code"),
        ("https://city.example/near/shootings-reported-close-to-97201-1234", "https://city.example/near/burglaries-reported-close-to-97201-1234", TWO, "ZIP code with four more"),
        ("https://city.example/near/shootings-close-to-home-97201-1234567", "https://city.example/near/burglaries-close-to-home-97201-1234567", TWO, "part of a longer number"),
        ("https://city.example/news/20261125/chief-of-police-resigns", "https://city.example/news/20261125/council-names-new-chief", TWO, "a day"),
        ("https://city.example/news/202611/chief-of-police-resigns", "https://city.example/news/202611/council-names-new-chief", TWO, "a month"),
        ("https://city.example/log/police-log-for-tuesday-20261125", "https://city.example/log/fire-log-for-tuesday-20261125", TWO, "a day in the slug"),
        ("https://city.example/log/police-log-for-tuesday-11252026", "https://city.example/log/fire-log-for-tuesday-11252026", TWO, "a day, month first"),
        ("https://city.example/log/20261125173000/police-log-of-today", "https://city.example/log/20261125173000/fire-log-of-today", TWO, "a day with its time"),
        ("https://pd.example/news/shooting-update-from-detectives-26300123", "https://pd.example/news/arrest-made-in-shooting-26300123", TWO, "a case number that begins with the year"),
        ("https://pd.example/news/shooting-update-from-detectives-26-300123", "https://pd.example/news/arrest-made-in-shooting-26-300123", TWO, "a case number in two parts"),
        ("https://pd.example/news/2026/11/25/shooting-investigation-oak-street-25sc30584", "https://pd.example/news/2026/11/25/arrest-made-oak-street-25sc30584", TWO, "a case number with letters"),
        ("https://pd.example/news/hearing-held-in-docket-9876543", "https://pd.example/news/ruling-made-in-docket-9876543", TWO, "a docket's number"),
        ("https://pd.example/news/call-the-tip-line-5035550100", "https://pd.example/news/detectives-ask-for-tips-5035550100", TWO, "a telephone's number"),
        ("https://pd.example/hotline-of-the-bureau/5035550100", "https://pd.example/desk-of-the-detectives/5035550100", TWO, "a telephone's number of its own"),
        ("https://city.example/news/city-settles-lawsuit-with-1500000", "https://city.example/news/council-approves-budget-plus-1500000", TWO, "a sum"),
        ("https://city.example/news/reward-raised-up-to-1234567", "https://city.example/news/claims-paid-add-up-to-1234567", TWO, "a sum, by the word before it"),
        ("https://yes.example/news/police-search-river-again-130500123.html", "https://yes.example/news/council-delays-vote-again-130500123.html", TWO, "a time of day"),
        ("https://pd.example/news/shots-fired-at-12345-oak-street", "https://pd.example/news/fire-put-out-at-12345-oak-street", TWO, "a house's number"),
        ("https://pd.example/use-of-force-incidents/1234567", "https://pd.example/officer-involved-shooting-cases/1234567", TWO, "folders that number alike"),
        ("https://pd.example/police-records-and-fees/123456", "https://pd.example/fire-records-and-fees/123456", TWO, "six digits repeat from folder to folder"),
        ("https://city.example/section/123456/chief-of-police-resigns", "https://city.example/section/123456/council-names-new-chief", TWO, "a section's id"),
        ("https://city.example/article/00000000-0000-0000-0000-000000000000/chief-of-police-resigns", "https://city.example/article/00000000-0000-0000-0000-000000000000/council-names-new-chief", TWO, "an empty UUID"),
        ("https://city.example/12345/chief-of-police-resigns", "https://city.example/12345/council-names-new-chief", TWO, "five digits"),
    ],
    "pages behind a page's id": [
        ("https://hyper.example/news/712345678/any-words-at-all", "https://hyper.example/news/712345678/any-words-at-all/page-2", TWO, "its second page"),
        ("https://hyper.example/news/712345678/page-2-of-5", "https://hyper.example/news/712345678/page-3-of-5", TWO, "pages in words"),
        ("https://hyper.example/news/712345678/photo-3-of-12-chase", "https://hyper.example/news/712345678/photo-4-of-12-chase", TWO, "photographs"),
        ("https://city.example/meetings/712345678/minutes", "https://city.example/meetings/712345678/agenda", TWO, "minutes and agenda"),
        ("https://city.example/board/712345678/minutes-of-the-meeting", "https://city.example/board/712345678/agenda-of-the-meeting", TWO, "minutes and agenda in words"),
        ("https://hyper.example/news/712345678/comments", "https://hyper.example/news/712345678", TWO, "the comments"),
        ("https://hyper.example/live/712345678/chief-speaks-to-press", "https://hyper.example/live/712345678/suspect-is-in-custody", TWO, "entries of a live blog"),
        ("https://hyper.example/live-updates-storm-hits-town/712345678/power-is-out-now", "https://hyper.example/live-updates-storm-hits-town/712345678/schools-are-closed-today", TWO, "entries below a slug and an id"),
        ("https://hyper.example/gallery/712345678/officers-at-the-scene", "https://hyper.example/gallery/712345678/the-car-in-river", TWO, "a gallery's pictures"),
        ("https://hyper.example/users/712345678/my-first-long-post", "https://hyper.example/users/712345678/my-second-long-post", TWO, "a user's posts"),
        ("https://forum.example/forum/712345678/who-saw-the-crash", "https://forum.example/forum/712345678/what-about-the-sirens", TWO, "threads of a forum"),
        ("https://forum.example/topic/9876543-who-saw-the-crash/", "https://forum.example/topic/9876543-anyone-who-saw-it/", ONE, "a thread's id beside its title"),
        ("https://forum.example/topic/9876543-who-saw-the-crash/page-2", "https://forum.example/topic/9876543-who-saw-the-crash/page-3", TWO, "a thread's pages"),
        ("https://forum.example/topic/9876543-who-saw-the-crash/page-2", "https://forum.example/topic/9876543-anyone-who-saw-it/page-2", ONE, "one page of one thread"),
        ("https://forum.example/topic/9876543-who-saw-the-crash/post-1234567", "https://forum.example/topic/9876543-anyone-who-saw-it/post-1234567", TWO, "two ids: nothing is taken off"),
        ("https://hyper.example/news/712345678/report-of-the-auditor.pdf", "https://hyper.example/news/712345678/letter-of-the-union.pdf", TWO, "files"),
        ("https://files.example/Servers/Server_1234567/File/report-of-the-auditor", "https://files.example/Servers/Server_1234567/File/letter-of-the-union", TWO, "a server's number"),
        ("https://hyper.example/news/712345678/some-words-here/713345678", "https://hyper.example/news/712345678/some-words-here/714345678", TWO, "two ids"),
        ("https://hyper.example/news/712345678/any-words-at-all?page=2", "https://hyper.example/news/712345678/any-words-at-all", TWO, "an unknown parameter"),
        ("https://hyper.example/news/712345678/arrest", "https://hyper.example/news/712345678/trial", TWO, "one word is no slug"),
        ("https://hyper.example/news/712345678/crash-update", "https://hyper.example/news/712345678/chase-update", TWO, "two words are no slug"),
        ("https://hyper.example/story-of-the-chase/712345678/view-from-the-river", "https://hyper.example/story-of-the-chase/712345678/words-of-the-driver", TWO, "slugs on both sides"),
    ],
    "CivicPlus": [
        ("https://city.example/CivicAlerts.aspx?AID=123", "https://city.example/CivicAlerts.aspx?aid=123", ONE, "names in any case"),
        ("https://city.example/CivicAlerts.aspx?AID=123", "https://city.example/civicalerts.aspx?AID=123", ONE, "paths in any case"),
        ("https://city.example/CivicAlerts.aspx?AID=123", "https://city.example/CivicAlerts.aspx?AID=124", TWO, "two releases"),
        ("https://city.example/CivicAlerts.aspx?AID=123", "https://city.example/CivicAlerts.aspx", TWO, "a release and the list"),
        ("https://city.example/CivicAlerts.aspx?AID=123&ARC=9", "https://city.example/CivicAlerts.aspx?arc=9&aid=123", ONE, "case and order"),
        ("https://city.example/Calendar.aspx?EID=55", "https://city.example/Calendar.aspx?EID=56", TWO, "two dates"),
        ("https://city.example/RSSFeed.aspx?ModID=1&CID=All-newsflash.xml", "https://city.example/RSSFeed.aspx?ModID=58&CID=All-newsflash.xml", TWO, "two feeds"),
        ("https://city.example/DocumentCenter/View/4321/Annual-Report-PDF", "https://city.example/DocumentCenter/View/4321/Report-2026", ONE, "any title"),
        ("https://city.example/DocumentCenter/View/4321", "https://city.example/DocumentCenter/View/4321/Report-2026?bidId=", ONE, "no title, and an empty parameter"),
        ("https://city.example/DocumentCenter/View/4321", "https://city.example/documentcenter/view/4321", ONE, "any case"),
        ("https://city.example/DocumentCenter/View/4321", "https://city.example/DocumentCenter/View/4322", TWO, "two files"),
        ("https://city.example/AgendaCenter/ViewFile/Agenda/_11252026-123", "https://city.example/AgendaCenter/ViewFile/Minutes/_11252026-123", TWO, "agenda and minutes"),
        ("https://city.example/Archive.aspx?ADID=12", "https://city.example/Archive.aspx?AMID=12", TWO, "two parameters"),
        ("https://city.example/page.php?ID=1", "https://city.example/page.php?id=1", TWO, "other servers tell case apart"),
    ],
    "Granicus and Legistar": [
        ("https://city.granicus.com/MediaPlayer.php?view_id=2&clip_id=4", "https://city.granicus.com/MediaPlayer.php?clip_id=4&view_id=2", ONE, "order"),
        ("https://city.granicus.com/MediaPlayer.php?view_id=2&clip_id=4", "https://city.granicus.com/MediaPlayer.php?view_id=2&clip_id=5", TWO, "two recordings"),
        ("https://city.granicus.com/AgendaViewer.php?view_id=2&clip_id=4", "https://city.granicus.com/MinutesViewer.php?view_id=2&clip_id=4", TWO, "agenda and minutes"),
        (f"https://city.legistar.com/LegislationDetail.aspx?ID=51&GUID={U1}", f"https://city.legistar.com/LegislationDetail.aspx?ID=51&GUID={U1}&Options=&Search=", ONE, "what was searched for"),
        (f"https://city.legistar.com/LegislationDetail.aspx?ID=51&GUID={U1}&Options=ID|Text|&Search=police", f"https://city.legistar.com/legislationdetail.aspx?guid={U1}&id=51", ONE, "search, case and order"),
        (f"https://city.legistar.com/LegislationDetail.aspx?ID=51&GUID={U1}", f"https://city.legistar.com/LegislationDetail.aspx?ID=52&GUID={U2}", TWO, "two matters"),
        (f"https://city.legistar.com/LegislationDetail.aspx?ID=51&GUID={U1}", f"https://city.legistar.com/MeetingDetail.aspx?ID=51&GUID={U1}", TWO, "a matter and a meeting"),
        (f"https://city.legistar.com/View.ashx?M=F&ID=51&GUID={U1}", f"https://city.legistar.com/View.ashx?M=A&ID=51&GUID={U1}", TWO, "a file and an agenda"),
    ],
    "GovDelivery and Nixle": [
        ("https://content.govdelivery.com/accounts/ORPD/bulletins/3a4b5c6", "https://content.govdelivery.com/bulletins/gd/ORPD-3a4b5c6", ONE, "the short form"),
        ("https://content.govdelivery.com/accounts/ORPD/bulletins/3a4b5c6", "https://content.govdelivery.com/accounts/ORPD/bulletins/3a4b5c6?reqfrom=share", ONE, "shared"),
        ("https://content.govdelivery.com/bulletins/gd/ORPD-3a4b5c6?wgt_ref=ORPD_WIDGET_3", "https://content.govdelivery.com/accounts/ORPD/bulletins/3a4b5c6", ONE, "from a widget"),
        ("https://content.govdelivery.com/accounts/ORPD/bulletins/3a4b5c6", "https://content.govdelivery.com/accounts/ORPD/bulletins/3a4b5c7", TWO, "two bulletins"),
        ("https://links-2.govdelivery.com/CL0/https:%2F%2Fcity.example%2Fnews%2F5/1/0101-abc/key", "https://city.example/news/5", ONE, "a link that is counted"),
        ("https://local.nixle.com/alert/1234567/", "https://local.nixle.com/alert/1234567/?sub_id=1000", ONE, "the reader's key"),
        ("https://local.nixle.com/alert/1234567/", "https://local.nixle.com/alert/1234568/", TWO, "two alerts"),
        ("https://local.nixle.com/a-police-department/?page=2", "https://local.nixle.com/a-police-department/?page=3", TWO, "pages of the list"),
    ],
    "Drupal, Squarespace, Ghost, Substack, Blogger": [
        ("https://city.example/node/123", "https://city.example/node/124", TWO, "two nodes"),
        ("https://city.example/node/123", "https://city.example/?q=node/123", ONE, "without clean addresses"),
        ("https://city.example/node/123", "https://city.example/?q=police", TWO, "a search"),
        ("https://city.example/police/news?page=1", "https://city.example/police/news?page=2", TWO, "pages of the list"),
        ("https://watch.example/blog/why-we-sued", "https://watch.example/blog/why-we-sued?format=amp", ONE, "AMP view of Squarespace"),
        ("https://watch.example/blog?format=rss", "https://watch.example/blog", TWO, "the feed and the page"),
        ("https://ghost.example/why-we-sued/", "https://ghost.example/why-we-sued/?attribution_id=64ab&attribution_type=post", ONE, "how the reader came"),
        ("https://ghost.example/why-we-sued/", "https://ghost.example/why-we-sued/?ref=watch.example", TWO, "ref is a key elsewhere: the source drops it"),
        ("https://union.substack.com/p/why-we-sued", "https://union.substack.com/p/why-we-sued?r=1ab2c&utm_medium=web&triedRedirect=true", ONE, "who shared it"),
        ("https://union.example/p/why-we-sued", "https://union.example/p/why-we-sued?r=1ab2c", TWO, "r is noise at Substack alone"),
        ("https://union.substack.com/p/why-we-sued", "https://union.substack.com/p/why-we-sued/comments", TWO, "the comments"),
        ("https://cop.blogspot.com/2026/11/why-i-quit.html", "https://cop.blogspot.com/2026/11/why-i-quit.html?m=1", ONE, "mobile view"),
        ("https://cop.example/2026/11/why-i-quit.html", "https://cop.example/2026/11/why-i-quit.html?m=1", ONE, "Blogger under a name of its own"),
        ("https://cop.example/p/about.html?m=0", "https://cop.example/p/about.html", ONE, "a page of Blogger"),
        ("https://cop.example/2026/11/why-i-quit.html?m=2", "https://cop.example/2026/11/why-i-quit.html", TWO, "another m"),
        ("https://cop.blogspot.com/2026/11/why-i-quit.html?showComment=1732500000000#c123", "https://cop.blogspot.com/2026/11/why-i-quit.html", TWO, "unknown parameter"),
    ],
    "videos": [
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "https://youtu.be/AbCdEfGhIjK", ONE, "short address"),
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "https://youtu.be/AbCdEfGhIjK?si=x9&t=31", ONE, "from a second on"),
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "https://m.youtube.com/watch?v=AbCdEfGhIjK&feature=share", ONE, "mobile"),
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "http://youtube.com/watch?app=desktop&v=AbCdEfGhIjK", ONE, "no www"),
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "https://www.youtube.com/shorts/AbCdEfGhIjK", ONE, "shorts"),
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "https://www.youtube-nocookie.com/embed/AbCdEfGhIjK?rel=0", ONE, "embedded"),
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK&list=PL0123", "https://www.youtube.com/live/AbCdEfGhIjK", ONE, "within a list"),
        ("https://www.youtube.com/watch?v=AbCdEfGhIjK", "https://www.youtube.com/watch?v=abCdEfGhIjK", TWO, "ids tell case apart"),
        ("https://www.youtube.com/playlist?list=PL0123", "https://www.youtube.com/playlist?list=PL0124", TWO, "two lists"),
        ("https://www.youtube.com/embed/videoseries?list=PL0123", "https://www.youtube.com/embed/videoseries?list=PL0124", TWO, "two lists, embedded"),
        ("https://www.youtube.com/@pd/videos", "https://www.youtube.com/@pd/shorts", TWO, "two pages of a channel"),
        ("https://video.example/watch?v=AbCdEfGhIjK", "https://www.youtube.com/watch?v=AbCdEfGhIjK", TWO, "another service"),
    ],
    "social networks": [
        ("https://bsky.app/profile/did:plc:abc/post/3kabc", "https://bsky.app/profile/did:plc:abc/post/3kabc?ref_src=embed", ONE, "from an embedded post"),
        ("https://bsky.app/profile/did:plc:abc/post/3kabc", "https://bsky.app/profile/did:plc:abc/post/3kabd", TWO, "two posts"),
        ("https://mastodon.example/@pd/112345678901234567", "https://mastodon.example/users/pd/statuses/112345678901234567", ONE, "the network's own key"),
        ("https://mastodon.example/@pd/112345678901234567", "https://mastodon.example/@pd/112345678901234568", TWO, "two posts"),
        ("https://mastodon.example/@pd/112345678901234567", "https://mastodon.example/@pd/112345678901234567/embed", TWO, "another view"),
        ("https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/", "https://old.reddit.com/r/town/comments/1p5abcd/", ONE, "old pages, no slug"),
        ("https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/", "https://reddit.com/r/Town/comments/1p5abcd/else/?share_id=x&rdt=5", ONE, "any slug, any case"),
        ("https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/", "https://redd.it/1p5abcd", ONE, "short address"),
        ("https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/", "https://www.reddit.com/r/town/comments/1p5abce/anyone_know/", TWO, "two posts"),
        ("https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/", "https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/nabc123/", TWO, "a post and a comment"),
        ("https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/nabc123/?context=3", "https://www.reddit.com/r/town/comments/1p5abcd/comment/nabc123/", ONE, "one comment"),
    ],
    "addresses that carry another": [
        ("https://www.google.com/url?rct=j&sa=t&url=https://gazette.example/a&ct=ga&cd=CAIyG&usg=AOv", "https://gazette.example/a", ONE, "an alert's link"),
        ("https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://gazette.example/a&amp;ct=ga", "https://gazette.example/a", ONE, "with mark-up"),
        ("https://www.google.com/url?url=https%3A%2F%2Fgazette.example%2Fa%3Fid%3D1%26b%3D2&ct=ga", "https://gazette.example/a?id=1&b=2", ONE, "the target escaped"),
        ("https://www.google.com/url?rct=j&url=https://gazette.example/a?id=1&b=2&ct=ga&usg=x", "https://gazette.example/a?id=1&b=2", ONE, "the target not escaped"),
        ("https://www.google.com/url?q=https://gazette.example/a&sa=U", "https://gazette.example/a", ONE, "of the search"),
        ("https://www.google.com/url?sa=t", "https://www.google.com/", TWO, "no target"),
        ("http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fgazette.example%2fa&c=1", "https://gazette.example/a", ONE, "of another search"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fgazette.example%2Fa%3Ffbclid%3DIw&h=AT", "https://gazette.example/a", ONE, "from a network"),
        ("https://www.google.com/amp/s/gazette.example/a/amp/", "https://gazette.example/a/", ONE, "AMP viewer"),
        ("https://gazette-example.cdn.ampproject.org/c/s/gazette.example/a", "https://gazette.example/a", ONE, "AMP cache"),
        ("https://gazette-example.cdn.ampproject.org/c/s/gazette.example/a", "https://gazette-example.cdn.ampproject.org/c/s/gazette.example/b", TWO, "AMP cache of another page"),
        ("https://www.google.com/url?url=https://www.google.com/amp/s/gazette.example/a", "https://gazette.example/a", ONE, "one in the other"),
        ("https://gazette.example/out?url=https%3A%2F%2Fcity.example%2Fb", "https://city.example/b", TWO, "not known as a redirect"),
    ],
    "mobile twins and ways of writing": [
        ("https://m.gazette.example/a", "https://gazette.example/a", ONE, "m."),
        ("https://mobile.gazette.example/a", "https://gazette.example/a", ONE, "mobile."),
        ("https://amp.gazette.example/a", "https://gazette.example/a", ONE, "amp."),
        ("https://m.example/a", "https://example/a", TWO, "a site of that name"),
        ("HTTPS://GAZETTE.Example/a", "https://gazette.example/a", ONE, "host in capitals"),
        ("https://gazette.example/A", "https://gazette.example/a", TWO, "path in capitals"),
        ("https://gazette.example:443/a", "https://gazette.example/a", ONE, "default port"),
        ("https://gazette.example:8443/a", "https://gazette.example/a", TWO, "another port"),
        ("https://gazette.example./a", "https://gazette.example/a", ONE, "dot behind the host"),
        ("https://b\u00fccher.example/a", "https://xn--bcher-kva.example/a", ONE, "a host with accents"),
        ("https://gazette.example/%7Eroe", "https://gazette.example/~roe", ONE, "an escape that is not needed"),
        ("https://gazette.example/caf%c3%a9", "https://gazette.example/caf\u00e9", ONE, "an escape and its letter"),
        ("https://gazette.example/a%2Fb", "https://gazette.example/a/b", TWO, "an escape that is needed"),
        ("https://roe:secret@gazette.example/a", "https://gazette.example/a", ONE, "a user's name"),
        ("https://gazette.example/a/./b/../c", "https://gazette.example/a/c", ONE, "dots in the path"),
        ("https://gazette.example/a/", "https://gazette.example/a", TWO, "slash at the end: some servers tell it apart"),
        ("https://gazette.example/s?b=2&a=1", "https://gazette.example/s?a=1&b=2", ONE, "order"),
        ("https://gazette.example/s?a=1&a=2", "https://gazette.example/s?a=1", TWO, "a repeated parameter"),
        ("https://gazette.example/s?a=", "https://gazette.example/s", TWO, "an empty parameter"),
        ("https://gazette.example/s?a", "https://gazette.example/s?a=", ONE, "an empty parameter, written shorter"),
        ("https://gazette.example/s?", "https://gazette.example/s", ONE, "an empty query"),
        ("https://gazette.example/s?page=1", "https://gazette.example/s?page=2", TWO, "pages"),
        ("https://gazette.example/s#top", "https://gazette.example/s", ONE, "a place on the page"),
        ("https://gazette.example/#!/news/5", "https://gazette.example/#!/news/6", TWO, "routes behind #!"),
        ("https://gazette.example/#!/news/5", "https://gazette.example/", TWO, "a route and the page"),
        ("https://coroner.example/cases#bb-0123456789abcdef", "https://coroner.example/cases#bb-0123456789abcdee", TWO, "items of one page, by our own mark"),
        ("https://coroner.example/cases#bb-0123", "https://coroner.example/cases", ONE, "not our mark"),
        ("https://city.example/news.jsp;jsessionid=0A1B?id=4", "https://city.example/news.jsp?id=4", ONE, "session in the path"),
        ("https://city.example/(S(abcdefghijklmnopqrstuvwx))/news.aspx?id=4", "https://city.example/news.aspx?id=4", ONE, "session of an .aspx server"),
        (f"https://forum.example/viewtopic.php?t=5&sid={HEX}", "https://forum.example/viewtopic.php?t=5", ONE, "session of a forum"),
        ("https://forum.example/viewtopic.php?t=5&sid=7", "https://forum.example/viewtopic.php?t=5", TWO, "sid as a key"),
    ],
}  # fmt: skip
ROWS = [(kind, *row) for kind, rows in GROUPS.items() for row in rows]


def identity(url: str) -> str:
    return page_identity(canonical_url(url))


@pytest.mark.parametrize(
    ("a", "b", "is_one"), [pytest.param(a, b, one, id=f"{kind}: {why}") for kind, a, b, one, why in ROWS]
)
def test_two_addresses_are_one_document_or_two(a: str, b: str, is_one: bool) -> None:
    assert (identity(a) == identity(b)) is is_one, (identity(a), identity(b))


@pytest.mark.parametrize("url", [row[1] for row in ROWS] + [row[2] for row in ROWS])
def test_an_identity_and_an_address_are_their_own(url: str) -> None:
    address, key = canonical_url(url), identity(url)
    assert canonical_url(address) == address
    assert identity(key) == key
    assert identity(address) == key


def test_an_address_stays_one_that_a_reader_can_open() -> None:
    for url in (
        f"https://tribune.example/news/local/chief-resigns/article_{U1}.html",
        "https://chron.example/news/article/police-chase-ends-12345678.php",
        "https://hyper.example/news/712345678/any-words-at-all",
        "https://city.example/CivicAlerts.aspx?AID=123",
        "https://city.example/?q=node%2F123",
    ):
        assert canonical_url(url) == url
        assert identity(url) != url


def test_without_path_ids_every_path_is_its_own() -> None:
    for url in (
        "https://hyper.example/news/712345678/any-words-at-all",
        f"https://tribune.example/news/article_{U1}.html",
        "https://city.example/DocumentCenter/View/4321/Report-2026",
        "https://www.reddit.com/r/town/comments/1p5abcd/anyone_know/",
    ):
        assert page_identity(url, path_ids=False) == url
    alerts = "https://city.example/CivicAlerts.aspx?AID=123"
    assert page_identity(alerts, path_ids=False) == "https://city.example/civicalerts.aspx?aid=123"


SEGMENTS = st.sampled_from(
    ["news", "712345678", "any-words-at-all", "some-more-words-9876543", "9876543-some-more-words", "page-2", U1,
     f"article_{U1}.html", f"article_{U1}.amp.html", "article289123456.html", "a-b-c-12345678.php", "DocumentCenter", "View",
     "View.ASPX", "story", "2026", "11", "25", "7654321007", "comments", "1p5abcd", "amp", "comment-page-2", "live", "",
     "..", ";jsessionid=1", "(S(abcdefghijklmnopqrstuvwx))", "users", "statuses", "112345678901234567", "%2F", "caf\u00e9"]
)  # fmt: skip
HOSTS = st.sampled_from(
    ["gazette.example", "m.gazette.example", "www.youtube.com", "youtu.be", "old.reddit.com", "redd.it", "city.legistar.com",
     "content.govdelivery.com", "www.google.com", "x.cdn.ampproject.org", "a.blogspot.com", "u.substack.com", "links.govdelivery.com"]
)  # fmt: skip
QUERIES = st.lists(
    st.sampled_from(
        ["v=AbCdEfGhIjK", "AID=1", "aid=1", "q=node/5", "m=1", "amp=1", "print", "bidId=", "sid=" + HEX, "r=1", "A=&amp;b",
         "url=https://gazette.example/x?a=1&b=2&ct=ga", "url=https%3A%2F%2Fwww.google.com%2Furl%3Furl%3Dhttps%3A%2F%2Fx.example"]
    ),
    max_size=3,
).map("&".join)  # fmt: skip
ADDRESSES = st.builds(
    "https://{}/{}?{}#{}".format,
    HOSTS,
    st.lists(SEGMENTS, max_size=6).map("/".join),
    QUERIES,
    st.sampled_from(["", "top", "!", "!/a b", "!/%41#", "bb-0123456789abcdef"]),
)


@given(ADDRESSES)
def test_twice_is_once(url: str) -> None:
    address, key = canonical_url(url), identity(url)
    assert canonical_url(address) == address
    assert identity(address) == key
    assert identity(key) == key


@given(st.text(max_size=60) | st.text(max_size=60).map(lambda tail: f"https://{tail}"))
def test_no_text_is_too_odd(text: str) -> None:
    assert identity(identity(text)) == identity(text)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "tail",
    ["x", "a-", "1-", "1", "/", "/a-b-c", "/1234567", "12345678-", "deadbeef-dead-", "2026/11/25/", "%41%2d", "/amp", "a.",
     "?a&", "?a=1&b=", "/comment-page-1", ";jsessionid=", "?url=https://www.google.com/url", "#!"],
)  # fmt: skip
def test_an_endless_address_costs_no_more_than_its_length(tail: str) -> None:
    for size in (MAX_URL - 100, 100_000):
        for start in ("https://gazette.example/story/", "https://www.google.com/url?url="):
            key = identity(start + tail * (size // len(tail)))
            assert identity(key) == key


def test_an_address_that_no_server_takes_is_left_alone() -> None:
    url = f"https://gazette.example/?utm_source=x&a={'b' * MAX_URL}"
    assert canonical_url(url) == url
