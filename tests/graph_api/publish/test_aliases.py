"""Paths that nothing has, and the IRIs that they may have meant."""

import unicodedata

from graph_api.publish.aliases import MOST_ALIASES, alias_candidates, closest, iris_of_document, iris_of_path

BASE = "https://example.org/"


def test_a_path_may_have_letters_of_another_form_case_or_with_diacritics() -> None:
    for path in (
        "id/org/Bộ-Thông-Tin",
        unicodedata.normalize("NFD", "id/org/bộ-thông-tin"),
        "ID/Org/BO-THONG-TIN",
        "id/org/bo-thong-tin/",
        "id/org/bo-thong-tin//",
        "id/org/bộ thông tin",
        "id/org/Bo_Thong_Tin",
    ):
        assert BASE + "id/org/bo-thong-tin" in alias_candidates(BASE, path), path
    assert BASE + "id/platform/do-luong" in alias_candidates(BASE, "id/platform/Đo-Lường")


def test_a_resource_named_with_diacritics_is_found_in_the_other_form() -> None:
    composed, decomposed = (unicodedata.normalize(form, "id/org/huế") for form in ("NFC", "NFD"))
    assert BASE + composed in alias_candidates(BASE, decomposed)
    assert BASE + decomposed in alias_candidates(BASE, composed)


def test_an_alias_is_another_iri_and_one_that_can_be_written() -> None:
    assert BASE + "id/a" not in alias_candidates(BASE, "id/a")
    assert all("<" not in iri and " " not in iri for iri in alias_candidates(BASE, "id/<b> c"))
    assert alias_candidates(BASE, "/") == ()
    assert alias_candidates(BASE, "Đ" * 50_000) == ()
    assert len(alias_candidates(BASE, "id/Bộ Thông  Tin_Và--Đào")) <= MOST_ALIASES


def test_a_path_names_its_iri_with_and_without_escapes() -> None:
    assert iris_of_path(BASE, "id/a%20b") == (BASE + "id/a%20b",)
    assert iris_of_path(BASE, "id/b%E1%BB%99") == (BASE + "id/bộ",)
    assert iris_of_path(BASE, "id/a%2Fb") == (BASE + "id/a%2Fb", BASE + "id/a/b")
    assert iris_of_path(BASE, "id/a", "b=c")[0] == BASE + "id/a?b=c"
    assert iris_of_document(BASE, "id/a%2520b") == (BASE + "id/a%20b", BASE + "id/a%2520b")
    assert iris_of_document(BASE, "id/%FF") == (BASE + "id/%FF",)


def test_the_closest_of_several_names_differs_in_the_fewest_respects() -> None:
    def meant(path: str, *names: str) -> tuple[str, ...]:
        assert {*names} <= {iri.removeprefix(BASE) for iri in alias_candidates(BASE, path)}
        return tuple(iri.removeprefix(BASE) for iri in closest(BASE, path, [BASE + name for name in names]))

    assert meant("id/hồa", "id/HOA", "id/Hồa") == ("id/Hồa",)
    assert meant("id/HOÀ", "id/HOA", "id/hoà") == ("id/HOA", "id/hoà")
    assert meant("id/bộ tin", "id/bộ-tin", "id/BỘ-TIN", "id/bo-tin") == ("id/bộ-tin",)
    assert closest(BASE, "id/a", ()) == ()
