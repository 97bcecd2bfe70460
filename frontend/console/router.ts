/** The console's addresses: a route is a value, its address is text; pure both ways. */

export const VIEWS = [
  "mine",
  "unassigned",
  "waiting",
  "urgent",
  "assistant",
  "snoozed",
  "resolved",
  "all",
] as const;
export type FixedView = (typeof VIEWS)[number];
export type View = FixedView | `team.${string}`;

export const SECTIONS = ["assistant", "rollout", "hours", "incidents", "inboxes"] as const;
export type Section = (typeof SECTIONS)[number];

export const KNOWLEDGE = ["articles", "gaps", "proposals"] as const;
export type KnowledgeSection = (typeof KNOWLEDGE)[number];
export const LAB_SECTIONS = ["shadow"] as const;
export type LabSection = (typeof LAB_SECTIONS)[number];

export const METRIC_PAGES = [
  "overview",
  "containment",
  "time",
  "satisfaction",
  "escalation",
  "cost",
] as const;
export const PROMISE_STATES = ["due", "open", "kept", "broken", "void"] as const;
export type PromiseState = (typeof PROMISE_STATES)[number];
const WEEKS_AGO_MAX = 520;
export type MetricPage = (typeof METRIC_PAGES)[number];

/** `query` of a metrics page is its filters as the address has them (metrics/filters.ts). */
export type Route =
  | { page: "inbox"; view: View; conversation: string | null; query: string }
  | { page: "turn"; id: string }
  | { page: "sent"; id: string }
  | { page: "knowledge"; section: KnowledgeSection; item: string | null }
  | { page: "review"; item: string | null }
  | { page: "team" }
  | { page: "lab"; section: LabSection; category: string; arm: string }
  | { page: "metrics"; of: MetricPage; isList: boolean; query: string }
  | { page: "week"; ago: number }
  | { page: "promises"; state: PromiseState | "" }
  | { page: "settings"; section: Section }
  | { page: "account" }
  | { page: "login" }
  | { page: "enter" }
  | { page: "unknown" };

/** The route of an address; `/` is the inbox. */
export function parse(path: string, search = ""): Route {
  const [page = "", first, second] = path.split("/").filter(Boolean).map(decodeURIComponent);
  const query = new URLSearchParams(search).get("q") ?? "";
  switch (page) {
    case "":
      return inbox("mine");
    case "inbox":
      return isView(first ?? "mine")
        ? { page, view: (first ?? "mine") as View, conversation: second ?? null, query }
        : { page: "unknown" };
    case "c":
      return first ? { page: "inbox", view: "all", conversation: first, query: "" } : inbox("all");
    case "turns":
      if (!first || (second && second !== "sent")) return { page: "unknown" };
      return { page: second ? "sent" : "turn", id: first };
    case "knowledge": {
      const section = KNOWLEDGE.find((one) => one === (first ?? "articles"));
      return section ? { page, section, item: second ?? null } : { page: "unknown" };
    }
    case "lab": {
      const section = LAB_SECTIONS.find((one) => one === (first ?? "shadow"));
      const asked = new URLSearchParams(search);
      return section
        ? { page, section, category: asked.get("category") ?? "", arm: asked.get("arm") ?? "" }
        : { page: "unknown" };
    }
    case "review":
      return { page, item: first ?? null };
    case "metrics": {
      if (first === "week" && !second) {
        const ago = Number(new URLSearchParams(search).get("ago") ?? 0);
        return Number.isInteger(ago) && ago >= 0 && ago <= WEEKS_AGO_MAX
          ? { page: "week", ago }
          : { page: "unknown" };
      }
      if (first === "promises" && !second) {
        const asked = new URLSearchParams(search).get("state");
        return { page: "promises", state: PROMISE_STATES.find((one) => one === asked) ?? "" };
      }
      const of = METRIC_PAGES.find((one) => one === (first ?? "overview"));
      if (!of || (second && second !== "conversations")) return { page: "unknown" };
      return { page, of, isList: Boolean(second), query: new URLSearchParams(search).toString() };
    }
    case "settings": {
      if (first === "people") return { page: "team" };
      const section = SECTIONS.find((one) => one === (first ?? "assistant"));
      return section ? { page, section } : { page: "unknown" };
    }
    case "account":
    case "login":
    case "enter":
      return { page };
    default:
      return { page: "unknown" };
  }
}

/** The address of a route. */
export function href(route: Route): string {
  switch (route.page) {
    case "inbox": {
      const parts = ["/inbox", route.view, ...(route.conversation ? [route.conversation] : [])];
      const query = route.query ? `?q=${encodeURIComponent(route.query)}` : "";
      return parts.join("/") + query;
    }
    case "turn":
      return `/turns/${route.id}`;
    case "sent":
      return `/turns/${route.id}/sent`;
    case "knowledge":
      return ["/knowledge", route.section, ...(route.item ? [route.item] : [])].join("/");
    case "review":
      return route.item ? `/review/${route.item}` : "/review";
    case "team":
      return "/settings/people";
    case "lab": {
      const asked = new URLSearchParams();
      if (route.category) asked.set("category", route.category);
      if (route.arm) asked.set("arm", route.arm);
      return `/lab/${route.section}${asked.size > 0 ? `?${asked.toString()}` : ""}`;
    }
    case "week":
      return route.ago > 0 ? `/metrics/week?ago=${String(route.ago)}` : "/metrics/week";
    case "promises":
      return route.state ? `/metrics/promises?state=${route.state}` : "/metrics/promises";
    case "metrics": {
      const path = `/metrics/${route.of}${route.isList ? "/conversations" : ""}`;
      return route.query ? `${path}?${route.query}` : path;
    }
    case "settings":
      return `/settings/${route.section}`;
    case "unknown":
      return "/";
    default:
      return `/${route.page}`;
  }
}

/** A route below knowledge. */
export function knowledge(section: KnowledgeSection, item: string | null = null): Route {
  return { page: "knowledge", section, item };
}

/** An inbox route. */
export function inbox(view: View, conversation: string | null = null, query = ""): Route {
  return { page: "inbox", view, conversation, query };
}

/** A page of metrics, or with `isList` the conversations behind one of its figures. */
export function metrics(of: MetricPage, query = "", isList = false): Route {
  return { page: "metrics", of, isList, query };
}

function isView(name: string): name is View {
  return name.startsWith("team.") || VIEWS.some((view) => view === name);
}
