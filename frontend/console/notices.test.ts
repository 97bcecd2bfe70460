import { afterEach, expect, test, vi } from "vitest";
import { complain, dismiss, notices, say } from "./notices.svelte.ts";

vi.useFakeTimers();
afterEach(() => void vi.runAllTimers());

const texts = () => notices.shown.map((one) => one.text);
const undo = () => Promise.resolve();

test("another word does not take away the undo that stands", () => {
  say("Resolved.", undo);
  say("Sent.");
  complain("Not possible.");
  expect(texts()).toEqual(["Resolved.", "Not possible."]);
});

test("the next act that can be undone takes its place", () => {
  say("Resolved.", undo);
  complain("Not possible.");
  say("Assigned.", undo);
  expect(texts()).toEqual(["Assigned."]);
});

test("each goes by itself, or when told to", () => {
  say("Resolved.", undo);
  say("Sent.");
  for (const one of notices.shown.slice(1)) dismiss(one);
  expect(texts()).toEqual(["Resolved."]);
  vi.runAllTimers();
  expect(texts()).toEqual([]);
});
