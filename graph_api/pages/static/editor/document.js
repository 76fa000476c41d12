/**
 * The types of a parsed GraphQL document, shared by all modules that use it.
 */

/** @typedef {import("./tokens.js").Token} Token */
/** @typedef {import("./schema.js").Type} Type */
/** @typedef {import("./schema.js").TypeRef} TypeRef */
/** @typedef {import("./schema.js").Field} Field */
/** @typedef {import("./schema.js").Input} Input */

/**
 * @typedef {"keyword"|"operationName"|"fragmentName"|"spread"|"condition"|"variableType"|"alias"|"field"
 *   |"argument"|"inputField"|"word"|"string"|"number"|"variable"|"newVariable"|"directive"} Role
 */

/**
 * @typedef {object} Slot
 * @property {Role} role
 * @property {Token} token
 * @property {Type} [parent]  the type whose field, fragment or condition it is
 * @property {Field} [field]  the schema's field for the word; absent if unknown
 * @property {Map<string, Input>} [inputs]  the arguments or input fields allowed here
 * @property {Set<string>} [taken]  those already present
 * @property {TypeRef} [expected]  the type of the value here
 * @property {string} [location]  a directive's place, as the schema names it: FIELD
 * @property {Definition} [definition]  the operation or fragment around it
 */

/**
 * A problem; `key` and `values` make its sentence in the reader's language.
 * @typedef {object} Problem
 * @property {number} start
 * @property {number} end
 * @property {"error"|"warning"} severity
 * @property {string} key
 * @property {Record<string, string>} values
 */

/**
 * Something that takes named inputs: a field or a directive with its arguments, or an input object.
 * @typedef {object} Call
 * @property {Token} token
 * @property {Map<string, Input>} [inputs]
 * @property {Set<string>} taken
 */

/**
 * @typedef {object} Selection
 * @property {Token} token
 * @property {Field} [field]
 * @property {boolean} nested  true if it has its own selection
 */

/**
 * An operation or a fragment.
 * @typedef {object} Definition
 * @property {string} kind  query, mutation, subscription or fragment
 * @property {Token} [name]
 * @property {string} [on]  a fragment's type
 * @property {number} start
 * @property {number} end
 * @property {Map<string, Variable>} variables
 * @property {Token[]} uses  of variables
 * @property {Token[]} spreads  of fragments
 */

/**
 * @typedef {object} Variable
 * @property {Token} token
 * @property {TypeRef} [type]
 * @property {boolean} hasDefault
 */

/**
 * @typedef {object} ParsedDocument
 * @property {Token[]} tokens  comments included
 * @property {Slot[]} slots
 * @property {Definition[]} definitions
 * @property {Call[]} calls
 * @property {Selection[]} selections
 * @property {Problem[]} problems  of syntax only
 */

export {};
