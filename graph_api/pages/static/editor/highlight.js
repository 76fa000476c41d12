/**
 * The colours of a GraphQL document: the kind of each word, and the places of problems.
 */

/** @typedef {import("./paint.js").Span} Span */
/** @typedef {import("./document.js").ParsedDocument} ParsedDocument */
/** @typedef {import("./document.js").Problem} Problem */

/**
 * @param {ParsedDocument} document
 * @param {Problem[]} problems
 * @param {string} text
 * @returns {Span[]}
 */
export function highlight(document, problems, text) {
  const lexical = document.tokens.map(({ kind, start, end }) => ({ start, end, style: `token-${kind}` }));
  const roles = document.slots.map(({ role, token, field }) => {
    const deprecated = field?.isDeprecated ? " deprecated" : "";
    return { start: token.start, end: token.end, style: `role-${role}${deprecated}` };
  });
  return [...lexical, ...roles, ...problems.map((problem) => problemSpan(problem, text))];
}

/**
 * @param {Problem} problem
 * @param {string} text
 * @returns {Span} at least one character wide, so that it can be seen
 */
export function problemSpan({ start, end, severity }, text) {
  const first = start >= text.length ? Math.max(0, text.trimEnd().length - 1) : start;
  return { start: first, end: Math.max(end, first + 1), style: severity };
}
