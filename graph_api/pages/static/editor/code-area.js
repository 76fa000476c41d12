/**
 * A text field for code: coloured, with line numbers, pairs of brackets and indentation.
 *
 * It is a plain textarea with transparent letters over a coloured copy of the text, so selection,
 * undo, input methods (such as Vietnamese Telex) and screen readers work as in any
 * text field. The textarea is as large as its text; the element around both scrolls them together.
 */

import { byId, h } from "./dom.js";
import * as edits from "./edits.js";
import { matchingBrackets, paint } from "./paint.js";

/** @typedef {import("./paint.js").Span} Span */
/** @typedef {import("./edits.js").Edit} Edit */

export class CodeArea extends EventTarget {
  /**
   * Dispatches "input" when the text has changed, "caret" when the caret has moved, and "typed" with a
   * character that was paired or stepped over.
   * @param {HTMLElement} host  an empty element with a size of its own
   * @param {{ id: string, hintId: string, comments?: boolean }} options  the element `ID-label` has its name
   */
  constructor(host, { id, hintId, comments = false }) {
    super();
    this.host = host;
    this.comments = comments;
    this.gutter = h("pre", { class: "code-gutter", "aria-hidden": "true" });
    this.copy = h("pre", { class: "code-copy", "aria-hidden": "true" });
    this.input = h("textarea", {
      id,
      class: "code-input",
      wrap: "off",
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
      "aria-describedby": hintId,
    });
    const name = byId(`${id}-label`, HTMLElement);
    const label = h("label", { class: "visually-hidden", for: id, "data-text": name.dataset.text ?? "" });
    label.append(...name.childNodes);
    name.replaceWith(label);
    host.classList.add("code-area");
    host.append(this.gutter, h("div", { class: "code-layers" }, this.copy, this.input));
    /** @type {Span[]} */
    this.spans = [];
    this.tabLeaves = false;
    this.lastCaret = -1;
    this.listen();
    this.draw();
  }

  listen() {
    const { input } = this;
    input.addEventListener("input", () => this.changed());
    input.addEventListener("beforeinput", (event) => this.beforeInput(event));
    input.addEventListener("keydown", (event) => this.keyDown(event));
    input.addEventListener("blur", () => (this.tabLeaves = false));
    document.addEventListener("selectionchange", () => this.caretMoved());
    for (const name of ["keyup", "click", "focus"]) input.addEventListener(name, () => this.caretMoved());
  }

  get text() {
    return this.input.value;
  }

  /** Replaces the whole text; the user can undo it. @param {string} text */
  set text(text) {
    if (text !== this.text) this.apply({ from: 0, to: this.text.length, insert: text, start: 0, end: 0 });
  }

