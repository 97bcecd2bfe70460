import { expect, test } from "vitest";
import { matches, phrases } from "./incidents.ts";

test("each line is a phrase, once, without blanks around or doubled", () => {
  expect(phrases(" checkout \n\ncan't   pay\ncheckout\n")).toEqual(["checkout", "can't pay"]);
  expect(phrases(" \n ")).toEqual([]);
});

test("what matches is told as words and as categories", () => {
  const shown = matches({ words: ["can't pay"], categories: ["billing"] });
  expect(shown).toEqual(["“can't pay”", "category billing"]);
});
