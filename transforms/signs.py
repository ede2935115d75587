"""What the names that a site gives to its elements say of them: "entry-content" of text, "related-posts" of other pages.

Names are split into words, and a word belongs to a group by its beginning or by what it holds, so that no site's own
spelling is needed. The groups are bits of one number.
"""

import re
from functools import lru_cache
from typing import Final

# (group, words of five letters or more that may stand anywhere in a word, shorter ones that begin it)
_GROUPS: Final = (
    ("body", "bodytext bodycopy richtext wysiwyg prose articlebody storybody"),
    ("content", "content body text copy paragr container wrapper inner"),
    ("article", "article story post entry single news hentry release blog"),
    ("lead", "lead intro standfirst summary dek deck subtitle subhead excerpt descri abstract chapeau vorspann kicker perex sapo"),
    ("comment", "comment disqus respond coral repl discuss"),
    ("related", "related recirc recommend more also next prev trending popular most latest similar suggest onward"),
    ("newsletter", "newsletter subscri signup email mailing mailchimp donat member appeal"),
    ("promo", "promo sponsor ad ads advert dfp banner outbrain taboola market partner shop product affiliate"),
    ("share", "share sharing social follow tool button btn action icon print whatsapp facebook twitter"),
    ("author", "author byline bio contribut writer autor profile person staff"),
    ("meta", "meta date time publish updated stamp info"),
    ("caption", "caption credit photo image img picture media gallery figure video slide cutline legend player audio embed"),
    ("footer", "foot copyright legal disclaimer colophon bottom end"),
    ("nav", "nav menu breadcrumb pagin pager topbar masthead header toc jump skip"),
    ("side", "side aside rail widget column secondary tertiary complement module"),
    ("tag", "tag categor topic keyword label chip section"),
    ("consent", "cookie consent gdpr privacy notice alert warning message error success"),
    ("login", "login paywall regist account premium locked piano gate regwall offer"),
    ("quote", "quote pull zitat citat highlight"),
    ("card", "list item card teaser tile grid feed stream row collection carousel swiper slider package"),
    ("title", "title headline hed heading"),
    ("hidden", "hidden hide visually reader invisible collapsed offscreen noprint sr"),
    ("modal", "modal popup overlay dialog tooltip dropdown lightbox popover"),
    ("form", "search form input field select option poll quiz survey"),
    ("box", "box fact inset insert callout note key bullet panel accordion toggle transcript expand"),
    ("correction", "correct editor clarif"),
    ("live", "live ticker timeline minute"),
)  # fmt: skip
GROUPS: Final = tuple(name for name, _ in _GROUPS)
_SHORT: Final = 4
_BEGIN: Final[dict[str, int]] = {}
_HOLD: Final[dict[str, int]] = {}
for _n, (_, _words) in enumerate(_GROUPS):
    for _word in _words.split():
        _keys = _BEGIN if len(_word) <= _SHORT else _HOLD
        _keys[_word] = _keys.get(_word, 0) | 1 << _n
_LENGTHS: Final = tuple(sorted(set(map(len, _HOLD))))
_BODY, _CONTENT, _ARTICLE = (1 << GROUPS.index(name) for name in ("body", "content", "article"))
HIDDEN: Final = 1 << GROUPS.index("hidden")
"""The sign of what the page keeps from its readers."""
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


@lru_cache(maxsize=1 << 14)
def signs_of(names: str) -> int:
    """The groups, as bits in the order of `GROUPS`, of an element's names (class, id and the like)."""
    signs = 0
    for name in names.split():
        found = 0
        for word in _WORD.findall(name):
            found |= _signs_of_word(word.lower())
        if found & _CONTENT and found & _ARTICLE:
            found |= _BODY
        signs |= found
    return signs


@lru_cache(maxsize=1 << 16)
def _signs_of_word(word: str) -> int:
    signs = 0
    for end in range(1, _SHORT + 1):
        signs |= _BEGIN.get(word[:end], 0)
    for length in _LENGTHS:
        for start in range(len(word) - length + 1):
            signs |= _HOLD.get(word[start : start + length], 0)
    return signs
