/**
 * The edits that certain keys make in a code area: pairs of brackets, indentation, comments.
 *
 * Pure: each function gets the text and the selection, and returns the change, or undefined
 * where the browser's own behaviour is right.
 */

/**
 * Replaces text[from, to) by `insert`, then selects [start, end) of the new text.
 * @typedef {{ from: number, to: number, insert: string, start: number, end: number }} Edit
 */

/** @type {Record<string, string>} */
const PAIRS = { "{": "}", "(": ")", "[": "]", '"': '"' };
const INDENT = "  ";

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {string} typed
 * @returns {Edit | undefined} closes the bracket, puts the selection into it, or steps over the closer
 */
export function typeCharacter(text, start, end, typed) {
  const next = text[end] ?? "";
  if (start === end && next === typed && Object.values(PAIRS).includes(typed)) {
    return { from: start, to: start, insert: "", start: start + 1, end: start + 1 };
  }
  const closer = PAIRS[typed];
  if (!closer) return undefined;
  if (start === end && !isRoomForPair(text, start, typed)) return undefined;
  const insert = typed + text.slice(start, end) + closer;
  return { from: start, to: end, insert, start: start + 1, end: end + 1 };
}

/**
 * @param {string} text
 * @param {number} offset
 * @param {string} typed
 */
function isRoomForPair(text, offset, typed) {
  const next = text[offset] ?? "";
  const isFree = next === "" || /[\s,)\]}:]/.test(next);
  return typed === '"' ? isFree && !/["\w\\]/.test(text[offset - 1] ?? "") : isFree;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit | undefined} deletes an empty pair as a whole
 */
export function deleteBackward(text, start, end) {
  const isEmptyPair = start === end && start > 0 && PAIRS[text[start - 1]] === text[start];
  return isEmptyPair ? { from: start - 1, to: start + 1, insert: "", start: start - 1, end: start - 1 } : undefined;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit} a new line with the indentation of this one, one level more behind an opener
 */
export function newLine(text, start, end) {
  const indent = indentAt(text, start);
  const opener = text.slice(0, start).trimEnd().at(-1) ?? "";
  const opens = opener !== '"' && opener in PAIRS;
  const inner = opens ? indent + INDENT : indent;
  const closes = opens && text[end] === PAIRS[opener];
  const insert = `\n${inner}${closes ? `\n${indent}` : ""}`;
  const caret = start + 1 + inner.length;
  return { from: start, to: end, insert, start: caret, end: caret };
}

/**
 * @param {string} text
 * @param {number} offset
 * @returns {string} the spaces that its line begins with, up to the offset
 */
export function indentAt(text, offset) {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return line.match(/^\s*/)?.[0] ?? "";
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit} the lines one level further in; without a selection, spaces up to the next level
 */
export function indent(text, start, end) {
  if (start !== end) return eachLine(text, start, end, (line) => (line ? INDENT + line : line));
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const insert = " ".repeat(INDENT.length - (column % INDENT.length));
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit} the lines one level further out
 */
export function outdent(text, start, end) {
  return eachLine(text, start, end, (line) => line.replace(/^( {1,2}|\t)/, ""));
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @returns {Edit} the lines as comments, or no longer as comments if all of them are
 */
export function toggleComment(text, start, end) {
  const { from, to } = linesAround(text, start, end);
  const isComment = text.slice(from, to).split("\n").every((line) => /^\s*(#|$)/.test(line));
  return eachLine(text, start, end, (line) => {
    if (isComment) return line.replace(/^(\s*)# ?/, "$1");
    return line.trim() ? line.replace(/^(\s*)/, "$1# ") : line;
  });
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function linesAround(text, start, end) {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const feed = text.indexOf("\n", last);
  return { from, to: feed < 0 ? text.length : feed };
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {(line: string) => string} change
 * @returns {Edit} the selection keeps to the same letters
 */
function eachLine(text, start, end, change) {
  const { from, to } = linesAround(text, start, end);
  const lines = text.slice(from, to).split("\n");
  const changed = lines.map(change);
  const insert = changed.join("\n");
  const shift = changed[0].length - lines[0].length;
  const grown = insert.length - (to - from);
  return { from, to, insert, start: Math.max(from, start + shift), end: Math.max(from, end + grown) };
}
