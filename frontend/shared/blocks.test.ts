import { describe, expect, test } from "vitest";

import { parse, type Block } from "./blocks";
import { chooser, documents, words } from "./testing";

const read = (text: string): Block<string>[] => parse(text, (line) => [line]);
const paragraph = (...lines: string[]): Block<string> => ({
  kind: "paragraph",
  lines: lines.map((line) => [line]),
});
const item = (label: string, ...blocks: Block<string>[]) => ({ label, blocks });

/** The cells of the first table, one string a line; "=" begins the line of the head. */
function cells(text: string): string[] {
  const [table] = read(text);
  if (table?.kind !== "table") return [];
  const line = (row: string[][]): string => row.map((cell) => cell.join("")).join("/");
  return [...(table.head ? [`=${line(table.head)}`] : []), ...table.rows.map(line)];
}

describe("paragraphs", () => {
  test("lines stay lines, an empty one parts paragraphs, spaces around lines are nothing", () => {
    expect(read("a\r\n  b \n \n\nc")).toEqual([paragraph("a", "b"), paragraph("c")]);
    expect(read(" \n\n")).toEqual([]);
  });

  test("a bold line is a heading, bold words in a line are not", () => {
    expect(read("**One**\n**2 * 3**\na **two**\n**Three** [1]\n**Four** **five**")).toEqual([
      { kind: "heading", parts: ["One"] },
      { kind: "heading", parts: ["2 * 3"] },
      paragraph("a **two**", "**Three** [1]", "**Four** **five**"),
    ]);
  });
});

describe("tables", () => {
  test("the first line is the head if a line of dashes says so", () => {
    expect(cells("| Size | Price |\n|---|---|\n| S | 3 |\n| M | 4 |")).toEqual([
      "=Size/Price",
      "S/3",
      "M/4",
    ]);
    expect(cells("| Size | Price |\n| :--- | ---: |\n| S | 3 |")).toEqual(["=Size/Price", "S/3"]);
    expect(cells("| Size | Price |\n| S | 3 |")).toEqual(["Size/Price", "S/3"]);
  });

  test("dashes further down, or a second time, are cells like others", () => {
    expect(cells("| a | b |\n| c | d |\n| - | - |")).toEqual(["a/b", "c/d", "-/-"]);
    expect(cells("| a |\n|---|\n| --- |\n| b |")).toEqual(["=a", "---", "b"]);
    expect(read("| a |\n|---|\n| b |\n|---|")).toEqual([
      { kind: "table", head: [["a"]], rows: [[["b"]]] },
      paragraph("|---|"),
    ]);
  });

  test("cells may be empty, and a pipe without spaces around it is text", () => {
    const text = "| a |  | c |\n|  | b |  |\n|  |\n| x|y ||z |\n|  d  | e |";
    expect(cells(text)).toEqual(["a//c", "/b/", "", "x|y ||z", "d/e"]);
  });

  test("an empty line, or one that is no row, ends a table", () => {
    expect(read("| a |\n| b |\n\n| c |\nNote [1]\n[1]\n|d|")).toEqual([
      { kind: "table", head: null, rows: [[["a"]], [["b"]]] },
      { kind: "table", head: null, rows: [[["c"]]] },
      paragraph("Note [1]", "[1]", "|d|"),
    ]);
  });
});

describe("lists", () => {
  test("items are nested by two columns or more", () => {
    const text = "- a\n  - b\n    1. c\n  - d\n- e\n   * f";
    expect(read(text)).toEqual([
      {
        kind: "list",
        isOrdered: false,
        items: [
          item("", paragraph("a"), {
            kind: "list",
            isOrdered: false,
            items: [
              item("", paragraph("b"), {
                kind: "list",
                isOrdered: true,
                items: [item("1.", paragraph("c"))],
              }),
              item("", paragraph("d")),
            ],
          }),
          item("", paragraph("e"), {
            kind: "list",
            isOrdered: false,
            items: [item("", paragraph("f"))],
          }),
        ],
      },
    ]);
  });

  test("numbers and letters are those written, also over empty lines", () => {
    const labels = (text: string): string[] =>
      read(text).flatMap((block) =>
        block.kind === "list" ? block.items.map(({ label }) => label) : [],
      );
    expect(labels("0. a\n3. b\n\n12) c\n007. d")).toEqual(["0.", "3.", "12)", "007."]);
    expect(labels("a. x\nb) y\nZ. z")).toEqual(["a.", "b)", "Z."]);
    expect(labels("iv. x\nix. y\nXVIII. z")).toEqual(["iv.", "ix.", "XVIII."]);
    expect(labels("- x\n\u2022 y\n* z")).toEqual(["", "", ""]);
  });

  test("a bullet's text is text, whatever it begins with", () => {
    expect(read("- 3. May\n- > 5 kg\n- **Bold**\n- - x")).toEqual([
      {
        kind: "list",
        isOrdered: false,
        items: ["3. May", "> 5 kg", "**Bold**", "- x"].map((text) => item("", paragraph(text))),
      },
    ]);
  });

  test.each([
    "z. B. Kaffee",
    "p. m. only",
    "J. R. Smith",
    "2024. A year",
    "mild. or strong",
    "5.2 V",
    "-5 degrees",
    "a.b",
  ])("%s is no item", (text) => {
    expect(read(text)).toEqual([paragraph(text)]);
  });

  test("what is indented by two columns more belongs to the item, other text does not", () => {
    const text = "1. a\n  b\n\n  c\n  | d |\n  **E**\n  > f\n2.\n  - g\nh";
    expect(read(text)).toEqual([
      {
        kind: "list",
        isOrdered: true,
        items: [
          item(
            "1.",
            paragraph("a", "b"),
            paragraph("c"),
            { kind: "table", head: null, rows: [[["d"]]] },
            { kind: "heading", parts: ["E"] },
            { kind: "quote", blocks: [paragraph("f")] },
          ),
          item("2.", { kind: "list", isOrdered: false, items: [item("", paragraph("g"))] }),
        ],
      },
      paragraph("h"),
    ]);
    expect(read("- a\n b\n- c\n  > d\n> e")).toMatchObject([
      { kind: "list" },
      paragraph("b"),
      { kind: "list", items: [{ blocks: [paragraph("c"), { kind: "quote" }] }] },
      { kind: "quote", blocks: [paragraph("e")] },
    ]);
  });

  test("bullets and numbers on one level are two lists", () => {
    expect(read("2. two\n- other")).toMatchObject([{ isOrdered: true }, { isOrdered: false }]);
  });
});

