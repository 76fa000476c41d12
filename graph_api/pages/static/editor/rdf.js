/**
 * Saves the answer as RDF, on request: the statements that its fields show, in Turtle.
 */

import { readErrors } from "./answer.js";
import { byId, h } from "./dom.js";
import { save } from "./table.js";
import { sendFor } from "./transport.js";

/** @typedef {import("./share.js").Request} Request */

export class RdfDownload {
  /**
   * @param {import("./i18n.js").Texts} texts
   * @param {string} url  of the server
   */
  constructor(texts, url) {
    this.texts = texts;
    this.url = url;
    this.button = byId("download-rdf", HTMLButtonElement);
    this.status = byId("answer-status", HTMLElement);
    /** @type {(Request & { headers?: Record<string, string> }) | undefined} */
    this.request = undefined;
    this.button.addEventListener("click", () => this.download());
  }

  /** @param {Request & { headers?: Record<string, string> }} request  the question that is answered */
  showAnswer(request) {
    this.request = request;
  }

  async download() {
    if (!this.request) return;
    this.button.disabled = true;
    try {
      const response = await sendFor("text/turtle", this.url, this.request, { language: this.texts.language });
      if (response.ok) {
        save(await response.blob(), "answer.ttl");
      } else {
        const [error] = readErrors(await response.text());
        this.say(error?.message ?? this.texts.t("status", { status: response.status }));
      }
    } catch {
      this.say(this.texts.t("unreachable"));
    } finally {
      this.button.disabled = false;
    }
  }

  /** @param {string} message */
  say(message) {
    this.status.append(h("span", {}, message));
  }
}
