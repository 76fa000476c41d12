import assert from "node:assert/strict";
import { test } from "node:test";

import { sheetOf } from "../../../graph_api/pages/static/editor/table.js";

const sheet = (data) => sheetOf(JSON.stringify({ data }));

test("the columns are the paths of the members, and lists are JSON", () => {
  const nodes = [
    { iri: "a", label: { value: "Một", lang: null }, roles: { totalCount: 0, nodes: [] }, status: null },
    { iri: "b", label: { value: "Hai", lang: "vi" }, roles: { totalCount: 1, nodes: [{ iri: "c" }] }, status: { code: "x" } },
  ];
  assert.deepEqual(sheet({ __typename: "Query", platforms: { totalCount: 2, nodes } }), {
    columns: ["iri", "label.value", "label.lang", "roles.totalCount", "roles.nodes", "status.code"],
    rows: [
      ["a", "Một", "", "0", "[]", ""],
      ["b", "Hai", "vi", "1", '[{"iri":"c"}]', "x"],
    ],
  });
});

test("edges, groups and plain lists are tables", () => {
  assert.deepEqual(sheet({ s: { edges: [{ cursor: "c", node: { iri: "a" } }] } })?.columns, ["cursor", "node.iri"]);
  assert.deepEqual(sheet({ s: { groups: { nodes: [{ count: 2 }] } } }), { columns: ["count"], rows: [["2"]] });
  assert.deepEqual(sheet({ resources: [{ flag: true }, null] }), { columns: ["flag"], rows: [["true"], [""]] });
});

test("other answers are none", () => {
  assert.equal(sheet({ a: { nodes: [] }, b: { nodes: [] } }), undefined);
  assert.equal(sheet({ a: { totalCount: 2 } }), undefined);
  assert.equal(sheet({ a: { nodes: [], edges: [] } }), undefined);
  assert.equal(sheetOf(JSON.stringify({ data: null, errors: [{ message: "no" }] })), undefined);
});
