/**
 * JSON as text: coloured, laid out anew with every number and string exactly as it came, checked.
 *
 * Answers are never parsed to be shown: JavaScript would turn 1.0 into 1 and round long numbers.
 */

/** @typedef {import("./paint.js").Span} Span */

const PATTERN = /(?<string>"(?:\\.|[^"\\])*"?)|(?<number>-?\d[\d.eE+-]*)|(?<word>[A-Za-z]+)|(?<mark>[[\]{}:,])/g;

/**
 * @typedef {{ kind: "key" | "string" | "number" | "word" | "mark", text: string, start: number, end: number }} JsonToken
 */

/**
 * @param {string} text
 * @returns {JsonToken[]} what is between them is space, or wrong
 */
export function tokenizeJson(text) {
  return [...text.matchAll(PATTERN)].map((match) => {
    const groups = match.groups ?? {};
    const end = match.index + match[0].length;
    const isKey = groups.string !== undefined && /^\s*:/.test(text.slice(end, end + 20));
    const kind = isKey ? "key" : Object.keys(groups).find((name) => groups[name] !== undefined);
    return { kind: /** @type {JsonToken["kind"]} */ (kind), text: match[0], start: match.index, end };
  });
}

/**
 * @param {string} text
 * @returns {Span[]}
 */
export function highlightJson(text) {
  return tokenizeJson(text).map(({ kind, start, end }) => ({ start, end, style: `json-${kind}` }));
}

/**
 * @param {string} text  correct JSON
 * @returns {string} the same with two spaces a level
 */
export function prettifyJson(text) {
  let [out, indent] = ["", ""];
  const tokens = tokenizeJson(text);
  tokens.forEach((token, index) => {
    const isOpener = token.text === "{" || token.text === "[";
    const isCloser = token.text === "}" || token.text === "]";
    const isEmpty = isCloser && index > 0 && /^[[{]$/.test(tokens[index - 1].text);
    if (isCloser) indent = indent.slice(2);
    if (isCloser && !isEmpty) out += `\n${indent}`;
    out += token.text;
    if (isOpener) indent += "  ";
    const next = tokens[index + 1]?.text;
    if (token.text === "," || (isOpener && next !== "}" && next !== "]")) out += `\n${indent}`;
    else if (token.text === ":") out += " ";
  });
  return out;
}

/**
 * @param {string} text  empty counts as {}
 * @returns {{ value: Record<string, unknown> } | { message: string, at: number }} the object, or why it is none
 */
export function readObject(text) {
  if (!text.trim()) return { value: {} };
  try {
    const value = JSON.parse(text);
    if (value && typeof value === "object" && !Array.isArray(value)) return { value };
    return { message: "", at: 0 };
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return { message, at: errorPosition(message, text) };
  }
}

/**
 * @param {string} message  of an engine; V8 and older ones give an offset, Firefox line and column
 * @param {string} text
 * @returns {number}
 */
function errorPosition(message, text) {
  const offset = message.match(/position (\d+)/);
  if (offset) return Number(offset[1]);
  const place = message.match(/line (\d+) column (\d+)/);
  if (!place) return text.length;
  const before = text.split("\n").slice(0, Number(place[1]) - 1);
  return before.join("\n").length + (before.length ? 1 : 0) + Number(place[2]) - 1;
}