describe("code", () => {
  test("what is between fences is left as it is, also without an end", () => {
    expect(read("```sh\n**a**\n\n  | b |\n```\nc")).toEqual([
      { kind: "code", text: "**a**\n\n  | b |" },
      paragraph("c"),
    ]);
    expect(read("```\n> a\n")).toEqual([{ kind: "code", text: "> a\n" }]);
  });

  test("a fence ends with as many marks or more, and nothing else", () => {
    expect(read("````\n```\n````js\n`````\na")).toEqual([
      { kind: "code", text: "```\n````js" },
      paragraph("a"),
    ]);
    expect(read("```a```")).toEqual([paragraph("```a```")]);
  });

  test("within an item it loses the item's indent only", () => {
    expect(read("- a\n  ```\n    b\n c\nd\n  ```")).toEqual([
      {
        kind: "list",
        isOrdered: false,
        items: [item("", paragraph("a"), { kind: "code", text: "  b\nc\nd" })],
      },
    ]);
  });
});

describe("quotes", () => {
  test("a quote has blocks of its own", () => {
    expect(read("a\n> **B**\n> c\n>\n> - d\n>   - e\n> > f\nc\n>5 kg")).toEqual([
      paragraph("a"),
      {
        kind: "quote",
        blocks: [
          { kind: "heading", parts: ["B"] },
          paragraph("c"),
          {
            kind: "list",
            isOrdered: false,
            items: [
              item("", paragraph("d"), {
                kind: "list",
                isOrdered: false,
                items: [item("", paragraph("e"))],
              }),
            ],
          },
          { kind: "quote", blocks: [paragraph("f")] },
        ],
      },
      paragraph("c", ">5 kg"),
    ]);
  });
});

describe("any text", () => {
  test("keeps all of its words, in order", () => {
    for (let seed = 1; seed <= 2000; seed += 1) {
      const text = documents(chooser(seed));
      expect(words(JSON.stringify(read(text))), text).toEqual(words(text));
    }
  });

  test("is nested only so deep", () => {
    const depth = (blocks: Block<string>[]): number =>
      Math.max(
        0,
        ...blocks.map((block) => {
          if (block.kind === "quote") return 1 + depth(block.blocks);
          if (block.kind !== "list") return 0;
          return 1 + Math.max(...block.items.map((one) => depth(one.blocks)));
        }),
      );
    const steps = (of: (at: number) => string): string =>
      Array.from({ length: 200 }, (_, at) => `${of(at)}w${at}`).join("\n");
    const texts = [
      steps((at) => `${"  ".repeat(at)}- `),
      steps((at) => `${"  ".repeat(at)}> `),
      steps((at) => `${"> ".repeat(at)}- `),
      steps((at) => `${"> ".repeat(at % 12)}${"  ".repeat(at)}- `),
      steps((at) => `${"  > ".repeat(at)}- `),
    ];
    for (const text of texts) {
      expect(depth(read(text))).toBeLessThanOrEqual(9);
      expect(words(JSON.stringify(read(text)))).toEqual(words(text));
    }
  });

  // Each takes less than a second; if time grew with the square of the length, it would be hours.
  const MEGABYTE = 1_000_000;
  test.each([
    "a",
    " ",
    "\n",
    "> ",
    "- ",
    "1. ",
    "a. ",
    "| ",
    "|---",
    "| |\n",
    "| a | b |\n",
    "```\n",
    "```a\n",
    "> ```\n",
    "**",
    "**a** ",
    "**a**\n",
    "- a\n\n",
    "> - a\n",
    "- a\n  - b\n    > c\n",
    "*\n",
    "\r",
  ])("a megabyte of %j is read at once", (piece) => {
    const text = piece.repeat(Math.ceil(MEGABYTE / piece.length));
    expect(words(JSON.stringify(read(text))).length).toBe(words(text).length);
  });
});
