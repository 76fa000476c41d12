/** What the editor does with JSON, links, stored queries, colours and languages. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseLanguage, LANGUAGES, TABLES, Texts } from "../../../graph_api/pages/static/editor/i18n.js";
import { prettifyJson, readObject, showControls, tokenizeJson } from "../../../graph_api/pages/static/editor/json.js";
import { paint } from "../../../graph_api/pages/static/editor/paint.js";
import { printType, Schema } from "../../../graph_api/pages/static/editor/schema.js";
import { endpoint, fromParameters, toFragment } from "../../../graph_api/pages/static/editor/share.js";
import { Storage } from "../../../graph_api/pages/static/editor/storage.js";
import { schema } from "./support.mjs";

test("JSON is laid out anew with every digit and letter as it came", () => {
  const text = '{"a":1.0,"b":[12345678901234567890,{}, [],-1E+5],"c":"x:\\"{,}ử","d":null}';
  const pretty = prettifyJson(text);
  assert.equal(
    pretty,
    `{
  "a": 1.0,
  "b": [
    12345678901234567890,
    {},
    [],
    -1E+5
  ],
  "c": "x:\\"{,}ử",
  "d": null
}`,
  );
  assert.equal(prettifyJson(pretty), pretty);
});

test("keys and values of JSON are told apart", () => {
  assert.deepEqual(
    tokenizeJson('{"a" : "b", "c": true}').map((token) => token.kind),
    ["mark", "key", "mark", "string", "mark", "key", "mark", "word", "mark"],
  );
});

test("variables are an object, empty if there is no text", () => {
  assert.deepEqual(readObject(" "), { value: {} });
  assert.deepEqual(readObject('{"a": 1}'), { value: { a: 1 } });
  assert.deepEqual(readObject("[1]"), { at: 0 });
});

test("the first mistake in JSON is found", () => {
  const mistakes = ['{"a": x}', '{"a": 1, }', '{"a" 1}', '{"a": [1 2]}', '{"a": 1', '{"a": "b}', '{a: 1}', '{"a": 01}', "{} x"];
  const found = mistakes.map((text) => {
    const read = readObject(text);
    return "at" in read && text.slice(read.at);
  });
  assert.deepEqual(found, ["x}", "}", '"a" 1}', "2]}", "1", '"b}', "a: 1}", "01}", "x"]);
});

test("a link gives back what it was made of", () => {
  const request = { query: "{ a(b: \"đ & # + %\") }\n", variables: '{"x": 1}', operationName: "Q" };
  assert.deepEqual(fromParameters(toFragment(request)), request);
  assert.deepEqual(fromParameters("#query=%7Ba%7D"), { query: "{a}", variables: "", operationName: undefined });
  assert.equal(fromParameters("#query"), undefined);
  assert.equal(fromParameters(""), undefined);
});

test("queries go to the page's own address, with what names the release", () => {
  assert.equal(endpoint({ pathname: "/graphql", search: "" }), "/graphql");
  assert.equal(endpoint({ pathname: "/graphql", search: "?lang=vi&release=000001-a&query=x" }), "/graphql?release=000001-a");
});

/** @returns {{ getItem(key: string): string | null, setItem(key: string, value: string): void }} */
function memoryBackend() {
  const values = new Map();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}

test("a saved query replaces the one of its name, and history has each query once", () => {
  const storage = new Storage(memoryBackend());
  storage.save("A", { query: "1", variables: "" });
  storage.save("A", { query: "2", variables: "" });
  assert.deepEqual(storage.saved.map((it) => it.query), ["2"]);
  for (const query of ["x", "y", "x"]) storage.remember(query, { query, variables: "" });
  assert.deepEqual(storage.history.map((it) => it.query), ["x", "y"]);
  storage.remove("history", storage.history[0].id);
  assert.deepEqual(storage.history.map((it) => it.query), ["y"]);
});

test("two pages see each other's queries", () => {
  const backend = memoryBackend();
  const [one, other] = [new Storage(backend), new Storage(backend)];
  one.save("A", { query: "1", variables: "" });
  other.save("B", { query: "2", variables: "" });
  assert.deepEqual(one.saved.map((it) => it.title), ["B", "A"]);
});

test("without the browser's storage things last as long as the page", () => {
  const refuse = () => {
    throw new Error("refused");
  };
  const storage = new Storage({ getItem: refuse, setItem: refuse });
  storage.write("theme", "dark");
  assert.equal(storage.read("theme", ""), "dark");
  assert.equal(storage.read("language", "none"), "none");
});

test("overlapping colours are cut into pieces that give the whole text", () => {
  const pieces = paint("abcdef", [
    { start: 0, end: 3, style: "x" },
    { start: 2, end: 4, style: "y" },
    { start: 6, end: 6, style: "nothing" },
  ]);
  assert.deepEqual(pieces, [
    { text: "ab", style: "x" },
    { text: "c", style: "x y" },
    { text: "d", style: "y" },
    { text: "ef", style: "" },
  ]);
});

test("every language has the same texts with the same blanks", () => {
  const blanks = (/** @type {string} */ text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const language of LANGUAGES) {
    assert.deepEqual(Object.keys(TABLES[language]).sort(), Object.keys(TABLES.en).sort(), language);
    for (const key in TABLES.en) assert.deepEqual(blanks(TABLES[language][key]), blanks(TABLES.en[key]), `${language} ${key}`);
  }
});

test("the reader's language is the first that there are texts for", () => {
  assert.equal(chooseLanguage([null, "", "de", "fr-CA", "vi"]), "fr");
  assert.equal(chooseLanguage(["de"]), "en");
});

test("a problem is a sentence with its suggestion", () => {
  const problem = { start: 0, end: 1, severity: /** @type {const} */ ("error"), key: "unknownField", values: { name: "a", type: "T", suggestion: "b" } };
  assert.equal(new Texts("en").problem(problem), "T has no field “a”. Did you mean “b”?");
});

test("types are written as GraphQL writes them", () => {
  const args = schema.roots.query?.fields.get("whatIf")?.args;
  assert.equal(printType(args?.get("changes")?.type ?? { kind: "" }), "[ChangeInput!]!");
  assert.ok(schema instanceof Schema);
});

test("control characters in an answer are shown, and its meaning is kept", () => {
  const value = { a: "x\u202ey\u009b2J\u2066\u200f\u007f", b: "Nền tảng số\n\u00a0" };
  const shown = showControls(prettifyJson(JSON.stringify(value)));
  assert.match(shown, /x\\u202ey\\u009b2J\\u2066\\u200f\\u007f/);
  assert.deepEqual(JSON.parse(shown), value);
});
