/**
 * JSON as text: coloured, formatted with every number and string exactly as received, checked.
 *
 * Answers are never parsed for display: JavaScript would turn 1.0 into 1 and round long numbers.
 */

/** @typedef {import("./paint.js").Span} Span */

const PATTERN = /(?<string>"(?:\\.|[^"\\])*"?)|(?<number>-?\d[\d.eE+-]*)|(?<word>[A-Za-z]+)|(?<mark>[[\]{}:,])/g;

/**
 * @typedef {{ kind: "key" | "string" | "number" | "word" | "mark", text: string, start: number, end: number }} JsonToken
 */

/**
 * @param {string} text
 * @returns {JsonToken[]} text between them is space, or invalid
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
 * @returns {{ value: Record<string, unknown> } | { at: number }} the object, or the offset at which it becomes invalid
 */
export function readObject(text) {
  if (!text.trim()) return { value: {} };
  try {
    const value = JSON.parse(text);
    return value && typeof value === "object" && !Array.isArray(value) ? { value } : { at: 0 };
  } catch {
    return { at: firstMistake(text) };
  }
}

/**
 * Browsers' messages differ, and not all of them contain the position.
 * @param {string} text  that is not valid JSON
 * @returns {number} the offset of the first misplaced token
 */
function firstMistake(text) {
  const tokens = tokenizeJson(text);
  let at = 0;
  const is = (/** @type {string} */ mark) => tokens[at]?.text === mark && (at += 1) > 0;

  /** @returns {boolean} true if a value could be read */
  const value = () => {
    if (is("{")) return is("}") || members("}", () => tokens[at]?.kind === "key" && (at += 1) > 0 && is(":") && value());
    if (is("[")) return is("]") || members("]", value);
    const token = tokens[at];
    const isValue = token && token.kind !== "mark" && token.kind !== "key" && isJson(token.text);
    if (isValue) at += 1;
    return Boolean(isValue);
  };
  /** @type {(closer: string, member: () => boolean) => boolean} */
  const members = (closer, member) => {
    do if (!member()) return false;
    while (is(","));
    return is(closer);
  };

  value();
  return tokens[at]?.start ?? Math.max(0, text.trimEnd().length - 1);
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Control characters, those of the direction of text among them, are shown instead of obeyed; JSON keeps its meaning.
 * @param {string} text
 * @returns {string}
 */
export function showControls(text) {
  const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
  return text.replace(controls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
