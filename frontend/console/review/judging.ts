/** What is said of an item before it is saved: pure, so that keys and buttons do the same. */
import type { ReviewItem, ReviewQueue, VerdictGiven } from "../api.ts";
import type { ReviewAction } from "../keys.ts";

export type Verdict = NonNullable<VerdictGiven["verdict"]>;

export interface Saying {
  verdict: Verdict | null;
  person: boolean | null;
  source: string;
  missing: string;
  category: string;
}

export const NOTHING: Saying = {
  verdict: null,
  person: null,
  source: "",
  missing: "",
  category: "",
};

/** Whether this kind of item claims something, and so is right or wrong. */
export const claims = (kind: ReviewItem["kind"]): boolean =>
  kind === "answer" || kind === "suggestion";

/** What a key changes; the same if it changes nothing. */
export function after(saying: Saying, action: ReviewAction, kind: ReviewItem["kind"]): Saying {
  switch (action) {
    case "right":
    case "partly":
    case "wrong":
      return claims(kind) ? { ...saying, verdict: action } : saying;
    case "yes":
    case "no":
      return { ...saying, person: action === "yes" };
    default:
      return saying;
  }
}

/** What is sent; null while something is not said that must be. */
export function given(saying: Saying, kind: ReviewItem["kind"]): VerdictGiven | null {
  const { verdict, person, source, missing, category } = saying;
  if (person === null || (claims(kind) && verdict === null)) return null;
  const isClaim = claims(kind);
  return {
    verdict: isClaim ? verdict : null,
    should_be_person: person,
    source: isClaim ? source : "",
    missing,
    category,
  };
}

/** What was said before, to be changed. */
export function before(mine: NonNullable<ReviewItem["mine"]>): Saying {
  const { verdict, should_be_person: person, source, missing, category } = mine;
  return { verdict, person, source, missing, category };
}

/** The item to go to from one: the next one that waits, the first again after the last. */
export function following(queue: ReviewQueue | null, item: string | null): string | null {
  const ids = (queue?.next ?? []).map((one) => one.turn_id);
  const at = item === null ? -1 : ids.indexOf(item);
  return ids[at + 1] ?? ids.find((id) => id !== item) ?? null;
}
