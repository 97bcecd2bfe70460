/** Who has which conversation open, as far as this tab knows; and that this tab has one open. */
import * as api from "../api.ts";
import { Problem } from "../http.ts";
import { newId } from "../id.ts";
import { live } from "../live.svelte.ts";
import { Resource } from "../resource.svelte.ts";
import { myId, session } from "../session.svelte.ts";
import * as pure from "./presence.ts";

const LOOK_MS = 2_000; // how often this tab looks whether the desk must be told something
const LEAST_MS = 1_000; // between two readings of the list

const everyone = new Resource(async () =>
  pure.listed((await api.presence()).items, myId(), Date.now()),
);
const attending = new Map<string, pure.Attendance>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** The colleagues in a conversation, by name. */
export function inside(conversation: string): readonly pure.There[] {
  return pure.inside(everyone.value ?? [], conversation);
}

/** Read who is where. Whoever's time has run out since is dropped, also if that fails. */
export async function renew(): Promise<void> {
  if (!document.hidden) await everyone.load();
  put(pure.still(everyone.value ?? [], Date.now()));
}

/** Apply an event. */
export function tell(event: api.Presence): void {
  put(pure.told(everyone.value ?? [], event, myId(), Date.now()));
}

/** Apply what was read with a conversation. */
export function tellThread(conversation: string, present: readonly api.Present[]): void {
  put(pure.withThread(everyone.value ?? [], conversation, present, myId(), Date.now()));
}

/** Keep the list, and read it again when the first of them may be gone: a sign that only repeats
 * what is known is no event. */
function put(known: readonly pure.There[]): void {
  everyone.put([...known]);
  clearTimeout(timer);
  const end = pure.nextEnd(known);
  if (end === null) return;
  timer = setTimeout(() => void renew(), Math.max(end - Date.now(), LEAST_MS));
}

/** Keep the list until the returned function is called. A hidden tab does not read it. */
export function follow(): () => void {
  const look = () => {
    if (!document.hidden) void renew();
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => {
    document.removeEventListener("visibilitychange", look);
    put([]);
  };
}

/**
 * Tell the desk that this tab has the conversation open, until the returned function is called.
 * Where they may no longer see it, the desk is not told that they left.
 */
export function attend(conversation: string): (how: { mayTell: boolean }) => void {
  const screen = newId();
  const attendance = new pure.Attendance((what) => send(conversation, screen, what));
  const look = () => {
    if (!document.hidden && live.isConnected) attendance.look(Date.now());
  };
  const leave = () => attendance.left();
  attending.set(conversation, attendance);
  look();
  const looking = setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", leave);
  return ({ mayTell }) => {
    clearInterval(looking);
    document.removeEventListener("visibilitychange", look);
    removeEventListener("pagehide", leave);
    if (attending.get(conversation) === attendance) attending.delete(conversation);
    if (mayTell) leave();
  };
}

/** They pressed a key in a reply. */
export const typed = (conversation: string) => attending.get(conversation)?.typed(Date.now());

/** A reply was begun without a key. */
export const wrote = (conversation: string) => attending.get(conversation)?.wrote(Date.now());

/** They no longer write a reply. */
export const stopped = (conversation: string) => attending.get(conversation)?.stopped(Date.now());

/** Failures don't matter: it ends by itself, and the next sign says it again. */
function send(conversation: string, screen: string, what: pure.Doing | "typing" | "gone"): void {
  if (session.state !== "in") return;
  const sent =
    what === "typing"
      ? api.typing(conversation, screen)
      : api.bePresent(conversation, { doing: what, screen });
  sent.catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error;
  });
}
