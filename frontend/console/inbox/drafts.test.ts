import { describe, expect, it } from "vitest";
import type { Attachment, Draft, Row, Thread, TurnLine } from "../api.ts";
import { Problem } from "../http.ts";
import { BLANK, isUnsure, mayBeDone, request, rest, saysSame, type Written } from "./drafts.ts";

const written: Written = { ...BLANK, text: "It hums. ", seenSeq: 3, holder: "ben" };
const heldBy = (assignee_id: string | null) => ({ seq: 5, assignee_id }) as Row;
const takesOver = (holder: string | null, now: string | null) =>
  request({ ...written, holder }, [], heldBy(now), "mara", {}).take_over;

describe("what the desk is asked for", () => {
  it("is what they saw when they began", () => {
    const file = { id: "f" } as Attachment;
    expect(request({ ...written, turn: "t" }, [file], heldBy("ben"), "mara", {})).toEqual({
      kind: "reply",
      text: "It hums.",
      attachments: ["f"],
      seen_seq: 3,
      take_over: true,
      anyway: false,
      resolve: false,
      draft: "t",
    });
  });

  it("passes over a colleague only whom they knew of", () => {
    expect(takesOver("ben", "ben")).toBe(true);
    expect(takesOver(null, "ben")).toBe(false);
    expect(takesOver("ben", "cara")).toBe(false);
    expect(takesOver("mara", "mara")).toBe(false); // somebody may have just taken it
    expect(takesOver(null, null)).toBe(false);
  });

  it("goes on over what came, once they say so", () => {
    const asked = request(written, [], heldBy("cara"), "mara", { anyway: true });
    expect(asked).toMatchObject({ seen_seq: 5, take_over: true, anyway: true });
  });

  it("passes over a colleague's writing only if they know of it, and nothing else", () => {
    const asked = request(written, [], heldBy("cara"), "mara", { beside: true });
    expect(asked).toMatchObject({ seen_seq: 3, take_over: false, anyway: true });
  });

  it("guards no note", () => {
    const asked = request(written, [], heldBy("cara"), "mara", { asNote: true });
    expect(asked).toEqual({ kind: "note", text: "It hums.", attachments: [] });
  });

  it("is the same while text, files and kind are", () => {
    const first = request(written, [], heldBy(null), "mara", {});
    expect(saysSame(first, request(written, [], heldBy("cara"), "mara", {}))).toBe(true);
    const note = request(written, [], heldBy(null), "mara", { asNote: true });
    expect(saysSame(first, note)).toBe(false);
    const more = { ...written, text: "It hums and sings." };
    expect(saysSame(first, request(more, [], heldBy(null), "mara", {}))).toBe(false);
  });
});

describe("without a draft", () => {
  const turn = (decision: TurnLine["decision"], effect: TurnLine["effect"]) =>
    ({ decision, effect }) as TurnLine;
  const thread = (last: TurnLine, waits_for: Row["waits_for"], draft: Draft | null = null) =>
    ({ draft, turns: [last], conversation: { waits_for } }) as Thread;

  it("it says so while what the assistant was not sure of waits", () => {
    const unsure = turn("offer_human", "recorded");
    expect(isUnsure(thread(unsure, "person"))).toBe(true);
    expect(isUnsure(thread(unsure, "customer"))).toBe(false);
    expect(isUnsure(thread(turn("offer_human", "sent"), "person"))).toBe(false);
    expect(isUnsure(thread(turn("greet", "recorded"), "person"))).toBe(false);
  });

  it("a draft of an older release that only says not sure counts as none", () => {
    const drafted = turn("offer_human", "drafted");
    const draft = (decision: Draft["decision"]) => ({ decision }) as Draft;
    expect(isUnsure(thread(drafted, "person", draft("offer_human")))).toBe(true);
    expect(isUnsure(thread(drafted, "person", draft("suggest")))).toBe(false);
  });
});

describe("after sending", () => {
  it("what was typed meanwhile is left", () => {
    expect(rest(" It hums. ", "It hums.")).toBe("");
    expect(rest("It hums. And sings", "It hums.")).toBe("And sings");
    expect(rest("Something else", "It hums.")).toBe("Something else");
  });

  it("a failure tells whether it may have arrived", () => {
    const failed = (status: number, detail = "") =>
      new Problem({ type: "", title: "", status, detail, hint: "", request_id: "" });
    expect([0, 502, 409, 422].map((status) => mayBeDone(failed(status)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    const isOpen = failed(409, "The first request with this key is still in progress.");
    expect(mayBeDone(isOpen)).toBe(true);
  });
});
