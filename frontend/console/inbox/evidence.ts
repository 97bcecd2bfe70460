/** Reads a turn's record for the panel that shows it. Pure. */
import type { Evidence, Finding, Message, Outcome, Turn } from "../api.ts";

/** What was found for each part of the question; one part, unless several things were asked. */
export function findingsOf(evidence: Evidence): Finding[] {
  const { candidate, verification, confidence, missing, part, context, further } = evidence;
  const question = part || context.matter.text;
  return [{ question, candidate, verification, confidence, missing }, ...further];
}

/** The places of the findings that the customer or an agent got to see, from 0 on. */
export function shownParts({ decision, evidence }: Pick<Turn, "decision" | "evidence">): number[] {
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
