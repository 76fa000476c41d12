import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../../graph_api/pages/static/editor/parse.js";
import { mergeProblems, nearest, validate } from "../../../graph_api/pages/static/editor/validate.js";
import { schema } from "./support.mjs";

/** @param {string} text @returns {string[]} each problem as "key: marked text" */
function problems(text) {
  return validate(parse(text, schema), schema).map(({ key, start, end }) => `${key}: ${text.slice(start, end)}`);
}

test("a correct document has no problems", () => {
  const text = `
    query Q($status: PlatformStatus!, $n: Int = 5) @release(id: "1") {
      all: digitalPlatforms(where: { status: { in: [$status, REFUSED] } }, first: $n) {
        nodes { ...P ownedBy { nodes { ... on Ministry { number } } } }
      }
    }
    fragment P on DigitalPlatform { title(lang: ["vi", "en"]) { value } status __typename }`;
  assert.deepEqual(problems(text), []);
});

test("unknown names are marked", () => {
  assert.deepEqual(problems("{ nothing }"), ["unknownField: nothing"]);
  assert.deepEqual(problems("{ organizations(last: 1) { totalCount } }"), ["unknownArgument: last"]);
  assert.deepEqual(problems("{ digitalPlatforms(where: { kind: 1 }) { totalCount } }"), ["unknownInputField: kind"]);
  assert.deepEqual(problems("query ($x: Nope) { organizations(first: $x) { totalCount } }"), ["unknownType: Nope"]);
  assert.deepEqual(problems("{ organizations @nope { totalCount } }"), ["unknownDirective: nope"]);
  assert.deepEqual(problems("{ organizations { ...Nope } }"), ["unknownFragment: Nope"]);
  assert.deepEqual(problems("{ organizations(first: $n) { totalCount } }"), ["unknownVariable: n"]);
});

test("what follows an unknown field is not marked again", () => {
  assert.deepEqual(problems("{ nothing(a: 1) { b { c } } }"), ["unknownField: nothing"]);
});

test("an enum value is a word of its type", () => {
  const query = (/** @type {string} */ value) => `{ digitalPlatforms(where: { status: { eq: ${value} } }) { totalCount } }`;
  assert.deepEqual(problems(query("RECOGNIZED")), ["unknownEnumValue: RECOGNIZED"]);
  assert.deepEqual(problems(query('"REFUSED"')), ['unknownEnumValue: "REFUSED"']);
  assert.deepEqual(problems(query("null")), []);
});

test("text without quotes is marked", () => {
  assert.deepEqual(problems("{ resource(iri: abc) { iri } }"), ["unquotedValue: abc"]);
});

test("required arguments and input fields are asked for", () => {
  assert.deepEqual(problems("{ resource { iri } }"), ["missingInput: resource"]);
  assert.deepEqual(problems("{ whatIf(changes: [{ iri: 1 }]) }"), ["missingInput: {"]);
});

test("objects need a selection and values have none", () => {
  assert.deepEqual(problems("{ organizations }"), ["needsSelection: organizations"]);
  assert.deepEqual(problems("{ organizations { totalCount { x } } }"), ["needsNoSelection: totalCount"]);
  assert.deepEqual(problems("{ organizations { } }"), ["emptySelection: {"]);
});

test("unused variables and fragments are warnings", () => {
  const text = "query ($n: Int) { organizations { totalCount } } fragment F on Ministry { iri }";
  assert.deepEqual(problems(text), ["unusedVariable: n", "unusedFragment: F"]);
  const severities = validate(parse(text, schema), schema).map((problem) => problem.severity);
  assert.deepEqual(severities, ["warning", "warning"]);
});

test("a variable that only a fragment's fragment uses is used", () => {
  const text = `query ($n: Int) { ...A } fragment A on Query { ...B }
    fragment B on Query { organizations(first: $n) { totalCount } }`;
  assert.deepEqual(problems(text), []);
});

test("broken syntax is marked where it is, and reading goes on", () => {
  assert.deepEqual(problems("{ organizations { totalCount }"), ["unclosed: {"]);
  assert.deepEqual(problems("{ organizations(first: 1 { totalCount } }"), ["unclosed: ("]);
  assert.deepEqual(problems("{ organizations(first: ) { totalCount } }"), ["expectedValue: )"]);
  assert.deepEqual(problems('{ resource(iri: "a) \n { iri } }'), ["unclosed: (", 'unclosedString: "a) ']);
  assert.deepEqual(problems("{ organizations { totalCount ) nope } }"), ["unexpected: )", "unknownField: nope"]);
  assert.deepEqual(problems("quer { x }"), ["expectedDefinition: quer", "unknownField: x"]);
});

test("no text whatever makes reading fail or hang", () => {
  const whole = "query Q($a: [Int!]! = [1]) @d(x: {y: $z}) { a: b(c: [\"\"\"x\"\"\"]) { ... on T @e { f } ...G } }";
  for (let cut = 0; cut <= whole.length; cut += 1) {
    validate(parse(whole.slice(0, cut), schema), schema);
    validate(parse(whole.slice(cut), schema), schema);
  }
});

test("the nearest name is suggested, if one is near", () => {
  assert.equal(nearest("titel", ["status", "title"]), "title");
  assert.equal(nearest("zzz", ["status", "title"]), undefined);
});

/**
 * @param {string} text
 * @param {[string, number, string?][]} reported  the server's: message, place, code
 * @returns {number}
 */
function counted(text, reported) {
  const server = reported.map(([message, start, code = ""]) => {
    const values = { message, code };
    return { start, end: start + 3, severity: /** @type {const} */ ("error"), key: "server", values };
  });
  return mergeProblems(validate(parse(text, schema), schema), server, text).count;
}

test("a mistake that the server reports too counts once", () => {
  assert.equal(counted("{ nothing }", [["Cannot query field", 2]]), 1);
  assert.equal(counted("{ a: nothing }", [["Cannot query field", 2]]), 1);
  assert.equal(counted("{ nothing nowhere }", [["Cannot query field", 2], ["Cannot query field", 10]]), 2);
  assert.equal(counted("{ organizations { totalCount }", [["Syntax Error", 30, "GRAPHQL_PARSE_FAILED"]]), 1);
  const unused = "{ __typename } fragment P on DigitalPlatform { status }";
  assert.equal(counted(unused, [["is never used", 15]]), 1);
});

test("what only the server knows counts, whatever the number of its places", () => {
  const conflict = "{ a: __typename a: organizations { totalCount } }";
  assert.equal(counted(conflict, [["Fields conflict", 2], ["Fields conflict", 16]]), 1);
  assert.equal(counted("{ nothing organizations(first: 1) { totalCount } }", [["Cannot", 2], ["Too large", 10]]), 2);
});
