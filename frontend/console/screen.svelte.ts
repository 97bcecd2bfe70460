/** What lies open on this screen: the layer on top, the panel at the side, the turn looked at. */

export type Layer =
  "palette" | "keys" | "assign" | "team" | "snooze" | "priority" | "handBack" | null;
export const PANELS = ["brief", "why", "customer"] as const;
export type Panel = (typeof PANELS)[number];

class Screen {
  layer = $state<Layer>(null);
  panel = $state<Panel>("brief");
  isPanelOpen = $state(false); // where the panel is a drawer
  turn = $state<string | null>(null); // looked at in Why; null: the newest
  composing = $state.raw<{ kind: "reply" | "note"; withDraft: boolean } | null>(null);
}

export const screen = new Screen();

/** Look at a panel; where it is a drawer, a second time closes it. */
export function showPanel(panel: Panel): void {
  screen.isPanelOpen = !(screen.isPanelOpen && screen.panel === panel);
  screen.panel = panel;
}

/** Look at why one turn decided as it did. */
export function showTurn(turn: string): void {
  screen.turn = turn;
  screen.panel = "why";
  screen.isPanelOpen = true;
}

/** Have the composer take the focus, as reply or note, perhaps with the assistant's draft. */
export function compose(kind: "reply" | "note", { withDraft = false } = {}): void {
  screen.composing = { kind, withDraft };
}
