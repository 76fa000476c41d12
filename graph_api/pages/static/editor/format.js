/**
 * Formats a GraphQL document: one selection a line, two spaces a level, comments kept.
 *
 * Works on brackets, not on a syntax tree, so it also formats a document that has mistakes.
 */

import { tokenize } from "./tokens.js";

/** @typedef {import("./tokens.js").Token} Token */

/**
 * A bracket with its content, or one token.
 * @typedef {Token | Group} Node
 */

/**
 * @typedef {object} Group
 * @property {"group"} kind
 * @property {string} open
 * @property {string} close
 * @property {boolean} block  true for a selection and the like, which always takes several lines
 * @property {Node[]} nodes
 */

const WIDTH = 80;
/** @type {Record<string, string>} */
const CLOSERS = { "{": "}", "(": ")", "[": "]" };

/**
 * @param {string} text
 * @returns {string} the same tokens; ends with a line feed unless empty
 */
export function prettify(text) {
  const tokens = tokenize(text);
  const nodes = group(tokens, "", false);
  while (tokens.length) nodes.push(/** @type {Token} */ (tokens.shift()), ...group(tokens, "", false));
  return new Printer(text).document(nodes);
}

/**
 * @param {Token[]} tokens  those that are read are removed
 * @param {string} closer  the token to stop at
 * @param {boolean} inValue  true if braces are input objects here
 * @returns {Node[]}
 */
function group(tokens, closer, inValue) {
  /** @type {Node[]} */
  const nodes = [];
  while (tokens.length && !isCloser(tokens[0])) {
    const token = /** @type {Token} */ (tokens.shift());
    const close = token.kind === "punctuator" ? CLOSERS[token.text] : undefined;
    if (!close) {
      nodes.push(token);
      continue;
    }
    const inside = inValue || token.text !== "{";
    const children = group(tokens, close, inside);
    // A missing closer is not added: formatting changes no token.
    const closed = tokens[0]?.text === close;
    if (closed) tokens.shift();
    nodes.push({ kind: "group", open: token.text, close: closed ? close : "", block: !inside, nodes: children });
  }
  return nodes;
}

/** @param {Token} token */
function isCloser(token) {
  return token.kind === "punctuator" && ["}", ")", "]"].includes(token.text);
}

class Printer {
  /** @param {string} source  to see which comments are at the end of a line */
  constructor(source) {
    this.source = source;
  }

  /** @param {Node[]} nodes */
  document(nodes) {
    const lines = this.items(nodes).map((item) => this.item(item, 0));
    let out = "";
    lines.forEach((line, index) => {
      const follows = index > 0 && !lines[index - 1].startsWith("#");
      out += (follows ? "\n" : "") + line + "\n";
    });
    return out;
  }

  /**
   * @param {Node[]} nodes
   * @returns {Node[][]} the nodes of each line (at the top: of each definition)
   */
  items(nodes) {
    /** @type {Node[][]} */
    const items = [];
    /** @type {Node[]} */
    let item = [];
    for (const node of nodes) {
      if (node.kind === "comment") {
        if (item.length) items.push(item);
        items.push([node]);
        item = [];
        continue;
      }
      item.push(node);
      if (node.kind === "group" && node.block) {
        items.push(item);
        item = [];
      }
    }
    return item.length ? [...items, item] : items;
  }

  /**
   * @param {Node[]} nodes  of one item
   * @param {number} indent
   * @returns {string}
   */
  item(nodes, indent) {
    let out = "";
    nodes.forEach((node, index) => {
      const space = index > 0 && isSpaced(nodes[index - 1], node) ? " " : "";
      out += space + this.node(node, indent, out.length + indent);
    });
    return out;
  }

  /**
   * @param {Node} node
   * @param {number} indent
   * @param {number} column
   * @returns {string}
   */
  node(node, indent, column) {
    if (node.kind !== "group") return node.text;
    if (node.block) return this.lines(node, selections(node.nodes), indent);
    const inline = this.inline(node);
    const fits = column + inline.length <= WIDTH && !inline.includes("\n");
    return fits ? inline : this.lines(node, entries(node.nodes), indent);
  }

