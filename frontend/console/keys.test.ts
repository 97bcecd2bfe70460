import { expect, test } from "vitest";
import { ACTIONS, KEYS, read, readReview, REVIEW_KEYS, type Press } from "./keys.ts";

const press = (key: string, held: Partial<Press> = {}): Press => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  ...held,
});

test("no two actions share a key", () => {
  const all = ACTIONS.flatMap((action) => KEYS[action]);
  expect(new Set(all).size).toBe(all.length);
});

test("the review queue has keys of its own, each once, and leaves the others", () => {
  const all = Object.values(REVIEW_KEYS);
  expect(new Set(all).size).toBe(all.length);
  expect(readReview(press("1"))).toBe("right");
  expect(readReview(press("n"))).toBe("no");
  for (const other of ["g", "/", "?", "."]) expect(readReview(press(other))).toBeNull();
  expect(readReview(press("1", { repeat: true }))).toBeNull();
  expect(readReview(press("z", { ctrlKey: true }))).toBeNull();
});

test("a letter means its action, with shift another one", () => {
  expect(read(press("h"), "").action).toBe("handBack");
  expect(read(press("H", { shiftKey: true }), "").action).toBe("takeOver");
  expect(read(press("?", { shiftKey: true }), "").action).toBe("help");
});

test("g waits for a second key, and only for one", () => {
  const first = read(press("g"), "");
  expect(first).toEqual({ action: null, waiting: "g" });
  expect(read(press("i"), first.waiting)).toEqual({ action: "goInbox", waiting: "" });
  expect(read(press("x"), first.waiting)).toEqual({ action: null, waiting: "" });
});

test("what is held with Ctrl, Meta or Alt is the browser's", () => {
  for (const held of ["ctrlKey", "metaKey", "altKey"] as const) {
    expect(read(press("r", { [held]: true }), "").action).toBeNull();
  }
});

test("a held key moves on, and does anything else once", () => {
  const held = { repeat: true };
  expect(read(press("j", held), "").action).toBe("next");
  expect(read(press("ArrowUp", held), "").action).toBe("previous");
  expect(read(press("E", { ...held, shiftKey: true }), "").action).toBeNull();
  expect(read(press("g", held), "g").waiting).toBe("g");
});
