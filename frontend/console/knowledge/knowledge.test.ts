import { expect, test } from "vitest";
import type * as api from "../api.ts";
import {
  asMessage,
  beforeAndAfter,
  BLANK,
  fieldsOf,
  folded,
  isSame,
  matching,
  opensAgain,
  statesOf,
} from "./knowledge.ts";

const article = (held: Partial<api.ListedArticle>): api.ListedArticle => ({
  number: 1,
  id: "help/returns",
  title: "Returns",
  source: "/srv/help",
  place: "",
  audience: "customer",
  product: "brew",
  locale: "en",
  version: 1,
  learnt_at: "2026-01-05T12:00:00Z",
  valid_until: null,
  review_by: null,
  is_edited: false,
  source_changed: false,
  is_hidden: false,
  proposals: 0,
  cited: 0,
  yes: 0,
  no: 0,
  ...held,
});

test("headings are lines in bold, but not in code", () => {
  expect(asMessage("## Milk jugs ##\ntext")).toBe("\n**Milk jugs**\n\ntext");
  expect(asMessage("```\n# no heading\n```\n# one")).toBe("```\n# no heading\n```\n\n**one**\n");
  expect(asMessage("#hash and text")).toBe("#hash and text");
});

test("every word of a search must be there", () => {
  const all = [article({}), article({ title: "Refunds", id: "help/refunds" })];
  expect(matching(all, "help BREW ret")).toEqual([all[0]]);
  expect(matching(all, "")).toEqual(all);
});

test("an article is published, or says what is the matter", () => {
  expect(statesOf(article({}), "2026-02-01")).toEqual(["published"]);
  expect(statesOf(article({ valid_until: "2026-02-01" }), "2026-02-01")).toEqual(["published"]);
  expect(
    statesOf(
      article({
        valid_until: "2026-01-31",
        review_by: "2026-02-01",
        is_hidden: true,
        is_edited: true,
        source_changed: true,
      }),
      "2026-02-01",
    ),
  ).toEqual(["hidden", "expired", "stale", "sourceChanged"]);
});

test("long runs of unchanged lines are folded, and no line is lost", () => {
  const same = (n: number) => Array.from({ length: n }, (_, at) => ({ kind: "same", text: `${at}` }));
  const lines = [...same(9), { kind: "added", text: "new" }, ...same(3)];
  expect(folded(lines)).toEqual([
    7,
    { kind: "same", lines: ["7", "8"] },
    { kind: "added", lines: ["new"] },
    { kind: "same", lines: ["0", "1", "2"] },
  ]);
  const shown = folded(lines).reduce<number>(
    (n, one) => n + (typeof one === "number" ? one : one.lines.length),
    0,
  );
  expect(shown).toBe(lines.length);
});

test("the week in which it was published counts neither before nor after", () => {
  const weeks = ["05", "12", "19", "26"].map((day, at) => ({
    starts: `2026-01-${day}T12:00:00Z`,
    conversations: at + 1,
    all_conversations: 10,
  }));
  const [before, after] = beforeAndAfter(weeks, "2026-01-14T00:00:00Z");
  expect(before).toEqual({ weeks: 1, conversations: 1, all: 10 });
  expect(after).toEqual({ weeks: 2, conversations: 7, all: 20 });
});

test("fields are compared, and an empty day is none", () => {
  const text = fieldsOf({ ...BLANK, title: "A", audience: "agent" });
  expect(isSame(text, { ...text })).toBe(true);
  expect(isSame(text, { ...text, body: "b" })).toBe(false);
  expect(isSame(text, { ...text, valid_until: "" })).toBe(true);
});

test("a gap opens again when it has grown by half", () => {
  expect([2, 3, 4, 0].map(opensAgain)).toEqual([3, 5, 6, 1]);
});
