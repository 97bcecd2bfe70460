/** What a metrics page shows: the filters, the period as it was asked for, and what came. */
import type { Metrics } from "../api.ts";
import type { Filters, Period } from "./filters.ts";

export interface Reading {
  filters: Filters;
  period: Period;
  now: Metrics;
  before: Metrics | null; // the period before, if it is compared with
}
