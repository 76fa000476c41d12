/**
 * The documentation explorer: search, and pages of types and fields that link to one another.
 */

import { byId, h, prose } from "./dom.js";
import { isRequired, nameOf, printType } from "./schema.js";

/** @typedef {import("./schema.js").Schema} Schema */
/** @typedef {import("./schema.js").Type} Type */
/** @typedef {import("./schema.js").TypeRef} TypeRef */
/** @typedef {import("./schema.js").Field} Field */
/** @typedef {import("./schema.js").Input} Input */

/** A page: a field of a type, a type, or (empty) the whole schema. @typedef {{ type?: string, field?: string }} Place */

/** @typedef {"OBJECT"|"INTERFACE"|"UNION"|"ENUM"|"INPUT_OBJECT"|"SCALAR"} Kind */

const KINDS = /** @type {Kind[]} */ (["OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "SCALAR"]);
const RESULTS = 60;

export class Docs {
  /** @param {import("./i18n.js").Texts} texts */
  constructor(texts) {
    this.texts = texts;
    this.page = byId("docs-page", HTMLElement);
    this.search = byId("docs-search", HTMLInputElement);
    /** @type {Schema | undefined} */
    this.schema = undefined;
    /** @type {Place[]} */
    this.trail = [{}];
    this.search.addEventListener("input", () => this.render());
  }

  /** @param {Schema} schema */
  setSchema(schema) {
    this.schema = schema;
    this.render();
  }

  /** @param {Place} place */
  show(place) {
    this.search.value = "";
    this.trail.push(place);
    this.render();
    this.page.scrollTop = 0;
    this.page.querySelector("h2")?.focus();
  }

  back() {
    this.trail.pop();
    this.search.value = "";
    this.render();
    this.page.querySelector("h2")?.focus();
  }

  render() {
    const { schema, texts } = this;
    if (!schema) return this.page.replaceChildren(h("p", { class: "muted" }, texts.t("schemaLoading")));
    const wanted = this.search.value.trim();
    if (wanted) return this.page.replaceChildren(...this.results(wanted, schema));
    const place = this.trail.at(-1) ?? {};
    const type = schema.types.get(place.type ?? "");
    const field = type && place.field ? (type.fields.get(place.field) ?? type.inputFields.get(place.field)) : undefined;
    const isFirst = this.trail.length < 2;
    const back = h("button", { type: "button", class: "quiet", onclick: () => this.back() }, `← ${texts.t("back")}`);
    const content = type ? (field ? this.fieldPage(type, field) : this.typePage(type)) : this.rootPage(schema);
    this.page.replaceChildren(...(isFirst ? [] : [back]), ...content.filter((it) => it !== undefined));
  }

  // ---- Pages

  /** @param {Schema} schema */
  rootPage({ types, roots, directives }) {
    const { texts } = this;
    const roles = Object.values(roots).flatMap((type) => (type ? [h("li", {}, this.typeLink(type.name))] : []));
    const groups = KINDS.map((kind) => {
      const members = [...types.values()].filter((type) => type.kind === kind && !type.name.startsWith("__"));
      const items = members.map((type) => h("li", {}, this.typeLink(type.name)));
      return this.fold(`${texts.t(kind)} (${members.length})`, h("ul", {}, items), members.length > 0);
    });
    const marks = [...directives.values()].map((it) => h("li", {}, h("code", {}, `@${it.name}`), ...prose(it.description)));
    return [
      this.heading(texts.t("allTypes")),
      h("h3", {}, texts.t("rootFields")),
      h("ul", {}, roles),
      ...groups,
      this.fold(`${texts.t("directives")} (${marks.length})`, h("ul", {}, marks), marks.length > 0),
    ];
  }

  /** @param {Type} type */
  typePage(type) {
    const links = (/** @type {string[]} */ names) => names.map((name) => h("li", {}, this.typeLink(name)));
    const inner = (/** @type {Iterable<Field | Input>} */ fields) =>
      [...fields].map((field) => this.fieldItem(type, field));
    const values = [...type.enumValues.values()].map((value) =>
      h("li", {}, h("code", { class: "doc-value" }, value.name), ...this.deprecation(value), ...prose(value.description)),
    );
    return [
      this.heading(type.name, this.texts.t(type.kind)),
      ...this.description(type.description),
      this.list("implements", links(type.interfaces)),
      this.list("fields", inner(type.fields.values())),
      this.list("inputFields", inner(type.inputFields.values())),
      this.list("values", values),
      this.list("possibleTypes", links(type.possibleTypes)),
      this.list("usedBy", this.uses(type)),
    ];
  }

  /**
   * @param {Type} type
   * @param {Field | Input} field
   */
  fieldPage(type, field) {
    const args = "args" in field ? [...field.args.values()] : [];
    const items = args.map((arg) =>
      h("li", {}, h("code", {}, arg.name, ": ", this.typeRef(arg.type)), ...this.facts(arg), ...prose(arg.description)),
    );
    return [
      this.heading(field.name, h("span", {}, this.typeLink(type.name))),
      ...this.description(field.description),
      ...this.deprecation(field),
      h("h3", {}, this.texts.t("type")),
      h("p", {}, h("code", {}, this.typeRef(field.type)), ...("args" in field ? [] : this.facts(field))),
      this.list("arguments", items),
    ];
  }

  /**
   * @param {string} wanted
   * @param {Schema} schema
   */
  results(wanted, { types }) {
    const { texts } = this;
    const needle = wanted.toLowerCase();
    const shown = [...types.values()].filter((type) => !type.name.startsWith("__"));
    const named = shown.filter((type) => type.name.toLowerCase().includes(needle));
    const members = shown.flatMap((type) =>
      [...type.fields.values(), ...type.inputFields.values()]
        .filter((field) => field.name.toLowerCase().includes(needle))
        .map((field) => h("li", {}, h("code", {}, this.typeLink(type.name), ".", this.fieldLink(type, field)))),
    );
    const count = named.length + members.length;
    if (!count) return [h("p", { class: "muted", role: "status" }, texts.t("noMatch", { text: wanted }))];
    const typeItems = named.map((type) => h("li", {}, h("code", {}, this.typeLink(type.name))));
    return [
      h("p", { class: "muted", role: "status" }, count === 1 ? texts.t("oneResult") : texts.t("results", { count })),
      h("ul", {}, [...typeItems, ...members].slice(0, RESULTS)),
    ];
  }

  // ---- Parts

  /**
   * @param {string} text
   * @param {Node | string} [kicker]
   */
  heading(text, kicker) {
    return h("h2", { tabindex: "-1" }, kicker ? h("small", {}, kicker) : "", h("span", { class: "doc-name" }, text));
  }

  /** @param {string | null | undefined} text */
  description(text) {
    return text ? prose(text) : [h("p", { class: "muted" }, this.texts.t("noDescription"))];
  }

  /**
   * @param {Type} type
   * @param {Field | Input} field
   */
  fieldItem(type, field) {
    const args = "args" in field && field.args.size ? "(…)" : "";
    const code = h("code", {}, this.fieldLink(type, field), args, ": ", this.typeRef(field.type));
    const summary = prose(field.description).slice(0, 1);
    return h("li", { class: field.isDeprecated ? "deprecated" : undefined }, code, summary);
  }

  /** @param {Input} input */
  facts(input) {
    const { texts } = this;
    if (input.defaultValue != null) return [h("small", {}, ` ${texts.t("default", { value: input.defaultValue })}`)];
    return isRequired(input) ? [h("small", {}, ` ${texts.t("required")}`)] : [];
  }

  /** @param {{ isDeprecated?: boolean, deprecationReason?: string | null }} item */
  deprecation({ isDeprecated, deprecationReason }) {
    const label = h("strong", {}, this.texts.t("deprecated"));
    return isDeprecated ? [h("p", { class: "warning-text" }, label, " ", deprecationReason ?? "")] : [];
  }

  /**
   * @param {Type} type
   * @returns {HTMLElement[]} the fields that give this type
   */
  uses(type) {
    const all = [...(this.schema?.types.values() ?? [])].filter((it) => !it.name.startsWith("__"));
    return all.flatMap((owner) =>
      [...owner.fields.values(), ...owner.inputFields.values()]
        .filter((field) => nameOf(field.type) === type.name)
        .map((field) => h("li", {}, h("code", {}, this.typeLink(owner.name), ".", this.fieldLink(owner, field)))),
    );
  }

  /**
   * @param {string} key
   * @param {HTMLElement[]} items
   */
  list(key, items) {
    if (!items.length) return undefined;
    const title = this.texts.t(key);
    const isLong = key === "usedBy" || key === "possibleTypes";
    if (isLong) return this.fold(`${title} (${items.length})`, h("ul", {}, items), true, items.length <= 5);
    return h("section", {}, h("h3", {}, title), h("ul", { class: "doc-list" }, items));
  }

  /**
   * @param {string} title
   * @param {HTMLElement} content
   * @param {boolean} isNeeded
   * @param {boolean} [open]
   */
  fold(title, content, isNeeded, open = false) {
    return isNeeded ? h("details", { open }, h("summary", {}, title), content) : undefined;
  }

  /** @param {string} name */
  typeLink(name) {
    return h("button", { type: "button", class: "link type", onclick: () => this.show({ type: name }) }, name);
  }

  /**
   * @param {Type} type
   * @param {Field | Input} field
   */
  fieldLink(type, field) {
    const open = () => this.show({ type: type.name, field: field.name });
    return h("button", { type: "button", class: "link field", onclick: open }, field.name);
  }

  /** @param {TypeRef} ref */
  typeRef(ref) {
    const name = nameOf(ref);
    const [before, after] = printType(ref).split(name);
    return h("span", {}, before, this.typeLink(name), after);
  }
}
