"""Documents that ask for far too much; `python -m tests.bench refusals` measures how soon they are refused."""

BOMB = "{ ...F0 } fragment F40 on T { z } " + " ".join(
    f"fragment F{i} on T {{ x {{ ...F{i + 1} }} y {{ ...F{i + 1} }} }}" for i in range(40)
)
ATTACKS = {
    "aliases": "{ " + " ".join(f"a{i}: digitalPlatforms {{ totalCount }}" for i in range(10_000)) + " }",
    "inner aliases": "{ x { " + " ".join(f"a{i}: b" for i in range(10_000)) + " } }",
    "depth": "{ a " * 20_000,
    "tokens": "{ a(b: [" + "1 " * 400_000 + "]) }",
    "strings": '{ a(b: "' + "x" * 500_000 + '") ' + "{ a " * 100,
    "fields": "{ a { " + " ".join(f"f{i}" for i in range(3000)) + " } }",
    "repeats": "{ a { " + "b " * 3000 + " } }",
    "fragments": BOMB,
    "root fields": "{ " + " ".join(f"r{i}" for i in range(1000)) + " }",
}
