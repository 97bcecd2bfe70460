/** Shared by tests of the model: a fake page, and a desk that answers when the test decides. */
import { vi } from "vitest";

const soon = setTimeout; // the real one, also where a test stops the clock

export interface Asked {
  route: string;
  token: string | null;
  body: unknown;
  answer(status: number, body?: object): void;
}

/** A fake desk behind fetch; unanswered requests wait, or end by their signal. */
export class FakeDesk {
  readonly unanswered: Asked[] = [];
  readonly #awaited = new Map<string, (asked: Asked) => void>();

  constructor() {
    vi.stubGlobal("fetch", (url: string, init: RequestInit) => this.#hear(url, init));
  }

  /** The oldest request for a route that has no answer yet, once it is there. */
  next(route: string): Promise<Asked> {
    const asked = this.unanswered.find((one) => one.route === route);
    if (asked) return Promise.resolve(asked);
    return new Promise((resolve) => this.#awaited.set(route, resolve));
  }

  async answer(route: string, status: number, body?: object): Promise<void> {
    (await this.next(route)).answer(status, body);
    await settled();
  }

  /** The routes of what waits for an answer. */
  get routes(): string[] {
    return this.unanswered.map(({ route }) => route);
  }

  #hear(url: string, { method, headers, body, signal }: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      const route = `${method} ${url.replace("https://desk.example/widget/v1", "").split("?")[0]}`;
      const asked: Asked = {
        route,
        token: new Headers(headers).get("Authorization"),
        body: typeof body === "string" ? JSON.parse(body) : null,
        answer: (status, answered) => {
          this.#forget(asked);
          resolve(answered ? Response.json(answered, { status }) : new Response(null, { status }));
        },
      };
      signal?.addEventListener("abort", () => {
        this.#forget(asked);
        reject(signal.reason);
      });
      this.unanswered.push(asked);
      this.#awaited.get(route)?.(asked);
      this.#awaited.delete(route);
    });
  }

  #forget(asked: Asked): void {
    this.unanswered.splice(this.unanswered.indexOf(asked) >>> 0, 1);
  }
}

/** What a page has around it; `document` is its own, to be hidden. */
export function fakePage(): { document: EventTarget & { hidden: boolean } } {
  const page = new EventTarget();
  const document = Object.assign(new EventTarget(), { hidden: false });
  vi.stubGlobal("document", document);
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  return { document };
}

/** The page's storage; `isFull` has it refuse whatever is new. */
export class FakeStorage {
  isFull = false;
  readonly #kept = new Map<string, string>();

  constructor() {
    vi.stubGlobal("localStorage", this);
  }

  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.isFull) throw new DOMException("It is full.", "QuotaExceededError");
    this.#kept.set(key, value);
  }

  removeItem(key: string): void {
    this.#kept.delete(key);
  }
}

/** Resolves once everything that needs no response and no timer has run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => soon(resolve));
}
