/** Where this tab is: the route of its address. */
import { href, parse, type Route } from "./router.ts";

class Place {
  route = $state.raw<Route>(parse(location.pathname, location.search));
}

export const place = new Place();

/** Go to a route; `replace` replaces the current address in the history. */
export function go(route: Route, { replace = false } = {}): void {
  const address = href(route);
  if (address !== location.pathname + location.search) {
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
  }
  place.route = route;
}

/** Follow the browser's buttons and plain clicks on links of the console. */
export function follow(): void {
  addEventListener("popstate", () => {
    place.route = parse(location.pathname, location.search);
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || link.hash || link.pathname.startsWith("/api/")) return;
    event.preventDefault();
    go(parse(link.pathname, link.search));
  });
}
