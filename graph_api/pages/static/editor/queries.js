/**
 * The panel of queries to open: the server's examples, the user's saved ones, and the history.
 */

import { byId, h } from "./dom.js";

/** @typedef {import("./share.js").Request} Request */
/** @typedef {import("./storage.js").StoredQuery} StoredQuery */

/**
 * A query that the server offers; `variables` may be an object or JSON text.
 * @typedef {object} Example
 * @property {string} id
 * @property {Record<string, string>} title  by language
 * @property {Record<string, string>} [description]  by language
 * @property {string} query
 * @property {Record<string, unknown> | string | null} [variables]
 */

export class QueriesPanel {
  /**
   * @param {import("./i18n.js").Texts} texts
   * @param {import("./storage.js").Storage} storage
   * @param {(request: Request) => void} open
   */
  constructor(texts, storage, open) {
    this.texts = texts;
    this.storage = storage;
    this.open = open;
    this.host = byId("queries-panel", HTMLElement);
    /** @type {Example[]} */
    this.examples = [];
  }

  /** @param {unknown} examples  the server's list */
  setExamples(examples) {
    const list = Array.isArray(examples) ? examples : [];
    this.examples = list.filter((it) => typeof it?.query === "string" && it.title);
    this.render();
  }

  render() {
    const { texts, storage } = this;
    const hasHistory = storage.history.length > 0;
    this.host.replaceChildren(
      this.section("examples", "noExamples", this.examples.map((example) => this.exampleItem(example))),
      this.section("saved", "noSaved", storage.saved.map((query) => this.storedItem(query, "saved"))),
      this.section("history", "noHistory", storage.history.map((query) => this.storedItem(query, "history"))),
      hasHistory ? h("button", { type: "button", class: "quiet", onclick: () => this.clear() }, texts.t("clear")) : "",
    );
  }

  /**
   * @param {string} title
   * @param {string} empty
   * @param {HTMLElement[]} items
   */
  section(title, empty, items) {
    const { texts } = this;
    const list = items.length ? h("ul", { class: "query-list" }, items) : h("p", { class: "muted" }, texts.t(empty));
    return h("section", {}, h("h2", {}, texts.t(title)), list);
  }

  /** @param {Example} example */
  exampleItem({ title, description, query, variables }) {
    const open = () => this.open({ query, variables: variablesText(variables) });
    const about = description && this.inLanguage(description);
    return h("li", {}, this.entry(this.inLanguage(title), about, open));
  }

  /**
   * @param {StoredQuery} stored
   * @param {"saved" | "history"} list
   */
  storedItem(stored, list) {
    const { texts } = this;
    const at = new Date(stored.at).toLocaleString(texts.language, { dateStyle: "medium", timeStyle: "short" });
    const remove = () => {
      this.storage.remove(list, stored.id);
      this.render();
      this.host.querySelector("button")?.focus(); // the one that had the focus is gone
    };
    const label = texts.t("remove", { title: stored.title });
    const button = h("button", { type: "button", class: "icon", "aria-label": label, title: label, onclick: remove }, "×");
    return h("li", {}, this.entry(stored.title, at, () => this.open(stored)), button);
  }

  /**
   * @param {string} title
   * @param {string | undefined} about
   * @param {() => void} open
   */
  entry(title, about, open) {
    const small = about && h("span", { class: "muted" }, about);
    return h("button", { type: "button", class: "query-entry", onclick: open }, h("span", {}, title), small);
  }

  /** @param {Record<string, string>} texts */
  inLanguage(texts) {
    return texts[this.texts.language] ?? texts.en ?? Object.values(texts)[0] ?? "";
  }

  clear() {
    this.storage.write("history", []);
    this.render();
  }
}

/**
 * @param {Example["variables"]} variables
 * @returns {string}
 */
export function variablesText(variables) {
  if (typeof variables === "string") return variables;
  const isEmpty = !variables || Object.keys(variables).length === 0;
  return isEmpty ? "" : JSON.stringify(variables, null, 2);
}