  /**
   * @param {Group} node
   * @param {Node[][]} items
   * @param {number} indent
   * @returns {string}
   */
  lines({ open, close }, items, indent) {
    if (!items.length) return `${open}${close}`;
    const inner = " ".repeat(indent + 2);
    let out = open;
    for (const item of items) {
      out += this.isTrailing(item) && out !== open ? ` ${this.item(item, 0)}` : `\n${inner}${this.item(item, indent + 2)}`;
    }
    return `${out}\n${close && " ".repeat(indent) + close}`;
  }

  /**
   * @param {Group} node
   * @returns {string} on one line; contains a line feed if comments make that impossible
   */
  inline({ open, close, nodes }) {
    if (hasComment(nodes)) return "\n";
    const parts = entries(nodes).map((entry) =>
      entry.map((node, index) => {
        const text = node.kind === "group" ? this.inline(node) : node.text;
        return (index > 0 && isSpaced(entry[index - 1], node) ? " " : "") + text;
      }).join(""),
    );
    const body = parts.join(", ");
    return open === "{" && body ? `{ ${body} ${close}`.trimEnd() : `${open}${body}${close}`;
  }

  /** @param {Node[]} item */
  isTrailing([node]) {
    if (node.kind !== "comment") return false;
    const before = this.source.slice(0, node.start).split("\n").at(-1) ?? "";
    return before.trim() !== "";
  }
}

/** @param {Node[]} nodes @returns {boolean} */
function hasComment(nodes) {
  return nodes.some((node) => node.kind === "comment" || (node.kind === "group" && hasComment(node.nodes)));
}

/**
 * Cuts the inside of a selection into fields and fragments.
 * @param {Node[]} nodes
 * @returns {Node[][]}
 */
function selections(nodes) {
  return split(nodes, (node, before, item) => {
    if (isText(node, "...")) return true;
    if (node.kind !== "name") return false;
    if (isText(before, "...") || isText(before, ":") || isText(before, "@")) return false;
    // `... on Type`: the type belongs to `on`, which anywhere else is a field's name.
    return !(isText(before, "on") && isText(item.at(-2), "..."));
  });
}

/**
 * Cuts the inside of arguments, variables, lists and input objects into their entries.
 * @param {Node[]} nodes
 * @returns {Node[][]}
 */
function entries(nodes) {
  return split(nodes, (node, before) => {
    if (isText(node, ":") || isText(node, "!") || isText(node, "=") || isText(node, "@")) return false;
    if (node.kind === "group" && node.open === "(") return false;
    return !(isText(before, ":") || isText(before, "$") || isText(before, "=") || isText(before, "@"));
  });
}

/**
 * @param {Node[]} nodes
 * @param {(node: Node, before: Node | undefined, item: Node[]) => boolean} starts
 * @returns {Node[][]}
 */
function split(nodes, starts) {
  /** @type {Node[][]} */
  const items = [];
  for (const node of nodes) {
    const item = items.at(-1);
    const isNew = !item || node.kind === "comment" || item[0].kind === "comment" || starts(node, item.at(-1), item);
    if (isNew) items.push([node]);
    else item.push(node);
  }
  return items;
}

/**
 * @param {Node} before
 * @param {Node} node
 * @returns {boolean} true if a space goes between
 */
function isSpaced(before, node) {
  if (isText(before, "$") || isText(before, "@")) return false;
  if (isText(before, "...")) return isText(node, "on") || isText(node, "@") || node.kind === "group";
  if (isText(node, ":") || isText(node, "!")) return false;
  return !(node.kind === "group" && node.open === "(");
}

/**
 * @param {Node | undefined} node
 * @param {string} text
 */
function isText(node, text) {
  return node !== undefined && node.kind !== "group" && node.text === text;
}
