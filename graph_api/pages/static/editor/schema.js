/**
 * The server's schema from its introspection, indexed by name.
 */

/**
 * A type as it is used: a named type, or a list or non-null of another.
 * @typedef {object} TypeRef
 * @property {string} kind
 * @property {string | null} [name]
 * @property {TypeRef | null} [ofType]
 */

/**
 * An argument or a field of an input type.
 * @typedef {object} Input
 * @property {string} name
 * @property {string | null} [description]
 * @property {TypeRef} type
 * @property {string | null} [defaultValue]
 * @property {boolean} [isDeprecated]
 * @property {string | null} [deprecationReason]
 */

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string | null} [description]
 * @property {TypeRef} type
 * @property {Map<string, Input>} args
 * @property {boolean} [isDeprecated]
 * @property {string | null} [deprecationReason]
 */

/**
 * @typedef {object} EnumValue
 * @property {string} name
 * @property {string | null} [description]
 * @property {boolean} [isDeprecated]
 * @property {string | null} [deprecationReason]
 */

/**
 * @typedef {object} Type
 * @property {"SCALAR"|"OBJECT"|"INTERFACE"|"UNION"|"ENUM"|"INPUT_OBJECT"} kind
 * @property {string} name
 * @property {string | null} description
 * @property {Map<string, Field>} fields  empty unless an object or interface type
 * @property {Map<string, Input>} inputFields  empty unless an input type
 * @property {Map<string, EnumValue>} enumValues  empty unless an enum
 * @property {string[]} interfaces
 * @property {string[]} possibleTypes
 */

/**
 * @typedef {object} Directive
 * @property {string} name
 * @property {string | null} [description]
 * @property {string[]} locations
 * @property {Map<string, Input>} args
 */

const TYPE_REF = "kind name ofType { ".repeat(6) + "kind name" + " }".repeat(6);
const INPUT = `name description defaultValue type { ${TYPE_REF} }`;

/** The question whose answer `Schema` is made of. */
export const INTROSPECTION = `query IntrospectionQuery {
  __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    directives { name description locations args { ${INPUT} } }
    types {
      kind name description
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args { ${INPUT} }
        type { ${TYPE_REF} }
      }
      inputFields { ${INPUT} }
      interfaces { name }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
      possibleTypes { name }
    }
  }
}`;

/** @type {TypeRef} */
const STRING = { kind: "NON_NULL", ofType: { kind: "SCALAR", name: "String" } };

/**
 * The fields that the language itself adds to every composite type, and to the query type.
 * @type {Field}
 */
const TYPENAME = { name: "__typename", type: STRING, args: new Map() };
/** @type {Field[]} */
const META_FIELDS = [
  { name: "__schema", type: { kind: "NON_NULL", ofType: { kind: "OBJECT", name: "__Schema" } }, args: new Map() },
  {
    name: "__type",
    type: { kind: "OBJECT", name: "__Type" },
    args: new Map([["name", { name: "name", type: STRING }]]),
  },
];

export class Schema {
  /** @param {any} data  the `data` of the answer to INTROSPECTION */
  constructor(data) {
    const schema = data.__schema;
    /** @type {Map<string, Type>} */
    this.types = byName(schema.types.map(indexType));
    /** @type {Map<string, Directive>} */
    this.directives = byName(schema.directives.map((/** @type {any} */ it) => ({ ...it, args: byName(it.args) })));
    /** @type {Record<string, Type | undefined>} */
    this.roots = {
      query: this.types.get(schema.queryType?.name),
      mutation: this.types.get(schema.mutationType?.name),
      subscription: this.types.get(schema.subscriptionType?.name),
    };
  }

  /**
   * @param {TypeRef | undefined} ref
   * @returns {Type | undefined} the named type inside lists and non-nulls
   */
  named(ref) {
    return ref && this.types.get(nameOf(ref));
  }

  /**
   * @param {Type | undefined} parent
   * @param {string} name
   * @returns {Field | undefined}
   */
  field(parent, name) {
    return parent && this.fieldsOf(parent).find((field) => field.name === name);
  }

  /**
   * @param {Type} parent
   * @returns {Field[]} all that may be selected, the language's own last
   */
  fieldsOf(parent) {
    if (!isComposite(parent)) return [];
    const meta = parent === this.roots.query ? META_FIELDS : [];
    return [...parent.fields.values(), TYPENAME, ...meta];
  }

  /**
   * @param {Type} type
   * @returns {Set<string>} names of the object types that a value of this type can have
   */
  possible(type) {
    return new Set(type.kind === "OBJECT" ? [type.name] : type.possibleTypes);
  }

  /**
   * @param {Type} parent
   * @returns {Type[]} types that a fragment inside this type can be on
   */
  conditionsIn(parent) {
    const possible = this.possible(parent);
    return [...this.types.values()].filter(
      (type) => isComposite(type) && [...this.possible(type)].some((name) => possible.has(name)),
    );
  }
}

/**
 * @template {{ name: string }} T
 * @param {T[] | null | undefined} items
 * @returns {Map<string, T>}
 */
function byName(items) {
  return new Map((items ?? []).map((item) => [item.name, item]));
}

/**
 * @param {any} raw  one of the introspection's types
 * @returns {Type}
 */
function indexType(raw) {
  const fields = (raw.fields ?? []).map((/** @type {any} */ field) => ({ ...field, args: byName(field.args) }));
  const names = (/** @type {any[] | null} */ types) => (types ?? []).map((type) => type.name);
  return {
    kind: raw.kind,
    name: raw.name,
    description: raw.description,
    fields: byName(fields),
    inputFields: byName(raw.inputFields),
    enumValues: byName(raw.enumValues),
    interfaces: names(raw.interfaces),
    possibleTypes: names(raw.possibleTypes),
  };
}

/**
 * @param {TypeRef} ref
 * @returns {string} the name inside lists and non-nulls
 */
export function nameOf(ref) {
  return ref.ofType ? nameOf(ref.ofType) : (ref.name ?? "");
}

/**
 * @param {TypeRef} ref
 * @returns {string} as GraphQL writes it: `[ID!]!`
 */
export function printType(ref) {
  if (ref.kind === "NON_NULL" && ref.ofType) return `${printType(ref.ofType)}!`;
  if (ref.kind === "LIST" && ref.ofType) return `[${printType(ref.ofType)}]`;
  return ref.name ?? "";
}

/**
 * @param {TypeRef | undefined} ref
 * @returns {TypeRef | undefined} the type of the items of a list; a single value counts as a list of one
 */
export function itemOf(ref) {
  if (ref?.kind === "NON_NULL") return itemOf(ref.ofType ?? undefined);
  return ref?.kind === "LIST" ? (ref.ofType ?? undefined) : ref;
}

/**
 * @param {Input} input
 * @returns {boolean} true if it is required
 */
export function isRequired(input) {
  return input.type.kind === "NON_NULL" && input.defaultValue == null;
}

/**
 * @param {Type | undefined} type
 * @returns {boolean} true if it has fields to select
 */
export function isComposite(type) {
  return type?.kind === "OBJECT" || type?.kind === "INTERFACE" || type?.kind === "UNION";
}

/**
 * @param {Type | undefined} type
 * @returns {boolean} true if a variable can have it
 */
export function isInput(type) {
  return type?.kind === "SCALAR" || type?.kind === "ENUM" || type?.kind === "INPUT_OBJECT";
}
