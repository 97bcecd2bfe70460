/** The conversations that this tab has loaded, patched by their events. */
import * as api from "../api.ts";
import { patchThread, withEarlier } from "../events.ts";
import { Problem } from "../http.ts";
import { Resource } from "../resource.svelte.ts";
import { tellThread } from "./presence.svelte.ts";

const KEPT = 20; // threads; older ones are loaded again when needed
const threads = new Map<string, Resource<api.Thread>>();

/** The thread of a conversation as far as it is loaded; the caller loads it. */
export function open(id: string): Resource<api.Thread> {
  const known = threads.get(id);
  if (known) {
    threads.delete(id);
    threads.set(id, known);
    return known;
  }
  const thread: Resource<api.Thread> = new Resource(async () => {
    const read = await api.thread(id);
    tellThread(id, read.present);
    return withEarlier(thread.value, read);
  });
  threads.set(id, thread);
  for (const oldest of [...threads.keys()].slice(0, -KEPT)) threads.delete(oldest);
  return thread;
}

/** Apply an event; a gap reloads the thread, a partial patch reloads it quietly. */
export function tell(event: api.DeskEvent): void {
  const thread = threads.get(event.conversation_id);
  if (!thread) return;
  if (!thread.value) return thread.renew();
  const patched = patchThread(thread.value, event);
  if (patched.kind === "whole" || patched.kind === "part") thread.put(patched.thread);
  if (patched.kind === "gap" || patched.kind === "part" || event.type === "draft.ready") {
    thread.renew();
  }
}

/** After a break of the stream: reload what is open, and drop the rest. */
export function renew(current: string | null): void {
  for (const [id, thread] of threads) {
    if (id === current) void thread.load();
    else threads.delete(id);
  }
}

/** Load older messages; true if there may be more. */
export async function readEarlier(id: string): Promise<boolean> {
  const thread = threads.get(id);
  const first = thread?.value?.messages[0];
  if (!thread?.value || !first) return false;
  let page: api.Messages;
  try {
    page = await api.earlier(id, first.seq);
  } catch (error) {
    if (error instanceof Problem) return true;
    throw error;
  }
  const known = new Set(thread.value.messages.map((message) => message.id));
  const older = page.items.filter((message) => !known.has(message.id));
  thread.put({
    ...thread.value,
    messages: [...older, ...thread.value.messages].sort((a, b) => a.seq - b.seq),
  });
  return page.items.length === api.EARLIER_MAX;
}

/** Put the server's response to an action into the thread. */
export function put(conversation: api.Conversation): void {
  const thread = threads.get(conversation.id);
  if (!thread?.value) return;
  const known = thread.value.conversation;
  // The action's events are still to come, so the thread's `seq` stays as it is.
  thread.put({
    ...thread.value,
    conversation: { ...known, ...conversation, seq: known.seq },
  });
}
