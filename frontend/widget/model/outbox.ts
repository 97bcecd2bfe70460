/** What was written and is not with the desk yet: nothing is lost, nothing arrives twice. */
import type { Attachment } from "../../shared/widget-api";

interface Unsent {
  /** The desk stores one message a key, so sending again is harmless. */
  key: string;
  state: "waiting" | "sending" | "refused";
  /** Why it was refused or has to wait, in the desk's words. */
  why: string | null;
}

export interface UnsentMessage extends Unsent {
  kind: "message";
  text: string;
  attachments: Attachment[];
}

/** The wish for a person waits here too, and never behind a message. */
export interface UnsentWish extends Unsent {
  kind: "person";
}

export type Entry = UnsentMessage | UnsentWish;
export type Outbox = readonly Entry[];

/** The outbox with the entry at its end; a second wish for a person changes nothing. */
export function add(outbox: Outbox, entry: Entry): Outbox {
  const isThere = entry.kind === "person" && outbox.some((other) => other.kind === "person");
  return isThere ? outbox : [...outbox, entry];
}

/** The next of its kind to send: the oldest that was not refused. */
export function next<Kind extends Entry["kind"]>(
  outbox: Outbox,
  kind: Kind,
): Extract<Entry, { kind: Kind }> | undefined {
  return outbox.find(
    (entry): entry is Extract<Entry, { kind: Kind }> =>
      entry.kind === kind && entry.state !== "refused",
  );
}

export function mark(
  outbox: Outbox,
  key: string,
  state: Entry["state"],
  why: string | null = null,
): Outbox {
  return outbox.map((entry) => (entry.key === key ? { ...entry, state, why } : entry));
}

export function remove(outbox: Outbox, key: string): Outbox {
  return outbox.filter((entry) => entry.key !== key);
}

/** As text to keep over a reload. */
export function dump(outbox: Outbox): string | null {
  return outbox.length > 0 ? JSON.stringify(outbox) : null;
}

/** What was kept; what was under way is sent again, with its key. Nothing if it can't be read. */
export function load(kept: string | null): Outbox {
  try {
    const entries = JSON.parse(kept ?? "[]") as Entry[];
    return entries.map((entry) =>
      entry.state === "sending" ? { ...entry, state: "waiting" } : entry,
    );
  } catch {
    return [];
  }
}
