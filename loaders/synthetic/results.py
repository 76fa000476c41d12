"""The statements about an assessment of a platform: itself, its results and the evidence for them."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import accumulate

from loaders.synthetic import wording
from loaders.synthetic.career import PASSED, Assessment
from loaders.synthetic.scene import Scene
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import NDP, TITLE, StatementObject, a, code, day, decimal, texts, thing
from loaders.synthetic.wording import joined
from loaders.synthetic.world import SetVersion
from ontology.namespaces import CCCEV, DCT, EARL

_KINDS_OF_EVIDENCE = ("test-report", "certificate", "declaration", "contract")
_EVIDENCE: dict[str, wording.Name] = {
    "test-report": ("Báo cáo kiểm thử", "Test report", "Rapport de test"),
    "certificate": ("Giấy chứng nhận", "Certificate", "Certificat"),
    "declaration": ("Bản tự công bố", "Declaration", "Déclaration"),
    "contract": ("Hợp đồng", "Contract", "Contrat"),
    "statistics": ("Số liệu sử dụng", "Usage statistics", "Statistiques d’usage"),
}


def write_assessment(
    scene: Scene, assessment: Assessment, version: SetVersion, sheet: StatementSheet
) -> None:
    """The assessment without its results."""
    body, sort = scene.assessor(assessment.number)
    subject = scene.assessment(assessment.number)
    agency = scene.world.agency(scene.kind, assessment.started)
    sheet.add(
        subject,
        [
            a(f"{NDP}Assessment"),
            (f"{NDP}assesses", scene.iri),
            (f"{NDP}againstCriteriaSet", version.iri),
            (f"{NDP}conductedBy", body),
            (f"{NDP}assessorKind", code("assessor-kind", sort)),
            (f"{NDP}commissionedBy", agency.iri),
            (f"{NDP}startedOn", day(assessment.started)),
        ],
        texts(TITLE, joined(("Đánh giá", "Assessment of", "Évaluation de"), scene.name)),
    )
    if assessment.concluded is not None:
        sheet.add(subject, [(f"{NDP}concludedOn", day(assessment.concluded))])


def write_results(scene: Scene, assessment: Assessment, version: SetVersion, sheet: StatementSheet) -> None:
    """A result for each criterion, for some of them if the assessment is pending, and the evidence."""
    draw = scene.world.draw("results", 4 * scene.platform + assessment.number)
    names_assessor, scores = draw.chance(15), draw.chance(25)
    body, _ = scene.assessor(assessment.number)
    backing = _Backing(scene, assessment, version)
    count = version.last + 1 if assessment.mode != "pending" else draw.between(1, version.last)
    for order in range(count):
        result = scene.result(assessment.number, order)
        outcome = assessment.outcomes[order]
        statements: list[StatementObject] = [
            a(f"{NDP}CriterionResult"),
            (f"{EARL}test", version.criterion(order)),
            (f"{EARL}outcome", f"<{EARL}{outcome}>"),
            (f"{NDP}basedOnEvidence", backing.of(order)),
        ]
        if order == version.last:
            statements.append((f"{NDP}basedOnObservation", scene.observation(assessment.period)))
        if names_assessor:
            statements += [(f"{EARL}subject", scene.iri), (f"{EARL}assertedBy", body)]
        if scores and outcome == PASSED:
            statements.append((f"{NDP}score", decimal(draw.between(50, 100))))
        sheet.add(result, statements)
        sheet.add(scene.assessment(assessment.number), [(f"{NDP}hasResult", result)])
    backing.write(sheet)


class _Backing:
    """The evidence of an assessment: for single criteria in turn, or for whole groups."""

    def __init__(self, scene: Scene, assessment: Assessment, version: SetVersion) -> None:
        self._scene, self._assessment, self._version = scene, assessment, version
        self._draw = scene.world.draw("evidence", 4 * scene.platform + assessment.number)
        self._by_group = self._draw.chance(40)
        self._count = self._draw.between(3, 11)
        self._ends = list(accumulate(version.sizes))

    def of(self, order: int) -> str:
        """The evidence of a criterion."""
        if order == self._version.last:
            return self._scene.evidence(self._assessment.number, "so-lieu")
        place = self._group(order) if self._by_group else order % self._count
        return self._scene.evidence(self._assessment.number, f"{place}")

    def _group(self, order: int) -> int:
        return next(group for group, end in enumerate(self._ends) if order < end)

    def write(self, sheet: StatementSheet) -> None:
        """All the evidence."""
        last = self._version.last
        for name, supported in self._supported():
            write_evidence(self._scene, self._assessment, sheet, name, list(supported))
        write_evidence(self._scene, self._assessment, sheet, "so-lieu", [self._version.criterion(last)])

    def _supported(self) -> Iterator[tuple[str, Iterator[str]]]:
        version, last = self._version, self._version.last
        if self._by_group:
            for group in range(len(version.sizes) - 1):
                yield f"{group}", iter([thing("group", f"{version.key}-{group + 1}")])
            return
        for place in range(min(self._count, last)):
            yield f"{place}", (version.criterion(order) for order in range(place, last, self._count))


def write_evidence(
    scene: Scene, assessment: Assessment, sheet: StatementSheet, name: str, supported: list[str]
) -> None:
    """A piece of evidence, older than the assessment and valid beyond its end."""
    subject = scene.evidence(assessment.number, name)
    draw = scene.world.draw(f"evidence {name}", 4 * scene.platform + assessment.number)
    sort = "statistics" if name == "so-lieu" else draw.pick(_KINDS_OF_EVIDENCE)
    sheet.add(
        subject,
        [a(f"{CCCEV}Evidence")],
        texts(TITLE, joined(_EVIDENCE[sort], scene.name)),
        [
            (f"{DCT}type", code("evidence-kind", sort)),
            (f"{DCT}issued", day(assessment.started - draw.between(3, 200))),
            (
                f"{NDP}contentDigest",
                f'"sha256:{sha256(subject.encode()).hexdigest()}"',
            ),
        ],
        [(f"{CCCEV}supportsRequirement", one) for one in supported],
    )
    if draw.chance(50):
        end = assessment.started + 60 + draw.between(1, 900)
        sheet.add(subject, [(f"{NDP}validUntil", day(end))])
