/**
 * Puts the editor together: the panels, the buttons, the keys, and the state kept between visits.
 */

import { AnswerPanel, readErrors } from "./answer.js";
import { Compose } from "./compose.js";
import { Docs } from "./docs.js";
import { byId, h } from "./dom.js";
import { chooseLanguage, Texts } from "./i18n.js";
import { QueriesPanel, variablesText } from "./queries.js";
import { AnswerDownload } from "./download.js";
import { INTROSPECTION, Schema } from "./schema.js";
import { endpoint, fromParameters, toFragment } from "./share.js";
import { splitter } from "./splitter.js";
import { Storage } from "./storage.js";
import { TablePanel } from "./table.js";
import { tabs } from "./tabs.js";
import { fetchJson, send } from "./transport.js";

/** @typedef {import("./share.js").Request} Request */
/** @typedef {"compose" | "answer" | "docs" | "queries"} Panel */

class Editor {
  constructor() {
    this.url = endpoint(location);
    this.storage = new Storage(openStorage());
    const wanted = [new URLSearchParams(location.search).get("lang"), this.storage.read("language", ""), ...navigator.languages];
    this.texts = new Texts(chooseLanguage(wanted));
    this.docs = new Docs(this.texts);
    this.compose = new Compose(this.texts, (place) => {
      this.showPanel("docs");
      this.docs.show(place);
    });
    this.answer = new AnswerPanel(this.texts);
    this.table = new TablePanel(this.texts, this.url);
    this.download = new AnswerDownload(this.texts, this.url);
    this.queries = new QueriesPanel(this.texts, this.storage, (request) => this.open(request));
    this.runButton = byId("run", HTMLButtonElement);
    this.notice = byId("notice", HTMLElement);
    this.workbench = byId("workbench", HTMLElement);
    this.chooseSide = tabs(byId("side-tabs", HTMLElement));
    tabs(byId("answer-tabs", HTMLElement));
    this.chooseLower = tabs(byId("lower-tabs", HTMLElement));
    /** @type {AbortController | undefined} */
    this.running = undefined;
    /** @type {{ release?: string, illustrative?: boolean } | undefined} */
    this.about = undefined;
    this.schemaFailed = false;
  }

  async start() {
    this.listen();
    this.arrange();
    this.setTheme(this.storage.read("theme", ""));
    this.render();
    const linked = fromParameters(location.hash) ?? fromParameters(location.search);
    const draft = linked ?? this.storage.read("draft", undefined);
    if (draft) this.compose.request = draft;
    await Promise.all([this.loadSchema(), this.loadAbout(), this.loadExamples(!draft)]);
    this.compose.addEventListener("change", () => this.storage.write("draft", this.compose.request));
  }

  // ---- Data from the server

  async loadSchema() {
    try {
      const request = { query: INTROSPECTION, variables: "", operationName: "IntrospectionQuery" };
      const { text } = await send(this.url, request, { language: this.texts.language });
      const schema = new Schema(JSON.parse(text).data);
      this.schemaFailed = false;
      this.compose.setSchema(schema);
      this.docs.setSchema(schema);
    } catch {
      this.schemaFailed = true;
    }
    this.renderSchemaState();
  }

  async loadAbout() {
    this.about = await fetchJson("/graphql/about.json");
    this.renderAbout();
  }

  /** @param {boolean} openFirst  on the first visit, open the first example */
  async loadExamples(openFirst) {
    this.queries.setExamples(await fetchJson("/graphql/examples.json"));
    const [first] = this.queries.examples;
    if (openFirst && first && !this.compose.query.text) {
      this.compose.request = { query: first.query, variables: variablesText(first.variables) };
    }
  }

  // ---- Actions of the user

  listen() {
    /** @type {Record<string, () => void>} */
    const clicks = {
      run: () => this.run(),
      prettify: () => this.compose.prettify(),
      save: () => this.askTitle(),
      share: () => this.share(),
      theme: () => this.toggleTheme(),
      help: () => byId("help-dialog", HTMLDialogElement).showModal(),
      "side-toggle": () => this.toggleSide(),
      "save-cancel": () => byId("save-dialog", HTMLDialogElement).close(),
    };
    for (const [id, act] of Object.entries(clicks)) byId(id, HTMLButtonElement).addEventListener("click", act);
    for (const button of this.panelButtons) {
      button.addEventListener("click", () => this.showPanel(/** @type {Panel} */ (button.dataset.panel)));
    }
    const language = byId("language", HTMLSelectElement);
    language.addEventListener("change", () => this.setLanguage(language.value));
    byId("save-form", HTMLFormElement).addEventListener("submit", () => this.save());
    document.addEventListener("keydown", (event) => this.keyDown(event));
    window.addEventListener("hashchange", () => {
      const linked = fromParameters(location.hash);
      if (linked) this.open(linked);
    });
  }

  /** @param {KeyboardEvent} event */
  keyDown(event) {
    const command = event.ctrlKey || event.metaKey;
    const isFormat = event.shiftKey && (event.altKey || command) && /^[fp]$/i.test(event.key);
    /** @type {[boolean, () => void][]} */
    const keys = [
      [command && event.key === "Enter", () => this.run()],
      [command && !event.shiftKey && event.key === "s", () => this.askTitle()],
      [isFormat, () => this.compose.prettify()],
      [event.key === "F8", () => this.compose.nextProblem()],
    ];
    const act = keys.find(([isPressed]) => isPressed)?.[1];
    if (!act) return;
    event.preventDefault();
    act();
  }

