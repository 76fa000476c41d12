/**
 * The query with its variables and headers: the text, its problems, and the operation to run.
 */

import { CodeArea, lineOf } from "./code-area.js";
import { complete } from "./complete.js";
import { CompletionList } from "./completion-list.js";
import { byId, h } from "./dom.js";
import { prettify } from "./format.js";
import { highlight } from "./highlight.js";
import { highlightJson, prettifyJson, readObject } from "./json.js";
import { parse } from "./parse.js";
import { printType } from "./schema.js";
import { mergeProblems, validate } from "./validate.js";

/** @typedef {import("./share.js").Request} Request */
/** @typedef {import("./schema.js").Schema} Schema */
/** @typedef {import("./document.js").Problem} Problem */
/** @typedef {import("./docs.js").Place} Place */

export class Compose extends EventTarget {
  /**
   * Dispatches "change" when the request has changed.
   * @param {import("./i18n.js").Texts} texts
   * @param {(place: Place) => void} openDocs
   */
  constructor(texts, openDocs) {
    super();
    this.texts = texts;
    this.openDocs = openDocs;
    this.query = new CodeArea(byId("query-area", HTMLElement), { id: "query", hintId: "editor-hint", comments: true });
    this.variables = this.jsonArea("variables");
    this.headers = this.jsonArea("headers");
    this.picker = byId("operation", HTMLSelectElement);
    this.info = byId("info", HTMLElement);
    this.problemButton = byId("problems", HTMLButtonElement);
    /** @type {Schema | undefined} */
    this.schema = undefined;
    /** @type {Problem[]} */
    this.serverProblems = [];
    this.document = parse("");
    /** @type {Problem[]} */
    this.problems = [];
    const source = (/** @type {string} */ text, /** @type {number} */ at) => this.schema && complete(text, at, this.schema);
    this.completions = new CompletionList(this.query, source, texts, byId("completion-status", HTMLElement));
    this.query.addEventListener("input", () => this.queryChanged());
    this.query.addEventListener("caret", () => this.caretMoved());
    this.problemButton.addEventListener("click", () => this.nextProblem());
  }

  /** @param {"variables" | "headers"} name */
  jsonArea(name) {
    const area = new CodeArea(byId(`${name}-area`, HTMLElement), { id: name, hintId: "editor-hint" });
    area.addEventListener("input", () => {
      this.checkJson(name);
      this.dispatchEvent(new Event("change"));
    });
    return area;
  }

  // ---- The request

  /** @returns {Request} without headers, which are nobody else's business */
  get request() {
    return { query: this.query.text, variables: this.variables.text, operationName: this.operationName };
  }

  /** @param {Request} request */
  set request({ query, variables, operationName }) {
    this.query.text = query;
    this.variables.text = variables;
    this.update();
    if (operationName) this.picker.value = operationName;
  }

  /** @returns {string | undefined} the operation to run, if there are several */
  get operationName() {
    return this.operations.length > 1 ? this.picker.value || undefined : undefined;
  }

  /** @returns {string} a name for the query in a list */
  get title() {
    const name = this.operationName ?? this.operations[0]?.name?.text;
    const field = this.document.slots.find((slot) => slot.role === "field");
    return name ?? field?.token.text ?? this.texts.t("unnamed");
  }

  /** @returns {Record<string, string> | undefined} undefined if they are not a JSON object */
  get headerValues() {
    const read = readObject(this.headers.text);
    if (!("value" in read)) return undefined;
    return Object.fromEntries(Object.entries(read.value).map(([name, value]) => [name, String(value)]));
  }

  get operations() {
    return this.document.definitions.filter(({ kind }) => kind !== "fragment");
  }

  /** @returns {"variables" | "headers" | undefined} the JSON that must be fixed before a run */
  get wrongJson() {
    return /** @type {const} */ (["variables", "headers"]).find((name) => !("value" in readObject(this[name].text)));
  }

  // ---- Reading the text

  /** @param {Schema} schema */
  setSchema(schema) {
    this.schema = schema;
    this.update();
  }

  queryChanged() {
    this.serverProblems = [];
    this.update();
    this.dispatchEvent(new Event("change"));
  }

