/**
 * The state that the browser keeps for its user: preferences, the draft, saved queries, history.
 *
 * If the browser forbids storage, the state lasts as long as the page.
 */

/** @typedef {import("./share.js").Request} Request */

/** @typedef {Request & { id: string, title: string, at: string }} StoredQuery */

const PREFIX = "ndp-editor:";
const HISTORY_LENGTH = 50;

export class Storage {
  /** @param {{ getItem(key: string): string | null, setItem(key: string, value: string): void }} [backend] */
  constructor(backend) {
    this.backend = backend;
    /** @type {Map<string, unknown>} */
    this.memory = new Map();
  }

  /**
   * @template T
   * @param {string} key
   * @param {T} fallback  the value if nothing readable is kept
   * @returns {T}
   */
  read(key, fallback) {
    if (this.memory.has(key)) return /** @type {T} */ (this.memory.get(key));
    try {
      return JSON.parse(this.backend?.getItem(PREFIX + key) ?? "null") ?? fallback;
    } catch {
      return fallback;
    }
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  write(key, value) {
    this.memory.set(key, value);
    try {
      this.backend?.setItem(PREFIX + key, JSON.stringify(value));
      // Read again from the browser's storage, so that two tabs see each other's queries.
      if (this.backend) this.memory.delete(key);
    } catch {
      // storage is full or forbidden: the value stays in memory
    }
  }

  /** @returns {StoredQuery[]} newest first */
  get saved() {
    return this.read("saved", []);
  }

  /** @returns {StoredQuery[]} newest first */
  get history() {
    return this.read("history", []);
  }

  /**
   * Keeps a query under a title; an earlier one of that title is replaced.
   * @param {string} title
   * @param {Request} request
   */
  save(title, request) {
    const others = this.saved.filter((it) => it.title !== title);
    this.write("saved", [stored(title, request), ...others]);
  }

  /**
   * Notes that a query was run; running the same again moves it to the top.
   * @param {string} title
   * @param {Request} request
   */
  remember(title, request) {
    const others = this.history.filter((it) => it.query !== request.query || it.variables !== request.variables);
    this.write("history", [stored(title, request), ...others].slice(0, HISTORY_LENGTH));
  }

  /**
   * @param {"saved" | "history"} list
   * @param {string} id
   */
  remove(list, id) {
    this.write(list, this[list].filter((it) => it.id !== id));
  }
}

/**
 * @param {string} title
 * @param {Request} request
 * @returns {StoredQuery}
 */
function stored(title, { query, variables, operationName }) {
  const at = new Date().toISOString();
  return { id: `${at}-${Math.random().toString(36).slice(2, 8)}`, title, at, query, variables, operationName };
}
