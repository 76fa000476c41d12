"""Texts in a wrong encoding are named with what they probably mean; sound ones are left alone."""

import csv

import pytest

from loaders.shipped.files import ILLUSTRATIVE
from loaders.tables.garbled import garbled

MEANT = {
    "Bá»™ TÃ\xa0i chÃ\xadnh": ("UTF-8, read as Windows-1252", "Bộ Tài chính"),
    "Kho báº¡c NhÃ\xa0 nÆ°á»›c": ("UTF-8, read as Windows-1252", "Kho bạc Nhà nước"),
    "Ministère de lâ€™Intérieur".replace("è", "Ã¨").replace("é", "Ã©"): (
        "UTF-8, read as Windows-1252",
        "Ministère de l’Intérieur",
    ),
    "VÃ\xa0, lÃ": ("UTF-8, read as Windows-1252", "Và, là"),
    "Bá»™ TÃ i chÃ\xadnh": ("UTF-8, read as Windows-1252", "Bộ Tài chính"),
    "Bá»™ TÃ i chÃnh": ("UTF-8, read as Windows-1252", "Bộ Tài ch�nh"),
    "Bộ Ná»™i vụ": ("UTF-8, read as Windows-1252", "Bộ Nội vụ"),
    "Bộ TÃ i chính": ("UTF-8, read as Windows-1252", "Bộ Tài chính"),
    "NhÃ nÆ°á»›c vÃ nhân dân": ("UTF-8, read as Windows-1252", "Nhà nước và nhân dân"),
    "Ná»n táº£ng": ("UTF-8, read as Windows-1252", "N�n tảng"),
    "Ná»\ufffdn tảng": ("UTF-8, read as Windows-1252", "N�n tảng"),
    "Ä‘ơn vị": ("UTF-8, read as Windows-1252", "đơn vị"),
    "“Quốc gia” vÃ": ("UTF-8, read as Windows-1252", "“Quốc gia” và"),
    "Nền tảng â€œMởâ€\x9d": ("UTF-8, read as Windows-1252", "Nền tảng “Mở”"),
    "Boä Thoâng tin vaø Truyeàn thoâng": ("VNI", "Bộ Thông tin và Truyền thông"),
    "BOÄ THOÂNG TIN VAØ TRUYEÀN THOÂNG": ("VNI", "BỘ THÔNG TIN VÀ TRUYỀN THÔNG"),
    "Boä Coâng an": ("VNI", "Bộ Công an"),
    "§Ò ¸n “N©ng cao nhËn thøc”": ("TCVN3 (ABC)", "Đề án “Nâng cao nhận thức”"),
    "Trung öông, ñòa phöông, cô quan": ("VNI", "Trung ương, địa phương, cơ quan"),
    "Bộ Thoâng tin vaø Truyeàn thoâng": ("VNI", "Bộ Thông tin và Truyền thông"),
    "Sở có đơn vÞ chñ qu¶n": ("TCVN3 (ABC)", "Sở có đơn vị chủ quản"),
    "Bé Th«ng tin vµ TruyÒn th«ng": ("TCVN3 (ABC)", "Bộ Thông tin và Truyền thông"),
    "®¬n vÞ chñ qu¶n": ("TCVN3 (ABC)", "đơn vị chủ quản"),
    "Neàn taûng soá quoác gia": ("VNI", "Nền tảng số quốc gia"),
    "Coâng ngheä soá, hoøa bình": ("VNI", "Công nghệ số, hòa bình"),
    "Ná»n táº£ng sá»‘": ("UTF-8, read as Windows-1252", "N\ufffdn tảng số"),
    "Bộ TÃ\xa0i chính": ("UTF-8, read as Windows-1252", "Bộ Tài chính"),
    "TRÖÔØNG ÑAÏI HOÏC": ("VNI", "TRƯỜNG ĐẠI HỌC"),
}
SOUND = [
    *("Bộ Tài chính", "hòa bình", "an toàn thông tin", "Lý Thái Tổ", "Ủy ban", "ASCII only"),
    *(
        "“ĐÃ”, “MÃ–SỐ”, ĐÃ… CÓ",
        "ĐÃ CÓ",
        "ĐÃ\xa0CÓ",
        "TÃ lót",
        "«xá»…",
        "làng «Công xá» là",
        "«Ở xá», Việt Nam",
    ),
    *(
        "Äpfel für Ångström",
        "SÃO TOMÉ E PRÍNCIPE",
        "ÂN”, Â·B",
        "« Việt » où côté",
        "Việt Nam có cô Thìn",
        "THÌ…",
    ),
    *("Sao?Vì", "vì sao? https://a.example/?q=x&lang=vi?a?b", "a? b? c?", "Tốt không? Không?"),
    *("où est-il né ?", "« mot »", "«mot»", "Île-de-France, côté ouest", "Noël à Bogotá", "naïve façade"),
    *(
        "São Paulo",
        "Müller & Söhne",
        "Señor Núñez",
        "infor\xadmation",
        "5 µm ± 2 °C",
        "col·lega",
        "a © b",
        "½",
    ),
]


@pytest.mark.parametrize("text", MEANT)
def test_a_garbled_text_is_read_as_it_was_meant(text: str) -> None:
    found = garbled(text)
    assert found is not None
    assert (found.encoding, found.meant) == MEANT[text]


def test_lost_characters_are_noticed() -> None:
    for text in ("Nền t\ufffdng", "N?n t?ng s?", "C?ng thông tin: m?"):
        found = garbled(text)
        assert found is not None
        assert found.is_lost


@pytest.mark.parametrize("text", SOUND)
def test_sound_texts_are_left_alone(text: str) -> None:
    assert garbled(text) is None


def test_no_cell_of_the_shipped_data_is_suspected() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ILLUSTRATIVE.parent.rglob("*.csv")]
    cells = [cell for text in texts for row in csv.reader(text.splitlines()) for cell in row]
    assert len(cells) > 3000
    assert [cell for cell in cells if garbled(cell) is not None] == []


def test_every_shipped_text_is_recognised_when_it_is_read_as_windows_1252() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ILLUSTRATIVE.parent.rglob("*.csv")]
    cells = {cell.strip() for text in texts for row in csv.reader(text.splitlines()) for cell in row}
    read = {cell: _as_windows(cell) for cell in cells if not cell.isascii()}
    assert len(read) > 700
    for half in (False, True):
        for cell, garble in read.items():
            sound, space, _ = cell.partition(" ")
            text = (sound + space) * half + (garble[len(_as_windows(sound + space)) :] if half else garble)
            for one in (text, text.replace("\xa0", " ").rstrip()) if text != cell else ():
                found = garbled(one)
                assert found is not None, one
                assert found.meant == cell


def _as_windows(text: str) -> str:
    """UTF-8 read as Windows-1252, with control characters for the bytes that this does not have."""
    return "".join(
        bytes((b,)).decode("latin-1" if b in b"\x81\x8d\x8f\x90\x9d" else "cp1252") for b in text.encode()
    )
