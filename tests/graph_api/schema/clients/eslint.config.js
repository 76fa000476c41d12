// The rules of @graphql-eslint for schemas, for Relay and for operations; each exception with its reason.
import graphql from "@graphql-eslint/eslint-plugin";

const { "flat/schema-recommended": schema, "flat/schema-relay": relay, "flat/operations-recommended": operations } =
  graphql.configs;
const common = {
  plugins: { "@graphql-eslint": graphql },
  languageOptions: {
    parser: graphql.parser,
    parserOptions: { graphQLConfig: { schema: "schema.graphql", documents: "operations/*.graphql" } },
  },
};

const [severity, { "ObjectTypeDefinition,ObjectTypeExtension": _, EnumValueDefinition: values, ...naming }] =
  schema.rules["@graphql-eslint/naming-convention"];
// The values of ResourceType are the names of types, as `__typename` gives them.
naming["EnumValueDefinition[parent.name.value!=ResourceType]"] = values;

export default [
  {
    ...common,
    files: ["schema.graphql"],
    rules: {
      ...schema.rules,
      ...relay.rules,
      // A class may be called EvidenceType: names are the ontology's.
      "@graphql-eslint/naming-convention": [severity, naming],
      // A decision has a decisionDate: the same.
      "@graphql-eslint/no-typename-prefix": "off",
      // Things have an id, which other tests see to; texts, codes, pages and counts are no things.
      "@graphql-eslint/strict-id-in-types": "off",
      // A search, the releases and a diff go one way only.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // Values come as lists, such as the texts in every language; whatever has pages is a connection. Releases and
      // the changes between two are no things of the graph.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { listTypeCanWrapOnlyEdgeType: false, withEdgeSuffix: true, shouldImplementNode: false },
      ],
    },
  },
  {
    ...common,
    files: ["operations/*.graphql"],
    rules: {
      ...operations.rules,
      // An id is for clients with a cache by id; these answers are for people to read.
      "@graphql-eslint/require-selections": "off",
      // The way from a platform to the act behind a criterion is long, and a list takes two levels.
      "@graphql-eslint/selection-set-depth": ["error", { maxDepth: 20 }],
    },
  },
];
