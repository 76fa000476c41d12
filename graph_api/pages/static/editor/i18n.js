/**
 * The interface's texts in the reader's language.
 */

import { en } from "./strings/en.js";
import { fr } from "./strings/fr.js";
import { vi } from "./strings/vi.js";

/** @typedef {Record<string, string>} Table */

/** @type {Record<string, Table>} */
export const TABLES = { vi, en, fr };
export const LANGUAGES = Object.keys(TABLES);

/**
 * @param {readonly (string | null | undefined)[]} wanted  language tags, best first
 * @returns {string} the first that has texts; else English
 */
export function chooseLanguage(wanted) {
  const primary = wanted.map((tag) => tag?.toLowerCase().split("-")[0] ?? "");
  return primary.find((tag) => LANGUAGES.includes(tag)) ?? "en";
}

export class Texts {
  /** @param {string} language */
  constructor(language) {
    this.language = language;
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values]  for the text's {names}
   * @returns {string}
   */
  t(key, values = {}) {
    const text = TABLES[this.language][key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /**
   * @param {import("./document.js").Problem} problem
   * @returns {string} its sentence, with the suggestion if it has one
   */
  problem({ key, values }) {
    const sentence = this.t(`problem.${key}`, values);
    return values.suggestion ? `${sentence} ${this.t("didYouMean", values)}` : sentence;
  }

  /**
   * Writes the texts into the elements that the markup marks: `data-text`, `data-label` (also the tooltip)
   * and `data-placeholder`.
   * @param {Document} page
   */
  applyTo(page) {
    page.documentElement.lang = this.language;
    for (const element of page.querySelectorAll("[data-text]")) {
      element.textContent = this.t(element.getAttribute("data-text") ?? "");
    }
    for (const element of page.querySelectorAll("[data-label]")) {
      const label = this.t(element.getAttribute("data-label") ?? "");
      element.setAttribute("aria-label", label);
      if (element instanceof HTMLButtonElement) element.title = label;
    }
    for (const element of page.querySelectorAll("[data-placeholder]")) {
      element.setAttribute("placeholder", this.t(element.getAttribute("data-placeholder") ?? ""));
    }
  }
}
