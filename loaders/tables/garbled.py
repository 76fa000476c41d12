"""Vietnamese texts that were read in a wrong encoding: UTF-8 as Windows-1252, or the old fonts TCVN3 and VNI.

Each gives the text as it was probably meant. A text of an old font is only suspected if all words that would change
become syllables of Vietnamese and one of them was none before, so that sound texts are left alone.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_NO_BREAK = "\N{NO-BREAK SPACE}"
_LOST = "\N{REPLACEMENT CHARACTER}"
_TCVN3 = dict(
    zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢§£¤¥¦",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_MARKS = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HATS = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BOWLS = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI = re.compile(
    rf"([aeouyôö])([{''.join(_MARKS)}])|([aeo])([{''.join(_HATS)}])|(a)([{''.join(_BOWLS)}])", re.IGNORECASE
)
_OPEN = (
    "ai ao au ay âu ây eo êu ia iêu iu oai oao oay oeo oi ôi ơi ua uây ui uôi uơ uya uyu ưa ưi ươi ươu ưu yêu"
)
_CLOSED = "a ă â e ê i o ô ơ u ư y oa oă oe oo uâ uê uô uy uyê iê yê ươ"
_SYLLABLE = re.compile(
    "(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    f"({'|'.join(_OPEN.split())}|({'|'.join(_CLOSED.split())})(ch|ng|nh|[cmnpt])?)"
)
_BETWEEN = re.compile(r"[\s(),.;:!?/\"-]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


@dataclass(frozen=True, slots=True)
class GarbledText:
    """The encoding that a text was probably in, and the text as it was probably meant."""

    encoding: str
    meant: str


def garbled(text: str) -> GarbledText | None:
    """The reading of a garbled text; None if it is as a person would write it."""
    if text.isascii():
        return None
    if (meant := _from_windows(text)) is not None:
        return GarbledText("UTF-8, read as Windows-1252", meant)
    for encoding, convert in (
        (("TCVN3 (ABC)", _from_tcvn3), ("VNI", _from_vni)) if _is_of_old_font(text) else ()
    ):
        if _is_likely(text, convert):
            return GarbledText(encoding, convert(text))
    return GarbledText("unknown: some characters are lost", text) if _LOST in text else None


def _from_windows(text: str) -> str | None:
    """UTF-8 that was read as Windows-1252; bytes that this does not have are lost, or are control characters."""
    whole = (
        text + _NO_BREAK if text.endswith("Ã") else text
    )  # that is white space, which cells lose at their ends
    try:
        meant = b"".join(map(_byte, whole)).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return meant if meant != text else None


def _byte(character: str) -> bytes:
    if character == _LOST:
        return b"\x81"
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1", "ignore") or b"\xff"


def _from_tcvn3(text: str) -> str:
    return "".join(_TCVN3.get(character, character) for character in text)


def _from_vni(text: str) -> str:
    marked = _VNI.sub(_composed, text)
    return "".join(
        _cased(_VNI_ALONE.get(c.lower(), c.lower()), c) if c.lower() in _VNI_ALONE else c for c in marked
    )


def _composed(match: re.Match[str]) -> str:
    base, mark, hatted, hat, bowled, bowl = match.groups()
    letter, sign = (base, mark) if base else (hatted, hat) if hatted else (bowled, bowl)
    plain = _VNI_ALONE.get(letter.lower(), letter.lower())
    if base:
        plain += _MARKS[sign.lower()]
    else:
        plain += ("\u0302" if hatted else "\u0306") + (_HATS if hatted else _BOWLS)[sign.lower()]
    return _cased(unicodedata.normalize("NFC", plain), letter)


def _cased(plain: str, like: str) -> str:
    return plain.upper() if like.isupper() else plain


def _is_of_old_font(text: str) -> bool:
    """True if the text has no letter that only Unicode has."""
    return max(text) <= "\xff"


def _is_likely(text: str, convert: Callable[[str], str]) -> bool:
    """True if two words change or more, all of them are syllables afterwards, and one was none before."""
    words = [
        word
        for word in re.split(r"[\s(),.;:!?/\"-]+", text)
        if convert(word) != word and any(map(str.isalpha, word))
    ]
    return (
        len(words) > 1
        and all(_is_syllable(convert(word)) for word in words)
        and not all(map(_is_syllable, words))
    )


def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(apart)
    return len(tones) < 2 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", apart))))
