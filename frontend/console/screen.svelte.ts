/** What is open on this screen: the dialog, the side panel, the turn shown in it. */

export type Layer =
  "palette" | "keys" | "assign" | "team" | "snooze" | "priority" | "handBack" | null;
export const PANELS = ["brief", "why", "customer"] as const;
export type Panel = (typeof PANELS)[number];

class Screen {
  layer = $state<Layer>(null);
  panel = $state<Panel>("brief");
  isPanelOpen = $state(false); // where the panel is a drawer
  turn = $state<string | null>(null); // shown in Why; null: the newest
  /** The keys of the page itself, which come first; true if it took the press. */
  keys: ((event: KeyboardEvent) => boolean) | null = null;
  composing = $state.raw<{ kind: "reply" | "note"; withDraft: boolean } | null>(null);
}

export const screen = new Screen();

/** Show a panel; if it is a drawer, a second call closes it. */
export function showPanel(panel: Panel): void {
  screen.isPanelOpen = !(screen.isPanelOpen && screen.panel === panel);
  screen.panel = panel;
}

/** Show why one turn decided as it did. */
export function showTurn(turn: string): void {
  screen.turn = turn;
  screen.panel = "why";
  screen.isPanelOpen = true;
}

/** Focus the composer, as reply or note, optionally with the assistant's draft. */
export function compose(kind: "reply" | "note", { withDraft = false } = {}): void {
  screen.composing = { kind, withDraft };
}
