/** What the editor's tests share: the schema of `schema.graphql`, and texts with the caret marked by "|". */

import { readFileSync } from "node:fs";
import { Schema } from "../../../graph_api/pages/static/editor/schema.js";

export const schema = new Schema(JSON.parse(readFileSync(new URL("schema.json", import.meta.url), "utf8")));

/** @param {string} marked @returns {[string, number]} the text without the mark, and where it was */
export function atCaret(marked) {
  return [marked.replace("|", ""), marked.indexOf("|")];
}
