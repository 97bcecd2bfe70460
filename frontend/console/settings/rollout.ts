/** A rule of the rollout as it is edited, and figures as they are read. Pure. */
import type { Arm, Figure, Mode, Rule, RuleLine } from "../api.ts";
import { t } from "../texts.ts";

export const MODES = ["off", "shadow", "draft", "auto"] as const;

/** A segment as it is typed: a plan, or an attribute with a condition. */
export interface Typed {
  name: string; // "plan", or the attribute
  sign: "=" | ">=";
  value: string;
}

/** The modes that the control group may get: those below. */
export const below = (mode: Mode): readonly Mode[] => MODES.slice(0, MODES.indexOf(mode));

/** What the control group gets when a rule gets another mode: the same if it may, else less. */
export function restFor(mode: Mode, rest: Mode): Mode {
  const lower = below(mode);
  return lower.includes(rest) ? rest : (lower.at(-1) ?? "off");
}

/** The segments of a rule as they are typed. */
export const typed = (rule: Rule): Typed[] =>
  (rule.segments ?? []).map(({ plan, attribute, equals, at_least }) =>
    plan
      ? { name: "plan", sign: "=", value: plan }
      : at_least === null || at_least === undefined
        ? { name: attribute ?? "", sign: "=", value: equals ?? "" }
        : { name: attribute ?? "", sign: ">=", value: String(at_least) },
  );

/** The same as a rule has them; lines without a name or value are left out. */
export const segments = (lines: readonly Typed[]): NonNullable<Rule["segments"]> =>
  lines
    .map(({ name, sign, value }) => ({ name: name.trim(), sign, value: value.trim() }))
    .filter(({ name, value }) => name && value)
    .map(({ name, sign, value }) => {
      if (sign === ">=") return { attribute: name, at_least: Number(value) };
      return name === "plan" ? { plan: value } : { attribute: name, equals: value };
    });

/** Whether every segment that is typed can be one: a number where one is compared. */
export const areSegments = (lines: readonly Typed[]): boolean =>
  lines.every(({ sign, value }) => sign === "=" || (value.trim() && isFinite(Number(value))));

/** The id in what was pasted, such as an address; null without one. */
export const idIn = (text: string): string | null =>
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text)?.[0] ?? null;

/** Whether what was pasted is the address of a conversation. */
export const isConversation = (text: string): boolean => /\/(?:inbox|c)\//.test(text);

/** A share with its interval, or that it is not measured. */
export function share({ value, low, high }: Figure): string {
  if (value === null || low === null || high === null) return t.reach.notYet;
  const percent = (part: number) => (part * 100).toFixed(part > 0 && part < 0.1 ? 1 : 0);
  return `${percent(value)} % (${t.reach.between(percent(low), percent(high))})`;
}

/** The lines of a product (null: of all), and only those with a rule of their own if asked. */
export const shown = (
  lines: readonly RuleLine[],
  product: string | null,
  ownOnly: boolean,
): RuleLine[] =>
  lines.filter(
    (line) => (product === null || line.product === product) && (!ownOnly || line.is_own),
  );

/** The name of a side. */
export const sideOf = (arm: Arm): string => t.rollout.arms[arm || "none"];
