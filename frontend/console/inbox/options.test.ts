import { expect, test } from "vitest";
import type { Option } from "../api.ts";
import { offered, reaction } from "./options.ts";

const option = (id: string, label: string, kind: Option["kind"]): Option => ({
  id,
  label,
  kind,
  article_id: kind === "article" ? id : null,
});
const options = [
  option("yes", "Yes", "yes"),
  option("no", "None of these", "no"),
  option("article:a", "Descale with tablets", "article"),
  option("product:one", "Bramble One", "product"),
];
const pressed = (chosen: string | null, was_helpful: boolean | null = null) =>
  reaction({ options, chosen, was_helpful });

test("what was pressed is told in words", () => {
  expect(pressed("yes", true)).toBe("Customer: yes");
  expect(pressed("no", false)).toBe("Customer: none of these");
  expect(pressed("article:a", false)).toBe("Customer picked: Descale with tablets");
  expect(pressed("product:one")).toBe("Customer picked: Bramble One");
  expect(pressed(null)).toBeNull();
});

test("of older releases only a yes or a no is known", () => {
  expect(pressed(null, true)).toBe("Customer: yes");
  expect(reaction({ options: [], chosen: null, was_helpful: false })).toBe("Customer: no");
});

test("what was offered is one line", () => {
  expect(offered({ options: options.slice(0, 3) })).toBe(
    "Yes · None of these · Descale with tablets",
  );
  expect(offered({ options: [] })).toBe("");
});
