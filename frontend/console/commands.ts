/** What each action does, for keys, buttons and the palette. */
import type { Row, Thread } from "./api.ts";
import * as deeds from "./inbox/deeds.ts";
import { isUnsure } from "./inbox/drafts.ts";
import { list, reveal, step } from "./inbox/list.svelte.ts";
import { open } from "./inbox/thread.svelte.ts";
import type { Action } from "./keys.ts";
import { complain } from "./notices.svelte.ts";
import { go, place } from "./place.svelte.ts";
import { inbox, knowledge, metrics } from "./router.ts";
import { may } from "./session.svelte.ts";
import { compose, screen, showPanel } from "./screen.svelte.ts";
import { t } from "./texts.ts";

/** The conversation that actions apply to: the open one, else the one under the cursor. */
export function selected(): Row | null {
  const id = place.route.page === "inbox" ? (place.route.conversation ?? list.cursor) : null;
  if (!id) return null;
  return openThread()?.conversation ?? list.rows.find((row) => row.id === id) ?? null;
}

/** Why an action can't be done now; null where it can. */
export function blocked(action: Action): string | null {
  const row = selected();
  switch (action) {
    case "take":
    case "assign":
    case "team":
    case "takeOver":
    case "decline":
    case "handBack":
    case "resolve":
    case "resolveNext":
    case "snooze":
    case "priority":
      return deeds.blockedBy(action, row);
    case "reply":
    case "note":
      return openId() ? deeds.blockedBy(action, row) : t.blocked.noConversation;
    case "draft":
      return draftBlocked(openThread()) ?? deeds.blockedBy(action, row);
    case "brief":
    case "why":
    case "customer":
      return openId() ? null : t.blocked.noConversation;
    case "goLab":
      return may("lead") ? null : t.state.noAccess;
    case "turnBefore":
    case "turnAfter":
      return openThread()?.turns.length ? null : t.blocked.noTurns;
    case "goReview":
    case "goMetrics":
      return may("lead") ? null : t.state.noAccess;
    default:
      return null;
  }
}

/** Do it, or say why not. */
export function perform(action: Action): void {
  const reason = blocked(action);
  if (reason) return complain(reason);
  const row = selected();
  switch (action) {
    case "next":
      return move(1);
    case "previous":
      return move(-1);
    case "open":
      if (place.route.page === "inbox" && list.cursor) visit(list.cursor);
      return;
    case "back":
      if (place.route.page === "inbox") go({ ...place.route, conversation: null });
      return;
    case "reply":
    case "note":
      return compose(action);
    case "draft":
      return compose("reply", { withDraft: true });
    case "take":
    case "takeOver":
      if (row) void deeds.take(row);
      return;
    case "decline":
      if (row) void deeds.decline(row);
      return;
    case "resolve":
      if (row) void deeds.resolve(row);
      return;
    case "resolveNext":
      if (row) resolveNext(row);
      return;
    case "assign":
    case "team":
    case "snooze":
    case "priority":
    case "handBack":
      screen.layer = action;
      return;
    case "brief":
    case "why":
    case "customer":
      return showPanel(action);
    case "turnBefore":
      return turnBy(-1);
    case "turnAfter":
      return turnBy(1);
    case "arrivals":
      return reveal();
    case "undo":
      void deeds.undo();
      return;
    case "search":
      document.getElementById("search")?.focus();
      return;
    case "help":
      screen.layer = "keys";
      return;
    case "goInbox":
      return go(inbox("mine"));
    case "goKnowledge":
      return go(knowledge("articles"));
    case "goReview":
      return go({ page: "review", item: null });
    case "goTeam":
      return go({ page: "team" });
    case "goLab":
      return go({ page: "lab", section: "shadow", category: "", arm: "" });
    case "goMetrics":
      return go(metrics("overview"));
    case "goSettings":
      return go({ page: "settings", section: "assistant" });
  }
}

/** Open a conversation within the view that is shown. */
export function visit(id: string): void {
  const { route } = place;
  go(route.page === "inbox" ? { ...route, conversation: id } : inbox("all", id));
}

function draftBlocked(thread: Thread | null): string | null {
  if (thread && isUnsure(thread)) return t.composer.noDraft;
  return thread?.draft ? null : t.blocked.noDraft;
}

function openId(): string | null {
  return place.route.page === "inbox" ? place.route.conversation : null;
}

function openThread(): Thread | null {
  const id = openId();
  return id ? open(id).value : null;
}

function move(by: number): void {
  if (place.route.page !== "inbox") return;
  const current = openId();
  const isGone = current !== null && !list.rows.some((one) => one.id === current);
  // The resolved one has left the list; the cursor is on the one after it.
  const row = isGone ? step(list.cursor, 0) : step(current ?? list.cursor, by);
  if (!row) return;
  list.cursor = row.id;
  if (current) go({ ...place.route, conversation: row.id }, { replace: true });
}

function resolveNext(row: Row): void {
  const following = step(row.id, 1);
  void deeds.resolve(row);
  if (following && following.id !== row.id) visit(following.id);
  else perform("back");
}

function turnBy(by: number): void {
  const turns = openThread()?.turns ?? [];
  const at = turns.findIndex((turn) => turn.id === screen.turn);
  const from = at < 0 ? turns.length - 1 : at;
  const turn = turns[Math.min(Math.max(from + by, 0), turns.length - 1)];
  screen.turn = turn?.id ?? null;
  screen.panel = "why";
  screen.isPanelOpen = true;
}
