/** The keyboard: which keys mean which action, and how a press is read. Pure. */

export const ACTIONS = [
  "next",
  "previous",
  "open",
  "back",
  "reply",
  "note",
  "take",
  "assign",
  "team",
  "handBack",
  "takeOver",
  "decline",
  "resolve",
  "resolveNext",
  "snooze",
  "priority",
  "brief",
  "why",
  "customer",
  "draft",
  "arrivals",
  "undo",
  "turnBefore",
  "turnAfter",
  "search",
  "help",
  "goInbox",
  "goKnowledge",
  "goReview",
  "goTeam",
  "goLab",
  "goMetrics",
  "goSettings",
] as const;
export type Action = (typeof ACTIONS)[number];

/** Keys of each action, the first as it is shown. */
export const KEYS: Readonly<Record<Action, readonly string[]>> = {
  next: ["j", "ArrowDown"],
  previous: ["k", "ArrowUp"],
  open: ["Enter"],
  back: ["u"],
  reply: ["r"],
  note: ["n"],
  take: ["i"],
  assign: ["a"],
  team: ["t"],
  handBack: ["h"],
  takeOver: ["Shift+H"],
  decline: ["Shift+D"],
  resolve: ["e"],
  resolveNext: ["Shift+E"],
  snooze: ["s"],
  priority: ["p"],
  brief: ["b"],
  why: ["w"],
  customer: ["c"],
  draft: ["d"],
  arrivals: ["."],
  undo: ["z"],
  turnBefore: ["["],
  turnAfter: ["]"],
  search: ["/"],
  help: ["?"],
  goInbox: ["g i"],
  goKnowledge: ["g k"],
  goReview: ["g v"],
  goTeam: ["g t"],
  goLab: ["g l"],
  goMetrics: ["g m"],
  goSettings: ["g s"],
};

const BY_KEY: ReadonlyMap<string, Action> = new Map(
  ACTIONS.flatMap((action) => KEYS[action].map((key): [string, Action] => [key, action])),
);
const STARTS: ReadonlySet<string> = new Set(
  [...BY_KEY.keys()].filter((key) => key.includes(" ")).map((key) => key.split(" ")[0] ?? ""),
);

/** What keys do on the page of the review queue, where they come before those above. */
export const REVIEW_KEYS = {
  right: "1",
  partly: "2",
  wrong: "3",
  yes: "y",
  no: "n",
  category: "c",
  source: "s",
  missing: "m",
  save: "Enter",
  skip: "j",
  undo: "z",
} as const;
export type ReviewAction = keyof typeof REVIEW_KEYS;

/** The action of a press on the review page; null if it has none of its own there. */
export function readReview(press: Press): ReviewAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.shiftKey || press.repeat) return null;
  const names = Object.keys(REVIEW_KEYS) as ReviewAction[];
  return names.find((name) => REVIEW_KEYS[name] === press.key) ?? null;
}

/** The parts of a keyboard event that are used. */
export interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean; // the key is held
}

/** Actions that a held key repeats; all others run once. */
const GOES_ON: ReadonlySet<Action | null> = new Set<Action>(["next", "previous"]);

/** The action of a key press, and the pending first key of a sequence ("g" then "i"). */
export function read(press: Press, waiting: string): { action: Action | null; waiting: string } {
  if (press.ctrlKey || press.metaKey || press.altKey) return { action: null, waiting: "" };
  const isLetter = /^[a-z]$/i.test(press.key);
  const key = isLetter && press.shiftKey ? `Shift+${press.key.toUpperCase()}` : press.key;
  const action = BY_KEY.get(waiting ? `${waiting} ${key}` : key) ?? null;
  if (press.repeat && !GOES_ON.has(action)) return { action: null, waiting };
  return { action, waiting: !waiting && STARTS.has(key) ? key : "" };
}

/** Whether the focused field takes single keys. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The key of an action as people read it. */
export function shown(action: Action): string {
  const key = KEYS[action][0] ?? "";
  return key.replace("Shift+", "⇧").replace("Enter", "↵");
}
