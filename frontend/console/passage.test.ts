import { expect, test } from "vitest";
import { drawn, isRow, runs } from "./passage.ts";

test("rows are a table where the desk knows that they are", () => {
  expect(drawn("Prices\nPlan | Price\nSolo | €9.90\nBoth a | b hold.", "H0T0r0P0")).toEqual([
    { kind: "text", text: "Prices" },
    { kind: "table", head: ["Plan", "Price"], rows: [["Solo", "€9.90"]] },
    { kind: "text", text: "Both a | b hold." },
  ]);
  expect(drawn("Solo | €9.90", "…1r0…")).toEqual([
    { kind: "table", head: null, rows: [["Solo", "€9.90"]] },
  ]);
});

test("without that, lines with bars that follow each other are one", () => {
  expect(drawn("Plan | Price | Note\nSolo | €9.90\nThat is\nall.")).toEqual([
    { kind: "table", head: ["Plan", "Price", "Note"], rows: [["Solo", "€9.90", ""]] },
    { kind: "text", text: "That is\nall." },
  ]);
  expect(drawn("Press A | B.")).toEqual([{ kind: "text", text: "Press A | B." }]);
  expect(drawn("a||b\nc|d")).toEqual([{ kind: "text", text: "a||b\nc|d" }]);
  expect(drawn("")).toEqual([{ kind: "text", text: "" }]);
});

test("a shape of another text is not believed", () => {
  expect(drawn("Plan | Price\nSolo | €9.90", "P0")).toEqual([
    { kind: "table", head: ["Plan", "Price"], rows: [["Solo", "€9.90"]] },
  ]);
});

test("claims of one table stay together, all others apart", () => {
  const claims = ["P0", "T0", "r0", "P0", ""].map((shape, at) => ({ shape, at }));
  expect(runs(claims).map((run) => run.map(({ at }) => at))).toEqual([[0], [1, 2], [3], [4]]);
  expect(isRow({ shape: "r0" })).toBe(true);
  expect(isRow({})).toBe(false);
  expect(isRow(undefined)).toBe(false);
});
