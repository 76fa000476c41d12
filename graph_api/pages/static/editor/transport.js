/**
 * Sends operations to the server.
 */

/** @typedef {import("./share.js").Request} Request */

/**
 * @typedef {object} Answer
 * @property {string} text  the body as received
 * @property {number} status
 * @property {boolean} isJson
 * @property {number} milliseconds
 * @property {number} bytes
 */

const ACCEPT = "application/graphql-response+json, application/json";

/**
 * @param {string} url
 * @param {Request & { headers?: Record<string, string> }} request
 * @param {{ language: string, signal?: AbortSignal }} options
 * @returns {Promise<Answer>} rejects if the server cannot be reached, or on abort
 */
export async function send(url, request, options) {
  const started = performance.now();
  const response = await sendFor(ACCEPT, url, request, options);
  const text = await response.text();
  const type = response.headers.get("Content-Type") ?? "";
  return {
    text,
    status: response.status,
    isJson: /[/+]json\b/.test(type),
    milliseconds: performance.now() - started,
    bytes: new TextEncoder().encode(text).length,
  };
}

/**
 * @param {string} accept  the media types that are wanted
 * @param {string} url
 * @param {Request & { headers?: Record<string, string>, extensions?: string }} request
 * @param {{ language: string, signal?: AbortSignal }} options
 * @returns {Promise<Response>} rejects if the server cannot be reached, or on abort
 */
export function sendFor(accept, url, request, { language, signal }) {
  return fetch(url, {
    method: "POST",
    headers: { "Accept-Language": language, "Content-Type": "application/json", ...request.headers, Accept: accept },
    body: body(request),
    signal,
  });
}

/**
 * The variables are sent as written, so that long numbers keep their digits.
 * @param {Request & { extensions?: string }} request
 */
function body({ query, variables, operationName, extensions }) {
  const name = operationName ? `,"operationName":${JSON.stringify(operationName)}` : "";
  const more = extensions ? `,"extensions":${extensions}` : "";
  return `{"query":${JSON.stringify(query)},"variables":${variables.trim() || "{}"}${name}${more}}`;
}

/**
 * @param {string} url
 * @returns {Promise<any>} the JSON at the address; undefined if there is none
 */
export async function fetchJson(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined; // examples and the like are extras: without them the editor still works
  }
}
