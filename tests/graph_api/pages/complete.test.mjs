import assert from "node:assert/strict";
import { test } from "node:test";
import { CARET, complete } from "../../../graph_api/pages/static/editor/complete.js";
import { atCaret, schema } from "./support.mjs";

/** @param {string} marked @returns {string[]} */
function labels(marked) {
  const [text, offset] = atCaret(marked);
  return (complete(text, offset, schema)?.items ?? []).map((item) => item.label);
}

/** @param {string} marked @param {string} label @returns {string} the text after the candidate was taken */
function taken(marked, label) {
  const [text, offset] = atCaret(marked);
  const completion = complete(text, offset, schema);
  const item = completion?.items.find((it) => it.label === label);
  assert.ok(completion && item, `${label} is not offered`);
  return text.slice(0, completion.from) + item.insert.replace(CARET, "|") + text.slice(completion.to);
}

test("an empty document begins with an operation or a fragment", () => {
  assert.deepEqual(labels("|"), ["query", "fragment"]);
});

test("a selection offers the fields of its type, the language's own last", () => {
  assert.deepEqual(labels("{ digitalPlatforms { | } }"), ["nodes", "totalCount", "__typename"]);
  assert.deepEqual(labels("{ d| }"), ["digitalPlatform", "digitalPlatforms"]);
});

test("fields are found through aliases, lists and fragments", () => {
  assert.deepEqual(labels("{ all: digitalPlatforms { nodes { sta| } } }"), ["status", "startedOn"]);
  assert.deepEqual(labels("{ resource(iri: 1) { ... on Ministry { num| } } }"), ["number"]);
  assert.deepEqual(labels("fragment F on Enterprise { tax| }"), ["taxCode"]);
});

test("parts and initials of a name find it, deprecated fields come last", () => {
  assert.deepEqual(labels("{ digitalPlatforms { tc| } }"), ["totalCount"]);
  assert.deepEqual(labels("{ digitalPlatform(iri: 1) { name| } }"), ["__typename", "oldName"]);
});

test("arguments that are given are not offered again", () => {
  assert.deepEqual(labels("{ digitalPlatforms(first: 1, |) { totalCount } }"), ["where", "after"]);
});

test("required arguments come first", () => {
  assert.deepEqual(labels("{ digitalPlatform(|) { iri } }"), ["iri", "asOf"]);
});

test("input fields and enum values are found at any depth", () => {
  assert.deepEqual(labels("{ digitalPlatforms(where: { | }) }"), ["status", "title", "and"]);
  assert.deepEqual(labels("{ digitalPlatforms(where: { and: [{ status: { in: [|] } }] }) }"), [
    "RECOGNISED",
    "POTENTIAL",
    "REFUSED",
  ]);
  assert.deepEqual(labels("{ digitalPlatforms(where: { status: { isNull: | } }) }"), ["true", "false"]);
});

test("only variables of the expected type are offered", () => {
  const query = "query Q($n: Int, $iri: ID!) { digitalPlatform(iri: HERE) { iri } }";
  assert.deepEqual(labels(query.replace("HERE", "|")), ["$iri"]);
  assert.deepEqual(labels(query.replace("HERE", "$|")), ["iri"]);
});

test("a variable's type is an input type", () => {
  assert.deepEqual(labels("query Q($where: DigitalPlatformW|) { iri }"), ["DigitalPlatformWhere"]);
  assert.deepEqual(labels("query Q($where: OrganizationConn|) { iri }"), []);
});

test("after three dots come fragments that fit and the types to narrow to", () => {
  const fragments = "fragment M on Ministry { iri } fragment T on LangText { lang }";
  assert.deepEqual(labels(`{ organizations { nodes { ...| } } } ${fragments}`), [
    "M",
    "on Resource",
    "on Organization",
    "on Ministry",
    "on Enterprise",
  ]);
  assert.deepEqual(labels("{ organizations { nodes { ... on En| } } }"), ["Enterprise"]);
});

test("directives are offered where they may stand", () => {
  assert.deepEqual(labels("{ resource(iri: 1) @| { iri } }"), ["include", "skip"]);
  assert.deepEqual(labels("query Q @| { resource(iri: 1) { iri } }"), ["release"]);
});

test("nothing is offered in strings, comments and numbers", () => {
  assert.deepEqual(labels('{ resource(iri: "a|") { iri } }'), []);
  assert.deepEqual(labels("{ # i|\n resource }"), []);
  assert.deepEqual(labels("{ organizations(first: 1|) { totalCount } }"), []);
});

test("a field is written with the brackets that it needs", () => {
  assert.equal(taken("{ org| }", "organizations"), "{ organizations {\n  |\n} }");
  assert.equal(taken("{ org| { totalCount } }", "organizations"), "{ organizations { totalCount } }");
  assert.equal(taken("{ res| }", "resource"), "{ resource(iri: |) {\n  \n} }");
  assert.equal(taken("{ digitalPlatforms(|) }", "where"), "{ digitalPlatforms(where: {|}) }");
  assert.equal(taken("{ digitalPlatforms(wh|: {}) }", "where"), "{ digitalPlatforms(where: {}) }");
});

test("the whole word around the caret is replaced", () => {
  assert.equal(taken("{ organizations { tot|al } }", "totalCount"), "{ organizations { totalCount } }");
});
