import { expect, test } from "vitest";
import type { Call, Evidence, Finding, Message } from "../api.ts";
import {
  faultsOf,
  findingsOf,
  happened,
  makerOf,
  shapesOf,
  shownParts,
  titlesOf,
  totalOf,
} from "./evidence.ts";

const citation = { article_id: "descale", title: "Descale with tablets" };
const further: Finding = { question: "And E9?", candidate: null, missing: ["E9"] };
const evidence = {
  part: "How do I descale?",
  context: {
    matter: { text: "How do I descale? And E9?" },
    earlier: [
      { author: "assistant", text: "", options: [{ article_id: "liquid", label: "With liquid" }] },
      { author: "customer", text: "No" },
    ],
  },
  candidate: { citations: [citation] },
  verification: null,
  confidence: { value: 0.7, features: [] },
  missing: [],
  further: [further],
  nearest: [{ document: "grind", title: "Set the grinder" }],
  others: [{ article_id: "codes", title: "Error codes" }],
} as unknown as Evidence;

test("every part has what was found for it, the first one too", () => {
  const found = findingsOf(evidence);
  expect(found.map(({ question }) => question)).toEqual(["How do I descale?", "And E9?"]);
  expect(found[0]?.confidence?.value).toBe(0.7);
  const whole = { ...evidence, part: "", further: [] };
  expect(findingsOf(whole).map(({ question }) => question)).toEqual(["How do I descale? And E9?"]);
});

test("a suggestion shows the parts it names, an answer all, other decisions none", () => {
  expect(shownParts({ decision: { decision: "suggest", parts: [1] }, evidence })).toEqual([1]);
  expect(shownParts({ decision: { decision: "answer" }, evidence })).toEqual([0, 1]);
  expect(shownParts({ decision: { decision: "offer_human" }, evidence })).toEqual([]);
});

test("what a model or a look-up made shows no quotation", () => {
  for (const maker of ["written", "lookup"]) {
    const decision = { decision: "suggest", parts: [0], maker };
    expect(makerOf({ decision })).toBe(maker);
    expect(shownParts({ decision, evidence })).toEqual([]);
  }
  expect(makerOf({ decision: { decision: "answer" } })).toBe("extractive");
  expect(makerOf({ decision: { decision: "ask", maker: "written" } })).toBe(null);
});

test("a dropped claim tells its faults in words, with their kind if it has one", () => {
  const faults = ["number: Its sources don't have “30”.", "It cites nothing: nothing at all."];
  expect(faultsOf({ text: "", faults })).toEqual([
    { kind: "number", says: "Its sources don't have “30”." },
    { kind: "", says: "It cites nothing: nothing at all." },
  ]);
});

test("the requests of a turn are summed up, and without a price there is no cost", () => {
  const call = { tokens_in: 100, tokens_out: 10, cost: null, is_hosted: false, failure: "" };
  const unpriced = [call] as unknown as Call[];
  expect(totalOf(unpriced)).toEqual({
    tokensIn: 100,
    tokensOut: 10,
    cost: null,
    hosted: 0,
    failed: 0,
  });
  const hosted = { ...call, cost: 0.5, is_hosted: true, failure: "It is too busy." };
  const all = [call, hosted, hosted] as unknown as Call[];
  expect(totalOf(all)).toEqual({ tokensIn: 300, tokensOut: 30, cost: 1, hosted: 2, failed: 2 });
});

test("a passage's lines are known from where it was found", () => {
  const hits = { nearest: [{ text: "a | b", shape: "r0" }], precedents: [{ text: "c", shape: "" }] };
  expect(shapesOf(hits as unknown as Evidence).get("a | b")).toBe("r0");
});

test("articles are named wherever the record has their title", () => {
  expect([...titlesOf(evidence)]).toEqual([
    ["liquid", "With liquid"],
    ["grind", "Set the grinder"],
    ["codes", "Error codes"],
    ["descale", "Descale with tablets"],
  ]);
  const thread = [{ sources: [{ article_id: "vat", title: "VAT" }] }] as Pick<Message, "sources">[];
  expect(titlesOf(evidence, thread).get("vat")).toBe("VAT");
});

test("what became of a quote is told in its order", () => {
  const nothing = {
    yes_at: null,
    no_at: null,
    picked_at: null,
    silent_at: null,
    draft_used_at: null,
    draft_edited_at: null,
    agent_replied_at: null,
  };
  expect(happened(nothing)).toEqual([]);
  const outcome = { ...nothing, picked_at: "2026-01-05T12:01:00Z", no_at: "2026-01-05T12:00:00Z" };
  expect(happened(outcome).map(({ what }) => what)).toEqual(["no_at", "picked_at"]);
});
