/**
 * Reads a GraphQL document that is still being written, and finds the role of each word.
 *
 * Every word is read in a *slot*: its place in the grammar, with what the schema allows there.
 * Highlighting shows a slot's role, validation looks its word up, and completion offers what
 * would fit the slot at the cursor; so the grammar is written down once, here. Nothing throws:
 * a token that does not fit is a problem, and reading continues after it.
 */

import { isClosed, tokenize } from "./tokens.js";
import { itemOf } from "./schema.js";

/** @typedef {import("./tokens.js").Token} Token */
/** @typedef {import("./schema.js").Schema} Schema */
/** @typedef {import("./schema.js").Type} Type */
/** @typedef {import("./schema.js").TypeRef} TypeRef */
/** @typedef {import("./schema.js").Input} Input */

/** @typedef {import("./document.js").Slot} Slot */
/** @typedef {import("./document.js").Definition} Definition */
/** @typedef {import("./document.js").Variable} Variable */
/** @typedef {import("./document.js").ParsedDocument} ParsedDocument */
/** @typedef {import("./document.js").Role} Role */

const OPERATIONS = new Set(["query", "mutation", "subscription"]);

/**
 * @param {string} text
 * @param {Schema | undefined} [schema]  without it, slots have roles but no types
 * @param {Token[]} [tokens]  instead of the text's own
 * @returns {ParsedDocument}
 */
export function parse(text, schema, tokens = tokenize(text)) {
  return new Parser(text, schema, tokens).document();
}

class Parser {
  /**
   * @param {string} text
   * @param {Schema | undefined} schema
   * @param {Token[]} tokens
   */
  constructor(text, schema, tokens) {
    this.schema = schema;
    this.tokens = tokens.filter((token) => token.kind !== "comment");
    this.at = 0;
    /** @type {Token} */
    this.end = { kind: "invalid", text: "", start: text.length, end: text.length };
    /** @type {ParsedDocument} */
    this.result = { tokens, slots: [], definitions: [], calls: [], selections: [], problems: [] };
    this.definition = newDefinition("query", 0);
  }

  document() {
    while (this.next !== this.end) this.readDefinition();
    return this.result;
  }

  // ---- Tokens

  get next() {
    return this.tokens[this.at] ?? this.end;
  }

  take() {
    const token = this.next;
    this.at += 1;
    return token;
  }

  /** @param {...string} texts */
  is(...texts) {
    return this.next.kind === "punctuator" && texts.includes(this.next.text);
  }

  isName() {
    return this.next.kind === "name";
  }

  /** @param {string} text */
  accept(text) {
    return this.is(text) ? this.take() : undefined;
  }

  /** @param {string} text */
  expect(text) {
    const token = this.accept(text);
    if (!token) this.problem(this.next, "expected", { what: text });
    return token;
  }

  /**
   * @param {Token} token
   * @param {string} key
   * @param {Record<string, string>} [values]
   */
  problem(token, key, values = {}) {
    this.result.problems.push({ start: token.start, end: token.end, severity: "error", key, values });
  }

  skip() {
    const token = this.take();
    this.problem(token, "unexpected", { what: token.text });
  }

  /**
   * Takes the next token in a slot.
   * @param {Role} role
   * @param {Partial<Slot>} [rest]
   */
  slot(role, rest = {}) {
    const token = this.take();
    this.result.slots.push({ role, token, definition: this.definition, ...rest });
    return token;
  }

  /**
   * Reads items up to a closing bracket. One that is missing ends at a bracket of an outer level.
   * @param {string} closer
   * @param {string[]} outer
   * @param {() => void} item
   */
  until(closer, outer, item) {
    const opener = this.take();
    while (!this.accept(closer)) {
      if (this.next === this.end || this.is(...outer)) {
        this.problem(opener, "unclosed", { what: opener.text });
        return;
      }
      const before = this.at;
      item();
      if (this.at === before) this.skip();
    }
  }

  // ---- Definitions

  readDefinition() {
    const start = this.next.start;
    if (this.is("{")) this.readOperation("query", start);
    else if (OPERATIONS.has(this.next.text)) this.readOperation(this.slot("keyword").text, start);
    else if (this.next.text === "fragment") this.readFragment(start);
    else if (this.isName()) this.problem(this.slot("keyword"), "expectedDefinition");
    else this.skip();
  }

  /**
   * @param {string} kind
   * @param {number} start
   */
  readOperation(kind, start) {
    this.begin(kind, start);
    if (this.isName()) this.definition.name = this.slot("operationName");
    if (this.is("(")) this.until(")", ["{", "}"], () => this.readVariableDefinition());
    this.readDirectives(kind.toUpperCase());
    this.readBody(this.schema?.roots[kind]);
  }

  /** @param {number} start */
  readFragment(start) {
    this.begin("fragment", start);
    this.slot("keyword");
    if (this.isName() && this.next.text !== "on") this.definition.name = this.slot("fragmentName");
    else this.problem(this.next, "expectedName");
    const type = this.readCondition();
    this.definition.on = type?.name;
    this.readDirectives("FRAGMENT_DEFINITION");
    this.readBody(type);
  }

  /**
   * @param {string} kind
   * @param {number} start
   */
  begin(kind, start) {
    this.definition = newDefinition(kind, start);
    this.result.definitions.push(this.definition);
  }

  /** @param {Type | undefined} type */
  readBody(type) {
    if (this.is("{")) this.readSelections(type);
    else this.problem(this.next, "expected", { what: "{" });
    this.definition.end = this.tokens[this.at - 1]?.end ?? this.definition.start;
  }