  async run() {
    if (this.running) return this.running.abort();
    const { compose, storage } = this;
    const headers = compose.headerValues;
    const wrong = compose.wrongJson;
    if (wrong || !headers) {
      this.chooseLower(`${wrong}-panel`);
      return;
    }
    this.running = new AbortController();
    this.renderRun();
    this.answer.show("running");
    this.table.clear();
    this.showPanel("answer");
    const { request } = compose;
    storage.remember(compose.title, request);
    this.queries.render();
    try {
      const options = { language: this.texts.language, signal: this.running.signal };
      const answer = await send(this.url, { ...request, headers }, options);
      this.answer.showAnswer(answer);
      this.table.showAnswer({ ...request, headers }, answer);
      this.download.showAnswer({ ...request, headers });
      if (compose.query.text === request.query) compose.markErrors(answer.isJson ? readErrors(answer.text) : []);
    } catch {
      this.answer.show(this.running.signal.aborted ? "stopped" : "unreachable");
    } finally {
      this.running = undefined;
      this.renderRun();
    }
  }

  /** @param {Request} request */
  open(request) {
    this.compose.request = request;
    this.showPanel("compose");
    this.compose.query.host.scrollTop = 0;
  }

  askTitle() {
    byId("save-name", HTMLInputElement).value = this.compose.title;
    byId("save-dialog", HTMLDialogElement).showModal();
    byId("save-name", HTMLInputElement).select();
  }

  save() {
    const title = byId("save-name", HTMLInputElement).value.trim() || this.compose.title;
    this.storage.save(title, this.compose.request);
    this.queries.render();
    this.say("savedAs", { title });
  }

  async share() {
    history.replaceState(null, "", toFragment(this.compose.request));
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("shared");
    } catch {
      this.say("sharedAddress"); // the browser or its user forbids the clipboard
    }
  }

  // ---- Appearance

  /** @param {string} language */
  setLanguage(language) {
    this.texts.language = chooseLanguage([language]);
    this.storage.write("language", language);
    this.render();
  }

  toggleTheme() {
    const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
    const system = matchMedia("(prefers-color-scheme: dark)").matches;
    const shown = document.documentElement.dataset.theme ? isDark : system;
    this.setTheme(shown ? "light" : "dark");
  }

  /** @param {string} theme  light, dark, or empty for the system's */
  setTheme(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    this.storage.write("theme", theme);
  }

  /** @param {Panel} panel  shown if there is room for only one */
  showPanel(panel) {
    if (panel === "docs" || panel === "queries") {
      this.chooseSide(`${panel}-panel`);
      this.setSide(true);
    }
    this.workbench.dataset.panel = panel;
    for (const button of this.panelButtons) {
      button.setAttribute("aria-pressed", String(button.dataset.panel === panel));
    }
  }

  get panelButtons() {
    return /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll("#panels button")]);
  }

  toggleSide() {
    this.setSide(this.workbench.dataset.side !== "open");
  }

  /** @param {boolean} isOpen */
  setSide(isOpen) {
    this.workbench.dataset.side = isOpen ? "open" : "closed";
    byId("side-toggle", HTMLButtonElement).setAttribute("aria-expanded", String(isOpen));
    this.storage.write("side", isOpen);
  }

  arrange() {
    this.setSide(this.storage.read("side", true));
    const splits = /** @type {const} */ ([
      ["side-bar", "--side", "left", 220],
      ["answer-bar", "--answer", "right", 260],
      ["lower-bar", "--lower", "bottom", 90],
    ]);
    for (const [id, property, side, least] of splits) {
      const keep = (/** @type {number} */ size) => this.storage.write(property, size);
      const initial = this.storage.read(property, undefined);
      splitter({ bar: byId(id, HTMLElement), property, side, least, initial, keep });
    }
  }

  // ---- Texts that depend on the language

  render() {
    this.texts.applyTo(document);
    document.title = this.texts.t("title");
    byId("language", HTMLSelectElement).value = this.texts.language;
    this.compose.update();
    this.docs.render();
    this.queries.render();
    this.answer.render();
    this.table.render();
    this.renderRun();
    this.renderAbout();
    this.renderSchemaState();
    this.notice.textContent = "";
  }

  renderRun() {
    byId("run-text", HTMLElement).textContent = this.texts.t(this.running ? "stop" : "run");
    this.runButton.classList.toggle("running", this.running !== undefined);
  }

  renderAbout() {
    byId("illustrative", HTMLElement).hidden = this.about?.illustrative !== true;
    const { release } = this.about ?? {};
    byId("release", HTMLElement).textContent = release ? this.texts.t("release", { release }) : "";
  }

  renderSchemaState() {
    const retry = h("button", { type: "button", class: "link", onclick: () => this.loadSchema() }, this.texts.t("retry"));
    const state = byId("schema-state", HTMLElement);
    state.replaceChildren(...(this.schemaFailed ? [this.texts.t("schemaFailed"), " ", retry] : []));
    state.hidden = !this.schemaFailed;
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} [values]
   */
  say(key, values) {
    this.notice.textContent = this.texts.t(key, values);
  }
}

/** @returns {globalThis.Storage | undefined} undefined where the browser forbids it */
function openStorage() {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

new Editor().start();
