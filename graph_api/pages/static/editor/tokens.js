/**
 * Cuts GraphQL text into tokens. Never fails: anything else becomes a token of kind "invalid".
 *
 * Spaces and commas mean nothing in GraphQL and are left out; comments are kept, because
 * highlighting and prettifying need them. https://spec.graphql.org/October2021/#sec-Language
 */

/** @typedef {"comment"|"blockString"|"string"|"name"|"float"|"int"|"punctuator"|"invalid"} TokenKind */

/**
 * @typedef {object} Token
 * @property {TokenKind} kind
 * @property {string} text  exactly as written
 * @property {number} start
 * @property {number} end  the offset after the last character
 */

// A string that is not closed ends with its line, so that one quote does not swallow the document.
const PATTERN = new RegExp(
  [
    String.raw`[\s,\uFEFF]+`,
    String.raw`(?<comment>#[^\n\r]*)`,
    String.raw`(?<blockString>"""(?:\\"""|[^])*?(?:"""|$))`,
    String.raw`(?<string>"(?:\\.|[^"\\\n\r])*"?)`,
    String.raw`(?<name>[_A-Za-z][_0-9A-Za-z]*)`,
    String.raw`(?<float>-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+))`,
    String.raw`(?<int>-?\d+)`,
    String.raw`(?<punctuator>\.\.\.|[!$&():=@[\]{|}])`,
    String.raw`(?<invalid>[^])`,
  ].join("|"),
  "g",
);

/**
 * @param {string} text
 * @returns {Token[]} in the order of the text
 */
export function tokenize(text) {
  /** @type {Token[]} */
  const tokens = [];
  for (const match of text.matchAll(PATTERN)) {
    const kind = kindOf(match.groups ?? {});
    if (kind) {
      tokens.push({ kind, text: match[0], start: match.index, end: match.index + match[0].length });
    }
  }
  return tokens;
}

/**
 * @param {Record<string, string | undefined>} groups
 * @returns {TokenKind | undefined}
 */
function kindOf(groups) {
  for (const kind in groups) {
    if (groups[kind] !== undefined) return /** @type {TokenKind} */ (kind);
  }
  return undefined;
}

/**
 * @param {Token} token  of kind "string" or "blockString"
 * @returns {boolean} true if its closing quotes are present
 */
export function isClosed(token) {
  if (token.kind === "blockString") return token.text.length >= 6 && token.text.endsWith('"""');
  return /^"(?:\\.|[^"\\])*"$/.test(token.text);
}
