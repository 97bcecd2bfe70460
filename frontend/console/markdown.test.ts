import { expect, test } from "vitest";
import { chooser, documents, words } from "../shared/testing.ts";
import { blocks, inline } from "./markdown.ts";

test("HTML stays the text it is", () => {
  const text = '<img src=x onerror="alert(1)"> & <b>b</b>';
  expect(blocks(text)).toEqual([{ kind: "paragraph", lines: [[{ kind: "text", text }]] }]);
});

test("bold, emphasis, code and citations are marks within a line", () => {
  expect(inline("Press **Rotate** *now*, `key` [2]")).toEqual([
    { kind: "text", text: "Press " },
    { kind: "strong", children: [{ kind: "text", text: "Rotate" }] },
    { kind: "text", text: " " },
    { kind: "em", children: [{ kind: "text", text: "now" }] },
    { kind: "text", text: ", " },
    { kind: "code", text: "key" },
    { kind: "text", text: " " },
    { kind: "cite", number: 2 },
  ]);
});

test("a link knows its real host; other schemes are no links", () => {
  expect(inline("[shop.example](https://evil.example/x)")).toEqual([
    { kind: "link", url: "https://evil.example/x", label: "shop.example", host: "evil.example" },
  ]);
  expect(inline("[x](javascript:alert(1))")).toEqual([
    { kind: "text", text: "[x](javascript:alert(1))" },
  ]);
});

test.each([
  ["shop.example", null],
  ["https://shop.example/help", null],
  ["https://shop.example", null],
  ["op.exam", "shop.example"],
  ["https://shop.example.evil.example", "shop.example"],
  ["https://bank.example@shop.example/", "shop.example"],
])("%s as a label of a link to shop.example: beside it stands %s", (label, host) => {
  expect(inline(`[${label}](https://shop.example/x)`)).toMatchObject([{ kind: "link", host }]);
});

test("a full stop after an address is not part of it", () => {
  expect(inline("See https://a.example/b.")[1]).toMatchObject({ url: "https://a.example/b" });
});

test("lists and code blocks stand between paragraphs", () => {
  expect(
    blocks("Do:\n1. one\n2. two\n\n```sh\n**as is**\n```\nDone").map((block) => block.kind),
  ).toEqual(["paragraph", "list", "code", "paragraph"]);
});

test("items and cells have marks within them", () => {
  expect(blocks("3. *a* [1]\n\n| **b** |\n|---|\n| `c` |")).toEqual([
    {
      kind: "list",
      isOrdered: true,
      items: [
        {
          label: "3.",
          blocks: [
            {
              kind: "paragraph",
              lines: [
                [
                  { kind: "em", children: [{ kind: "text", text: "a" }] },
                  { kind: "text", text: " " },
                  { kind: "cite", number: 1 },
                ],
              ],
            },
          ],
        },
      ],
    },
    {
      kind: "table",
      head: [[{ kind: "strong", children: [{ kind: "text", text: "b" }] }]],
      rows: [[[{ kind: "code", text: "c" }]]],
    },
  ]);
});

test("any text keeps all of its words, in order", () => {
  for (let seed = 1; seed <= 2000; seed += 1) {
    const text = documents(chooser(seed));
    expect(words(JSON.stringify(blocks(text))), text).toEqual(words(text));
  }
});

test.each([
  "`",
  "*",
  "**a",
  "*a ",
  "[",
  "[a](https://b",
  "[a](https://b)",
  "[a](https://b<",
  "https://",
  "https://a .",
])("a megabyte of %j is read at once", (piece) => {
  expect(blocks(piece.repeat(1_000_000 / piece.length))).toHaveLength(1);
});
