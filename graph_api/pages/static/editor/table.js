/**
 * The answer as a table, and the whole list as a CSV file. The columns are those of the server's tables (TABLES.md).
 */

import { byId, h } from "./dom.js";
import { readErrors } from "./answer.js";
import { sendFor } from "./transport.js";

/** @typedef {import("./share.js").Request} Request */
/** @typedef {import("./transport.js").Answer} Answer */
/** @typedef {{ columns: string[], rows: string[][] }} Sheet */

/** More rows would make the page slow; the file has all of them. */
const SHOWN = 500;
const MEMBERS = ["nodes", "edges"];

export class TablePanel {
  /**
   * @param {import("./i18n.js").Texts} texts
   * @param {string} url  of the server
   */
  constructor(texts, url) {
    this.texts = texts;
    this.url = url;
    this.body = byId("table-body", HTMLElement);
    this.button = byId("download-csv", HTMLButtonElement);
    this.notice = byId("table-notice", HTMLElement);
    /** @type {(Request & { headers?: Record<string, string> }) | undefined} */
    this.request = undefined;
    /** @type {Sheet | undefined} */
    this.sheet = undefined;
    this.button.addEventListener("click", () => this.download());
  }

  /** Forgets the last answer. */
  clear() {
    this.request = this.sheet = undefined;
    this.notice.textContent = "";
    this.render();
  }

  /**
   * @param {Request & { headers?: Record<string, string> }} request  the question
   * @param {Answer} answer
   */
  showAnswer(request, answer) {
    this.request = request;
    this.sheet = answer.isJson ? sheetOf(answer.text) : undefined;
    this.render();
  }

  /** Writes what depends on the answer and the language. */
  render() {
    const { sheet, texts } = this;
    this.button.hidden = !sheet;
    if (!sheet) {
      this.body.replaceChildren(h("p", { class: "muted" }, texts.t("tableHint")));
      return;
    }
    const rest = sheet.rows.length - SHOWN;
    this.body.replaceChildren(
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, sheet.columns.map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, sheet.rows.slice(0, SHOWN).map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell))))),
      ),
      h("p", { class: "muted" }, rest > 0 ? texts.t("tableMore", { count: rest }) : texts.t("tableAll")),
    );
  }

  async download() {
    if (!this.request) return;
    this.button.disabled = true;
    this.say("tableDownloading");
    try {
      const response = await sendFor("text/csv", this.url, this.request, { language: this.texts.language });
      if (response.ok) {
        save(await response.blob(), fileName(response));
        this.notice.textContent = "";
      } else {
        const [error] = readErrors(await response.text());
        this.notice.textContent = error?.message ?? this.texts.t("status", { status: response.status });
      }
    } catch {
      this.say("tableBroken"); // the server cannot be reached, or has given the table up
    } finally {
      this.button.disabled = false;
    }
  }

  /** @param {string} key */
  say(key) {
    this.notice.textContent = this.texts.t(key);
  }
}

/**
 * @param {Response} response
 * @returns {string} the name that the server gives the file
 */
function fileName(response) {
  const [, name] = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "") ?? [];
  return name ?? "table.csv";
}

/**
 * @param {Blob} content
 * @param {string} name
 */
export function save(content, name) {
  const url = URL.createObjectURL(content);
  h("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

/**
 * @param {string} text  an answer
 * @returns {Sheet | undefined} the members of its only list; undefined if it has none, or several
 */
export function sheetOf(text) {
  const members = membersOf(JSON.parse(text).data);
  if (!members) return undefined;
  /** @type {Map<string, boolean>}  by column: it has been a nested object, so that null there is no cell */
  const paths = new Map();
  const cells = members.map((member) => {
    /** @type {Map<string, string>} */
    const row = new Map();
    flatten(member, "", row, paths);
    return row;
  });
  const columns = [...paths].filter(([, isObject]) => !isObject).map(([path]) => path);
  return { columns, rows: cells.map((row) => columns.map((column) => row.get(column) ?? "")) };
}

/**
 * @param {any} data
 * @returns {unknown[] | undefined}
 */
function membersOf(data) {
  const [list, ...others] = Object.values(data ?? {}).filter((value) => typeof value !== "string");
  if (others.length || !list) return undefined;
  if (Array.isArray(list)) return list;
  const groups = Object.values(list).filter((value) => Array.isArray(value?.nodes));
  const found = MEMBERS.map((name) => list[name]).filter(Array.isArray);
  const all = [...found, ...groups.map((value) => value.nodes)];
  return all.length === 1 ? all[0] : undefined;
}

/**
 * @param {any} value
 * @param {string} path
 * @param {Map<string, string>} row
 * @param {Map<string, boolean>} paths
 */
function flatten(value, path, row, paths) {
  const isObject = value !== null && typeof value === "object" && !Array.isArray(value);
  if (path) paths.set(path, isObject || paths.get(path) === true);
  if (isObject) {
    for (const [key, inner] of Object.entries(value)) flatten(inner, path ? `${path}.${key}` : key, row, paths);
  } else if (value !== null && value !== undefined) {
    row.set(path, Array.isArray(value) ? JSON.stringify(value) : String(value));
  }
}
