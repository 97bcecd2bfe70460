import { expect, test } from "vitest";
import { rank } from "./rank.ts";

const commands = [
  "Snooze",
  "Resolve and open the next",
  "Resolve",
  "Reopen",
  "Write a private note",
];
const found = (words: string) => rank(commands, words, (one) => one);

test("without words all stand in their order", () => {
  expect(found("  ")).toEqual(commands);
});

test("beginnings come before words within, and those before scattered letters", () => {
  expect(found("re")).toEqual([
    "Resolve and open the next",
    "Resolve",
    "Reopen",
    "Write a private note",
  ]);
  expect(found("note")).toEqual(["Write a private note", "Resolve and open the next"]);
  expect(found("zzz")).toEqual([]);
});
