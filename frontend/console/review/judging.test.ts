import { expect, test } from "vitest";
import type { ReviewQueue } from "../api.ts";
import { after, before, following, given, NOTHING } from "./judging.ts";

const waiting = (...ids: string[]) =>
  ({ next: ids.map((turn_id) => ({ turn_id })) }) as unknown as ReviewQueue;

test("an answer needs a verdict and a word on a person", () => {
  let saying = after(NOTHING, "partly", "answer");
  expect(given(saying, "answer")).toBeNull();
  saying = after(saying, "no", "answer");
  expect(given(saying, "answer")).toMatchObject({ verdict: "partly", should_be_person: false });
});

test("a handoff is neither right nor wrong", () => {
  const saying = after(after(NOTHING, "wrong", "handoff"), "yes", "handoff");
  expect(given(saying, "handoff")).toMatchObject({ verdict: null, should_be_person: true });
});

test("a later key replaces an earlier one, and other keys change nothing", () => {
  const saying = after(after(NOTHING, "right", "suggestion"), "wrong", "suggestion");
  expect(saying.verdict).toBe("wrong");
  expect(after(saying, "undo", "suggestion")).toBe(saying);
});

test("what was said can be changed after an undo", () => {
  const said = {
    agent_name: "Lena",
    verdict: "wrong" as const,
    should_be_person: true,
    source: "Boilers",
    missing: "",
    category: "",
    is_again: false,
    judged_at: "2026-01-05T12:00:00Z",
  };
  expect(given(before(said), "answer")).toMatchObject({ verdict: "wrong", source: "Boilers" });
});

test("the next item is the one after it, then the first again, never itself", () => {
  expect(following(waiting("a", "b"), null)).toBe("a");
  expect(following(waiting("a", "b"), "a")).toBe("b");
  expect(following(waiting("a", "b"), "b")).toBe("a");
  expect(following(waiting("a", "b"), "judged")).toBe("a");
  expect(following(waiting("a"), "a")).toBeNull();
  expect(following(null, "a")).toBeNull();
});