  /** Reads the text again; also called when the language changes. */
  update() {
    const { text } = this.query;
    this.document = parse(text, this.schema);
    const isEmpty = text.trim() === "";
    const own = isEmpty ? [] : validate(this.document, this.schema);
    const { problems, count } = mergeProblems(own, isEmpty ? [] : this.serverProblems, text);
    this.problems = problems;
    this.query.colour(highlight(this.document, this.problems, text));
    this.problemButton.hidden = count === 0;
    this.problemButton.textContent = count === 1 ? this.texts.t("oneProblem") : this.texts.t("problems", { count });
    this.fillPicker();
    this.caretMoved();
    this.checkJson("variables");
    this.checkJson("headers");
  }

  fillPicker() {
    const chosen = this.picker.value;
    const names = this.operations.map(({ name }) => name?.text ?? "");
    this.picker.replaceChildren(...names.map((name) => h("option", { value: name }, name || this.texts.t("unnamed"))));
    this.picker.hidden = names.length < 2;
    if (names.includes(chosen)) this.picker.value = chosen;
  }

  /** @param {"variables" | "headers"} name */
  checkJson(name) {
    const area = this[name];
    const read = readObject(area.text);
    const marks = "value" in read ? [] : [{ start: read.at, end: read.at + 1, style: "error" }];
    area.colour([...highlightJson(area.text), ...marks]);
    area.input.setAttribute("aria-invalid", String(marks.length > 0));
    const message = "value" in read ? "" : this.texts.t("jsonProblem", { line: lineOf(area.text, read.at) });
    byId(`${name}-problem`, HTMLElement).textContent = message;
  }

  /**
   * Marks the places of the server's errors.
   * @param {import("./answer.js").ServerError[]} errors
   */
  markErrors(errors) {
    const { text } = this.query;
    this.serverProblems = errors.flatMap(({ message, locations, extensions }) =>
      (locations ?? []).map(({ line, column }) => {
        const start = text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
        const end = start + (text.slice(start).match(/^\w+/)?.[0].length ?? 1);
        const values = { message, code: extensions?.code ?? "" };
        return { start, end, severity: /** @type {const} */ ("error"), key: "server", values };
      }),
    );
    this.update();
  }

  // ---- The caret

  caretMoved() {
    const { caret } = this.query;
    const operation = this.operations.find(({ start, end }) => start <= caret && caret <= end);
    if (operation?.name && document.activeElement === this.query.input) this.picker.value = operation.name.text;
    this.info.replaceChildren(...this.describe(caret));
  }

  /**
   * @param {number} offset
   * @returns {(Node | string)[]} the problem at the place; else the schema's description of the word there
   */
  describe(offset) {
    const { texts } = this;
    const found = this.problems.filter(({ start, end }) => start <= offset && offset <= end);
    if (found.length) {
      const style = found[0].severity === "error" ? "error-text" : "warning-text";
      return [h("span", { class: style }, found.map((problem) => texts.problem(problem)).join(" "))];
    }
    const slot = this.document.slots.find(({ token }) => token.start <= offset && offset <= token.end);
    const input = slot?.inputs?.get(slot.token.text);
    const about = slot?.field ?? input;
    if (!about) return [];
    const owner = slot?.field ? slot.parent?.name : this.schema?.named(input?.type)?.name;
    const place = slot?.field ? { type: owner, field: slot.field.name } : { type: owner };
    const summary = about.description?.split(/\n\s*\n/)[0] ?? "";
    return [
      h("code", {}, `${slot?.field && owner ? `${owner}.` : ""}${about.name}: ${printType(about.type)}`),
      " ",
      h("button", { type: "button", class: "link", onclick: () => this.openDocs(place) }, texts.t("openDocs")),
      h("span", { class: "info-text" }, summary),
    ];
  }

  nextProblem() {
    const { caret } = this.query;
    const next = this.problems.find(({ start }) => start > caret) ?? this.problems[0];
    if (next) this.query.goTo(Math.min(next.start, this.query.text.length));
  }

  prettify() {
    this.query.text = prettify(this.query.text).trimEnd();
    for (const area of [this.variables, this.headers]) {
      if ("value" in readObject(area.text)) area.text = prettifyJson(area.text);
    }
  }
}
