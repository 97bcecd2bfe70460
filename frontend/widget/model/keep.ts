/** What outlives a reload: a random token, and what was written but not sent yet. */

export type Kept = "token" | "outbox" | "draft" | "seen" | "skipped";

export interface Keep {
  get(name: Kept): string | null;
  set(name: Kept, value: string | null): void;
  clear(): void;
}

const NAMES: Kept[] = ["token", "outbox", "draft", "seen", "skipped"];

/** Keeps in the page's storage, or in memory where the browser or the site blocks that. */
export function createKeep(inbox: string): Keep {
  const memory = new Map<string, string>();
  const storage = available();
  const keep: Keep = {
    get: (name) => {
      const key = `tandem:${inbox}:${name}`;
      return storage ? storage.getItem(key) : (memory.get(key) ?? null);
    },
    set: (name, value) => {
      const key = `tandem:${inbox}:${name}`;
      if (value === null) {
        storage?.removeItem(key);
        memory.delete(key);
      } else if (storage) {
        storage.setItem(key, value);
      } else {
        memory.set(key, value);
      }
    },
    clear: () => {
      for (const name of NAMES) keep.set(name, null);
    },
  };
  return keep;
}

function available(): Storage | null {
  try {
    const probe = "tandem";
    localStorage.setItem(probe, "");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null; // blocked, or full
  }
}
