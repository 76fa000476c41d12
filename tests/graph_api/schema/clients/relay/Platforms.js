// Fragments and operations as a page with Relay would have them: a list that is filtered and paged through, a
// thing that is fetched again by its id, and connections inside it. Only the compiler reads this file.
import { graphql } from "relay-runtime";

graphql`
  query PlatformsQuery($count: Int!, $cursor: String, $where: DigitalPlatformWhere) {
    ...Platforms_list @arguments(count: $count, cursor: $cursor, where: $where)
  }
`;

graphql`
  fragment Platforms_list on Query
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    where: { type: "DigitalPlatformWhere" }
  )
  @refetchable(queryName: "PlatformsPaginationQuery") {
    digitalPlatforms(first: $count, after: $cursor, where: $where) @connection(key: "Platforms_digitalPlatforms") {
      totalCount
      edges {
        node {
          id
          ...Platform_card
        }
      }
    }
  }
`;

graphql`
  fragment Platform_card on DigitalPlatform
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" })
  @refetchable(queryName: "PlatformCardRefetchQuery") {
    label(lang: ["vi"]) {
      value
      lang
    }
    ofKind {
      ...Resource_link
    }
    roles(first: $first, after: $after) @connection(key: "Platform_roles") {
      edges {
        node {
          ...Resource_link
        }
      }
    }
  }
`;

graphql`
  fragment Resource_link on Resource @refetchable(queryName: "ResourceLinkRefetchQuery") {
    iri
    label {
      value
    }
  }
`;

graphql`
  query PlatformsThingQuery($id: ID!) {
    node(id: $id) {
      id
      ...Resource_link @alias
      ... on Organization {
        prefLabel {
          value
        }
      }
    }
  }
`;
