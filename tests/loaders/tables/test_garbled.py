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
    "Bé Th«ng tin vµ TruyÒn th«ng": ("TCVN3 (ABC)", "Bộ Thông tin và Truyền thông"),
    "®¬n vÞ chñ qu¶n": ("TCVN3 (ABC)", "đơn vị chủ quản"),
    "Neàn taûng soá quoác gia": ("VNI", "Nền tảng số quốc gia"),
    "TRÖÔØNG ÑAÏI HOÏC": ("VNI", "TRƯỜNG ĐẠI HỌC"),
}
SOUND = [
    *("Bộ Tài chính", "hòa bình", "an toàn thông tin", "Lý Thái Tổ", "Ủy ban", "ASCII only"),
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
    found = garbled("Nền t�ng")
    assert found is not None
    assert "lost" in found.encoding


@pytest.mark.parametrize("text", SOUND)
def test_sound_texts_are_left_alone(text: str) -> None:
    assert garbled(text) is None


def test_no_cell_of_the_shipped_data_is_suspected() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ILLUSTRATIVE.parent.rglob("*.csv")]
    cells = [cell for text in texts for row in csv.reader(text.splitlines()) for cell in row]
    assert len(cells) > 3000
    assert [cell for cell in cells if garbled(cell) is not None] == []
