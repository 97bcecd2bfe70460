/** Follows a conversation's events: resumes after breaks; one stream for all tabs of a browser. */
import { backoffMs, pause } from "../../shared/backoff";
import { readEvents } from "../../shared/sse";
import type { PublicEvent, PublicTyping } from "../../generated/shapes";
import { ApiError, type Api } from "./api";

/** The desk sends a heartbeat every 15 s: after two missed ones the connection is dead. */
const SILENCE_MS = 40_000;

export type Told =
  | { kind: "event"; event: PublicEvent }
  | { kind: "typing"; name: string }
  | { kind: "connected"; is: boolean }
  | { kind: "gone" };

export interface Following {
  api: Api;
  conversation: string;
  /** The newest event already known. */
  after: () => number;
  tell: (told: Told) => void;
  signal: AbortSignal;
}

/** Passes on events until the signal. The tab with the lock has the stream and shares it: browsers
 * allow six connections to a host, and every open stream takes one. */
export function follow({ api, conversation, after, tell, signal }: Following): void {
  const name = `tandem:${conversation}`;
  const others = new BroadcastChannel(name);
  others.onmessage = ({ data }) => tell(data as Told);
  signal.addEventListener("abort", () => others.close());

  const stream = async (): Promise<void> => {
    const share = (told: Told): void => {
      if (signal.aborted) return;
      others.postMessage(told);
      tell(told);
    };
    for (let attempt = 0; ; attempt += 1) {
      try {
        await connect(api, conversation, after(), signal, share, () => (attempt = 0));
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.status === 404) return share({ kind: "gone" });
      }
      share({ kind: "connected", is: false });
      await pause(backoffMs(attempt, Math.random()), signal);
    }
  };
  // Without a secure context there are no locks: then each tab has its own stream.
  const run = navigator.locks ? navigator.locks.request(name, { signal }, stream) : stream();
  run.catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function connect(
  api: Api,
  conversation: string,
  after: number,
  signal: AbortSignal,
  share: (told: Told) => void,
  onEvent: () => void,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const path = `/stream?conversation=${encodeURIComponent(conversation)}`;
    const either = AbortSignal.any([signal, silence.signal]);
    const response = await api.get(path, either, after);
    share({ kind: "connected", is: true });
    const hear = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
    };
    if (response.body === null) return;
    await readEvents(response.body, hear, ({ type, data, id }) => {
      onEvent();
      if (type === "typing") {
        share({ kind: "typing", name: (JSON.parse(data) as PublicTyping).agent_name });
      } else if (id !== null) {
        share({ kind: "event", event: JSON.parse(data) as PublicEvent });
      }
    });
  } finally {
    clearTimeout(timer);
  }
}
