/**
 * Compares a document with the schema: unknown names, missing arguments and selections.
 *
 * These are the mistakes that people make while typing. Other checks (merging of fields,
 * types of variables) are left to the server, whose message the answer shows.
 */

import { isComposite, isInput, isRequired, printType } from "./schema.js";

/** @typedef {import("./document.js").ParsedDocument} ParsedDocument */
/** @typedef {import("./document.js").Problem} Problem */
/** @typedef {import("./document.js").Slot} Slot */
/** @typedef {import("./document.js").Definition} Definition */
/** @typedef {import("./schema.js").Schema} Schema */
/** @typedef {import("./tokens.js").Token} Token */

/** What may stand between the place that the server names and the name there: an alias, or a keyword. */
const BEFORE_NAME = /^(\w+\s*:|fragment\s|query\s)\s*$/;
const LITERALS = new Set(["true", "false", "null"]);

/**
 * @param {ParsedDocument} document
 * @param {Schema | undefined} schema  without it only syntax, variables and fragments are checked
 * @returns {Problem[]} by place
 */
export function validate(document, schema) {
  const problems = [...document.problems, ...checkNames(document)];
  if (schema) {
    problems.push(...document.slots.flatMap((slot) => checkSlot(slot, schema)));
    problems.push(...checkCalls(document), ...checkSelections(document, schema));
  }
  return problems.sort((a, b) => a.start - b.start);
}

/**
 * The server reports mistakes that are already known here, at the same place or at the beginning of what it belongs to.
 * @param {Problem[]} own
 * @param {Problem[]} reported  by the server; one with several places is there once for each
 * @param {string} text  the document
 * @returns {{ problems: Problem[], count: number }} all problems by place, and the number of different ones
 */
export function mergeProblems(own, reported, text) {
  const added = reported.filter((problem) => !own.some((one) => isSame(one, problem, text)));
  const problems = [...own, ...added].sort((a, b) => a.start - b.start);
  return { problems, count: own.length + new Set(added.map(({ values }) => values.message)).size };
}

/**
 * @param {Problem} own
 * @param {Problem} reported
 * @param {string} text
 * @returns {boolean} whether the server reports a mistake that is known
 */
function isSame(own, reported, text) {
  if (reported.values.code === "GRAPHQL_PARSE_FAILED") return own.severity === "error";
  const overlap = own.start < reported.end && reported.start < own.end;
  return overlap || BEFORE_NAME.test(text.slice(reported.start, own.start));
}

/**
 * @param {Slot} slot
 * @param {Schema} schema
 * @returns {Problem[]}
 */
function checkSlot(slot, schema) {
  const { token, role } = slot;
  const name = token.text;
  if (role === "field" && slot.parent && isComposite(slot.parent) && !slot.field) {
    const known = schema.fieldsOf(slot.parent).map((field) => field.name);
    return [unknown(token, "unknownField", known, { type: slot.parent.name })];
  }
  if ((role === "argument" || role === "inputField") && slot.inputs && !slot.inputs.has(name)) {
    return [unknown(token, role === "argument" ? "unknownArgument" : "unknownInputField", slot.inputs.keys())];
  }
  if (role === "condition" || role === "variableType") {
    const fits = role === "condition" ? isComposite : isInput;
    if (fits(schema.types.get(name))) return [];
    const known = [...schema.types.values()].filter(fits).map((type) => type.name);
    return [unknown(token, "unknownType", known)];
  }
  if (role === "directive" && !schema.directives.has(name)) {
    return [unknown(token, "unknownDirective", schema.directives.keys())];
  }
  return role === "word" || role === "string" ? checkEnumValue(slot, schema) : [];
}

/**
 * @param {Slot} slot  a word or string used as a value
 * @param {Schema} schema
 * @returns {Problem[]}
 */
function checkEnumValue({ token, role, expected }, schema) {
  const type = schema.named(expected);
  if (role === "word" && LITERALS.has(token.text)) return [];
  if (type?.kind === "ENUM" && !(role === "word" && type.enumValues.has(token.text))) {
    return [unknown(token, "unknownEnumValue", type.enumValues.keys(), { type: type.name })];
  }
  const isPlainWord = role === "word" && type?.kind === "SCALAR";
  return isPlainWord ? [error(token, "unquotedValue", { name: token.text, type: type.name })] : [];
}

