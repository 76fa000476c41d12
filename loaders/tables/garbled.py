"""Vietnamese texts that were read in a wrong encoding: UTF-8 as Windows-1252, or the old fonts TCVN3 and VNI.

Each gives the text as it was probably meant. A text of an old font is only suspected if all words that would change
become syllables of Vietnamese and one of them was none before, so that sound texts are left alone. Where only a
part of a text is garbled or a character is lost, the rest is given as it stands.
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
    rf"([aeouyôö])([{''.join(_MARKS)}])|([aeo])([{''.join(_HATS)}])|(a)([{''.join(_BOWLS)}])|([{''.join(_VNI_ALONE)}])",
    re.IGNORECASE,
)
_OPEN = (
    "ai ao au ay âu ây eo êu ia iêu iu oai oao oay oeo oi ôi ơi ua uây ui uôi uơ uya uyu ưa ưi ươi ươu ưu yêu"
)
_CLOSED = "a e ê i o ô ơ u ư y oa oe uê uy"
_NEVER_OPEN = "ă â oă oo uâ uô uyê iê yê ươ"
_SYLLABLE = re.compile(
    "(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    f"({'|'.join(_OPEN.split())}|({'|'.join(_CLOSED.split())})(ch|ng|nh|[cmnpt])?"
    f"|({'|'.join(_NEVER_OPEN.split())})(ch|ng|nh|[cmnpt]))"
)
_LAST_BYTES = "".join(
    bytes((n,)).decode("latin-1" if n in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "cp1252")
    for n in range(0x80, 0xC0)
)
_SEQUENCE = re.compile(
    f"([ÂÃÄÅÆÌ]|á[º»]|â[€‚])([{re.escape(_LAST_BYTES)}{_LOST}])|(?:á[º»]|(?<=[a-z])Ã)(?=[^\\W\\d_])"
)
"""The letters of Vietnamese and common punctuation, as bytes of UTF-8 read one by one; the last may be lost."""
_SPACED = re.compile(r"(Â|Ã|Æ|áº|á»)( |\Z)")
_AFTER_CAPITALS = frozenset("”»…’–—‘“•·°‹›\xa0")
_WORD = re.compile(r"[^\s(),.;:!?/\"“”‘’«»…–—-]+")
_WITHIN = re.compile(r"(?<=[^\W\d_])\?(?=[^\W\d_])")
_ADDRESS = re.compile(r"[/=&@]")
_UNKNOWN = "unknown: some characters are lost"
_NO_UNICODE = "one without these letters, which became question marks"
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


@dataclass(frozen=True, slots=True)
class GarbledText:
    """The encoding that a text was probably in, and the text as it was probably meant."""

    encoding: str
    meant: str

    @property
    def is_lost(self) -> bool:
        """True if nobody can say what was meant."""
        return self.encoding in (_UNKNOWN, _NO_UNICODE)


def garbled(text: str) -> GarbledText | None:
    """The reading of a garbled text; None if it is as a person would write it."""
    if _has_question_marks(text):
        return GarbledText(_NO_UNICODE, text)
    if text.isascii():
        return None
    if (meant := _from_windows(text)) is not None:
        return GarbledText("UTF-8, read as Windows-1252", meant)
    for encoding, convert in (("TCVN3 (ABC)", _from_tcvn3), ("VNI", _from_vni)):
        if (meant := _from_old_font(text, convert)) is not None:
            return GarbledText(encoding, meant)
    return GarbledText(_UNKNOWN, text) if _LOST in text else None


def _has_question_marks(text: str) -> bool:
    """True if letters are question marks: those within words, but not in addresses."""
    words = [word for word in text.split() if not _ADDRESS.search(word)]
    within = sum(len(_WITHIN.findall(word)) for word in words)
    return within > 1 or (within == 1 and sum(word.count("?") for word in words) > 1)


def _from_windows(text: str) -> str | None:
    """UTF-8 that was read as Windows-1252, in the whole text or in parts of it.

    Bytes that Windows-1252 does not have are lost, or are control characters; no-break spaces are plain ones, and none
    at the end of a cell.
    """
    if not any(_is_sure(match) for pattern in (_SEQUENCE, _SPACED) for match in pattern.finditer(text)):
        return None
    try:
        return b"".join(map(_byte, text + _NO_BREAK if text.endswith("Ã") else text)).decode("utf-8")
    except UnicodeDecodeError:
        return _SPACED.sub(_with_space, _SEQUENCE.sub(lambda match: _decoded(match[0]), text))


def _is_sure(match: re.Match[str]) -> bool:
    """True if nobody would write this. People do write “MÃ…” and “«xá»…”."""
    text, before, following = match.string, *_letters_around(match)
    first = match[1] or match[0]
    if first == "á»" and text.count("«", 0, match.start()) > text.count("»", 0, match.start()):
        return False
    if before[-1:].islower():
        return True
    if match.re is _SEQUENCE and (first not in "ÂÃÌ" or match[2] not in _AFTER_CAPITALS):
        return True
    return following.islower() and _is_syllable(before + _decoded(first + _NO_BREAK) + following)


def _letters_around(match: re.Match[str]) -> tuple[str, str]:
    """The letters directly before and behind, not more than a syllable has."""
    before = re.search(r"[^\W\d_]*\Z", match.string[max(0, match.start() - 8) : match.start()])
    following = re.match(r"[^\W\d_]*", match.string[match.end() : match.end() + 8])
    return before[0] if before else "", following[0] if following else ""


def _with_space(match: re.Match[str]) -> str:
    """The letter whose last byte became a space; the space stays before what would make two words one."""
    before, following = _letters_around(match)
    letter = _decoded(match[1] + _NO_BREAK)
    if match[1] == "Â" or (following and _is_syllable(before + letter + following)):
        return letter
    if before and not before[-1].islower() and following[1:].isupper():
        return match[0]  # capitals, as in “ĐÃ CÓ”
    return (
        letter + match[2] if following or match.string[match.end() :][:1] not in set(" ,.;:!?)") else letter
    )


def _decoded(garbled: str) -> str:
    try:
        return b"".join(map(_byte, garbled)).decode("utf-8") if _LOST not in garbled else _LOST
    except UnicodeDecodeError:
        return _LOST


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
    return _VNI.sub(_composed, text)


def _composed(match: re.Match[str]) -> str:
    base, mark, hatted, hat, bowled, bowl, alone = match.groups()
    letter, sign = (
        (base, mark) if base else (hatted, hat) if hatted else (bowled, bowl) if bowled else (alone, "")
    )
    plain = _VNI_ALONE.get(letter.lower(), letter.lower())
    if base:
        plain += _MARKS[sign.lower()]
    elif not alone:
        plain += ("\u0302" if hatted else "\u0306") + (_HATS if hatted else _BOWLS)[sign.lower()]
    return _cased(unicodedata.normalize("NFC", plain), letter)


def _cased(plain: str, like: str) -> str:
    return plain.upper() if like.isupper() else plain


def _from_old_font(text: str, convert: Callable[[str], str]) -> str | None:
    """The text converted if two words change or more, all of them are syllables then, and one was none before.

    In a text with letters that only Unicode has, some words are sound: those that are syllables stay as they are.
    """
    is_whole = not any(c > "\xff" and c.isalpha() for c in text)
    words = [
        word
        for word in set(_WORD.findall(text))
        if convert(word) != word and any(map(str.isalpha, word)) and (is_whole or not _is_syllable(word))
    ]
    many = sum(word in words for word in _WORD.findall(text)) > 1
    if many and all(_is_syllable(convert(word)) for word in words) and not all(map(_is_syllable, words)):
        return (
            convert(text) if is_whole else _WORD.sub(lambda m: convert(m[0]) if m[0] in words else m[0], text)
        )
    return None


def _is_syllable(word: str) -> bool:
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(apart)
    return len(tones) < 2 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", apart))))
