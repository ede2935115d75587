"""The one key by which texts are compared: equal for wordings that a reader would call the same."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"\w+")
_APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘ʼ`´"))
# What `tidy` takes off, and what it leaves where it shapes a word or a picture.
_UNSEEN: Final = dict.fromkeys(
    [0x00AD, 0x034F, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), *range(0xFE00, 0xFE10), 0xFEFF]
)  # fmt: skip


def fold(text: str) -> str:
    """Words alone, one blank between them: case, marks, apostrophes, ligatures and wide letters make no difference.

    `“Don’t” – the ﬁrst` and `"DON'T" the first` are both `dont the first`; accents do make a difference.
    """
    if text.isascii():
        return " ".join(_WORD.findall(text.replace("'", "").replace("`", "").lower()))
    text = unicodedata.normalize("NFKC", text.translate(_UNSEEN))
    return " ".join(_WORD.findall(text.translate(_APOSTROPHES).casefold()))
