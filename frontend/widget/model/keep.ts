/** What is kept over a reload: a random token, and unsent messages. */

export type Kept = "token" | "outbox" | "draft" | "seen" | "skipped" | "unrated";

export interface Keep {
  get(name: Kept): string | null;
  set(name: Kept, value: string | null): void;
  clear(): void;
}

const NAMES: Kept[] = ["token", "outbox", "draft", "seen", "skipped", "unrated"];

/** The key in the page's storage. */
export function keyOf(inbox: string, name: Kept): string {
  return `tandem:${inbox}:${name}`;
}

/** Stores in the page's storage, or in memory if that is full or blocked. */
export function createKeep(inbox: string): Keep {
  const memory = new Map<Kept, string>();
  const keep: Keep = {
    get: (name) => {
      try {
        return memory.get(name) ?? localStorage.getItem(keyOf(inbox, name));
      } catch {
        return null;
      }
    },
    set: (name, value) => {
      memory.delete(name);
      try {
        if (value === null) localStorage.removeItem(keyOf(inbox, name));
        else localStorage.setItem(keyOf(inbox, name), value);
      } catch {
        if (value !== null) memory.set(name, value);
      }
    },
    clear: () => {
      for (const name of NAMES) keep.set(name, null);
    },
  };
  return keep;
}
