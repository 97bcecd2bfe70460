import { expect, test } from "vitest";

import { add, dump, load, mark, next, remove, replace, type Entry, type Outbox } from "./outbox";

function message(key: string): Entry {
  return { kind: "message", key, text: key, attachments: [], state: "waiting", why: null };
}

const wish: Entry = { kind: "person", key: "p", state: "waiting", why: null };

test("messages go out in order, a refused one holds up nobody", () => {
  let outbox: Outbox = add(add([], message("a")), message("b"));
  expect(next(outbox, "message")?.key).toBe("a");
  outbox = mark(outbox, "a", "refused", "Too long.");
  expect(next(outbox, "message")?.key).toBe("b");
  outbox = remove(outbox, "b");
  expect(next(outbox, "message")).toBeUndefined();
});

test("the wish for a person does not wait behind messages, and is there once", () => {
  const outbox = add(add(add([], message("a")), wish), { ...wish, key: "q" });
  expect(next(outbox, "person")).toEqual(wish);
  expect(outbox).toHaveLength(2);
});

test("a wish for a person that was refused waits again when it is wished again", () => {
  const refused = mark(add([], wish), "p", "refused", "Not now.");
  expect(next(refused, "person")).toBeUndefined();
  expect(add(refused, { ...wish, key: "q" })).toEqual([wish]);
});

test("a reload keeps all, with the same keys", () => {
  const outbox = add(add([], message("a")), wish);
  expect(load(dump(outbox))).toEqual(outbox);
});

test("what another tab keeps stays, what this one took out goes", () => {
  const [ours, sent, theirs] = [message("a"), message("b"), message("c")];
  expect(replace([ours, sent, theirs], [ours, sent], [ours])).toEqual([theirs, ours]);
  expect(replace([theirs], [], [ours])).toEqual([theirs, ours]);
});

test("nothing is kept of nothing, and what can't be read is nothing", () => {
  expect(dump([])).toBeNull();
  expect(load(null)).toEqual([]);
  expect(load("{")).toEqual([]);
  expect(load("{}")).toEqual([]);
});
