"""Changes to the sound register: those by which it breaks a rule, and those that only look wrong."""

from tests.loaders.support.auditing import Change

Found = tuple[str, str, str]
"""Code, focus and value."""
NOT_NATIONAL = ("D30", "national", "recognised")
NOT_POTENTIAL = ("D30", "potential", "potential")

_D1 = 'ndp:decidesOn :national ; ndp:decidedBy :ministry ; ndp:decisionDate "2024-05-20"^^xsd:date'
_ON_A1 = " ndp:basedOnAssessment :a1 ."
_ON_A2 = " ndp:basedOnAssessment :a2 ."
_A1 = (
    ":a1 a ndp:Assessment ; ndp:assesses :national ; ndp:againstCriteriaSet :set ; ndp:conductedBy :council ;"
    '\n    ndp:startedOn "2024-03-01"^^xsd:date ; ndp:concludedOn "2024-04-30"^^xsd:date'
)
_R1P = "earl:test :c-popular ; earl:outcome earl:passed ; ndp:basedOnObservation :share-1 ."
_R2T = ":r2-t a ndp:CriterionResult ; earl:test :c-technical ; earl:outcome earl:passed"
_R2P = "earl:outcome earl:failed ; ndp:basedOnObservation :share-2"
_R3P = ":r3-p a ndp:CriterionResult ; earl:test :c-popular ; earl:outcome earl:failed"
_RESULTS_3 = "ndp:hasResult :r3-t , :r3-p"
_REPORT = (
    '"2024-02-01"^^xsd:date ; ndp:validUntil "2024-12-31"^^xsd:date ;'
    "\n    cccev:supportsRequirement :c-technical"
)
_SHARE = 'ndp:userCount 542 ; ndp:potentialUserCount 1000 ; sosa:hasSimpleResult "54.20"^^xsd:decimal'
_ISSUED = (
    'dct:issued "2024-01-15"^^xsd:date ; ndp:validFrom "2024-01-15"^^xsd:date ;'
    ' ndp:validUntil "2026-12-31"^^xsd:date'
)
_LAW = 'eli:date_document "2022-01-10"^^xsd:date ;\n    eli:first_date_entry_in_force "2022-02-01"^^xsd:date'
_BASED = "eli:based_on :law ."
_CONSULTED = 'ndp:consultedOn :set ; ndp:startedOn "2023-12-01"^^xsd:date'
_MANAGING = (
    'prov:agent :ministry ;\n    ndp:validFrom "2023-01-01"^^xsd:date ; ndp:validUntil "2025-02-28"^^xsd:date'
)
_MANAGING_2025 = 'prov:agent :ministry-2025 ;\n    ndp:validFrom "2025-03-01"^^xsd:date'
_ACT = 'eli:number "2/QĐ" ; eli:passed_by :ministry ; eli:date_document "2024-01-15"'
_NATIONAL = "declaredStatus status:recognised"


def replaced(old: str, *parts: tuple[str, str]) -> Change:
    """A change to parts of a text of the register; each part is there once."""
    new = old
    for part, other in parts:
        assert new.count(part) == 1, part
        new = new.replace(part, other)
    return old, new


def added(turtle: str) -> Change:
    """Statements to add."""
    return "", turtle


def act(name: str, dated: str, more: str) -> Change:
    """An act to add."""
    return added(f':{name} a eli:LegalResource ; eli:date_document "{dated}"^^xsd:date ; {more} .')


def role(kind: str, agent: str, more: str = "") -> Change:
    """A role on the national platform to add."""
    said = f"dcat:hadRole role-kind:{kind} ; prov:agent :{agent}"
    return added(f":n a ndp:PlatformRole ; {said} . :national ndp:hasRole :n . {more}")


def revocation(of: str, platform: str, day: str) -> Change:
    """A revocation to add."""
    said = f'ndp:revokes :{of} ; ndp:decidesOn :{platform} ; ndp:decisionDate "{day}"^^xsd:date'
    return added(f":v a ndp:Revocation ; ndp:decidedBy :ministry ; {said} .")


