import { expect, test } from "vitest";

import { add, dump, load, mark, next, remove, type Entry, type Outbox } from "./outbox";

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

test("a reload keeps all, and sends again what was under way, with the same key", () => {
  const outbox = mark(add(add([], message("a")), wish), "a", "sending");
  expect(load(dump(outbox))).toEqual([message("a"), wish]);
});

test("nothing is kept of nothing, and what can't be read is nothing", () => {
  expect(dump([])).toBeNull();
  expect(load(null)).toEqual([]);
  expect(load("{")).toEqual([]);
  expect(load("{}")).toEqual([]);
});
