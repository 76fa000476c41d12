/**
 * The panel that shows the server's answer.
 */

import { byId, h } from "./dom.js";
import { highlightJson, prettifyJson, showControls } from "./json.js";
import { paint } from "./paint.js";

/** @typedef {import("./transport.js").Answer} Answer */

/** Colouring needs an element for each word; beyond this many characters the page would be slow. */
const COLOURED = 400_000;

export class AnswerPanel {
  /** @param {import("./i18n.js").Texts} texts */
  constructor(texts) {
    this.texts = texts;
    this.body = byId("answer-text", HTMLElement);
    this.status = byId("answer-status", HTMLElement);
    this.actions = byId("answer-actions", HTMLElement);
    this.text = "";
    /** @type {() => void} */
    this.render = () => this.message("answerHint");
    byId("copy", HTMLButtonElement).addEventListener("click", () => this.copy());
    byId("download", HTMLButtonElement).addEventListener("click", () => this.download());
  }

  /** @param {() => void} render  also called when the language changes */
  set(render) {
    this.render = render;
    render();
  }

  /** @param {string} key  of the text to show in place of an answer */
  show(key) {
    this.set(() => this.message(key));
  }

  /** @param {Answer} answer */
  showAnswer(answer) {
    this.text = showControls(answer.isJson ? prettifyJson(answer.text) : answer.text);
    const pieces = this.text.length <= COLOURED ? paint(this.text, highlightJson(this.text)) : [{ text: this.text, style: "" }];
    this.body.replaceChildren(...pieces.map(({ text, style }) => (style ? h("span", { class: style }, text) : text)));
    this.body.classList.remove("hint");
    this.body.scrollTop = 0;
    this.actions.hidden = false;
    this.set(() => this.status.replaceChildren(...this.summary(answer)));
  }

  /**
   * @param {Answer} answer
   * @returns {HTMLElement[]}
   */
  summary({ status, milliseconds, bytes, isJson, text }) {
    const { texts } = this;
    const kilobytes = (bytes / 1000).toLocaleString(texts.language, { maximumFractionDigits: 1 });
    const errors = isJson ? readErrors(text).length : 0;
    const isBad = status >= 400 || errors > 0 || !isJson;
    const counted = errors === 1 ? texts.t("oneError") : texts.t("errors", { count: errors });
    return [
      h("span", { class: isBad ? "badge bad" : "badge good" }, texts.t("status", { status })),
      ...(errors ? [h("span", { class: "badge bad" }, counted)] : []),
      ...(isJson ? [] : [h("span", {}, texts.t("notJson"))]),
      h("span", {}, texts.t("milliseconds", { ms: Math.round(milliseconds).toLocaleString(texts.language) })),
      h("span", {}, texts.t("size", { size: kilobytes })),
    ];
  }

  /** @param {string} key */
  message(key) {
    this.text = "";
    this.status.replaceChildren();
    this.actions.hidden = true;
    this.body.classList.add("hint");
    this.body.textContent = this.texts.t(key);
  }

  async copy() {
    await navigator.clipboard.writeText(this.text);
    this.status.append(h("span", {}, this.texts.t("copied")));
  }

  download() {
    const url = URL.createObjectURL(new Blob([this.text], { type: "application/json" }));
    h("a", { href: url, download: "answer.json" }).click();
    URL.revokeObjectURL(url);
  }
}

/**
 * @typedef {object} ServerError
 * @property {string} message
 * @property {{ line: number, column: number }[]} [locations]
 * @property {{ code?: string }} [extensions]
 */

/**
 * @param {string} text  of an answer
 * @returns {ServerError[]}
 */
export function readErrors(text) {
  try {
    const { errors } = JSON.parse(text);
    return Array.isArray(errors) ? errors : [];
  } catch {
    return [];
  }
}
