"""The forms of the services that agencies and accounts publish through."""

import json
from collections.abc import Iterable
from datetime import timedelta
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from lookalike.answers import Answer, html, xml
from lookalike.stories import Story

CHANNEL = "UC" + 22 * "x"
_BREAK = "\r\n\r\n"
LOCAL = ZoneInfo("America/Los_Angeles")


def _json(value: object) -> Answer:
    return Answer(body=json.dumps(value).encode(), kind="application/json; charset=utf-8")


def flashalert(found: Iterable[Story]) -> Answer:
    """A region's XML, its document type before it."""
    reports = "".join(
        f'<news_report news_id="{story.number}" testing="0" effective_date="{story.at.astimezone(LOCAL):%Y-%m-%d %H:%M:%S}">'
        f'<orgname orgid="413">Tamarack Falls Police</orgname><headline>{escape(story.title)}</headline>'
        f"<detail><![CDATA[{_BREAK.join(story.paragraphs)}]]></detail></news_report>"
        for story in found
    )
    return xml(
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE flashnews [<!ELEMENT flashnews (news?)>]>'
        f'<flashnews updated="2026-11-10 09:00:02"><news><news_category name="Police &amp; Fire">{reports}'
        "</news_category></news></flashnews>"
    )


def civicplus(found: Iterable[Story], host: str) -> Answer:
    """The RSS of a city's news flashes."""
    items = "".join(
        f"<item><title>{escape(story.title)}</title><link>{host}/CivicAlerts.aspx?AID={story.number}</link>"
        f"<pubDate>{format_datetime(story.at)}</pubDate><description>{escape(story.teaser)}</description></item>"
        for story in found
    )
    return xml(
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>News Flash</title>{items}</channel></rss>'
    )


def nixle(found: Iterable[Story]) -> Answer:
    """A channel's page, with ages in place of dates."""
    cards = "".join(
        f'<li id="pub_{story.number}"><span class="priority advisory">Advisory</span><span class="time">a while ago</span>'
        f'<p class="headline_agency">{escape(story.title)} <a href="/alert/{story.number}/">More »</a></p></li>'
        for story in found
    )
    return html(
        f'<html><head><title>Messages from Tamarack Falls Police : Nixle</title></head><body><ol id="wire">{cards}</ol></body></html>'
    )


def rolling_list(found: Iterable[Story]) -> Answer:
    """A log whose entries have no pages."""
    entries = "".join(
        f"<li><strong>Case 26-{story.number:04d}</strong> <i>{story.at:%m/%d/%Y}</i><p>{escape(story.title)}.</p></li>"
        for story in found
    )
    return html(f"<html><head><title>Log</title></head><body><main><ul>{entries}</ul></main></body></html>")


def legistar(found: Iterable[Story], host: str) -> Answer:
    """Meetings to come, their agendas just published."""
    return _json(
        [
            {
                "EventId": story.number,
                "EventBodyName": "Police Board",
                "EventDate": f"{story.at + timedelta(days=9):%Y-%m-%dT00:00:00}",
                "EventTime": "6:00 PM",
                "EventLocation": "City Hall",
                "EventAgendaStatusName": "Final",
                "EventAgendaFile": f"{host}/agenda{story.number}.pdf",
                "EventInSiteURL": f"{host}/MeetingDetail.aspx?LEGID={story.number}&GID=1",
                "EventAgendaLastPublishedUTC": f"{story.at:%Y-%m-%dT%H:%M:%S}",
                "EventLastModifiedUtc": f"{story.at:%Y-%m-%dT%H:%M:%S}",
            }
            for story in found
        ]
    )


def granicus(found: Iterable[Story], host: str) -> Answer:
    """The RSS of a view: agendas, dated by the meeting to come."""
    items = "".join(
        f'<item><guid isPermaLink="false">{story.uuid}</guid><title>Police Board, meeting {story.number}</title>'
        f"<pubDate>{format_datetime(story.at + timedelta(days=9))}</pubDate>"
        f"<link>{host}/AgendaViewer.php?view_id=2&amp;event_id={story.number}</link></item>"
        for story in found
    )
    return xml(
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Agendas</title>{items}</channel></rss>'
    )


def bluesky(found: Iterable[Story]) -> Answer:
    """An account's posts."""
    did = "did:plc:tamarack1"
    return _json(
        {
            "feed": [
                {
                    "post": {
                        "uri": f"at://{did}/app.bsky.feed.post/3k{story.number:05d}",
                        "cid": "bafy",
                        "author": {
                            "did": did,
                            "handle": "police.example",
                            "displayName": "Police",
                            "labels": [],
                        },
                        "record": {
                            "$type": "app.bsky.feed.post",
                            "createdAt": story.at.isoformat(),
                            "text": story.title,
                        },
                        "indexedAt": story.at.isoformat(),
                    }
                }
                for story in found
            ]
        }
    )


def mastodon(found: Iterable[Story], host: str) -> tuple[Answer, Answer]:
    """The look-up of an account, and its posts."""
    account = {
        "id": "7",
        "acct": "tfpd",
        "display_name": "Police",
        "url": f"{host}/@tfpd",
        "uri": f"{host}/users/tfpd",
        "indexable": True,
    }
    posts = [
        {
            "id": str(story.number),
            "uri": f"{host}/users/tfpd/statuses/{story.number}",
            "url": f"{host}/@tfpd/{story.number}",
            "created_at": story.at.isoformat(),
            "edited_at": None,
            "visibility": "public",
            "spoiler_text": "",
            "content": f"<p>{escape(story.title)}</p>",
            "account": account,
            "reblog": None,
            "tags": [],
        }
        for story in found
    ]
    return _json(account), _json(posts)


def youtube(found: Iterable[Story]) -> Answer:
    """A channel's feed."""
    entries = "".join(
        f"<entry><id>yt:video:AbCdEf{story.number:05d}</id><title>{escape(story.title)}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/watch?v=AbCdEf{story.number:05d}"/>'
        f"<author><name>Police</name></author><published>{story.at.isoformat()}</published>"
        f"<updated>{story.at.isoformat()}</updated><media:group><media:description>{escape(story.teaser)}</media:description>"
        "</media:group></entry>"
        for story in found
    )
    return xml(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">'
        f"<id>yt:channel:{CHANNEL}</id><title>Police</title>{entries}</feed>"
    )


def pdf(story: Story) -> Answer:
    """A release as a PDF: enough of one to be told as such."""
    return Answer(body=f"%PDF-1.4\n% {story.title}\n%%EOF\n".encode(), kind="application/pdf")


def challenge() -> Answer:
    """What a bot wall puts in place of a page."""
    return html(
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
        '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script></body></html>',
        status=403,
        headers={"Server": "cloudflare", "cf-mitigated": "challenge"},
        etag="",
    )