  /** @returns {number} */
  get caret() {
    return this.input.selectionEnd;
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  /** @param {number} offset */
  goTo(offset) {
    this.focus();
    this.input.setSelectionRange(offset, offset);
    this.caretMoved();
    this.scrollToCaret();
  }

  /** @param {Edit} edit */
  apply({ from, to, insert, start, end }) {
    const { input } = this;
    if (from !== to || insert) {
      const active = document.activeElement;
      this.focus();
      input.setSelectionRange(from, to);
      // Deprecated, but the only change to a field that the browser's undo includes.
      const command = insert ? "insertText" : "delete";
      const done = this.applying(() => document.execCommand(command, false, insert));
      if (!done) {
        input.setRangeText(insert, from, to, "end");
        this.changed();
      }
      if (active !== input) restoreFocus(active, input);
    }
    input.setSelectionRange(start, end);
    this.caretMoved();
  }

  /** @param {() => boolean} act  during which no brackets are paired */
  applying(act) {
    this.isApplying = true;
    try {
      return act();
    } finally {
      this.isApplying = false;
    }
  }

  // ---- Actions of the user

  /** @param {InputEvent} event */
  beforeInput(event) {
    if (this.isApplying || event.isComposing) return;
    const { text, input } = this;
    const [start, end] = [input.selectionStart, input.selectionEnd];
    const { inputType, data } = event;
    let edit;
    if (inputType === "insertText" && data?.length === 1) edit = edits.typeCharacter(text, start, end, data);
    else if (inputType === "insertLineBreak") edit = edits.newLine(text, start, end);
    else if (inputType === "deleteContentBackward") edit = edits.deleteBackward(text, start, end);
    if (!edit) return;
    event.preventDefault();
    this.apply(edit);
    if (inputType === "insertText") this.dispatchEvent(new CustomEvent("typed", { detail: data }));
  }

  /** @param {KeyboardEvent} event */
  keyDown(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const { text, input } = this;
    const [start, end] = [input.selectionStart, input.selectionEnd];
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Tab" && !this.tabLeaves && !command && !event.altKey) {
      event.preventDefault();
      this.apply(event.shiftKey ? edits.outdent(text, start, end) : edits.indent(text, start, end));
    } else if (event.key === "/" && command && this.comments) {
      event.preventDefault();
      this.apply(edits.toggleComment(text, start, end));
    }
    // Escape lets Tab out, so that the keyboard is not trapped here (WCAG 2.1.2).
    if (event.key !== "Shift") this.tabLeaves = event.key === "Escape";
  }

  changed() {
    this.lastCaret = -1;
    this.dispatchEvent(new Event("input"));
    this.caretMoved();
  }

  caretMoved() {
    if (this.caret === this.lastCaret || document.activeElement !== this.input) return;
    this.lastCaret = this.caret;
    this.draw();
    this.dispatchEvent(new Event("caret"));
  }

  // ---- Display

  /** Colours the text. @param {Span[]} spans */
  colour(spans) {
    this.spans = spans;
    this.draw();
  }

  draw() {
    const { text } = this;
    const brackets = document.activeElement === this.input ? matchingBrackets(text, this.caret) : [];
    const pieces = paint(text, [...this.spans, ...brackets]);
    const nodes = pieces.map((piece) => (piece.style ? h("span", { class: piece.style }, piece.text) : piece.text));
    // A <pre> does not show its last line feed unless something follows it.
    this.copy.replaceChildren(...nodes, "\u200B");
    this.drawGutter(text);
  }

  /** @param {string} text */
  drawGutter(text) {
    const wrong = new Set(
      this.spans.filter(({ style }) => style === "error").map(({ start }) => lineOf(text, start)),
    );
    const lines = Array.from({ length: lineOf(text, text.length) }, (_, index) => index + 1);
    this.gutter.replaceChildren(
      ...lines.map((line) => h("span", { class: wrong.has(line) ? "wrong-line" : undefined }, `${line}\n`)),
    );
  }

  /**
   * @param {number} offset
   * @returns {DOMRect} the position of the offset on the screen
   */
  rectAt(offset) {
    const walker = document.createTreeWalker(this.copy, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    let left = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (left < length) {
        range.setStart(node, left);
        range.setEnd(node, left + 1);
        return range.getClientRects()[0] ?? range.getBoundingClientRect();
      }
      left -= length;
    }
    return this.copy.getBoundingClientRect();
  }

  scrollToCaret() {
    const [place, frame] = [this.rectAt(this.caret), this.host.getBoundingClientRect()];
    if (place.top < frame.top || place.bottom > frame.bottom) {
      this.host.scrollTop += place.top - frame.top - frame.height / 3;
    }
  }
}

/**
 * @param {Element | null} active  the element that had the focus before
 * @param {HTMLElement} input  the element that has it now; a phone's keyboard must not open automatically
 */
function restoreFocus(active, input) {
  if (active instanceof HTMLElement && active !== document.body) active.focus({ preventScroll: true });
  else input.blur();
}

/**
 * @param {string} text
 * @param {number} offset
 * @returns {number} counted from 1
 */
export function lineOf(text, offset) {
  return text.slice(0, offset).split("\n").length;
}
