// Asks a gateway over our service and another subgraph: `node check.js ADDRESS`; prints what it got.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { BODY, PLATFORM, url as visits } from "./visits.js";

const ndp = `${process.argv[2]}/graphql`;
const ask = async (address, query, headers = {}) => {
  const options = { method: "POST", headers: { "content-type": "application/json", ...headers } };
  const answer = await fetch(address, { ...options, body: JSON.stringify({ query }) });
  return answer.json();
};

writeFileSync("ndp.graphql", (await ask(ndp, "{ _service { sdl } }")).data._service.sdl);
execFileSync("node", ["compose.js", ndp, visits]);
process.env.PORT = "0";
const { url: gateway } = await import("./gateway.js");

const ours = await ask(gateway, `{
  digitalPlatforms(where: { iri: { eq: "${PLATFORM}" } }) {
    nodes { visits roles(first: 1) { nodes { agent { ... on Organization { iri requests } } } } }
  }
}`);
const theirs = await ask(
  gateway,
  "{ mostVisited { visits iri label { value lang } } mostAsked { __typename requests label(lang: \"vi\") { value } } }",
  { "accept-language": "en" },
);
console.log(JSON.stringify({ ours, theirs, PLATFORM, BODY }));
process.exit(0);
