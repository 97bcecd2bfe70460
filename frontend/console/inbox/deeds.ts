/** An agent's actions: shown at once, then sent to the desk, and reverted if refused. */
import * as api from "../api.ts";
import { people, nameOf, teamName } from "../directory.svelte.ts";
import { belongs } from "../events.ts";
import { Problem } from "../http.ts";
import { complain, dismiss, notices, say } from "../notices.svelte.ts";
import { myId, session } from "../session.svelte.ts";
import { t } from "../texts.ts";
import { when } from "../time.ts";
import { drop, list, put as putRow, restore } from "./list.svelte.ts";
import { put as putThread } from "./thread.svelte.ts";

/** Assign it to me: from the queue, a colleague or the assistant. */
export function take(row: api.Row): Promise<boolean> {
  const before = holding(row);
  // The desk refuses to take over from a colleague; assigning it is deliberate.
  const isColleagues = row.owner === "human" && ![null, myId()].includes(row.assignee_id);
  const toMe = { team_id: row.team_id, assignee_id: myId() };
  return act(
    row,
    { owner: "human", status: "open", ...mine() },
    () =>
      isColleagues ? api.assign(row.id, toMe, row.version) : api.takeOver(row.id, row.version),
    t.done.taken,
    row.owner === "human" && row.status === "open"
      ? (now) => api.assign(row.id, before, now.version)
      : null,
  );
}

/** Give it back: whoever has room gets it. */
export function decline(row: api.Row): Promise<boolean> {
  return act(
    row,
    { assignee_id: null, assignee_name: null },
    () => api.decline(row.id, row.version),
    t.done.declined,
    null,
  );
}

/** Assign it to a person, a team, both or nobody. */
export function assign(
  row: api.Row,
  to: { team_id?: string | null; assignee_id?: string | null },
): Promise<boolean> {
  const before = holding(row);
  const after = { ...before, ...to };
  return act(
    row,
    { ...after, assignee_name: nameOf(after.assignee_id), team_name: teamName(after.team_id) },
    () => api.assign(row.id, after, row.version),
    assignedText(after, to),
    (now) => api.assign(row.id, before, now.version),
  );
}

export function snooze(row: api.Row, until: Date): Promise<boolean> {
  return act(
    row,
    { status: "snoozed", snoozed_until: until.toISOString(), waits_for: "time" },
    () => api.snooze(row.id, until, row.version),
    t.done.snoozed(when(until.toISOString(), Date.now())),
    (now) => asBefore(row, now),
  );
}

export function resolve(row: api.Row): Promise<boolean> {
  return act(
    row,
    { status: "resolved", resolved_at: new Date().toISOString(), resolution: "agent" },
    () => api.resolve(row.id, row.version),
    t.done.resolved,
    row.owner === "human" ? (now) => asBefore(row, now) : null,
  );
}

export function reopen(row: api.Row): Promise<boolean> {
  return act(
    row,
    { status: "open", owner: "human", resolved_at: null, resolution: null, snoozed_until: null },
    () => api.reopen(row.id, row.version),
    t.done.reopened,
    null,
  );
}

export function prioritise(row: api.Row, priority: api.Priority): Promise<boolean> {
  return act(
    row,
    { priority },
    () => api.change(row.id, { priority, version: row.version }),
    t.done.priority(t.priority[priority]),
    (now) => api.change(row.id, { priority: row.priority, version: now.version }),
  );
}

/** Hand it back to the assistant. Not shown before it is done: the customer is told. */
export function handBack(row: api.Row): Promise<boolean> {
  return act(row, {}, () => api.handBack(row.id, row.version), t.done.handedBack, null);
}

/** Undo the last action, if that is possible. */
export async function undo(): Promise<void> {
  const last = notices.shown.find((one) => one.undo);
  if (!last?.undo) return complain(t.blocked.noUndo);
  dismiss(last);
  await last.undo();
}

/** Why an action is not possible now; null if it is. */
export function blockedBy(action: string, row: api.Row | null): string | null {
  if (!row) return t.blocked.noConversation;
  if (!session.me?.permissions.includes("work")) return t.blocked.role;
  const isHeldByPeople = row.owner === "human" && row.status === "open";
  switch (action) {
    case "assign":
    case "team":
      return row.owner === "assistant" ? t.blocked.assistantHolds : null;
    case "takeOver":
      return row.status === "pending" ? null : t.blocked.notPending;
    case "decline":
      return isHeldByPeople && row.assignee_id === myId() ? null : t.blocked.notMine;
    case "handBack":
      if (session.me.assistant.paused_at) return t.blocked.paused;
      return isHeldByPeople ? null : t.blocked.notOpen;
    case "snooze":
      return isHeldByPeople || row.status === "snoozed" ? null : t.blocked.notOpenSnooze;
    case "resolve":
    case "resolveNext":
      return row.status === "resolved" ? t.blocked.resolved : null;
    default:
      return null;
  }
}

async function act(
  row: api.Row,
  hoped: Partial<api.Row>,
  ask: () => Promise<api.Conversation>,
  done: string,
  undo: ((now: api.Conversation) => Promise<api.Conversation>) | null,
): Promise<boolean> {
  const at = list.rows.findIndex((one) => one.id === row.id);
  show({ ...row, ...hoped });
  try {
    const conversation = await ask();
    show({ ...row, ...hoped, ...conversation }); // a page that was read meanwhile is older
    say(done, undo && (() => takeBack(row, at, () => undo(conversation))));
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    putThread(row);
    if (at >= 0) restore(row, at);
    complain([error.message, error.details.hint].filter(Boolean).join(" "));
    return false;
  }
}

/** Show a conversation as it will be, and remove its row if it no longer belongs to the view. */
function show(row: api.Row): void {
  putThread(row);
  if (belongs(row, list.view, myId())) putRow(row);
  else drop(row.id);
}

const holding = ({ team_id, assignee_id }: api.Row) => ({ team_id, assignee_id });
const mine = () => ({ assignee_id: myId(), assignee_name: session.me?.agent.name ?? null });

/** Restore the status: reopen it, or snooze it until its earlier time. */
async function asBefore(row: api.Row, now: api.Conversation): Promise<api.Conversation> {
  if (row.status !== "snoozed" || !row.snoozed_until) return api.reopen(row.id, now.version);
  const open = now.status === "resolved" ? await api.reopen(row.id, now.version) : now;
  return api.snooze(row.id, new Date(row.snoozed_until), open.version);
}

/** Undo on the desk, and put the row back if it belongs to the current view. */
async function takeBack(
  row: api.Row,
  at: number,
  ask: () => Promise<api.Conversation>,
): Promise<void> {
  try {
    const before = { ...row, ...(await ask()) };
    putThread(before);
    if (at >= 0 && belongs(before, list.view, myId())) restore(before, at);
    else putRow(before);
    say(t.done.undone);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    complain(error.message);
  }
}

function assignedText(
  after: { team_id: string | null; assignee_id: string | null },
  to: { team_id?: string | null; assignee_id?: string | null },
): string {
  const id = "assignee_id" in to ? after.assignee_id : null;
  const person = people.value?.find((one) => one.id === id);
  if (person?.availability === "away" && person.id !== myId()) {
    const online = (people.value ?? []).filter(
      (one) => one.availability === "online" && one.is_active,
    );
    return t.done.away(
      person.name,
      online.map((one) => one.name),
    );
  }
  const name = person?.name ?? ("team_id" in to ? teamName(after.team_id) : null);
  if (name) return t.done.assigned(name);
  return "assignee_id" in to ? t.done.unassigned : t.done.noTeam;
}
