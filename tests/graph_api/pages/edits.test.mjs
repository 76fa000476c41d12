import assert from "node:assert/strict";
import { test } from "node:test";
import * as edits from "../../../graph_api/pages/static/editor/edits.js";
import { matchingBrackets } from "../../../graph_api/pages/static/editor/paint.js";

/**
 * @param {string} marked  "[" and "]" are not special here: "‹" and "›" stand round the selection, or "|" at the caret
 * @param {(text: string, start: number, end: number) => edits.Edit | undefined} edit
 * @returns {string | undefined} the text after it, marked alike
 */
function after(marked, edit) {
  const spread = marked.replace("|", "‹›");
  const start = spread.indexOf("‹");
  const end = spread.indexOf("›") - 1;
  const text = spread.replace(/[‹›]/g, "");
  const change = edit(text, start, end);
  if (!change) return undefined;
  const changed = text.slice(0, change.from) + change.insert + text.slice(change.to);
  const selected = `‹${changed.slice(change.start, change.end)}›`;
  return (changed.slice(0, change.start) + selected + changed.slice(change.end)).replace("‹›", "|");
}

/** @param {string} typed @returns {(text: string, start: number, end: number) => edits.Edit | undefined} */
const typing = (typed) => (text, start, end) => edits.typeCharacter(text, start, end, typed);

test("an opening bracket brings its partner where there is room", () => {
  assert.equal(after("a|", typing("{")), "a{|}");
  assert.equal(after("a|b", typing("{")), undefined);
  assert.equal(after("a ‹b c› d", typing("(")), "a (‹b c›) d");
});

test("a closing bracket that is there is stepped over", () => {
  assert.equal(after("{|}", typing("}")), "{}|");
  assert.equal(after("{|", typing("}")), undefined);
});

test("a quotation mark is paired, but not behind a word or another one", () => {
  assert.equal(after("(a: |)", typing('"')), '(a: "|")');
  assert.equal(after('"a|', typing('"')), undefined);
  assert.equal(after('"|"', typing('"')), '""|');
  assert.equal(after('""|', typing('"')), undefined);
});

test("deleting in an empty pair deletes both", () => {
  assert.equal(after("a{|}", edits.deleteBackward), "a|");
  assert.equal(after("a{b|}", edits.deleteBackward), undefined);
});

test("a new line keeps the indentation, and a bracket opens a level", () => {
  assert.equal(after("  a|", edits.newLine), "  a\n  |");
  assert.equal(after("  a {|}", edits.newLine), "  a {\n    |\n  }");
  assert.equal(after("  a {|", edits.newLine), "  a {\n    |");
  assert.equal(after("|", edits.newLine), "\n|");
});

test("Tab goes to the next level, or indents the selected lines", () => {
  assert.equal(after("a|", edits.indent), "a |");
  assert.equal(after("‹a\n\nb›", edits.indent), "  ‹a\n\n  b›");
  assert.equal(after("  a\n    ‹b›", edits.outdent), "  a\n  ‹b›");
  assert.equal(after("|a", edits.outdent), "|a");
});

test("lines become comments and back", () => {
  assert.equal(after("  ‹a\n  b›", edits.toggleComment), "  # ‹a\n  # b›");
  assert.equal(after("  # a|", edits.toggleComment), "  a|");
});

test("the partner of a bracket at the caret is found", () => {
  const places = (/** @type {string} */ text, /** @type {number} */ at) => matchingBrackets(text, at).map((it) => it.start);
  assert.deepEqual(places("{ a { } }", 0), [0, 8]);
  assert.deepEqual(places("{ a { } }", 9), [8, 0]);
  assert.deepEqual(places("{ a", 1), []);
});
