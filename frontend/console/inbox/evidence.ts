/** Reads a turn's record for the panel that shows it. Pure. */
import type { Call, Dropped, Evidence, Finding, Message, Outcome, Turn } from "../api.ts";

export type Maker = "extractive" | "written" | "lookup";

/** What was found for each part of the question; one part, unless several things were asked. */
export function findingsOf(evidence: Evidence): Finding[] {
  const { candidate, verification, confidence, missing, part, context, further } = evidence;
  const question = part || context.matter.text;
  return [{ question, candidate, verification, confidence, missing }, ...further];
}

/** Who made what was sent or drafted: quotations, a language model, or a look-up; null for none. */
export function makerOf({ decision }: Pick<Turn, "decision">): Maker | null {
  const { decision: name, maker } = decision;
  if (name !== "answer" && name !== "suggest") return null;
  return maker === "written" || maker === "lookup" ? maker : "extractive"; // old records have none
}

/** The places of the quotations that the customer or an agent got to see, from 0 on. */
export function shownParts({ decision, evidence }: Pick<Turn, "decision" | "evidence">): number[] {
  if (makerOf({ decision }) !== "extractive") return [];
  const parts = decision["parts"];
  if (decision["decision"] === "suggest" && Array.isArray(parts)) return parts as number[];
  return decision["decision"] === "answer" ? [...findingsOf(evidence).keys()] : [];
}

/** The titles of all articles that the record or the thread names, by their ids. */
export function titlesOf(
  evidence: Evidence,
  thread: readonly Pick<Message, "sources">[] = [],
): Map<string, string> {
  const { nearest, others, context } = evidence;
  const citations = findingsOf(evidence).flatMap(({ candidate }) => candidate?.citations ?? []);
  const options = context.earlier.flatMap((message) => message.options ?? []);
  const quoted = thread.flatMap(({ sources }) => sources);
  return new Map([
    ...quoted.map((one) => [one.article_id, one.title] as const),
    ...options.flatMap((one) => (one.article_id ? [[one.article_id, one.label] as const] : [])),
    ...nearest.map((hit) => [hit.document, hit.title] as const),
    ...others.map((one) => [one.article_id, one.title] as const),
    ...citations.map((one) => [one.article_id, one.title] as const),
  ]);
}

/** What became of a quote, in the order in which it came. */
export function happened(outcome: Outcome): { what: keyof Outcome; at: string }[] {
  return (Object.entries(outcome) as [keyof Outcome, string | null][])
    .flatMap(([what, at]) => (at === null ? [] : [{ what, at }]))
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** Passages with what the desk knows of their lines, by their text. */
export function shapesOf({ nearest, precedents }: Evidence): Map<string, string> {
  return new Map([...precedents, ...nearest].map((hit) => [hit.text, hit.shape]));
}

/** Why a claim was dropped: what kind of fault it has, if that was recorded, and a sentence. */
export function faultsOf({ faults }: Dropped): { kind: string; says: string }[] {
  return faults.map((fault) => {
    const [, kind = "", says = fault] = /^([a-z_]+): (.+)$/s.exec(fault) ?? [];
    return { kind, says };
  });
}

/** What all requests of a turn took together; `cost` is null if none of them has a price. */
export function totalOf(calls: readonly Call[]) {
  const priced = calls.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  return {
    tokensIn: sum(calls.map((call) => call.tokens_in)),
    tokensOut: sum(calls.map((call) => call.tokens_out)),
    cost: priced.length > 0 ? sum(priced) : null,
    hosted: calls.filter((call) => call.is_hosted).length,
    failed: calls.filter((call) => call.failure).length,
  };
}
