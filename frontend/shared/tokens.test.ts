import { describe, expect, test } from "vitest";

import { contrast } from "./contrast";
import { colours, type Colour } from "./tokens";

const GROUNDS = [
  ...["bg", "surface", "sunken"],
  ...["accent", "ai", "human", "ok", "warn", "danger"].map((name) => `${name}-soft`),
];
const TEXTS = ["text", "muted", "accent", "ai", "human", "ok", "warn", "danger"];

function colour(name: string): Colour {
  const found = colours[name];
  if (found === undefined) throw new Error(`there is no colour ${name}`);
  return found;
}

describe.each(["light", "dark"] as const)("%s", (theme) => {
  test("text can be read on every ground", () => {
    const pairs = TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const));
    pairs.push(["on-accent", "accent"], ["note-text", "note"], ["text", "note"]);
    const weak = pairs.filter(
      ([text, ground]) => contrast(colour(text)[theme], colour(ground)[theme]) < 4.5,
    );
    expect(weak).toEqual([]);
  });

  test("controls and marks can be seen", () => {
    const weak = ["bg", "surface"].filter(
      (ground) => contrast(colour("control")[theme], colour(ground)[theme]) < 3,
    );
    expect(weak).toEqual([]);
  });
});

test("black on white is the most there is", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});
