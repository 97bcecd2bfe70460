/** The visible list: rows change in place; new ones are counted, not inserted. */
import * as api from "../api.ts";
import { patchRow } from "../events.ts";
import { Problem } from "../http.ts";

class List {
  view = $state("");
  query = $state("");
  rows = $state.raw<readonly api.Row[]>([]);
  arrivals = $state.raw<readonly api.Row[]>([]); // new in the view since it was read
  next = $state<string | null>(null);
  cursor = $state<string | null>(null); // the id of the row that keys act on
  changed = $state.raw<ReadonlySet<string>>(new Set());
  isLoaded = $state(false);
  isLoading = $state(false);
  problem = $state.raw<Problem | null>(null);
}

export const list = new List();
const TINT_MS = 1_200;
const PAGE = 50;
const PAGE_MAX = 100; // the desk's maximum
let latest = 0;
let tick = 0; // counts reads and removals, so that their order is known
const gone = new Map<string, number>(); // rows removed by an action, and when

/**
 * Show a view from its start. If it is the same view, also with a search, its rows stay visible
 * while it loads, so that a focused row keeps the focus.
 */
export async function show(view: string, query: string): Promise<void> {
  const number = ++latest;
  if (view !== list.view) {
    list.rows = [];
    list.isLoaded = false;
  }
  if (view !== list.view || query !== list.query) {
    list.view = view;
    list.query = query;
    list.next = null;
    list.cursor = null;
  }
  const began = ++tick;
  await reading(number, async () => {
    const limit = Math.min(Math.max(list.rows.length, PAGE), PAGE_MAX);
    const page = await api.conversations({ view, q: query, limit });
    if (number !== latest) return;
    list.rows = still(page.items, began);
    list.next = page.next_cursor;
    list.arrivals = [];
    list.isLoaded = true;
  });
}

/** Read the next page, if there is one and none is being read. */
export async function more(): Promise<void> {
  if (!list.next || list.isLoading) return;
  const number = ++latest;
  const cursor = list.next;
  const began = ++tick;
  await reading(number, async () => {
    const page = await api.conversations({ view: list.view, q: list.query, cursor });
    if (number !== latest) return;
    const known = new Set(list.rows.map((row) => row.id));
    list.rows = [...list.rows, ...still(page.items, began).filter((row) => !known.has(row.id))];
    list.next = page.next_cursor;
  });
}

/** Read the top of the view again: known rows are updated in place, others counted. */
export async function peek(): Promise<void> {
  const { view, query } = list;
  const began = ++tick;
  let page: api.Rows;
  try {
    page = await api.conversations({ view, q: query });
  } catch (error) {
    if (error instanceof Problem) return; // the banner already shows a lost connection
    throw error;
  }
  if (view !== list.view || query !== list.query || list.isLoading) return;
  const fresh = new Map(page.items.map((row) => [row.id, row]));
  list.rows = list.rows.map((row) => newer(row, fresh.get(row.id)));
  const known = new Set(list.rows.map((row) => row.id));
  list.arrivals = still(page.items, began).filter((row) => !known.has(row.id));
  if (list.rows.length === 0) reveal();
}

/** Read the view again: new rows are inserted, and rows that left it are removed. */
export function reveal(): void {
  void show(list.view, list.query);
}

/** What an event changes in the list. */
export function tell(event: api.DeskEvent): void {
  const row = list.rows.find((one) => one.id === event.conversation_id);
  if (!row || event.seq <= row.seq) return;
  put(patchRow(row, event));
  tint(row.id);
}

/** Replace a row by its newer state. */
export function put(row: Partial<api.Row> & { id: string }): void {
  list.rows = list.rows.map((one) => (one.id === row.id ? { ...one, ...row } : one));
}

/** Remove a row after an action. The cursor moves to the next one. */
export function drop(id: string): void {
  gone.set(id, ++tick);
  const at = list.rows.findIndex((row) => row.id === id);
  list.rows = list.rows.filter((row) => row.id !== id);
  if (list.cursor === id) list.cursor = (list.rows[at] ?? list.rows[at - 1])?.id ?? null;
}

/** Put a row back at its place in the order. */
export function restore(row: api.Row, at: number): void {
  gone.delete(row.id);
  list.arrivals = list.arrivals.filter((one) => one.id !== row.id);
  if (list.rows.some((one) => one.id === row.id)) return put(row);
  list.rows = [...list.rows.slice(0, at), row, ...list.rows.slice(at)];
}

/** The row so many steps away from another; the first one if there is none. */
export function step(from: string | null, by: number): api.Row | null {
  const at = list.rows.findIndex((row) => row.id === from);
  if (at < 0) return list.rows[0] ?? null;
  return list.rows[Math.min(Math.max(at + by, 0), list.rows.length - 1)] ?? null;
}

/** The rows of a page without those that were removed while it was being read. */
function still(rows: readonly api.Row[], began: number): api.Row[] {
  return rows.filter((row) => (gone.get(row.id) ?? 0) < began);
}

function newer(row: api.Row, fresh: api.Row | undefined): api.Row {
  return fresh && fresh.seq >= row.seq ? fresh : row;
}

function tint(id: string): void {
  list.changed = new Set([...list.changed, id]);
  setTimeout(() => {
    list.changed = new Set([...list.changed].filter((one) => one !== id));
  }, TINT_MS);
}

async function reading(number: number, read: () => Promise<void>): Promise<void> {
  list.isLoading = true;
  try {
    await read();
    if (number === latest) list.problem = null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (number === latest) list.problem = error;
  } finally {
    if (number === latest) list.isLoading = false;
  }
}
