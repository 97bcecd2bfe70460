import { expect, test } from "vitest";

import { chooser, documents, words } from "../shared/testing";
import { parse, type Inline } from "./markdown";

const all = (): boolean => true;
const none = (): boolean => false;

function line(text: string, allows = all): Inline[] {
  const [block] = parse(text, allows);
  return block?.kind === "paragraph" ? (block.lines[0] ?? []) : [];
}

test("lines stay lines, an empty one parts paragraphs", () => {
  expect(parse("a\nb\n\nc", all)).toEqual([
    { kind: "paragraph", lines: [[{ kind: "text", text: "a" }], [{ kind: "text", text: "b" }]] },
    { kind: "paragraph", lines: [[{ kind: "text", text: "c" }]] },
  ]);
});

test("bold, code and marks of sources", () => {
  expect(line("Press **Rotate** in `keys` [1].")).toEqual([
    { kind: "text", text: "Press " },
    { kind: "bold", text: "Rotate" },
    { kind: "text", text: " in " },
    { kind: "code", text: "keys" },
    { kind: "text", text: " " },
    { kind: "mark", number: 1 },
    { kind: "text", text: "." },
  ]);
});

test("items, cells and headings have marks within them", () => {
  const text = "**See `a`**\n2. **two**\n  - [1]\n\n| `b` | c |";
  expect(parse(text, all)).toEqual([
    { kind: "heading", parts: [{ kind: "text", text: "See " }, { kind: "code", text: "a" }] },
    {
      kind: "list",
      isOrdered: true,
      items: [
        {
          label: "2.",
          blocks: [
            { kind: "paragraph", lines: [[{ kind: "bold", text: "two" }]] },
            {
              kind: "list",
              isOrdered: false,
              items: [
                {
                  label: "",
                  blocks: [{ kind: "paragraph", lines: [[{ kind: "mark", number: 1 }]] }],
                },
              ],
            },
          ],
        },
      ],
    },
    {
      kind: "table",
      head: null,
      rows: [[[{ kind: "code", text: "b" }], [{ kind: "text", text: "c" }]]],
    },
  ]);
});

test("code between fences is left as it is, also without an end", () => {
  expect(parse("```sh\n**a**\n```", all)).toEqual([{ kind: "code", text: "**a**" }]);
  expect(parse("```\na", all)).toEqual([{ kind: "code", text: "a" }]);
});

test("links are links where they are allowed, a full stop is no part of them", () => {
  expect(line("See [the page](https://shop.example/a) or https://shop.example/b.")).toEqual([
    { kind: "text", text: "See " },
    { kind: "link", text: "the page", url: "https://shop.example/a" },
    { kind: "text", text: " or " },
    { kind: "link", text: "https://shop.example/b", url: "https://shop.example/b" },
    { kind: "text", text: "." },
  ]);
  const text = "[the page](https://shop.example/a) and https://evil.example";
  expect(line(text, none)).toEqual([{ kind: "text", text }]);
});

test("other schemes and HTML are text", () => {
  const text = '[x](javascript:alert(1)) <img src="x" onerror="y">';
  expect(line(text)).toEqual([{ kind: "text", text }]);
});

test("any text keeps all of its words, in order", () => {
  for (let seed = 1; seed <= 2000; seed += 1) {
    const text = documents(chooser(seed));
    expect(words(JSON.stringify(parse(text, all))), text).toEqual(words(text));
  }
});

test.each([
  "`",
  "**",
  "**a",
  "[",
  "[1]",
  "[a](https://b",
  "[a](https://b)",
  "[a](https://b<",
  "https://",
  "https://a .",
])("a megabyte of %j is read at once", (piece) => {
  const text = piece.repeat(1_000_000 / piece.length);
  expect(parse(text, none)).toHaveLength(1);
  expect(parse(text, all)).toHaveLength(1);
});
