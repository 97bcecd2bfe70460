/** The desk's live stream: one per browser, opened by one tab and shared with the others. */
import { backoffMs, pause } from "../shared/backoff.ts";
import type { AgentChanged, DeskEvent, Presence } from "./api.ts";
import { EVENT_TYPES } from "./events.ts";
import { refresh } from "./session.svelte.ts";

const CHANNEL = "tandem-live";
const POLL_MS = 10_000;

/** The messages that every tab gets. */
export type Told =
  | { kind: "event"; event: DeskEvent }
  | { kind: "presence"; event: Presence }
  | { kind: "agent"; event: AgentChanged }
  | { kind: "refetch" }
  | { kind: "connected"; is: boolean; isAgain: boolean };

class Live {
  isConnected = $state(true); // until a stream fails, so that no false loss is shown
  lostAt = $state(0);
}

export const live = new Live();

/** Listen until the returned function is called. Without locks (plain http) each tab polls. */
export function listen(tell: (told: Told) => void): () => void {
  const stop = new AbortController();
  const hear = (told: Told) => {
    if (told.kind === "connected") connected(told.is);
    tell(told);
  };
  // A DOM without a secure context has no locks, whatever the type says.
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) {
    const look = async () => {
      const is = await refresh();
      if (is) hear({ kind: "refetch" });
      if (is !== live.isConnected) hear({ kind: "connected", is, isAgain: is });
    };
    const timer = setInterval(() => void look(), POLL_MS);
    stop.signal.addEventListener("abort", () => clearInterval(timer));
    return () => stop.abort();
  }
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = (message: MessageEvent<Told>) => hear(message.data);
  stop.signal.addEventListener("abort", () => channel.close());
  void locks
    .request(CHANNEL, { signal: stop.signal }, () =>
      hold((told) => {
        channel.postMessage(told);
        hear(told);
      }, stop.signal),
    )
    .catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
  return () => stop.abort();
}

/** Keep a stream open until stopped; whenever one starts, everything visible is read again. */
async function hold(tell: (told: Told) => void, stop: AbortSignal): Promise<void> {
  let tries = 0; // failed, since the last stream
  while (!stop.aborted) {
    let isGreeted = false;
    await opened(tell, stop, () => {
      tell({ kind: "refetch" }); // events between the last read and this stream
      tell({ kind: "connected", is: true, isAgain: tries > 0 });
      isGreeted = true;
      tries = 0;
    });
    if (stop.aborted) return;
    // The desk ends streams regularly: it is a loss only if the next one fails.
    if (!isGreeted) tell({ kind: "connected", is: false, isAgain: false });
    await pause(backoffMs(tries, Math.random()), stop);
    if (!isGreeted) tries++;
  }
}

/** One stream, from start to end. */
function opened(tell: (told: Told) => void, stop: AbortSignal, greet: () => void): Promise<void> {
  return new Promise((over) => {
    const source = new EventSource("/api/v1/stream");
    const close = () => {
      source.close();
      over();
    };
    stop.addEventListener("abort", close, { once: true });
    source.onerror = close;
    source.addEventListener("hello", greet);
    // A hidden conversation is read again too, and then shows that it can't be accessed.
    for (const type of ["refetch", "conversation.hidden"]) {
      source.addEventListener(type, () => {
        tell({ kind: "refetch" });
      });
    }
    source.addEventListener("presence", (message: MessageEvent<string>) => {
      tell({ kind: "presence", event: JSON.parse(message.data) as Presence });
    });
    source.addEventListener("agent.changed", (message: MessageEvent<string>) => {
      tell({ kind: "agent", event: JSON.parse(message.data) as AgentChanged });
    });
    for (const type of EVENT_TYPES) {
      source.addEventListener(type, (message: MessageEvent<string>) => {
        tell({ kind: "event", event: JSON.parse(message.data) as DeskEvent });
      });
    }
  });
}

function connected(is: boolean): void {
  if (live.isConnected && !is) live.lostAt = Date.now();
  live.isConnected = is;
}
