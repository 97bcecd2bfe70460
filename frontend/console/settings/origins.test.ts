import { expect, test } from "vitest";
import { sites, THIS_MACHINE, withThisMachine } from "./origins.ts";

test("sites are the words of the text", () => {
  expect(sites(" https://a.example\n\nhttps://b.example ")).toEqual([
    "https://a.example",
    "https://b.example",
  ]);
  expect(sites("\n")).toEqual([]);
});

test("this machine is added once and takes nothing away", () => {
  expect(withThisMachine([])).toEqual(THIS_MACHINE);
  const some = ["https://a.example", "http://localhost:*"];
  expect(withThisMachine(some)).toEqual([...some, "http://127.0.0.1:*"]);
  expect(withThisMachine(withThisMachine(some))).toEqual(withThisMachine(some));
});
