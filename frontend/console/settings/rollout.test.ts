import { expect, test } from "vitest";
import type { Rule, RuleLine } from "../api.ts";
import { areSegments, below, idIn, isConversation, restFor, segments, share, shown, typed } from "./rollout.ts";

test("the control group gets less than those let in", () => {
  expect(below("auto")).toEqual(["off", "shadow", "draft"]);
  expect(below("off")).toEqual([]);
  expect(restFor("auto", "draft")).toBe("draft");
  expect(restFor("draft", "draft")).toBe("shadow");
  expect(restFor("off", "shadow")).toBe("off");
});

test("segments are typed and read back as they were", () => {
  const rule: Rule = {
    mode: "auto",
    audience: "everyone",
    segments: [
      { plan: "team" },
      { attribute: "country", equals: "DE" },
      { attribute: "seats", at_least: 10 },
    ],
  };
  expect(segments(typed(rule))).toEqual(rule.segments);
  expect(segments([{ name: " ", sign: "=", value: "x" }])).toEqual([]);
  expect(areSegments([{ name: "seats", sign: ">=", value: "many" }])).toBe(false);
  expect(areSegments([{ name: "seats", sign: ">=", value: "" }])).toBe(false);
  expect(areSegments([{ name: "seats", sign: ">=", value: "9.5" }])).toBe(true);
});

test("an id is found in a pasted address", () => {
  const id = "2f6d0f7c-9d7b-4a55-8a4e-3d5f0c1b2a39";
  expect(idIn(`http://localhost:8700/inbox/all/${id}?q=x`)).toBe(id);
  expect(idIn("Rosa")).toBeNull();
  expect(isConversation(`http://localhost:8700/inbox/all/${id}`)).toBe(true);
  expect(isConversation(id)).toBe(false);
});

test("a share has its interval, or says that it is not measured", () => {
  expect(share({ value: 0.61, n: 212, low: 0.54, high: 0.67 })).toContain("61 % (");
  expect(share({ value: null, n: 0, low: null, high: null })).not.toContain("%");
});

test("lines are filtered by product, and by whether the rule is their own", () => {
  const line = (product: string, is_own: boolean) => ({ product, is_own }) as RuleLine;
  const lines = [line("", true), line("one", false), line("one", true)];
  expect(shown(lines, null, false)).toHaveLength(3);
  expect(shown(lines, "one", false)).toHaveLength(2);
  expect(shown(lines, "one", true)).toEqual([lines[2]]);
});
