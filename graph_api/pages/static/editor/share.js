/**
 * A query in the address of the page: the content of a link, and the address for queries.
 *
 * The query is in the fragment, which browsers do not send to servers. Headers, which may hold
 * secrets, are never part of a link.
 */

/**
 * @typedef {object} Request
 * @property {string} query
 * @property {string} variables  JSON text
 * @property {string} [operationName]
 */

const KEYS = /** @type {const} */ (["query", "variables", "operationName"]);

/**
 * @param {Request} request
 * @returns {string} the fragment, with its "#"
 */
export function toFragment(request) {
  const pairs = KEYS.flatMap((key) => (request[key]?.trim() ? [`${key}=${encodeURIComponent(request[key])}`] : []));
  return `#${pairs.join("&")}`;
}

/**
 * @param {string} parameters  a fragment or search, with its sign
 * @returns {Request | undefined} undefined if it has no query
 */
export function fromParameters(parameters) {
  const values = new URLSearchParams(parameters.slice(1));
  const query = values.get("query");
  if (!query) return undefined;
  return { query, variables: values.get("variables") ?? "", operationName: values.get("operationName") ?? undefined };
}

/**
 * @param {{ pathname: string, search: string }} location  of the page
 * @returns {string} the address for queries: the page's own path, with parameters such as ?release=…
 */
export function endpoint({ pathname, search }) {
  const parameters = new URLSearchParams(search);
  for (const key of [...KEYS, "lang"]) parameters.delete(key);
  const rest = parameters.toString();
  return rest ? `${pathname}?${rest}` : pathname;
}
