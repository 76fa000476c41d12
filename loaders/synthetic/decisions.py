"""The statements about a decision on a platform, and about the act by which it was taken."""

from loaders.synthetic import wording
from loaders.synthetic.acts import FRAMEWORK_ACT, GAZETTE
from loaders.synthetic.career import Decision
from loaders.synthetic.scene import Scene
from loaders.synthetic.sheet import StatementSheet
from loaders.synthetic.statements import NDP, TITLE, StatementObject, a, code, day, texts
from loaders.synthetic.wording import joined
from ontology.namespaces import ELI

_DECIDED: dict[str, wording.Name] = {
    "Recognition": ("Công nhận", "Recognition of", "Reconnaissance de"),
    "PotentialRecognition": (
        "Công nhận có tiềm năng:",
        "Potential recognition of",
        "Reconnaissance potentielle de",
    ),
    "Refusal": ("Không công nhận", "Refusal of", "Refus de"),
    "Revocation": ("Thu hồi công nhận", "Revocation of", "Retrait de"),
}


def write_decision(scene: Scene, decision: Decision, sheet: StatementSheet) -> None:
    """The decision, by the managing agency of that day, and its act."""
    draw = scene.world.draw("decision", 4 * scene.platform + decision.number)
    subject = scene.decision(decision.number)
    agency = scene.world.agency(scene.kind, decision.day)
    name = joined(_DECIDED[decision.sort], scene.name)
    statements: list[StatementObject] = [
        a(f"{NDP}{decision.sort}"),
        (f"{NDP}decidesOn", scene.iri),
        (f"{NDP}decidedBy", agency.iri),
        (f"{NDP}decisionDate", day(decision.day)),
        (f"{NDP}enactedBy", scene.act(decision.number)),
        *((f"{NDP}basedOnAssessment", scene.assessment(one)) for one in decision.on),
    ]
    if decision.sort in ("Recognition", "PotentialRecognition") and draw.chance(70):
        statements.append((f"{NDP}validFrom", day(decision.day)))
    if decision.until is not None:
        statements.append((f"{NDP}validUntil", day(decision.until)))
    if decision.supersedes is not None:
        statements.append((f"{NDP}supersedes", scene.decision(decision.supersedes)))
    if decision.revokes is not None:
        statements.append((f"{NDP}revokes", scene.decision(decision.revokes)))
        statements.append((f"{NDP}revocationGround", code("revocation-ground", draw.pick(_GROUNDS))))
    sheet.add(subject, statements, texts(TITLE, name))
    write_act(scene, sheet, decision, scene.act(decision.number))
    if decision.revokes is not None:
        sheet.add(scene.act(decision.number), [(f"{ELI}cites", scene.act(decision.revokes))])


_GROUNDS = ("criteria-no-longer-met", "security-incident", "fraudulent-evidence", "owner-request")


def write_act(scene: Scene, sheet: StatementSheet, decision: Decision, act: str) -> None:
    """The act by which a decision was taken."""
    agency = scene.world.agency(scene.kind, decision.day)
    numbered = f"{8 * scene.platform + decision.number + 1}/QĐ-{agency.sign} (giả định)"
    title = joined(_DECIDED[decision.sort], scene.name)
    sheet.add(
        act,
        [
            a(f"{ELI}LegalResource"),
            (f"{ELI}number", f'"{numbered}"'),
            (f"{ELI}type_document", code("act-type", "quyet-dinh")),
            (f"{ELI}date_document", day(decision.day)),
            (f"{ELI}first_date_entry_in_force", day(decision.day)),
            (f"{ELI}passed_by", agency.iri),
            (f"{ELI}based_on", FRAMEWORK_ACT if decision.revokes is None else f"{FRAMEWORK_ACT[:-1]}/art/4>"),
        ],
        texts(TITLE, joined(("Quyết định:", "Decision:", "Décision :"), title)),
        graph=GAZETTE,
    )
