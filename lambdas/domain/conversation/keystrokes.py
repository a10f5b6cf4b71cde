"""Recognises strokes no word is made of: "xxxx", "asdf", "sdfkjh". By rule, so that no real word is lost."""

import re

ROWS = ("qwertyuiop", "qwertzuiopü", "asdfghjkl", "asdfghjklöä", "yxcvbnm", "zxcvbnm")
DIGITS = ("1234567890", "0987654321")
MIN_RUN = 3
"""Neighbouring keys that are no chance; "we" and "op" are."""
MIN_WORD = 4
_SHORT_MASH = frozenset({"asd", "jkl", "qwe", "qweasd", "zxc", "yxc", "azerty", "qsdf", "hjk", "sdf"})
_ONE_KEY = re.compile(r"(.)\1{3,}|([xzqhmj])\2{2,}")
_REPEATED = re.compile(r"(\w{2,3})\1{2,}")
_HOME_ROW = re.compile(r"[asdfghjkl;öä]{5,}")
_STUCK = re.compile(r"[sdfghjkl]{4,}")


def is_mash(text: str) -> bool:
    """Returns whether every part of ``text`` (lower case) is mash."""
    parts = re.findall(r"[^\W_]+", text)
    return bool(parts) and all(map(_is_mash, parts))


def _is_mash(word: str) -> bool:
    if word.isdecimal():
        return bool(_ONE_KEY.fullmatch(word)) or (len(word) > MIN_RUN and any(word in row for row in DIGITS))
    if word in _SHORT_MASH or _ONE_KEY.fullmatch(word) or _REPEATED.fullmatch(word):
        return True
    return len(word) >= MIN_WORD and (_is_row(word) or bool(_HOME_ROW.fullmatch(word) and _STUCK.search(word)))


def _is_row(word: str) -> bool:
    """Returns whether the word is nothing but runs along the rows of keys, in either direction."""
    while word:
        run = max((_run(word, row) for row in (*ROWS, *(row[::-1] for row in ROWS))), default=0)
        if run < MIN_RUN:
            return False
        word = word[run:]
    return True


def _run(word: str, row: str) -> int:
    start = row.find(word[0])
    if start < 0:
        return 0
    length = 0
    while length < len(word) and row[start : start + length + 1] == word[: length + 1]:
        length += 1
    return length
