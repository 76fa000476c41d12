import assert from "node:assert/strict";
import { test } from "node:test";
import { prettify } from "../../../graph_api/pages/static/editor/format.js";
import { tokenize } from "../../../graph_api/pages/static/editor/tokens.js";

test("a document gets one selection a line", () => {
  const text = "query Q($a:Int=1,$b:[ID!]!)@d(x:1){a:b(c:{d:[1,2],e:$a})@skip(if:true){...on T{f g(h:1)}...G ...@include(if:$a){i}}}fragment G on T{j}";
  assert.equal(
    prettify(text),
    `query Q($a: Int = 1, $b: [ID!]!) @d(x: 1) {
  a: b(c: { d: [1, 2], e: $a }) @skip(if: true) {
    ... on T {
      f
      g(h: 1)
    }
    ...G
    ... @include(if: $a) {
      i
    }
  }
}

fragment G on T {
  j
}
`,
  );
});

test("arguments that do not fit on a line take one each", () => {
  const text = '{ platforms(where: { title: { contains: "một nền tảng số rất dài, rất dài" }, status: { eq: A } }, first: 10) { a } }';
  assert.equal(
    prettify(text),
    `{
  platforms(
    where: {
      title: { contains: "một nền tảng số rất dài, rất dài" }
      status: { eq: A }
    }
    first: 10
  ) {
    a
  }
}
`,
  );
});

test("comments stay where they were", () => {
  const text = "# top\n{ a # of a\n  # of b\n  b(x: 1 # one\n y: 2) }\n# end";
  assert.equal(
    prettify(text),
    `# top
{
  a # of a
  # of b
  b(
    x: 1 # one
    y: 2
  )
}

# end
`,
  );
});

test("formatting changes no token and does nothing the second time", () => {
  const texts = ["", "{a", "{a(b:[{c", "}{", "query", '{a(b:"""x\n  y"""){on query fragment}}', "{ on ... on on { on } }", "#c"];
  for (const text of texts) {
    const once = prettify(text);
    assert.deepEqual(tokenize(once).map((token) => token.text), tokenize(text).map((token) => token.text), text);
    assert.equal(prettify(once), once);
  }
});
