/** Unsent texts of agents, kept on this device; and the assistant's drafts. */
import type { Attachment, Draft, NewMessage, Row, Thread } from "../api.ts";
import type { Problem } from "../http.ts";
import { keep, read } from "../preferences.svelte.ts";

export interface Written {
  kind: "reply" | "note";
  text: string;
  seenSeq: number; // the newest event they had read when they began
  holder: string | null; // who held the conversation then
  turn: string | null; // the turn whose draft the text started from
}

export const BLANK: Readonly<Written> = {
  kind: "reply",
  text: "",
  seenSeq: 0,
  holder: null,
  turn: null,
};

/** Options of sending; `anyway` sends in spite of the desk's warning. */
export interface How {
  resolve?: boolean;
  anyway?: boolean;
  asNote?: boolean;
  beside?: boolean; // they know that a colleague writes a reply, too
}

/** Whether a draft is worth sending: "I'm not sure" is not, from an agent. */
export const isUsable = (draft: Draft): boolean => draft.decision !== "offer_human";

/** Whether the assistant had nothing to propose for what waits, because it was not sure. */
export function isUnsure({ draft, turns, conversation }: Thread): boolean {
  if (draft) return !isUsable(draft);
  const last = turns.at(-1);
  const isRecorded = last?.decision === "offer_human" && last.effect === "recorded";
  return isRecorded && conversation.waits_for === "person";
}

/** Where an agent's text in a conversation is kept. */
export const placeOf = (conversation: string, agent: string) =>
  `tandem.draft.${agent}.${conversation}`;

/** The text kept under a key; null if there is none. */
export function kept(place: string): Written | null {
  const text = read(place);
  if (!text) return null;
  try {
    return { ...BLANK, ...(JSON.parse(text) as Partial<Written>) };
  } catch {
    return null; // truncated because the storage was full
  }
}

/** Keep it; an empty text is forgotten. */
export function keepWritten(place: string, written: Written): void {
  keep(place, written.text.trim() ? JSON.stringify(written) : null);
}

/** The request to the desk; it takes over from the holder whom the agent saw when starting. */
export function request(
  written: Written,
  files: readonly Attachment[],
  row: Row,
  me: string,
  { resolve = false, anyway = false, asNote = false, beside = false }: How,
): NewMessage {
  const said = { text: written.text.trim(), attachments: files.map((file) => file.id) };
  if (asNote || written.kind === "note") return { kind: "note", ...said };
  const holder = row.assignee_id;
  return {
    kind: "reply",
    ...said,
    seen_seq: anyway ? row.seq : written.seenSeq || row.seq,
    take_over: anyway || (holder !== null && holder !== me && holder === written.holder),
    anyway: anyway || beside,
    resolve,
    ...(written.turn ? { draft: written.turn } : {}),
  };
}

/** Whether two requests are the same apart from what had been read. */
export function saysSame(one: NewMessage, other: NewMessage): boolean {
  const said = ({ kind, text, attachments }: NewMessage) => JSON.stringify([kind, text, attachments]);
  return said(one) === said(other);
}

/** The text that was typed after the sent part. */
export function rest(text: string, sent: string): string {
  const written = text.trimStart();
  return written.startsWith(sent) ? written.slice(sent.length).trimStart() : text;
}

/** Whether the desk is still working on an identical request (actions/access/answer_once.py). */
export const isUnderWay = ({ status, message }: Problem): boolean =>
  status === 409 && message.includes("still in progress");

/** Whether a failed request may have been done; then only an identical one is safe to send. */
export const mayBeDone = (problem: Problem): boolean =>
  problem.status === 0 || problem.status >= 500 || isUnderWay(problem);
