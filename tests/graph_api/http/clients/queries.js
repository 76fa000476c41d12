// Questions of a page with a normalized cache: pages of a list, and one with objects that have no identity.
export const PAGE = `
  query Page($first: Int!, $after: String) {
    digitalPlatforms(first: $first, after: $after) {
      totalCount
      edges { cursor node { __typename id iri label { value lang } } }
      pageInfo { hasNextPage endCursor }
    }
  }`;

export const EVERYTHING = `
  query Everything {
    organizations(first: 5) {
      totalCount
      facets { classification { value { id name label(lang: "vi") { value } } count } types { value { id } count } }
      groups(by: [{ classification: true }]) { nodes { count keys { value code { id code } } } }
      nodes {
        __typename id described types { id name }
        label(lang: "vi") { value lang }
        classification { id code name label { value } }
        heldRoles(first: 2) { totalCount nodes { id role { id name } roleOf { nodes { id label { value } } } } }
      }
    }
    decisions { aggregates { decisionDate { min max } } }
    search(text: "nen tang", types: [DigitalPlatform], first: 3) {
      edges { score highlight { property lang parts { text match } } node { __typename id label { value } } }
    }
    release { id evaluationDate graphs { iri statements } }
  }`;

export const ONE = `query One($id: ID!) { resource(id: $id) { __typename id label { value lang } } }`;

// The warnings and errors that a client writes to the console.
export function listen() {
  const heard = [];
  console.warn = console.error = (...parts) => void heard.push(parts.join(" "));
  return heard;
}

export const readSchema = async (address) => (await fetch(`${address}/graphql/schema.graphql`)).text();
