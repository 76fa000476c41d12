/**
 * The list of completions at the caret, for keyboard, mouse and touch.
 *
 * The focus stays in the text field; `aria-activedescendant` names the active option for screen
 * readers. (HTML allows a textarea no role "combobox", but these attributes of its pattern:
 * https://www.w3.org/TR/html-aria/#el-textarea.)
 */

import { CARET } from "./complete.js";
import { h, prose } from "./dom.js";
import { indentAt } from "./edits.js";

/** @typedef {import("./complete.js").Completion} Completion */
/** @typedef {import("./complete.js").Candidate} Candidate */
/** @typedef {import("./code-area.js").CodeArea} CodeArea */

const SHOWN = 200;
const PAGE = 8;

export class CompletionList {
  /**
   * @param {CodeArea} area
   * @param {(text: string, offset: number) => Completion | undefined} source
   * @param {import("./i18n.js").Texts} texts
   * @param {HTMLElement} status  a live region
   */
  constructor(area, source, texts, status) {
    this.area = area;
    this.source = source;
    this.texts = texts;
    this.status = status;
    this.list = h("ul", { id: "completions", role: "listbox", class: "completion-options" });
    this.about = h("div", { class: "completion-about" });
    this.popup = h("div", { class: "completion", hidden: true }, this.list, this.about);
    /** @type {Completion | undefined} */
    this.completion = undefined;
    this.active = -1;
    document.body.append(this.popup);
    this.listen();
  }

  listen() {
    const { input, host } = this.area;
    for (const [name, value] of [["autocomplete", "list"], ["haspopup", "listbox"], ["controls", "completions"]]) {
      input.setAttribute(`aria-${name}`, value);
    }
    // Before the code area sees the key, for which Tab means indentation.
    input.addEventListener("keydown", (event) => this.keyDown(event), { capture: true });
    input.addEventListener("input", (event) => this.typed(event instanceof InputEvent ? event : undefined));
    this.area.addEventListener("typed", (event) => {
      const isOpener = event instanceof CustomEvent && "{([".includes(event.detail);
      if (isOpener) this.open(false);
      else this.close();
    });
    this.area.addEventListener("caret", () => this.follow());
    input.addEventListener("blur", () => this.close());
    host.addEventListener("scroll", () => this.close());
    window.addEventListener("resize", () => this.close());
    // The field must keep the focus while an option is clicked.
    this.popup.addEventListener("pointerdown", (event) => event.preventDefault());
    this.popup.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get isOpen() {
    return this.completion !== undefined;
  }

  /** @param {InputEvent | undefined} event */
  typed(event) {
    if (this.area.isApplying) return;
    const before = this.area.text.slice(0, this.area.caret);
    const isTyping = event?.inputType === "insertText" || event?.inputType === "insertCompositionText";
    if (isTyping && /([\w$@]|\.\.\.)$/.test(before)) this.open(false);
    else if (this.isOpen) this.open(false);
  }

  /** The caret has moved without typing: the list closes if it has left the word. */
  follow() {
    const { caret } = this.area;
    if (this.completion && (caret < this.completion.from || caret > this.completion.to)) this.close();
  }

  /** @param {KeyboardEvent} event */
  keyDown(event) {
    if (event.isComposing) return;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.open(true);
      return;
    }
    if (!this.completion || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.options - 1;
    /** @type {Record<string, () => void>} */
    const actions = {
      ArrowDown: () => this.activate(this.active >= last ? 0 : this.active + 1),
      ArrowUp: () => this.activate(this.active <= 0 ? last : this.active - 1),
      PageDown: () => this.activate(Math.min(last, this.active + PAGE)),
      PageUp: () => this.activate(Math.max(0, this.active - PAGE)),
      Escape: () => this.close(),
      ...(this.active >= 0 && { Tab: () => this.accept(this.active), Enter: () => this.accept(this.active) }),
    };
    const action = event.shiftKey ? undefined : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  get options() {
    return Math.min(this.completion?.items.length ?? 0, SHOWN);
  }

  /**
   * @param {boolean} asked  true if the user asked for it; if not, Enter and Tab keep their meaning until there is a word to complete
   */
  open(asked) {
    const completion = this.source(this.area.text, this.area.caret);
    const isDone = completion?.items.length === 1 && completion.items[0].label === completion.word;
    if (!completion || (isDone && !asked)) return this.close();
    this.completion = completion;
    this.render(completion);
    this.activate(asked || completion.word ? 0 : -1);
    this.place(completion.from);
    this.status.textContent = this.texts.t("completionCount", { count: completion.items.length });
  }

  close() {
    if (!this.completion) return;
    this.completion = undefined;
    this.popup.hidden = true;
    this.area.input.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  /** @param {number} index  -1: none */
  activate(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    const item = this.completion?.items[index];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.area.input.setAttribute("aria-activedescendant", option.id);
    else this.area.input.removeAttribute("aria-activedescendant");
    this.about.replaceChildren(...prose(item?.description));
    this.about.hidden = !item?.description;
  }

  /** @param {number} index */
  accept(index) {
    const { completion, area } = this;
    const item = completion?.items[index];
    if (!completion || !item) return;
    this.close();
    const { from, to } = completion;
    const indented = item.insert.replaceAll("\n", `\n${indentAt(area.text, from)}`);
    const insert = indented.replace(CARET, "");
    const at = indented.indexOf(CARET);
    const caret = from + (at < 0 ? insert.length : at);
    area.apply({ from, to, insert, start: caret, end: caret });
    if (at >= 0) this.open(false); // go on with what belongs into the brackets
  }

  // ---- Drawing

  /** @param {Completion} completion */
  render({ items, word }) {
    this.list.setAttribute("aria-label", this.texts.t("completions"));
    this.list.replaceChildren(
      ...items.slice(0, SHOWN).map((item, index) =>
        h(
          "li",
          {
            id: `completion-${index}`,
            role: "option",
            "aria-selected": "false",
            class: item.deprecated ? "deprecated" : undefined,
            onclick: () => this.accept(index),
          },
          h("span", { class: "completion-label" }, ...marked(item.label, word)),
          h("span", { class: "completion-detail" }, item.detail),
        ),
      ),
    );
    this.list.scrollTop = 0;
    this.popup.hidden = false;
  }

  /** Puts the list under the word, or above it where there is more room. @param {number} offset */
  place(offset) {
    const word = this.area.rectAt(offset);
    const { offsetWidth: width, offsetHeight: height } = this.popup;
    const below = word.bottom + 4;
    const fitsBelow = below + height <= window.innerHeight || word.top < window.innerHeight / 2;
    const left = Math.max(4, Math.min(word.left, window.innerWidth - width - 4));
    this.popup.style.left = `${left}px`;
    this.popup.style.top = `${fitsBelow ? below : Math.max(4, word.top - 4 - height)}px`;
  }
}

/**
 * @param {string} label
 * @param {string} word
 * @returns {(Node | string)[]} the label with the word emphasised
 */
function marked(label, word) {
  const at = word ? label.toLowerCase().indexOf(word.toLowerCase()) : -1;
  if (at < 0) return [label];
  const end = at + word.length;
  return [label.slice(0, at), h("mark", {}, label.slice(at, end)), label.slice(end)];
}
