"""The names of made-up things, in Vietnamese, English and French; each name is marked as assumed."""

from collections.abc import Mapping
from functools import lru_cache

from ontology.values.fold import fold

Name = tuple[str, str, str]
"""In Vietnamese, English and French."""

_FIRST_WORDS = (
    "An Bình Cường Duy Đại Đông Gia Hà Hải Hoa Hồng Hưng Khánh Kim Lam Liên Long Mai Minh Nam Ngọc Nhật Phú Phúc"
    " Quang Quê Sao Sơn Tân Thái Thanh Thiên Thịnh Thuận Trường Tuệ Văn Việt Vĩnh Xuân"
)
_SECOND_WORDS = (
    "An Bảo Châu Cát Dương Đạt Đức Giang Hân Hiếu Hoàng Khang Khoa Lâm Lộc Lợi Mỹ Nghĩa Nguyên Nhân Phát Phong"
    " Phương Quân Quốc Sáng Sinh Tâm Thành Thắng Thủy Tiến Toàn Trí Trung Tín Vinh Vũ Vượng Yên"
)
_FIRST, _SECOND = tuple(_FIRST_WORDS.split()), tuple(_SECOND_WORDS.split())
_NEEDS: tuple[Name, ...] = (
    ("học trực tuyến", "online learning", "apprentissage en ligne"),
    ("khám bệnh từ xa", "remote consultation", "consultation à distance"),
    ("sàn nông sản", "farm market", "marché agricole"),
    ("hóa đơn điện tử", "electronic invoices", "facturation électronique"),
    ("vé điện tử", "electronic tickets", "billetterie électronique"),
    ("họp trực tuyến", "online meetings", "réunion en ligne"),
    ("bản đồ số", "digital maps", "cartographie numérique"),
    ("thanh toán số", "digital payments", "paiement numérique"),
    ("định danh số", "digital identity", "identité numérique"),
    ("điện toán đám mây", "cloud computing", "informatique en nuage"),
    ("kho vận", "logistics", "logistique"),
    ("du lịch thông minh", "smart tourism", "tourisme intelligent"),
    ("bảo tàng số", "digital museums", "musées numériques"),
    ("việc làm", "employment", "emploi"),
    ("giám sát an toàn", "security monitoring", "surveillance de la sécurité"),
    ("địa chỉ số", "digital addresses", "adresses numériques"),
    ("kế toán dịch vụ", "accounting services", "services de comptabilité"),
    ("tối ưu sản xuất", "production optimising", "optimisation de la production"),
    ("truy xuất nguồn gốc", "tracing of origin", "traçabilité"),
    ("trợ lý ảo", "virtual assistants", "assistants virtuels"),
)
_FIELDS: tuple[Name, ...] = (
    ("Truyền thông số", "Digital Communications", "Communications numériques"),
    ("Sáng tạo", "Innovation", "Innovation"),
    ("Đi lại", "Mobility", "Mobilité"),
    ("Đô thị", "Cities", "Villes"),
    ("Ngân khố", "Treasury", "Trésor"),
    ("Quy hoạch", "Planning", "Planification"),
    ("Học tập", "Learning", "Apprentissage"),
    ("Sức khỏe", "Wellbeing", "Bien-être"),
    ("Nông thôn", "Countryside", "Campagne"),
    ("Thương mại", "Trade", "Échanges"),
    ("Lữ hành", "Travel", "Voyages"),
    ("Việc làm", "Employment", "Emploi"),
    ("Pháp chế", "Law", "Droit"),
    ("Hành chính", "Administration", "Administration"),
    ("Biển đảo", "Seas", "Mers"),
    ("Năng lượng", "Energy", "Énergie"),
)
_GROUPS: Mapping[str, Name] = {
    "technical": ("Kỹ thuật của nền tảng", "Technology of the platform", "Technique de la plateforme"),
    "security": ("An toàn, an ninh mạng", "Network safety and security", "Sécurité du réseau"),
    "functional": ("Tính năng, chức năng", "Features and functions", "Fonctionnalités"),
    "provider-resources": (
        "Nguồn lực doanh nghiệp",
        "Resources of the enterprise",
        "Ressources de l’entreprise",
    ),
    "service-model": ("Mô hình dịch vụ", "Service model", "Modèle de service"),
    "popular-user-level": (
        "Mức độ người dùng phổ biến",
        "Popular user level",
        "Niveau d’utilisateur populaire",
    ),
}
GROUPS = tuple(_GROUPS)
"""The criterion kinds, which are the groups of each set; that of the popular user level comes last."""
MINISTRIES = len(_FIELDS)


def assumed(name: Name) -> Name:
    """The name, saying that the thing is made up."""
    vi, en, fr = name
    return f"{vi} (giả định)", f"{en} (assumed)", f"{fr} (hypothèse)"


def joined(before: Name, name: Name) -> Name:
    """Both, language by language."""
    return (f"{before[0]} {name[0]}", f"{before[1]} {name[1]}", f"{before[2]} {name[2]}")


@lru_cache(maxsize=4096)
def coined(index: int) -> tuple[str, str]:
    """A proper name, in Vietnamese and in ASCII; another one for each index."""
    turn, rest = divmod(index, len(_FIRST) * len(_SECOND))
    first, second = divmod(rest * 7 % (len(_FIRST) * len(_SECOND)), len(_SECOND))
    number = f" {turn + 1}" if turn else ""
    vietnamese = f"{_FIRST[first]} {_SECOND[second]}{number}"
    return vietnamese, fold(vietnamese).title()


def enterprise(index: int) -> Name:
    """The name of an enterprise, each its own."""
    vi, plain = coined(index)
    return f"Công ty {vi}", f"{plain} Company", f"Société {plain}"


def need(index: int) -> Name:
    """The purpose of a kind of platforms, different for each."""
    turn, place = divmod(index, len(_NEEDS))
    number = f" {turn + 1}" if turn else ""
    vi, en, fr = _NEEDS[place]
    return vi + number, en + number, fr + number


def ministry(index: int) -> Name:
    """The name of a ministry by its field."""
    vi, en, fr = _FIELDS[index]
    return f"Bộ {vi}", f"Ministry of {en}", f"Ministère : {fr}"


def merged(first: int, second: int) -> Name:
    """The name of a ministry that has two fields."""
    (vi1, en1, fr1), (vi2, en2, fr2) = _FIELDS[first], _FIELDS[second]
    return f"Bộ {vi1} và {vi2}", f"Ministry of {en1} and {en2}", f"Ministère : {fr1} et {fr2}"


def sign(vietnamese: str) -> str:
    """The letters by which a body signs its acts: the initials of its name."""
    return "".join(word[0].upper() for word in vietnamese.split())


def group(sort: str) -> Name:
    """The name of a group of criteria, which is that of a criterion kind."""
    return _GROUPS[sort]