def again(day: str) -> Change:
    """Another recognition of the national platform, on the same assessment, to add."""
    said = f'ndp:decidesOn :national ; ndp:decisionDate "{day}"^^xsd:date ; ndp:basedOnAssessment :a1'
    return added(f":d4 a ndp:Recognition ; ndp:decidedBy :ministry ; {said} .")


def share(platform: str, percent: str, period: str, more: str = "") -> Change:
    """An observation of a market share to add."""
    said = f"sosa:hasFeatureOfInterest :{platform} ; sosa:hasSimpleResult {percent} ; ndp:inMarket :market"
    return added(f":share-9 a ndp:MarketShareObservation ; {said} ; ndp:referencePeriod {period} . {more}")


def listing(agency: str, day: str) -> Change:
    """A decision on a list to add."""
    said = f'ndp:decidedBy :{agency} ; ndp:decisionDate "{day}"^^xsd:date'
    return added(f":listing a ndp:ListingDecision ; {said} .")


BROKEN: list[tuple[str, list[Change], set[Found]]] = [
    ("D01", [(_ON_A1, " .")], {("D01", "d1", ""), NOT_NATIONAL}),
    ("D01b", [(_ON_A2, " .")], {("D01b", "d2", ""), NOT_POTENTIAL}),
    (
        "D02",
        [(_ON_A2, " ndp:basedOnAssessment :a2 , :a3 .")],
        {("D02", "d2", "a3"), ("D10", "d2", "c-technical")},
    ),
    ("D02", [("ndp:basedOnAssessment :a3", "ndp:basedOnAssessment :a2")], {("D02", "d3", "a2")}),
    (
        "D03",
        [("ndp:appliesToKind :kind", "ndp:appliesToKind :other")],
        {*(("D03", a, "set") for a in ("a1", "a2", "a3")), NOT_NATIONAL, NOT_POTENTIAL},
    ),
    # Without a framework nothing prescribes the criteria: D05 is silent
    ("D04", [(" cccev:isDerivedFrom :framework ;", "")], {("D04", "set", "")}),
    ("D04", [replaced(_LAW, ("2022-02-01", "2024-01-16"))], {("D04", "set", "")}),
    (
        "D04",
        [added(':law eli:date_no_longer_in_force "2024-01-14"^^xsd:date .')],
        {("D04", "set", ""), ("D11", "act", "law")},
    ),
    ("D04", [act("new", "2023-01-01", "eli:repeals :law")], {("D04", "set", ""), ("D11", "act", "law")}),
    ("D05", [("ndp:mandatory false", "ndp:mandatory true")], {("D05", "set", "f-other")}),
    ("D06", [(_RESULTS_3, "ndp:hasResult :r3-t")], {("D06", "a3", "c-popular")}),
    ("D06", [replaced(_R3P, ("earl:failed", "earl:untested"))], {("D06", "a3", "c-popular")}),
    (
        "D06",
        [("ndp:hasResult :r1-t , :r1-p", "ndp:hasResult :r1-p")],
        {("D06", "a1", "c-technical"), ("D09", "d1", "c-technical"), NOT_NATIONAL},
    ),
    (
        "D07",
        [added(f":a3 ndp:hasResult :more . {_R3P.replace(':r3-p', ':more')} .")],
        {("D07", "a3", "c-popular")},
    ),
    (
        "D08",
        [
            added(
                f":a3 ndp:hasResult :more . {_R3P.replace(':r3-p', ':more').replace(':c-popular', ':foreign')} ."
            )
        ],
        {("D08", "a3", "foreign")},
    ),
    ("D09", [replaced(_R1P, ("earl:passed", "earl:failed"))], {("D09", "d1", "c-popular"), NOT_NATIONAL}),
    ("D09", [replaced(_R1P, ("earl:passed", "earl:cantTell"))], {("D09", "d1", "c-popular"), NOT_NATIONAL}),
    (
        "D09",
        [replaced(_R1P, ("earl:passed", "earl:inapplicable"))],
        {("D09", "d1", "c-popular"), NOT_NATIONAL},
    ),
    ("D10", [replaced(_R2T, ("earl:passed", "earl:failed"))], {("D10", "d2", "c-technical"), NOT_POTENTIAL}),
    (
        "D10b",
        [
            replaced(_R2P, ("earl:failed", "earl:passed"), (":share-2", ":share-9")),
            share("potential", "60.0", '"2022"^^xsd:gYear'),
        ],
        {("D10b", "d2", ""), NOT_POTENTIAL},
    ),
    ("D11", [(_BASED, "eli:based_on :law ; eli:cites :old-act .")], {("D11", "act", "old-act")}),
    (
        "D11",
        [
            act("new", "2021-01-01", "eli:repeals :old-act"),
            act("late", "2021-01-01", "eli:based_on :old-act"),
        ],
        {("D11", "late", "old-act")},
    ),
    ("D12", [role("owner", "council")], {("D12", "a1", "council")}),
    ("D12", [role("developer", "council")], {("D12", "a1", "council")}),
    ("D12", [role("core-enterprise", "council")], {("D12", "a1", "council")}),
    (
        "D12",
        [
            role(
                "operator",
                "holding",
                ":council org:subOrganizationOf :unit . :unit org:subOrganizationOf :holding .",
            )
        ],
        {("D12", "a1", "holding")},
    ),
    (
        "D12",
        [role("operator", "holding", ":holding org:subOrganizationOf :council .")],
        {("D12", "a1", "holding")},
    ),
    ("D12", [role("operator", "holding", ":council org:hasMember :holding .")], {("D12", "a1", "holding")}),
    ("D13", [replaced(_A1, ("2024-03-01", "2024-01-14"))], {("D13", "a1", "set"), NOT_NATIONAL}),
    (
        "D13",
        [replaced(_ISSUED, ("2026-12-31", "2024-02-29"))],
        {*(("D13", a, "set") for a in ("a1", "a2", "a3")), NOT_NATIONAL, NOT_POTENTIAL},
    ),
    (
        "D14",
        [replaced(_ISSUED, ('issued "2024-01-15"', 'issued "2024-05-21"'))],
        {*(("D14", d, "set") for d in ("d1", "d2", "d3")), *(("D13", a, "set") for a in ("a1", "a2", "a3"))},
    ),
    ("D15", [replaced(_A1, ("2024-04-30", "2024-05-21"))], {("D15", "d1", "a1"), NOT_NATIONAL}),
    (
        "D15",
        [replaced(_A1, (' ; ndp:concludedOn "2024-04-30"^^xsd:date', ""))],
        {("D15", "d1", "a1"), NOT_NATIONAL},
    ),
    (
        "D16",
        [(_D1, f'{_D1} ; ndp:validUntil "2024-09-30"^^xsd:date')],
        {("D16", "national", "d1"), NOT_NATIONAL},
    ),
    (
        "D16",
        [(_ON_A2, f' ndp:validUntil "2024-09-30"^^xsd:date ;{_ON_A2}')],
        {("D16", "potential", "d2"), NOT_POTENTIAL},
    ),
    (
        "D16b",
        [replaced(_A1, ("2024-04-30", "2023-10-01")), replaced(_REPORT, ("2024-02-01", "2023-02-01"))],
        {("D16b", "national", "")},
    ),
    # A recognition that was never in force
    (
        "D16",
        [(_D1, f'{_D1} ; ndp:validUntil "2024-05-19"^^xsd:date')],
        {("D16", "national", "d1"), NOT_NATIONAL},
    ),
    ("D17", [revocation("d1", "national", "2024-05-20")], {("D17", "national", "v"), NOT_NATIONAL}),
    (
        "D17",
        [revocation("d1", "national", "2024-06-01"), added(':d1 ndp:validFrom "2024-07-01"^^xsd:date .')],
        {("D17", "national", "v"), NOT_NATIONAL},
    ),
    ("D17", [revocation("d1", "national", "2024-10-01")], {("D17", "national", "v"), NOT_NATIONAL}),
    ("D17", [revocation("d2", "potential", "2024-09-01")], {("D17", "potential", "v"), NOT_POTENTIAL}),
    ("D18", [replaced(_D1, (":ministry", ":council"))], {("D18", "d1", "council")}),
    (
        "D18",
        [replaced(_MANAGING, ("2025-02-28", "2024-05-19"))],
        {("D18", d, "ministry") for d in ("d1", "d2", "d3")},
    ),
    (
        "D18",
        [replaced(_MANAGING, ("2023-01-01", "2024-05-21"))],
        {("D18", d, "ministry") for d in ("d1", "d2", "d3")},
    ),
    ("D19", [listing("ministry-2025", "2025-02-28")], {("D19", "listing", "ministry-2025")}),
    ("D19", [listing("ministry", "2025-03-01")], {("D19", "listing", "ministry")}),
    (
        "D19b",
        [replaced(_MANAGING, ('"2025-02-28"', '"2025-03-01"')), replaced(_MANAGING_2025, ("03-01", "03-02"))],
        {("D19b", "managing", "ministry")},
    ),
    (
        "D19b",
        [role("operator", "ministry-2025", ':n ndp:validFrom "2025-02-28"^^xsd:date .')],
        {("D19b", "n", "ministry-2025")},
    ),
    ("D19b", [role("operator", "ministry")], {("D19b", "n", "ministry")}),
    (
        "D20",
        [replaced(_SHARE, ("542", "499"), ("54.20", "49.90"))],
        {("D20", "r1-p", "c-popular")},
    ),
    (
        "D20",
        [(_SHARE, "sosa:hasSimpleResult 50.0"), ("comparator comparator:gte", "comparator comparator:gt")],
        {("D20", "r1-p", "c-popular")},
    ),
    (
        "D20",
        [("sosa:hasFeatureOfInterest :national", "sosa:hasFeatureOfInterest :refused")],
        {("D20", "r1-p", "c-popular")},
    ),
    ("D20", [(" ndp:hasMarket :market ;", " ndp:hasMarket :other ;")], {("D20", "r1-p", "c-popular")}),
    (
        "D20",
        [replaced(_R1P, (":share-1", ":share-9")), share("national", "60.0", '"2024-05"^^xsd:gYearMonth')],
        {("D20", "r1-p", "c-popular")},
    ),
    (
        "D20",
        [
            replaced(_R1P, ("basedOnObservation :share-1", "basedOnEvidence :report-1")),
            (_REPORT, f"{_REPORT} , :c-popular"),
        ],
        {("D20", "r1-p", "c-popular")},
    ),
    ("D21", [replaced(_SHARE, ("54.20", "54.30"))], {("D21", "share-1", "54.30")}),
    (
        "D21",
        [(_SHARE, 'sosa:hasSimpleResult "100.010"^^xsd:decimal')],
        {("D21", "share-1", "100.010"), ("D21b", "market", "2023")},
    ),
    ("D21", [replaced(_SHARE, ("1000", "0"))], {("D21", "share-1", "54.20")}),
    ("D21b", [share("refused", "24.6", '"2023"^^xsd:gYear')], {("D21b", "market", "2023")}),
    ("D22", [(f"{_R2T} ; ndp:basedOnEvidence :report-2", _R2T)], {("D22", "r2-t", "")}),
    ("D22b", [replaced(_REPORT, ("2024-12-31", "2024-04-29"))], {("D22b", "r1-t", "report-1")}),
    ("D22b", [replaced(_REPORT, ("2024-02-01", "2024-05-01"))], {("D22b", "r1-t", "report-1")}),
    ("D22b", [replaced(_REPORT, (":c-technical", ":c-popular"))], {("D22b", "r1-t", "report-1")}),
    (
        "D22b",
        [replaced(_REPORT, (" ;\n    cccev:supportsRequirement :c-technical", ""))],
        {("D22b", "r1-t", "report-1")},
    ),
    ("D23", [(" ndp:hasRole :owner-3 .", " .")], {("D23", "refused", "")}),
    (
        "D23",
        [
            (
                ":owner-2 a ndp:PlatformRole ; dcat:hadRole role-kind:owner",
                ":owner-2 dcat:hadRole role-kind:operator",
            )
        ],
        {("D23", "potential", "")},
    ),
    (
        "D23b",
        [replaced(_MANAGING_2025, (":ministry-2025", ":council"), ("2025-03-01", "2025-02-28"))],
        {("D23b", "kind", "managing-2025")},
    ),
    (
        "D23b",
        [
            replaced(
                _MANAGING_2025, (':ministry-2025 ;\n    ndp:validFrom "2025-03-01"^^xsd:date', ":council")
            )
        ],
        {("D23b", "kind", "managing-2025")},
    ),
    ("D24", [replaced(_LAW, ("2022-02-01", "2022-01-09"))], {("D24", "law", "")}),
    (
        "D24",
        [('no_longer_in_force "2023-12-31"', 'no_longer_in_force "2020-01-09"')],
        {("D24", "old-act", "")},
    ),
    (
        "D24",
        [act("next", "2024-01-16", "eli:number '9'"), added(":act eli:repeals :next .")],
        {("D24", "act", "")},
    ),
    (
        "D24b",
        [added(":law eli:based_on :decree . :decree a eli:LegalResource ; eli:based_on :act .")],
        {("D24b", name, name) for name in ("act", "law", "decree")},
    ),
    ("D25", [replaced(_ACT, ('"2/QĐ"', '"1/QĐ"'), ("2024-01-15", "2022-01-15"))], {("D25", "act", "law")}),
    ("D25b", [(" org:resultingOrganization :ministry-2025 ;", "")], {("D25b", "ministry", "ministry-2025")}),
    ("D27", [(" dct:license <https://example.vn/licence> ;", "")], {("D27", "register", "")}),
    ("D27", [added("} :other { :note a ndp:Market .")], {("D27", "other", "")}),
    ("D28", [replaced(_CONSULTED, ("2023-12-01", "2024-01-16"))], {("D28", "set", "")}),
    ("D28", [replaced(_CONSULTED, (":set", ":framework"))], {("D28", "set", "")}),
    ("D29", [(":proposal a ndp:Proposal ; ndp:proposes :kind .", "")], {("D29", "kind", "")}),
    (
        "D30",
        [("declaredStatus status:refused", "declaredStatus status:published")],
        {("D30", "refused", "published")},
    ),
    ("D30", [(_NATIONAL, "declaredStatus status:listed")], {("D30", "national", "listed")}),
    (
        "D30",
        [("declaredStatus status:potential", "declaredStatus status:recognised")],
        {("D30", "potential", "recognised")},
    ),
    ("D32", [revocation("d1", "refused", "2024-12-01")], {("D32", "v", "d1")}),
    ("D32", [revocation("d3", "refused", "2024-05-19")], {("D32", "v", "d3")}),
    (
        "D33",
        [("criterion-kind:popular-user-level", "criterion-kind:security")],
        {("D33", "set", ""), ("D10", "d2", "c-popular"), NOT_POTENTIAL},
    ),
    (
        "D35",
        [added(':d3 ndp:decisionDate "2024-06-20"^^xsd:date .')],
        {("D35", "d3", "2024-06-20")},
    ),
    (
        "D35",
        [added(":r1-p earl:outcome earl:failed .")],
        {("D35", "r1-p", "passed"), ("D09", "d1", "c-popular"), NOT_NATIONAL},
    ),
    ("D36", [added(":d1 a ndp:Refusal .")], {("D36", "d1", ""), NOT_NATIONAL}),
    (
        "D36",
        [added(":d1 a ndp:PotentialRecognition .")],
        {("D36", "d1", ""), ("D10b", "d1", ""), NOT_NATIONAL},
    ),
    (
        "D37",
        [added(":list a ndp:NationalPlatformList ; dcat:record :entry ; ndp:publishedEntryCount 2 .")],
        {("D37", "list", "2")},
    ),
    (
        "D37",
        [added(":list a ndp:NationalPlatformList ; ndp:publishedEntryCount 1 .")],
        {("D37", "list", "1")},
    ),
    ("D34", [("earl:subject :national", "earl:subject :refused")], {("D34", "r1-t", "refused")}),
    ("D34", [("earl:assertedBy :council", "earl:assertedBy :company")], {("D34", "r1-t", "company")}),
    ("D34", [replaced(_A1, (" ndp:conductedBy :council ;", ""))], {("D34", "r1-t", "council")}),
    (
        "D25b",
        [
            (" org:resultingOrganization :ministry-2025 ;", " "),
            added(":ministry-2025 org:resultedFrom :merger ."),
        ],
        {("D25b", "ministry", "ministry-2025")},
    ),
    ("D30", [replaced(_A1, (" ndp:assesses :national ;", ""))], {NOT_NATIONAL}),
]

