/**
 * The completions at the cursor, from the schema and the document itself.
 */

import { parse } from "./parse.js";
import { isComposite, isInput, isRequired, nameOf, printType } from "./schema.js";
import { tokenize } from "./tokens.js";

/** @typedef {import("./document.js").ParsedDocument} ParsedDocument */
/** @typedef {import("./document.js").Slot} Slot */
/** @typedef {import("./schema.js").Schema} Schema */
/** @typedef {import("./schema.js").Input} Input */
/** @typedef {import("./schema.js").Field} Field */
/** @typedef {import("./schema.js").Type} Type */
/** @typedef {import("./tokens.js").Token} Token */

/**
 * @typedef {object} Candidate
 * @property {string} label  the word offered
 * @property {string} detail  its type or its kind
 * @property {string} description
 * @property {boolean} deprecated
 * @property {string} insert  the text to insert, with CARET at the caret's new position
 */

/**
 * @typedef {object} Completion
 * @property {number} from  start of the text to replace
 * @property {number} to
 * @property {string} word  the part already written
 * @property {Candidate[]} items  best first
 */

/** Marks the caret in `Candidate.insert`; a character that GraphQL text does not use. */
export const CARET = "\u0000";

/**
 * @param {string} text
 * @param {number} offset  of the caret
 * @param {Schema} schema
 * @returns {Completion | undefined} nothing inside comments, strings and numbers, or if nothing fits
 */
export function complete(text, offset, schema) {
  const placed = placeCursor(tokenize(text), offset);
  if (!placed) return undefined;
  const { tokens, cursor } = placed;
  const document = parse(text, schema, tokens);
  const slot = document.slots.find((it) => it.token === cursor);
  if (!slot) return undefined;
  const word = text.slice(cursor.start, offset);
  const rest = text.slice(cursor.end);
  const items = rank(candidatesFor(slot, document, schema, rest), word);
  return items.length ? { from: cursor.start, to: cursor.end, word, items } : undefined;
}

/**
 * @param {Token[]} tokens
 * @param {number} offset
 * @returns {{ tokens: Token[], cursor: Token } | undefined} the word that the caret ends or is in, or an
 *   empty one at the caret; undefined where no word is allowed
 */
function placeCursor(tokens, offset) {
  const index = tokens.findIndex((token) => token.end >= offset);
  const token = tokens[index];
  if (token && token.start < offset) {
    if (token.kind === "name") return { tokens, cursor: token };
    const isAfter = token.kind === "punctuator" && token.end === offset;
    if (!isAfter) return undefined;
  }
  /** @type {Token} */
  const cursor = { kind: "name", text: "", start: offset, end: offset };
  const at = tokens.filter((it) => it.end <= offset).length;
  return { tokens: [...tokens.slice(0, at), cursor, ...tokens.slice(at)], cursor };
}

/**
 * @param {Slot} slot
 * @param {ParsedDocument} document
 * @param {Schema} schema
 * @param {string} rest  the text after the word
 * @returns {Candidate[]}
 */
function candidatesFor(slot, document, schema, rest) {
  switch (slot.role) {
    case "keyword":
      return ["query", "fragment", ...(schema.roots.mutation ? ["mutation"] : [])].map((word) => candidate(word));
    case "field":
      return slot.parent ? schema.fieldsOf(slot.parent).map((field) => fieldCandidate(field, schema, rest)) : [];
    case "argument":
    case "inputField":
      return inputCandidates(slot, schema, rest);
    case "word":
      return valueCandidates(slot, schema);
    case "variable":
      return variableCandidates(slot, "");
    case "variableType":
      return typeCandidates([...schema.types.values()].filter(isInput));
    case "condition":
      return typeCandidates(conditions(slot.parent, schema));
    case "spread":
      return spreadCandidates(slot, document, schema);
    case "directive":
      return [...schema.directives.values()]
        .filter((directive) => directive.locations.includes(slot.location ?? ""))
        .map((it) => candidate(it.name, { ...it, insert: needs(it.args) ? `${it.name}(${CARET})` : it.name }));
    default:
      return [];
  }
}

/**
 * @param {string} label
 * @param {{ detail?: string, insert?: string, description?: string | null, isDeprecated?: boolean,
 *   deprecationReason?: string | null }} [about]
 * @returns {Candidate}
 */
function candidate(label, about = {}) {
  const { detail = "", insert = label, isDeprecated = false, deprecationReason } = about;
  const description = [about.description, deprecationReason].filter(Boolean).join("\n\n");
  return { label, detail, description, insert, deprecated: isDeprecated };
}

/**
 * Inserts a field with the brackets that it needs, unless they are already present.
 * @param {Field} field
 * @param {Schema} schema
 * @param {string} rest
 * @returns {Candidate}
 */
