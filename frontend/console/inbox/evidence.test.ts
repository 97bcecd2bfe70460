import { expect, test } from "vitest";
import type { Evidence, Finding, Message } from "../api.ts";
import { findingsOf, happened, shownParts, titlesOf } from "./evidence.ts";

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
