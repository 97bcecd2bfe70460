/** Rates in words: a share in percent, an interval, Cohen's κ. Pure. */
import type { Figure } from "../api.ts";
import { t } from "../texts.ts";

/** A share in percent, with a decimal below ten and none from there on. */
export const percent = (share: number): string =>
  (share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0);

/** A figure's value; that it is not measured yet where there is none. */
export const value = (figure: Figure): string =>
  figure.value === null ? t.review.notYet : `${percent(figure.value)} %`;

/** A figure's interval with its n; empty where there is none. */
export const interval = ({ low, high, n }: Figure): string =>
  low === null || high === null ? "" : t.review.interval(percent(low), percent(high), n);

/** κ with its interval; empty where it is undefined. */
export const kappa = ({ value, low, high }: Figure): string =>
  value === null || low === null || high === null
    ? ""
    : t.review.kappa(value.toFixed(2), low.toFixed(2), high.toFixed(2));
