// A question whose variables and answer are typed by the schema alone.
import type { ResultOf, VariablesOf } from "gql.tada";
import { graphql } from "./tada";

const query = graphql(`
  query Platforms($where: DigitalPlatformWhere, $asOf: Date) {
    digitalPlatforms(where: $where, asOf: $asOf) {
      nodes { id label { value } currentStatus { name } }
    }
  }
`);
type Answer = ResultOf<typeof query>;
export const labels = (answer: Answer): string[] => answer.digitalPlatforms.nodes.map((node) => node.label.value);
export const variables: VariablesOf<typeof query> = { asOf: "2026-07-01", where: { currentStatus: { eq: "RECOGNISED" } } };
// @ts-expect-error: there is no such status
export const wrong: VariablesOf<typeof query> = { where: { currentStatus: { eq: "APPROVED" } } };
