import { expect, test } from "vitest";
import { Resource } from "./resource.svelte.ts";

/** A resource whose reads are answered one by one, in order. */
function asked() {
  const answers: ((value: string) => void)[] = [];
  const resource = new Resource(() => new Promise<string>((answer) => answers.push(answer)));
  const answer = async (value: string) => {
    answers.shift()?.(value);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { resource, answer };
}

test("what comes while it is read is kept, and read again rather than forgotten", async () => {
  const { resource, answer } = asked();
  const loaded = resource.load();
  resource.put("told");
  await answer("read before it was told");
  expect(resource.value).toBe("told");
  expect(resource.isLoading).toBe(true);
  await answer("read after");
  await loaded;
  expect(resource.value).toBe("read after");
  expect(resource.isLoading).toBe(false);
});

test("however much is told during a reading, one more is enough", async () => {
  const { resource, answer } = asked();
  const loaded = resource.load();
  resource.renew();
  resource.renew();
  await answer("first");
  await answer("second");
  await loaded;
  expect(resource.value).toBe("second");
});

test("a slower, earlier reading never overwrites a later one", async () => {
  const answers: ((value: string) => void)[] = [];
  const resource = new Resource(() => new Promise<string>((answer) => answers.push(answer)));
  const readings = [resource.load(), resource.load()];
  answers[1]?.("later");
  answers[0]?.("earlier");
  await Promise.all(readings);
  expect(resource.value).toBe("later");
});