/**
 * @param {ParsedDocument} document
 * @returns {Problem[]} required arguments and input fields that are missing
 */
function checkCalls({ calls }) {
  return calls.flatMap(({ token, inputs, taken }) => {
    const missing = [...(inputs?.values() ?? [])].filter((input) => isRequired(input) && !taken.has(input.name));
    return missing.map(({ name, type }) => error(token, "missingInput", { name, type: printType(type) }));
  });
}

/**
 * @param {ParsedDocument} document
 * @param {Schema} schema
 * @returns {Problem[]} missing and impossible selections
 */
function checkSelections({ selections }, schema) {
  return selections.flatMap(({ token, field, nested }) => {
    if (!field || nested === isComposite(schema.named(field.type))) return [];
    const values = { name: token.text, type: printType(field.type) };
    return [error(token, nested ? "needsNoSelection" : "needsSelection", values)];
  });
}

/**
 * @param {ParsedDocument} document
 * @returns {Problem[]} variables and fragments that are used but not defined, or defined but not used
 */
function checkNames({ definitions }) {
  const fragments = new Map(definitions.flatMap((it) => (it.kind === "fragment" && it.name ? [[it.name.text, it]] : [])));
  const operations = definitions.filter((it) => it.kind !== "fragment");
  const spread = new Set(definitions.flatMap((it) => it.spreads.map((token) => token.text)));
  const problems = definitions.flatMap((it) =>
    it.spreads
      .filter((token) => !fragments.has(token.text))
      .map((token) => unknown(token, "unknownFragment", fragments.keys())),
  );
  for (const [name, { name: token }] of fragments) {
    if (token && !spread.has(name)) problems.push(warning(token, "unusedFragment", { name }));
  }
  return problems.concat(operations.flatMap((operation) => checkVariables(operation, fragments)));
}

/**
 * @param {Definition} operation
 * @param {Map<string, Definition>} fragments
 * @returns {Problem[]}
 */
function checkVariables(operation, fragments) {
  const uses = reachable(operation, fragments).flatMap((definition) => definition.uses);
  const used = new Set(uses.map((token) => token.text));
  const undefinedUses = uses.filter((token) => !operation.variables.has(token.text));
  const unused = [...operation.variables.values()].filter(({ token }) => !used.has(token.text));
  return [
    ...undefinedUses.map((token) => unknown(token, "unknownVariable", operation.variables.keys())),
    ...unused.map(({ token }) => warning(token, "unusedVariable", { name: token.text })),
  ];
}

/**
 * @param {Definition} operation
 * @param {Map<string, Definition>} fragments
 * @returns {Definition[]} the operation and all fragments that it spreads, directly or not
 */
function reachable(operation, fragments) {
  const found = new Set([operation]);
  for (const definition of found) {
    for (const token of definition.spreads) {
      const fragment = fragments.get(token.text);
      if (fragment) found.add(fragment); // a Set visits what is added while it is walked
    }
  }
  return [...found];
}

// ---- Problems

/**
 * @param {Token} token
 * @param {string} key
 * @param {Record<string, string>} values
 * @returns {Problem}
 */
function error(token, key, values) {
  return { start: token.start, end: token.end, severity: "error", key, values };
}

/**
 * @param {Token} token
 * @param {string} key
 * @param {Record<string, string>} values
 * @returns {Problem}
 */
function warning(token, key, values) {
  return { ...error(token, key, values), severity: "warning" };
}

/**
 * @param {Token} token
 * @param {string} key
 * @param {Iterable<string>} known
 * @param {Record<string, string>} [values]
 * @returns {Problem}
 */
function unknown(token, key, known, values = {}) {
  const suggestion = nearest(token.text.replaceAll('"', ""), known);
  return error(token, key, { name: token.text, ...values, ...(suggestion && { suggestion }) });
}

/**
 * @param {string} word
 * @param {Iterable<string>} known
 * @returns {string | undefined} the most similar known word, if there is one
 */
export function nearest(word, known) {
  let best;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/**
 * @param {string} a
 * @param {string} b
 * @returns {number} of letters to insert, delete or replace (Levenshtein)
 */
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, above[j] + 1, row[j - 1] + 1));
    }
  }
  return row[b.length];
}
