import { expect, test } from "vitest";

import { createParser, readEvents, type ServerEvent } from "./sse";

const STREAM =
  'id: 7\nevent: message.created\ndata: {"text":\ndata: "hi"}\n\n: heartbeat\n\nevent: typing\r\ndata:{}\r\n\r\n';
const EVENTS: ServerEvent[] = [
  { id: "7", type: "message.created", data: '{"text":\n"hi"}' },
  { id: null, type: "typing", data: "{}" },
];

function parse(chunks: string[]): ServerEvent[] {
  const events: ServerEvent[] = [];
  const parser = createParser((event) => events.push(event));
  chunks.forEach(parser);
  return events;
}

test("events are read whole", () => {
  expect(parse([STREAM])).toEqual(EVENTS);
});

test("it does not matter where the stream is cut", () => {
  for (let at = 0; at <= STREAM.length; at += 1) {
    expect(parse([STREAM.slice(0, at), STREAM.slice(at)])).toEqual(EVENTS);
  }
  expect(parse([...STREAM])).toEqual(EVENTS);
});

test("an event that was not ended is not told", () => {
  expect(parse(["data: half\n"])).toEqual([]);
});

test("a letter cut in two bytes is put together again", async () => {
  const bytes = new TextEncoder().encode("data: Caf\u00e9\n\n");
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 10));
      controller.enqueue(bytes.slice(10));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  let heard = 0;
  await readEvents(
    body,
    () => (heard += 1),
    (event) => events.push(event),
  );
  expect(heard).toBe(2);
  expect(events).toEqual([{ id: null, type: "message", data: "Caf\u00e9" }]);
});
