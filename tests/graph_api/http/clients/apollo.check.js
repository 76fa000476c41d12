// Asks as a page with Apollo Client does, and prints what it got: `node apollo.check.js ADDRESS`.
import { gql } from "@apollo/client";
import { createClient } from "./apollo.js";
import { EVERYTHING, PAGE, listen, readSchema } from "./queries.js";

const heard = listen();
const address = process.argv[2];
const client = createClient(`${address}/graphql`, await readSchema(address));

const ask = async (text, variables, fetchPolicy = "cache-first") =>
  (await client.query({ query: gql(text), variables, fetchPolicy })).data;

const first = await ask(PAGE, { first: 2 });
await ask(PAGE, { first: 2, after: first.digitalPlatforms.pageInfo.endCursor }, "network-only");
const both = client.readQuery({ query: gql(PAGE), variables: { first: 2 } });
const whole = await ask(EVERYTHING, {});
const again = await ask(EVERYTHING, {}, "cache-only");
const ids = Object.keys(client.cache.extract());
const shown = {
  pages: both.digitalPlatforms.edges.length,
  organizations: whole.organizations.nodes.length,
  cached: JSON.stringify(again) === JSON.stringify(whole),
  codes: ids.filter((id) => id.startsWith("Code:")).length > 0,
  heard,
};
console.log(JSON.stringify(shown));