function fieldCandidate(field, schema, rest) {
  const detail = printType(field.type);
  if (/^\s*[({]/.test(rest)) return candidate(field.name, { ...field, detail });
  const nested = isComposite(schema.named(field.type));
  const required = [...field.args.values()].filter(isRequired);
  const args = required.length ? `(${required[0].name}: ${CARET})` : "";
  const caret = args ? "" : CARET;
  return candidate(field.name, { ...field, detail, insert: `${field.name}${args}${nested ? ` {\n  ${caret}\n}` : ""}` });
}

/**
 * @param {Slot} slot
 * @param {Schema} schema
 * @param {string} rest
 * @returns {Candidate[]} required ones first, without those already present
 */
function inputCandidates({ inputs, taken, token }, schema, rest) {
  const free = [...(inputs?.values() ?? [])].filter(({ name }) => name === token.text || !taken?.has(name));
  free.sort((a, b) => Number(isRequired(b)) - Number(isRequired(a)));
  return free.map((input) => {
    const isOpen = !/^\s*:/.test(rest);
    const object = schema.named(input.type)?.kind === "INPUT_OBJECT";
    const list = input.type.kind === "LIST" || input.type.ofType?.kind === "LIST";
    const value = `${list ? "[" : ""}${object ? "{" : ""}${CARET}${object ? "}" : ""}${list ? "]" : ""}`;
    const detail = printType(input.type) + (input.defaultValue == null ? "" : ` = ${input.defaultValue}`);
    return candidate(input.name, { ...input, detail, insert: isOpen ? `${input.name}: ${value}` : input.name });
  });
}

/**
 * @param {Slot} slot
 * @param {Schema} schema
 * @returns {Candidate[]} enum values, booleans and variables of the expected type
 */
function valueCandidates(slot, schema) {
  const type = schema.named(slot.expected);
  const values = [...(type?.enumValues.values() ?? [])].map((value) => candidate(value.name, { ...value, detail: type?.name }));
  const booleans = type?.name === "Boolean" ? ["true", "false"].map((word) => candidate(word, { detail: "Boolean" })) : [];
  return [...values, ...booleans, ...variableCandidates(slot, "$")];
}

/**
 * @param {Slot} slot
 * @param {"$" | ""} sign  the sign before the name
 * @returns {Candidate[]}
 */
function variableCandidates({ definition, expected }, sign) {
  return [...(definition?.variables.values() ?? [])]
    .filter(({ type }) => !type || !expected || nameOf(type) === nameOf(expected))
    .map(({ token, type }) => candidate(sign + token.text, { detail: type && printType(type) }));
}

/**
 * @param {Slot} slot
 * @param {ParsedDocument} document
 * @param {Schema} schema
 * @returns {Candidate[]} after `...`: the document's fragments that fit, and `on` with each type that does
 */
function spreadCandidates({ parent, definition }, { definitions }, schema) {
  const types = conditions(parent, schema);
  const fits = new Set(types.map((type) => type.name));
  const fragments = definitions.filter((it) => it.kind === "fragment" && it !== definition && (!it.on || fits.has(it.on)));
  return [
    ...fragments.flatMap(({ name, on = "" }) => (name ? [candidate(name.text, { detail: on })] : [])),
    ...types.map((type) => candidate(`on ${type.name}`, { ...type, insert: ` on ${type.name} {\n  ${CARET}\n}` })),
  ];
}

/**
 * @param {Type | undefined} parent
 * @param {Schema} schema
 */
function conditions(parent, schema) {
  return parent ? schema.conditionsIn(parent) : [...schema.types.values()].filter(isComposite);
}

/**
 * @param {Type[]} types
 * @returns {Candidate[]}
 */
function typeCandidates(types) {
  return types
    .filter((type) => !type.name.startsWith("__"))
    .map((type) => candidate(type.name, { ...type, detail: type.kind.toLowerCase().replace("_", " ") }));
}

/** @param {Map<string, Input>} args */
function needs(args) {
  return [...args.values()].some(isRequired);
}

// ---- Ranking

/**
 * @param {Candidate[]} candidates  in the schema's order, which is kept among equals
 * @param {string} word
 * @returns {Candidate[]} those that contain the word; names that begin with it first
 */
export function rank(candidates, word) {
  const scored = candidates.flatMap((item) => {
    const value = score(item.label.replace(/^(on |\$)/, ""), word);
    return value === undefined ? [] : [{ item, value: value + (item.deprecated ? 0.5 : 0) }];
  });
  return scored.sort((a, b) => a.value - b.value).map(({ item }) => item);
}

/**
 * @param {string} label
 * @param {string} word
 * @returns {number | undefined} 0 is best; undefined if it does not match
 */
function score(label, word) {
  if (label.startsWith(word)) return label.startsWith("__") && !word ? 5 : 0;
  const [lower, wanted] = [label.toLowerCase(), word.toLowerCase()];
  if (lower.startsWith(wanted)) return 1;
  if (initials(label).startsWith(wanted)) return 2;
  return wanted.length > 1 && lower.includes(wanted) ? 3 : undefined;
}

/**
 * @param {string} label
 * @returns {string} the first letters of its parts: "db" for decidedBy
 */
function initials(label) {
  return label
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .split("_")
    .map((part) => part.charAt(0).toLowerCase())
    .join("");
}
