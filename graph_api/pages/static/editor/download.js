/**
 * Saves the answer in another form, on request: as RDF with the statements that its fields show, or with its signed
 * receipt.
 */

import { readErrors } from "./answer.js";
import { byId, h } from "./dom.js";
import { save } from "./table.js";
import { sendFor } from "./transport.js";

/** @typedef {import("./share.js").Request & { headers?: Record<string, string> }} Request */

/**
 * @typedef {object} Form
 * @property {string} button  the id of its button
 * @property {string} accept  its media type
 * @property {string} file  the name of the file
 * @property {string} [extensions]  the extensions of the request, as JSON
 */

/** @type {Form[]} */
const FORMS = [
  { button: "download-rdf", accept: "text/turtle", file: "answer.ttl" },
  { button: "download-receipt", accept: "application/json", file: "answer.json", extensions: '{"receipt":true}' },
];

export class AnswerDownload {
  /**
   * @param {import("./i18n.js").Texts} texts
   * @param {string} url  of the server
   */
  constructor(texts, url) {
    this.texts = texts;
    this.url = url;
    this.status = byId("answer-status", HTMLElement);
    /** @type {Request | undefined} */
    this.request = undefined;
    for (const form of FORMS) {
      const button = byId(form.button, HTMLButtonElement);
      button.addEventListener("click", () => this.download(form, button));
    }
  }

  /** @param {Request} request  the question that is answered */
  showAnswer(request) {
    this.request = request;
  }

  /**
   * @param {Form} form
   * @param {HTMLButtonElement} button
   */
  async download({ accept, file, extensions }, button) {
    if (!this.request) return;
    button.disabled = true;
    try {
      const request = { ...this.request, extensions };
      const response = await sendFor(accept, this.url, request, { language: this.texts.language });
      const blob = await response.blob();
      const [error] = response.ok && !extensions ? [] : readErrors(await blob.text());
      if (response.ok && !error) {
        save(blob, file);
      } else {
        this.say(error?.message ?? this.texts.t("status", { status: response.status }));
      }
    } catch {
      this.say(this.texts.t("unreachable"));
    } finally {
      button.disabled = false;
    }
  }

  /** @param {string} message */
  say(message) {
    this.status.append(h("span", {}, message));
  }
}
