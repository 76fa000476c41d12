// Composes the schema as the subgraph of a federated graph; prints what is wrong and how many types came of it.
import { readFileSync } from "node:fs";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

const typeDefs = parse(readFileSync("schema.graphql", "utf8"));
const { errors = [], schema } = composeServices([{ name: "ndp", url: "http://localhost/graphql", typeDefs }]);
console.log(
  JSON.stringify({ errors: errors.map((error) => error.message), types: schema ? [...schema.types()].length : 0 }),
);
