/** What concerns this agent among the desk's events: said here, and on the desktop if they wish. */
import type { DeskEvent, Row } from "./api.ts";
import { say } from "./notices.svelte.ts";
import { preferences } from "./preferences.svelte.ts";
import { href, inbox } from "./router.ts";
import { t } from "./texts.ts";
import { span, when } from "./time.ts";

/** Who listens: their id and teams, and whether they lead, so that what is long late reaches them. */
export interface Listener {
  id: string;
  teams: readonly string[];
  leads: boolean;
}

/** What an agent should hear of an event; null for the rest. Pure; `now` comes in. */
export function alarmOf(event: DeskEvent, { id: me, teams, leads }: Listener, now: number): string | null {
  const row = event.conversation;
  switch (event.type) {
    case "conversation.assigned":
    case "conversation.handed_off": {
      const by = event.type === "conversation.assigned" ? event.data.by : null;
      if (event.data.assignee_id !== me || by === me || row.assignee_id !== me) return null;
      return t.alarm.came(who(row), row.number, facts(row, now));
    }
    case "reply.late": {
      const isMine = row.assignee_id === me;
      const isTeams = row.team_id === null || teams.includes(row.team_id);
      const { alarm, due_at, waiting_since } = event.data;
      const isForTeam = isTeams && (alarm !== "warned" || row.assignee_id === null);
      if (!isMine && !isForTeam && !(leads && alarm === "lead")) return null;
      return alarm === "warned"
        ? t.alarm.warned(row.number, when(due_at, now))
        : t.alarm.late(row.number, span(now - Date.parse(waiting_since)));
    }
    default:
      return null;
  }
}

/** Say it, and show it on the desktop if they chose so and look elsewhere. */
export function announce(text: string, conversation: string): void {
  say(text);
  const isWished = preferences.notifies && "Notification" in window;
  if (!isWished || Notification.permission !== "granted" || document.hasFocus()) return;
  // The tag keeps several tabs, and several alarms of one conversation, from piling up.
  const shown = new Notification("Tandem", { body: text, tag: conversation });
  shown.onclick = () => {
    window.focus();
    location.assign(href(inbox("mine", conversation)));
  };
}

const who = (row: Row): string => row.contact.name || row.contact.email || t.list.unnamed;

function facts(row: Row, now: number): string {
  const waits = row.waiting_since && t.alarm.waited(span(now - Date.parse(row.waiting_since)));
  const why = row.handoff_reason && t.reasons[row.handoff_reason];
  const priority = row.priority === "normal" ? null : t.priority[row.priority];
  return [priority, waits, why].filter(Boolean).join(" · ");
}
