/**
 * Turns overlapping coloured spans of a text into consecutive pieces.
 */

/** @typedef {{ start: number, end: number, style: string }} Span */

/**
 * @param {string} text
 * @param {Span[]} spans  may overlap
 * @returns {{ text: string, style: string }[]} the whole text in pieces, each with the styles that cover it
 */
export function paint(text, spans) {
  const starts = spans.filter((span) => span.end > span.start).sort((a, b) => a.start - b.start);
  const edges = new Set([0, text.length, ...starts.flatMap((span) => [span.start, span.end])]);
  const cuts = [...edges].filter((edge) => edge <= text.length).sort((a, b) => a - b);
  /** @type {Span[]} */
  let open = [];
  let next = 0;
  return cuts.slice(0, -1).map((from, index) => {
    open = open.filter((span) => span.end > from);
    while (next < starts.length && starts[next].start <= from) {
      open.push(starts[next]);
      next += 1;
    }
    return { text: text.slice(from, cuts[index + 1]), style: open.map((span) => span.style).join(" ") };
  });
}

/**
 * @param {string} text
 * @param {number} offset  of the caret
 * @returns {Span[]} the bracket beside the caret and its partner, if both are there
 */
export function matchingBrackets(text, offset) {
  const at = "{}()[]".includes(text[offset - 1] ?? " ") ? offset - 1 : offset;
  const bracket = text[at] ?? " ";
  const index = "{}()[]".indexOf(bracket);
  if (index < 0) return [];
  const [step, partner] = index % 2 ? [-1, "{}()[]"[index - 1]] : [1, "{}()[]"[index + 1]];
  let depth = 0;
  for (let i = at; i >= 0 && i < text.length; i += step) {
    if (text[i] === bracket) depth += 1;
    if (text[i] === partner) depth -= 1;
    if (depth === 0) return [at, i].map((start) => ({ start, end: start + 1, style: "bracket" }));
  }
  return [];
}
