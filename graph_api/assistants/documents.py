"""The GraphQL documents of the tools."""

_NAMED = "fragment named on Resource { iri label { value lang } types { iri } }"
_SOURCE = """fragment source on SourceGraph {
  iri label { value } document: source license generatedAt illustrative confidence { code label { value } }
}"""

SEARCH = f"""query Search($text: String!, $types: [ResourceType!], $first: Int!, $asOf: Date) {{
  search(text: $text, types: $types, first: $first, asOf: $asOf) {{
    totalCount match didYouMean
    edges {{ score node {{ ...named sources {{ iri illustrative confidence {{ code }} }} }} }}
  }}
}} {_NAMED}"""

RESOURCE = f"""query Resource($iri: ID!, $asOf: Date) {{
  resource(iri: $iri, asOf: $asOf) {{
    ...named
    described
    statements: rdf(format: TURTLE)
    sources {{ ...source }}
    findings {{ totalCount nodes {{ code severity message {{ value }} remedy {{ value }} }} }}
  }}
}} {_NAMED} {_SOURCE}"""

_CASE = """
    asOf
    verdict
    status { code label { value } }
    platform { ...named }
    decision { ...named }
    steps {
      kind outcome essential
      text { value }
      remedy { value }
      about { iri label { value } }
      statements { subject predicate object sources { iri } }
      findings { iri code }
    }
    findings { iri code severity message { value } remedy { value } }
"""
WHY_APPROVED = f"""query WhyApproved($platform: ID!, $decision: ID, $asOf: Date) {{
  whyApproved(platform: $platform, decision: $decision, asOf: $asOf) {{{_CASE}    support {{ sources {{ ...source }} }}
  }}
}} {_NAMED} {_SOURCE}"""
WHY_NOT = f"""query WhyNot($platform: ID!, $asOf: Date) {{
  whyNot(platform: $platform, asOf: $asOf) {{{_CASE}  }}
}} {_NAMED}"""

LINEAGE = f"""query Lineage($iri: ID!, $direction: LineageDirection!, $depth: Int!, $asOf: Date) {{
  lineage(iri: $iri, direction: $direction, depth: $depth, asOf: $asOf) {{
    root {{ ...named }}
    nodes {{ depth resource {{ ...named }} }}
    edges {{ from to relation {{ iri label {{ value }} }} sources {{ iri }} }}
    truncated
  }}
}} {_NAMED}"""
