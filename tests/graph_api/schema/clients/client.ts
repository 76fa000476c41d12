// A client whose variables and answers are typed by what was generated from the schema and the examples.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { print } from "graphql";
import { NationalListsDocument, type DigitalPlatformWhere } from "./graph";

async function ask<Answer, Variables>(
  document: TypedDocumentNode<Answer, Variables>,
  variables: Variables,
): Promise<Answer> {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: print(document), variables }),
  });
  return (await response.json()).data;
}

export async function labels(): Promise<string[]> {
  const answer = await ask(NationalListsDocument, { first: 5 });
  return answer.nationalPlatformLists.nodes.map((list) => list.label.value);
}

export async function days(): Promise<string[]> {
  const answer = await ask(NationalListsDocument, {});
  return answer.nationalPlatformLists.nodes.flatMap((list) => list.enactedBy?.dateDocument ?? []);
}

export const where: DigitalPlatformWhere = { not: { iri: { in: ["https://example.org/a"] } } };

// @ts-expect-error: a number is asked for
void ask(NationalListsDocument, { first: "five" });

// @ts-expect-error: there is no such condition
export const wrong: DigitalPlatformWhere = { colour: { eq: "red" } };
