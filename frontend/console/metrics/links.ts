/** The addresses of the metrics pages and of the conversations behind their figures. Pure. */
import { href, metrics, type MetricPage } from "../router.ts";
import { written, type Filters } from "./filters.ts";

/** The address of a page with these filters. */
export const toPage = (of: MetricPage, filters: Filters): string =>
  href(metrics(of, written({ ...filters, part: "" })));

/** The address of the conversations behind a figure, with some filters set otherwise. */
export const toBehind = (
  of: MetricPage,
  filters: Filters,
  part: string,
  otherwise: Partial<Filters> = {},
): string => href(metrics(of, written({ ...filters, ...otherwise, part }), true));
