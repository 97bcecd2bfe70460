/** What an agent is writing, kept on this device until it is sent; and what the assistant drafts. */
import type { Attachment, Draft, NewMessage, Row } from "../api.ts";
import type { Problem } from "../http.ts";
import { keep, read } from "../preferences.svelte.ts";

export interface Written {
  kind: "reply" | "note";
  text: string;
  seenSeq: number; // the newest event they had read when they began
  holder: string | null; // who held the conversation then
  turn: string | null; // whose draft the text began from
}

export const BLANK: Readonly<Written> = {
  kind: "reply",
  text: "",
  seenSeq: 0,
  holder: null,
  turn: null,
};

/** What is asked for beside sending; `anyway`: knowing what the desk objected to. */
export interface How {
  resolve?: boolean;
  anyway?: boolean;
  asNote?: boolean;
}

/** Whether a draft is a reply: "I'm not sure" is for a customer, not for an agent to send. */
export const isUsable = (draft: Draft): boolean => draft.decision !== "offer_human";

/** Where an agent's text in a conversation is kept. */
export const placeOf = (conversation: string, agent: string) =>
  `tandem.draft.${agent}.${conversation}`;

/** What was being written at a place; null where nothing was. */
export function kept(place: string): Written | null {
  const text = read(place);
  if (!text) return null;
  try {
    return { ...BLANK, ...(JSON.parse(text) as Partial<Written>) };
  } catch {
    return null; // cut short by a full storage
  }
}

/** Keep it; an empty text is forgotten. */
export function keepWritten(place: string, written: Written): void {
  keep(place, written.text.trim() ? JSON.stringify(written) : null);
}

/** What the desk is asked for; it takes over from whom they knew of when they began. */
export function request(
  written: Written,
  files: readonly Attachment[],
  row: Row,
  me: string,
  { resolve = false, anyway = false, asNote = false }: How,
): NewMessage {
  const said = { text: written.text.trim(), attachments: files.map((file) => file.id) };
  if (asNote || written.kind === "note") return { kind: "note", ...said };
  const holder = row.assignee_id;
  return {
    kind: "reply",
    ...said,
    seen_seq: anyway ? row.seq : written.seenSeq || row.seq,
    take_over: anyway || (holder !== null && holder !== me && holder === written.holder),
    resolve,
    ...(written.turn ? { draft: written.turn } : {}),
  };
}

/** Whether two requests say the same; what had been read by then may differ. */
export function saysSame(one: NewMessage, other: NewMessage): boolean {
  const said = ({ kind, text, attachments }: NewMessage) => JSON.stringify([kind, text, attachments]);
  return said(one) === said(other);
}

/** What is left to send once the beginning was: what they typed meanwhile. */
export function rest(text: string, sent: string): string {
  const written = text.trimStart();
  return written.startsWith(sent) ? written.slice(sent.length).trimStart() : text;
}

/** Whether the desk still works on the same request, asked before (actions/answer_once.py). */
export const isUnderWay = ({ status, message }: Problem): boolean =>
  status === 409 && message.includes("still under way");

/** Whether it may have been done for all that: then only the same request is safe to send. */
export const mayBeDone = (problem: Problem): boolean =>
  problem.status === 0 || problem.status >= 500 || isUnderWay(problem);
