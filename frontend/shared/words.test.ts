import { expect, test } from "vitest";

import { plural } from "./plural";
import { ago, clock } from "./time";

const NOW = new Date(2026, 1, 10, 12, 0, 0);

function before(seconds: number): Date {
  return new Date(NOW.getTime() - seconds * 1000);
}

test("counts take the language's form", () => {
  const forms = { one: "# source", other: "# sources" };
  expect([0, 1, 2, 1200].map((count) => plural("en", count, forms))).toEqual([
    "0 sources",
    "1 source",
    "2 sources",
    "1,200 sources",
  ]);
});

test("what has passed is told in its largest unit", () => {
  expect([5, 90, 7300, 90_000].map((seconds) => ago("en", before(seconds), NOW))).toEqual([
    "now",
    "1 minute ago",
    "2 hours ago",
    "yesterday",
  ]);
});

test("only what was not today has its date", () => {
  expect(clock("en-GB", before(3600), NOW)).toBe("11:00");
  expect(clock("en-GB", before(86_400), NOW)).toContain("9 Feb");
});
