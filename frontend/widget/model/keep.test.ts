import { afterEach, expect, test, vi } from "vitest";

import { createKeep } from "./keep";
import { FakeStorage } from "./testing";

afterEach(() => vi.unstubAllGlobals());

test("what is kept is another tab's too, and of one inbox alone", () => {
  new FakeStorage();
  createKeep("shop").set("draft", "Hello");
  expect(createKeep("shop").get("draft")).toBe("Hello");
  expect(createKeep("other").get("draft")).toBeNull();
});

test("a storage that is full keeps what it had, this page what is new", () => {
  const storage = new FakeStorage();
  const keep = createKeep("shop");
  keep.set("draft", "Old");
  storage.isFull = true;
  keep.set("draft", "New");
  expect(keep.get("draft")).toBe("New");
  storage.isFull = false;
  keep.set("draft", "Newest");
  expect(createKeep("shop").get("draft")).toBe("Newest");
});

test("without a storage this page keeps it, until all is forgotten", () => {
  vi.stubGlobal("localStorage", null);
  const keep = createKeep("shop");
  keep.set("token", "secret");
  expect(keep.get("token")).toBe("secret");
  keep.clear();
  expect(keep.get("token")).toBeNull();
});
