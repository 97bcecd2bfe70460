/** Server-sent events over fetch: EventSource can't send an Authorization header. */

export interface ServerEvent {
  type: string;
  data: string;
  /** The id to resume after, or null if the event has none. */
  id: string | null;
}

/** Calls `onEvent` for each event of the body, in order, and `onBytes` for whatever arrives, be it
 * a heartbeat; returns when the server closes it. */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
  onEvent: (event: ServerEvent) => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = createParser(onEvent);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes();
    parser(decoder.decode(value, { stream: true }));
  }
}

/** A function that takes text in arbitrary pieces and passes on complete events. */
export function createParser(onEvent: (event: ServerEvent) => void): (chunk: string) => void {
  let rest = "";
  let type = "";
  let id: string | null = null;
  let data: string[] = [];

  function line(text: string): void {
    if (text === "") {
      if (data.length > 0) onEvent({ type: type || "message", data: data.join("\n"), id });
      type = "";
      id = null;
      data = [];
      return;
    }
    const colon = text.indexOf(":");
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
    else if (field === "id") id = value;
  }

  return (chunk) => {
    const text = rest + chunk;
    // A return at the very end may be the first half of a line break.
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? "") + text.slice(whole.length);
    lines.forEach(line);
  };
}
