import { expect, test } from "vitest";
import { talkIn } from "./talk";

test("the button speaks the reader's language where there is a text", () => {
  expect(talkIn("de-CH")).toEqual({ text: "Mit einem Menschen sprechen", lang: "de" });
  expect(talkIn("nb-NO")?.text).toBe("Snakk med et menneske");
  expect(talkIn("PL")?.lang).toBe("pl");
  expect(talkIn("en-GB")).toBeNull();
  expect(talkIn("")).toBeNull();
});