  readVariableDefinition() {
    if (!this.accept("$")) return;
    if (!this.isName()) return this.problem(this.next, "expectedName");
    const token = this.slot("newVariable");
    /** @type {Variable} */
    const variable = { token, hasDefault: false };
    this.definition.variables.set(token.text, variable);
    if (!this.expect(":")) return;
    variable.type = this.readVariableType();
    if (this.accept("=")) {
      variable.hasDefault = true;
      this.readValue(variable.type);
    }
    this.readDirectives("VARIABLE_DEFINITION");
  }

  /** @returns {TypeRef | undefined} */
  readVariableType() {
    /** @type {TypeRef | undefined} */
    let type;
    if (this.is("[")) {
      this.until("]", [")", "{", "}"], () => {
        const item = this.readVariableType();
        type = item && { kind: "LIST", ofType: item };
      });
    } else if (this.isName()) {
      const name = this.slot("variableType").text;
      type = { kind: this.schema?.types.get(name)?.kind ?? "SCALAR", name };
    } else {
      this.problem(this.next, "expectedType");
    }
    return type && this.accept("!") ? { kind: "NON_NULL", ofType: type } : type;
  }

  // ---- Selections

  /** @param {Type | undefined} parent */
  readSelections(parent) {
    const opener = this.next;
    const before = this.result.slots.length;
    this.until("}", [], () => this.readSelection(parent));
    if (this.result.slots.length === before) this.problem(opener, "emptySelection");
  }

  /** @param {Type | undefined} parent */
  readSelection(parent) {
    if (this.accept("...")) this.readSpread(parent);
    else if (this.isName()) this.readField(parent);
  }

  /** @param {Type | undefined} parent */
  readSpread(parent) {
    if (this.isName() && this.next.text !== "on") {
      this.definition.spreads.push(this.slot("spread", { parent }));
      return this.readDirectives("FRAGMENT_SPREAD");
    }
    const type = this.isName() ? this.readCondition(parent) : parent;
    this.readDirectives("INLINE_FRAGMENT");
    if (this.is("{")) this.readSelections(type);
    else this.problem(this.next, "expected", { what: "{" });
  }

  /**
   * @param {Type} [parent]
   * @returns {Type | undefined}
   */
  readCondition(parent) {
    if (this.next.text !== "on") {
      this.problem(this.next, "expected", { what: "on" });
      return undefined;
    }
    this.slot("keyword");
    if (this.isName()) return this.schema?.types.get(this.slot("condition", { parent }).text);
    this.problem(this.next, "expectedType");
    return undefined;
  }

  /** @param {Type | undefined} parent */
  readField(parent) {
    if (this.tokens[this.at + 1]?.text === ":") {
      this.slot("alias");
      this.take();
      if (!this.isName()) return this.problem(this.next, "expectedName");
    }
    const field = this.schema?.field(parent, this.next.text);
    const token = this.slot("field", { parent, field });
    this.readArguments(token, field?.args);
    this.readDirectives("FIELD");
    const selection = { token, field, nested: this.is("{") };
    this.result.selections.push(selection);
    if (selection.nested) this.readSelections(this.schema?.named(field?.type));
  }

  /** @param {string} location */
  readDirectives(location) {
    while (this.accept("@")) {
      if (!this.isName()) return this.problem(this.next, "expectedName");
      const token = this.slot("directive", { location });
      this.readArguments(token, this.schema?.directives.get(token.text)?.args);
    }
  }

  // ---- Arguments and values

  /**
   * @param {Token} token  of the field or directive
   * @param {Map<string, Input> | undefined} inputs
   */
  readArguments(token, inputs) {
    const taken = new Set();
    this.result.calls.push({ token, inputs, taken });
    if (this.is("(")) this.until(")", ["{", "}"], () => this.readInput("argument", inputs, taken));
  }

  /**
   * @param {"argument" | "inputField"} role
   * @param {Map<string, Input> | undefined} inputs
   * @param {Set<string>} taken
   */
  readInput(role, inputs, taken) {
    if (!this.isName()) return;
    const name = this.slot(role, { inputs, taken }).text;
    taken.add(name);
    if (this.expect(":")) this.readValue(inputs?.get(name)?.type);
  }

  /** @param {TypeRef | undefined} expected */
  readValue(expected) {
    const { kind } = this.next;
    if (this.accept("$")) {
      if (!this.isName()) return this.problem(this.next, "expectedName");
      this.definition.uses.push(this.slot("variable", { expected }));
    } else if (this.is("[")) {
      this.until("]", [")", "}"], () => this.readValue(itemOf(expected)));
    } else if (this.is("{")) {
      this.readObject(expected);
    } else if (kind === "name") {
      this.slot("word", { expected });
    } else if (kind === "string" || kind === "blockString") {
      const token = this.slot("string", { expected });
      if (!isClosed(token)) this.problem(token, "unclosedString");
    } else if (kind === "int" || kind === "float") {
      this.slot("number", { expected });
    } else {
      this.problem(this.next, "expectedValue");
    }
  }

  /** @param {TypeRef | undefined} expected */
  readObject(expected) {
    const type = this.schema?.named(expected);
    const inputs = type?.kind === "INPUT_OBJECT" ? type.inputFields : undefined;
    const taken = new Set();
    this.result.calls.push({ token: this.next, inputs, taken });
    this.until("}", [")", "]"], () => this.readInput("inputField", inputs, taken));
  }
}

/**
 * @param {string} kind
 * @param {number} start
 * @returns {Definition}
 */
function newDefinition(kind, start) {
  return { kind, start, end: start, variables: new Map(), uses: [], spreads: [] };
}
