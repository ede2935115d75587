"""Healthy sites of agencies, accounts and services, one builder a type."""

from typing import Any

from lookalike import formats, services
from lookalike.answers import Routes, html
from lookalike.site import Site, simple, site_parts
from lookalike.stories import Story


def section_page(name: str, **given: Any) -> Site:
    """A police department's page of releases, each a PDF."""
    feed = {
        "kind": "listing",
        "url": f"http://{name}.example/releases",
        "link_css": "h3 a",
        "date_css": "time",
    }
    return simple(
        name,
        "/releases",
        formats.section,
        lambda story: f"/files/release-{story.number}.pdf",
        **({"feed": feed, "show": services.pdf, "publisher": "police", "form": "press_release"} | given),
    )


def sheriff(name: str, **given: Any) -> Site:
    """A sheriff's page with cards, each of a page."""
    feed = {
        "kind": "listing",
        "url": f"http://{name}.example/news",
        "link_css": "article h3 a",
        "date_css": "time",
    }
    return simple(
        name,
        "/news",
        formats.section,
        lambda story: f"/news/{story.number}",
        **({"feed": feed, "publisher": "sheriff"} | given),
    )


def flashalert(name: str, **given: Any) -> Site:
    feed = {
        "kind": "flashalert",
        "url": f"http://{name}.example/flashnews_xml2.php?RegionID=1",
        "orgs": ["413"],
    }
    return simple(
        name,
        "/flashnews_xml2.php",
        lambda found, address: services.flashalert(found),
        lambda story: f"/id/413/{story.number}",
        **({"feed": feed, "show": None, "publisher": "police"} | given),
    )


def civicplus(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    return simple(
        name,
        "/RSSFeed.aspx",
        lambda found, address: services.civicplus(found, host),
        lambda story: f"/CivicAlerts.aspx?AID={story.number}",
        **({"feed": {"kind": "civicplus", "url": host}, "publisher": "city"} | given),
    )


def nixle(name: str, **given: Any) -> Site:
    feed = {"kind": "nixle", "url": f"http://{name}.example/tamarack-falls-police/"}
    return simple(
        name,
        "/tamarack-falls-police/",
        lambda found, address: services.nixle(found),
        lambda story: f"/alert/{story.number}/",
        **({"feed": feed, "publisher": "police"} | given),
    )


def rolling(name: str, **given: Any) -> Site:
    feed = {
        "kind": "rolling",
        "url": f"http://{name}.example/log",
        "item_css": "main li",
        "key_css": "strong",
    }
    return simple(
        name,
        "/log",
        lambda found, address: services.rolling_list(found),
        lambda story: "/log",
        **({"feed": feed, "show": None, "publisher": "sheriff", "form": "record"} | given),
    )


def legistar(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    feed = {"kind": "legistar", "client": "tamarack", "api": host}
    return simple(
        name,
        "/v1/tamarack/events",
        lambda found, address: services.legistar(found, host),
        lambda story: f"/MeetingDetail.aspx?LEGID={story.number}&GID=1",
        **({"feed": feed, "show": None, "publisher": "city", "form": "record"} | given),
    )


def granicus(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    feed = {"kind": "granicus", "url": f"{host}/ViewPublisherRSS.php?view_id=2&mode=agendas"}
    return simple(
        name,
        "/ViewPublisherRSS.php",
        lambda found, address: services.granicus(found, host),
        lambda story: f"/AgendaViewer.php?view_id=2&event_id={story.number}",
        **({"feed": feed, "publisher": "city", "form": "record"} | given),
    )


def govdelivery(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"
    feed = {"kind": "govdelivery", "account": "ORTAMARACK", "api": host}
    return simple(
        name,
        "/accounts/ORTAMARACK/bulletins.rss",
        formats.rss,
        lambda story: f"/accounts/ORTAMARACK/bulletins/{story.number:x}a",
        **({"feed": feed, "publisher": "county"} | given),
    )


def bluesky(name: str, **given: Any) -> Site:
    feed = {"kind": "bluesky", "actor": "police.example", "api": f"http://{name}.example"}
    return simple(
        name,
        "/xrpc/app.bsky.feed.getAuthorFeed",
        lambda found, address: services.bluesky(found),
        lambda story: f"/post/{story.number}",
        **({"feed": feed, "show": None, "publisher": "police", "form": "post"} | given),
    )


def mastodon(name: str, **given: Any) -> Site:
    host = f"http://{name}.example"

    def announce(found: list[Story], night: int) -> Routes:
        account, posts = services.mastodon(found, host)
        return {
            f"{host}/api/v1/accounts/lookup": account,
            f"{host}/api/v1/accounts/7/statuses": posts,
        }

    defaults = {
        "show": None,
        "address": lambda story: f"{host}/@tfpd/{story.number}",
        "announce": announce,
        "publisher": "police",
        "form": "post",
    }
    return Site(
        **site_parts(name, {"kind": "mastodon", "url": host, "account": "tfpd"}, **(defaults | given))
    )


def youtube(name: str, **given: Any) -> Site:
    feed = {"kind": "youtube", "channel": services.CHANNEL, "api": f"http://{name}.example"}
    return simple(
        name,
        "/feeds/videos.xml",
        lambda found, address: services.youtube(found),
        lambda story: f"/watch/{story.number}",
        **({"feed": feed, "show": None, "publisher": "city", "form": "post"} | given),
    )


def alerts(name: str, **given: Any) -> Site:
    """The feed of a search; what it found stands on another host, and its links lead over the service."""
    elsewhere = f"http://found-by-{name}.example"

    def address(story: Story) -> str:
        return f"{elsewhere}/{story.number}"

    def wrapped(story: Story) -> str:
        return f"https://www.google.com/url?rct=j&sa=t&url={address(story)}&ct=ga"

    feed = f"http://{name}.example/alerts/feeds/1/2"
    defaults = {
        "address": address,
        "show": formats.article,
        "announce": lambda found, night: {feed: formats.atom(found, wrapped)},
    }
    return Site(**site_parts(name, {"kind": "alerts", "url": feed}, **(defaults | given)))


def reddit(name: str, **given: Any) -> Site:
    """A subreddit: off, since it is asked with credentials only."""
    feed = {"kind": "reddit", "subreddit": "TamarackFalls", "api": f"http://{name}.example"}
    return simple(
        name,
        "/r/TamarackFalls/new",
        lambda found, address: html("not for readers without a key", status=403),
        lambda story: f"/r/{story.number}",
        **({"feed": feed, "show": None, "publisher": "forum", "form": "post"} | given),
    )
