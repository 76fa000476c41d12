// Asks as a page with urql does, and prints what it got: `node urql.check.js ADDRESS`.
import { EVERYTHING, PAGE, listen, readSchema } from "./queries.js";
import { createClient } from "./urql.js";

const heard = listen();
const address = process.argv[2];
const client = createClient(`${address}/graphql`, await readSchema(address));

async function ask(query, variables, requestPolicy = "cache-first") {
  const { data, error } = await client.query(query, variables, { requestPolicy }).toPromise();
  if (error) throw error;
  return data;
}

const first = await ask(PAGE, { first: 2 });
const second = await ask(PAGE, { first: 2, after: first.digitalPlatforms.pageInfo.endCursor });
const whole = await ask(EVERYTHING, {});
const again = await ask(EVERYTHING, {}, "cache-only");
const shown = {
  pages: second.digitalPlatforms.edges.length,
  organizations: whole.organizations.nodes.length,
  cached: JSON.stringify(again) === JSON.stringify(whole),
  heard,
};
console.log(JSON.stringify(shown));
