"""Embedded posts of labelled pages: how many come out as posts, with author and address.

    python -m bench.embedded_posts DIR [--only TEXT]

DIR holds labelled pages (`bench.labelled_pages`) with their expected bodies. A post is counted where the page holds a
network's own embed code and the label holds its words. Ours is right as one `embedded_post` block with those words, an
author (name or handle) and an address with the post's id. Beside it: how many of them bare trafilatura keeps in its
text at all.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import lxml.html
import trafilatura

from bench.labelled_pages import FolderError, only, read_cases
from bench.labelled_texts import read_labels
from transforms.document import Document
from transforms.extract import extract
from transforms.folding import fold

_EMBED_CODE: Final = re.compile(
    r"(?:^|\s)(?:twitter-tweet|twitter-video|bluesky-embed|mastodon-embed|instagram-media|text-post-media|tiktok-embed|reddit-\w+)(?:\s|$)"
)
_ENOUGH: Final = 40
"""Characters of a post's words that are looked for: labels leave out hashtags and links at the end."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post that a page embeds and its label holds: the start of its words, folded, and the id in its address."""

    words: str
    post_id: str


def main(argv: Sequence[str] | None = None) -> int:
    """Print the counts and the posts that are missing; 1 where one is."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.embedded_posts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--only", default="", help="only cases whose id holds this text")
    args = parser.parse_args(argv)
    try:
        cases = only(read_cases(args.dir), args.only)
    except FolderError as error:
        print(error, file=sys.stderr)
        return 2
    labels = read_labels(args.dir)
    posts = ours = theirs = pages = 0
    for case in cases:
        labelled = list(labelled_posts(case.html, labels[case.id]["body"]))
        if not labelled:
            continue
        pages += 1
        posts += len(labelled)
        found = extract(case.capture, case.source, None)
        kept = trafilatura.extract(case.html, include_comments=False)
        theirs += sum(is_kept(post, kept) for post in labelled)
        missing = [post for post in labelled if not is_held(post, found)]
        ours += len(labelled) - len(missing)
        for post in missing:
            print(f"{case.id}: {post.words!r} ({post.post_id}) is no post of the document")
    print(
        f"{posts} posts on {pages} pages: beatbook {ours}, each with author and address; trafilatura alone keeps {theirs}"
    )
    return int(ours < posts)


def is_kept(post: Labelled, text: str | None) -> bool:
    """Whether a text has a labelled post's words, as anybody's."""
    return post.words in fold(text or "")


def labelled_posts(html: str, body: str) -> Iterator[Labelled]:
    """The posts of a page whose words its label holds."""
    expected = fold(body)
    for quote in lxml.html.fromstring(html.encode()).iter("blockquote"):
        if not _EMBED_CODE.search(quote.get("class") or ""):
            continue
        words = fold(next((text for p in quote.iter("p") if (text := p.text_content().strip())), ""))[
            :_ENOUGH
        ]
        ids = [
            match[1]
            for a in quote.iter("a")
            if (match := re.search(r"/(?:status|post|p|video)/([\w-]+)", a.get("href") or ""))
        ]
        if words and ids and words in expected:
            yield Labelled(words, ids[-1])


def is_held(post: Labelled, found: object) -> bool:
    """Whether a document holds a labelled post as one, with author and address."""
    return isinstance(found, Document) and any(
        block.kind == "embedded_post"
        and post.words in fold(block.text)
        and (block.author_name or block.author_handle)
        and block.url is not None
        and post.post_id in block.url
        for block in found.blocks
    )


if __name__ == "__main__":
    sys.exit(main())
