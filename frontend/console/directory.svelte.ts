/** People, teams and inboxes of this desk, and the number of conversations in each view. */
import * as api from "./api.ts";
import { Resource } from "./resource.svelte.ts";

export const people = new Resource(async () => (await api.agents()).items);
export const teams = new Resource(async () => (await api.teams()).items);
export const inboxes = new Resource(async () => (await api.inboxes()).items);
export const views = new Resource(api.views);
export const hidden = new Resource(async () => (await api.hidden()).items);

/** A colleague's name by id. */
export function nameOf(id: string | null): string | null {
  return people.value?.find((one) => one.id === id)?.name ?? null;
}

/** A team's name by id. */
export function teamName(id: string | null): string | null {
  const known = teams.value?.find((one) => one.id === id);
  return known?.name ?? views.value?.teams.find((one) => one.id === id)?.name ?? null;
}
