import { describe, expect, it } from "vitest";
import type { Attachment, Row } from "../api.ts";
import { Problem } from "../http.ts";
import { BLANK, mayBeDone, request, rest, saysSame, type Written } from "./drafts.ts";

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
    expect(asked).toMatchObject({ seen_seq: 5, take_over: true });
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
