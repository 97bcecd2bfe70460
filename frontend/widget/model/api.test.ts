import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { Api } from "./api";
import { createKeep, type Keep } from "./keep";
import { FakeDesk, FakeStorage, settled } from "./testing";

const SESSIONS = "POST /sessions";
let desk: FakeDesk;
let keep: Keep;

beforeEach(() => {
  desk = new FakeDesk();
  new FakeStorage();
  keep = createKeep("shop");
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function newApi(identity: string | null = null): Api {
  return new Api("https://desk.example", "shop", keep, identity);
}

test("said while the chat opens, who the customer is holds for the session", async () => {
  keep.set("token", "last");
  const api = newApi();
  const opened = api.open();
  api.identity = "signed";
  await desk.answer(SESSIONS, 200, { token: "last" });
  expect(await desk.next(SESSIONS)).toMatchObject({
    body: { inbox: "shop", identity: "signed", link: null },
    token: "Bearer last",
  });
  await desk.answer(SESSIONS, 200, { token: "theirs" });
  expect(await opened).toEqual({ token: "theirs" });
  expect(keep.get("token")).toBe("theirs");
});

test("said while another identity is refused, the new one is tried", async () => {
  const api = newApi("expired");
  const opened = api.open();
  api.identity = "signed";
  await desk.answer(SESSIONS, 422, { detail: "The identity token has expired." });
  await desk.answer(SESSIONS, 200, { token: "theirs" });
  expect(await opened).toEqual({ token: "theirs" });
});

test("a link that is too old is left out, a site that may not show the chat is told", async () => {
  const api = newApi();
  api.link = "old";
  const refused = expect(api.open()).rejects.toMatchObject({ status: 403 });
  await desk.answer(SESSIONS, 403, { detail: "This link no longer works." });
  expect(await desk.next(SESSIONS)).toMatchObject({ body: { link: null } });
  await desk.answer(SESSIONS, 403, { detail: "This site may not show this chat." });
  await refused;
});

test("once it has ended nothing is asked, and a late answer keeps nothing", async () => {
  const api = newApi();
  const opened = api.open();
  const late = await desk.next(SESSIONS);
  api.end();
  late.answer(200, { token: "late" });
  await expect(opened).rejects.toMatchObject({ status: 0 });
  await expect(api.call("GET", "/conversation")).rejects.toMatchObject({ status: 0 });
  expect(keep.get("token")).toBeNull();
  expect(desk.routes).toEqual([]);
});

test("a refusal says why, a fault of the desk does not", async () => {
  const api = newApi();
  const problem = { detail: "The disk is full.", hint: "Buy one." };
  for (const [status, message] of [
    [422, "The disk is full. Buy one."],
    [500, ""],
  ] as const) {
    const refused = expect(api.call("GET", "/conversation")).rejects.toMatchObject({ message });
    await desk.answer("GET /conversation", status, problem);
    await refused;
  }
});

test("a desk that does not answer has failed after a while", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), ms);
    return stop.signal;
  });
  const failed = expect(newApi().call("GET", "/conversation")).rejects.toMatchObject({ status: 0 });
  await settled();
  vi.advanceTimersByTime(20_000);
  await failed;
});
