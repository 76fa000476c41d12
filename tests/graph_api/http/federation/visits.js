// A subgraph of others: visits of platforms, requests to organizations, all of them made of the IRI.
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTraceDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

const ID = "https://w3id.org/vn-ndp/id";
export const PLATFORM = `${ID}/platform/vtvgo`;
export const BODY = `${ID}/org/dai-truyen-hinh-viet-nam`;

const schema = buildSubgraphSchema({
  typeDefs: parse(readFileSync("visits.graphql", "utf8")),
  resolvers: {
    Query: {
      mostVisited: () => [{ iri: PLATFORM }, { iri: `${ID}/platform/none` }],
      mostAsked: () => [{ iri: BODY }],
    },
    DigitalPlatform: { visits: ({ iri }) => iri.length },
    Organization: { requests: ({ iri }) => iri.length },
  },
});
export const { url } = await startStandaloneServer(new ApolloServer({ schema, plugins: [ApolloServerPluginInlineTraceDisabled()] }), {
  listen: { host: "127.0.0.1", port: 0 },
});