SOUND: dict[str, list[Change]] = {
    "nothing changed": [],
    "a list of which all entries are known": [
        added(":list a ndp:NationalPlatformList ; dcat:record :entry ; ndp:publishedEntryCount 1 ."),
    ],
    "a set of two frameworks, the act of one of which had ceased": [
        added(":set cccev:isDerivedFrom :f2 . :f2 a ndp:CriteriaFramework ; ndp:enactedBy :old-act ."),
    ],
    "a framework's act repealed after the set was issued": [
        act("new", "2023-12-01", 'eli:repeals :law ; eli:first_date_entry_in_force "2024-01-16"^^xsd:date'),
    ],
    "a set issued on the last day of its framework's act": [
        added(':law eli:date_no_longer_in_force "2024-01-15"^^xsd:date .'),
    ],
    "an assessment that goes on, without results": [
        added(
            ":a4 a ndp:Assessment ; ndp:assesses :refused ; ndp:againstCriteriaSet :set ; ndp:conductedBy :council ."
        ),
    ],
    "a result for the information that a criterion asks for": [
        added(
            ":a3 ndp:hasResult :more ."
            " :more a ndp:CriterionResult ; earl:test :information ; earl:outcome earl:failed ."
        ),
    ],
    "an act that cites what it repeals itself": [
        act("new", "2024-02-01", "eli:repeals :act ; eli:cites :act")
    ],
    "an act that cites another on its last day": [act("new", "2023-12-31", "eli:cites :old-act")],
    "an assessor that had owned the platform": [
        role("owner", "council", ':n ndp:validUntil "2024-02-29"^^xsd:date .'),
    ],
    "an assessor that came to own the platform": [
        role("owner", "council", ':n ndp:validFrom "2024-06-01"^^xsd:date .'),
    ],
    "an assessor that is the managing agency": [role("managing-agency", "council")],
    "an assessor with a sister that owns the platform": [
        added(":council org:subOrganizationOf :holding . :company org:subOrganizationOf :holding ."),
    ],
    "assessments that began on the only day of their set": [
        replaced(_ISSUED, ('From "2024-01-15"', 'From "2024-03-01"'), ("2026-12-31", "2024-03-01")),
    ],
    "a decision on the day that the assessment ended": [replaced(_A1, ("2024-04-30", "2024-05-20"))],
    "a recognition on its last day": [(_D1, f'{_D1} ; ndp:validUntil "2024-10-01"^^xsd:date')],
    "an expired recognition that was renewed": [
        (_D1, f'{_D1} ; ndp:validUntil "2024-09-01"^^xsd:date'),
        again("2024-09-02"),
    ],
    "an expired recognition of a platform declared expired": [
        (_D1, f'{_D1} ; ndp:validUntil "2024-08-31"^^xsd:date'),
        (_NATIONAL, "declaredStatus status:expired"),
    ],
    "a revoked recognition of a platform declared revoked": [
        (_NATIONAL, "declaredStatus status:revoked"),
        revocation("d1", "national", "2024-08-01"),
    ],
    "a revocation that is still to come": [revocation("d1", "national", "2024-10-02")],
    "a revoked recognition that was given anew": [
        revocation("d1", "national", "2024-08-01"),
        again("2024-09-02"),
    ],
    "a recognised platform declared published": [(_NATIONAL, "declaredStatus status:published")],
    "the last day of the year after the assessment": [
        replaced(_A1, ("2024-04-30", "2023-10-02")),
        replaced(_REPORT, ("2024-02-01", "2023-02-01")),
    ],
    "an assessment of a refused platform long ago": [
        added(':a4 a ndp:Assessment ; ndp:assesses :refused ; ndp:concludedOn "2020-01-01"^^xsd:date .'),
    ],
    "decisions on the only day of the managing agency": [
        replaced(_MANAGING, ("2023-01-01", "2024-05-20"), ("2025-02-28", "2024-05-20")),
    ],
    "a managing agency without a first day": [
        replaced(_MANAGING, ('ndp:validFrom "2023-01-01"^^xsd:date ;', ""))
    ],
    "a role that ends with the organisation": [
        role("operator", "ministry", ':n ndp:validUntil "2025-02-28"^^xsd:date .'),
    ],
    "a share of exactly the threshold": [replaced(_SHARE, ("542", "500"), ("54.20", "50.00"))],
    "a threshold without a comparator": [(" ;\n    ndp:comparator comparator:gte", "")],
    "two observations, of which one reaches the threshold": [
        share("national", "12.0", '"2022"^^xsd:gYear', ":r1-p ndp:basedOnObservation :share-9 ."),
    ],
    "an observation of the month in which the assessment ended": [
        replaced(_R1P, (":share-1", ":share-9")),
        share("national", "60.0", '"2024-04"^^xsd:gYearMonth'),
    ],
    "a share rounded to one decimal": [
        replaced(_SHARE, ("542", "5415"), ("1000", "10000"), ("54.20", "54.2"))
    ],
    "shares that add up to all of the market": [share("refused", "24.5", '"2023"^^xsd:gYear')],
    "one platform's share observed twice": [share("national", "54.2", '"2023"^^xsd:gYear')],
    "shares of two periods": [share("refused", "90.0", '"2022"^^xsd:gYear')],
    "a failed result without evidence": [replaced(_R2P, (" ; ndp:basedOnObservation :share-2", ""))],
    "evidence of one day, for the information that the criterion asks for": [
        replaced(
            _REPORT,
            ("2024-02-01", "2024-04-30"),
            ("2024-12-31", "2024-04-30"),
            (":c-technical", ":information"),
        ),
    ],
    "evidence for the whole set": [replaced(_REPORT, (":c-technical", ":set"))],
    "two roles of one managing agency at a time": [
        added(
            ":kind ndp:hasRole :n . :n a ndp:PlatformRole ; dcat:hadRole role-kind:managing-agency ;"
            ' prov:agent :ministry ; ndp:validUntil "2024-12-31"^^xsd:date .'
        ),
    ],
    "an act in force on the day it was made": [replaced(_LAW, ("2022-02-01", "2022-01-10"))],
    "two acts that cite each other": [added(":law eli:cites :act . :act eli:cites :law .")],
    "one number and year of two issuers": [
        act("other", "2022-03-01", 'eli:number "1/QĐ" ; eli:passed_by :council')
    ],
    "a name that comes back after two changes": [
        added(
            ':later a org:FormalOrganization ; skos:prefLabel "Công ty A"@vi .'
            " :e1 a ndp:Renaming ; org:originalOrganization :company ; org:resultingOrganization :between ."
            " :e2 a ndp:Renaming ; org:originalOrganization :between ; org:resultingOrganization :later ."
        ),
    ],
    "one name in two languages": [added(':other a org:FormalOrganization ; skos:prefLabel "Công ty A"@en .')],
    "a consultation on the day of issue": [replaced(_CONSULTED, ("2023-12-01", "2024-01-15"))],
    "a kind without a proposal that is on no list": [
        (":entry a ndp:ListEntry ; foaf:primaryTopic :kind .", ""),
        (":proposal a ndp:Proposal ; ndp:proposes :kind .", ""),
    ],
    "a revocation of a decision of the same day": [revocation("d3", "refused", "2024-05-20")],
}
