import { beforeEach, describe, expect, it } from "vitest";
import type { Presence, Present } from "../api.ts";
import {
  Attendance,
  BEAT_MS,
  inside,
  listed,
  nextEnd,
  others,
  SEEN_MS,
  still,
  told,
  withThread,
} from "./presence.ts";

const ben = { conversation_id: "hum", agent_id: "ben", agent_name: "Ben" };
const present = (doing: Present["doing"], left_s: number, who = ben): Present => ({
  ...who,
  doing,
  left_s,
});
const event = (doing: Presence["doing"], who = ben): Presence => ({ ...who, doing });
const names = (known: ReturnType<typeof listed>) => others(inside(known, "hum"));

describe("who is there", () => {
  it("is what the desk lists, without oneself", () => {
    const mara = { ...ben, agent_id: "mara", agent_name: "Mara" };
    const known = listed([present("writing", 12), present("viewing", 30, mara)], "mara", 1_000);
    expect(known).toEqual([
      { conversation: "hum", agent: "ben", name: "Ben", doing: "writing", until: 13_000 },
    ]);
  });

  it("follows the events: one presence per colleague and conversation", () => {
    const elsewhere = { ...ben, conversation_id: "tray" };
    let known = told([], event("viewing", elsewhere), "mara", 0);
    known = told(known, event("viewing"), "mara", 0);
    known = told(known, event("writing"), "mara", 500);
    expect(names(known)).toEqual({ writing: ["Ben"], viewing: [] });
    expect(nextEnd(known)).toBe(SEEN_MS);
    known = told(known, event("gone"), "mara", 600);
    expect(names(known)).toEqual({ writing: [], viewing: [] });
    expect(inside(known, "tray")).toHaveLength(1);
  });

  it("is never oneself, on another tab", () => {
    expect(told([], event("writing"), "ben", 0)).toEqual([]);
  });

  it("ends without another sign", () => {
    const known = told(listed([present("viewing", 7)], "mara", 0), event("writing"), "mara", 1_000);
    expect(still(known, 1_000 + SEEN_MS - 1)).toHaveLength(1);
    expect(still(known, 1_000 + SEEN_MS)).toEqual([]);
    expect(nextEnd([])).toBeNull();
  });

  it("is what a conversation says that was read later, and no less elsewhere", () => {
    const elsewhere = { ...ben, conversation_id: "tray" };
    const known = listed([present("writing", 9), present("viewing", 9, elsewhere)], "mara", 0);
    const read = withThread(known, "hum", [], "mara", 0);
    expect(inside(read, "hum")).toEqual([]);
    expect(inside(read, "tray")).toHaveLength(1);
  });

  it("comes by name", () => {
    const cleo = { ...ben, agent_id: "a", agent_name: "Cleo" };
    const known = listed([present("viewing", 9, cleo), present("viewing", 9)], "mara", 0);
    expect(names(known).viewing).toEqual(["Ben", "Cleo"]);
  });
});

describe("what the desk is told", () => {
  let sent: string[];
  let tab: Attendance;
  const since = () => sent.splice(0);

  beforeEach(() => {
    sent = [];
    tab = new Attendance((what) => sent.push(what));
  });

  it("is that they are there, at once and every ten seconds", () => {
    tab.look(0);
    tab.look(2_000);
    tab.look(BEAT_MS - 1);
    expect(since()).toEqual(["viewing"]);
    tab.look(BEAT_MS);
    expect(since()).toEqual(["viewing"]);
  });

  it("is each change at once", () => {
    tab.look(0);
    tab.typed(100);
    tab.stopped(200);
    tab.left();
    expect(since()).toEqual(["viewing", "typing", "viewing", "gone"]);
  });

  it("is typing every few seconds, and writing for half a minute after the last key", () => {
    for (const now of [0, 500, 3_999, 4_000, 6_000]) tab.typed(now);
    expect(since()).toEqual(["typing", "typing"]);
    for (let now = 8_000; now < 36_000; now += 2_000) tab.look(now);
    expect(since()).toEqual(["writing", "writing", "writing"]);
    tab.look(36_000);
    expect(since()).toEqual(["viewing"]);
  });

  it("shows the customer no typing when a draft was inserted", () => {
    tab.look(0);
    tab.wrote(1_000);
    tab.wrote(1_500);
    expect(since()).toEqual(["viewing", "writing"]);
  });

  it("is nothing of a note, and that they left only once", () => {
    tab.look(0);
    tab.stopped(100);
    tab.left();
    tab.left();
    expect(since()).toEqual(["viewing", "gone"]);
    tab.look(200);
    expect(since()).toEqual(["viewing"]);
  });
});
