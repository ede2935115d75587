"""The types of source that there are in the look-alike web."""

from collections.abc import Callable

from lookalike.agencies import (
    alerts,
    bluesky,
    civicplus,
    flashalert,
    govdelivery,
    granicus,
    legistar,
    mastodon,
    nixle,
    reddit,
    rolling,
    section_page,
    sheriff,
    youtube,
)
from lookalike.papers import (
    arc,
    blog,
    blox,
    json_paper,
    mcclatchy,
    paper,
    rdf_paper,
    redirecting,
    teaser_tv,
    wordpress_api,
    wordpress_feed,
)
from lookalike.site import Site

TYPES: tuple[Callable[..., Site], ...] = (
    wordpress_api,
    wordpress_feed,
    paper,
    blog,
    blox,
    mcclatchy,
    arc,
    teaser_tv,
    rdf_paper,
    json_paper,
    section_page,
    sheriff,
    flashalert,
    civicplus,
    nixle,
    rolling,
    legistar,
    granicus,
    govdelivery,
    bluesky,
    mastodon,
    youtube,
    alerts,
    reddit,
    redirecting,
)
"""The types of source that there are in this web."""
