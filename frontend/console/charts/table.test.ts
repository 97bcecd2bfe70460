import { expect, test } from "vitest";
import { csv, figures } from "./table.ts";

test("a field with commas, quotes or line breaks is quoted", () => {
  const data = [["a,b", 'say "no"', 0.5, null, "two\nlines"]];
  expect(csv({ columns: ["a", "b", "c", "d", "e"], data })).toBe(
    'a,b,c,d,e\r\n"a,b","say ""no""",0.5,,"two\nlines"\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@x"])("a spreadsheet does not run %s", (text) => {
  expect(csv({ columns: ["a"], data: [[text]] })).toBe(`a\r\n'${text}\r\n`);
});

test("a negative number stays a number", () => {
  expect(csv({ columns: ["a"], data: [[-0.5]] })).toBe("a\r\n-0.5\r\n");
});

test("the table says what the chart shows, the file has the plain numbers", () => {
  const figure = { value: 0.5, n: 12, low: 0.25, high: 0.75 };
  const sheet = figures("x", [{ label: "billing", figure, denominator: 14, notes: "A" }], "share");
  expect(sheet.rows).toEqual([["billing", "50\u00a0%", "25–75", "12", "14", "few cases. A"]]);
  expect(sheet.data).toEqual([["billing", 0.5, "share", 12, 14, 0.25, 0.75, "A"]]);
  expect(sheet.columns.length).toBe(sheet.data[0]?.length);
});
