import { expect, test } from "vitest";

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

test("lists keep the number they begin with, also over empty lines", () => {
  expect(parse("2. two\n\n3. three\n- other", all)).toEqual([
    {
      kind: "list",
      first: 2,
      items: [[{ kind: "text", text: "two" }], [{ kind: "text", text: "three" }]],
    },
    { kind: "list", first: null, items: [[{ kind: "text", text: "other" }]] },
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
