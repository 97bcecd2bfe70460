/** Preferences of this browser: the theme, and whether single keys work. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const THEME = "tandem.theme";
const KEYS = "tandem.keys";
const NOTICES = "tandem.notices";

class Preferences {
  theme = $state<Theme>(THEMES.find((theme) => theme === read(THEME)) ?? "system");
  singleKeys = $state(read(KEYS) !== "off");
  notifies = $state(read(NOTICES) === "on"); // by choice only
}

export const preferences = new Preferences();

/** Show the chosen theme; "system" leaves it to the style sheet's media query. */
export function applyTheme(): void {
  const root = document.documentElement;
  if (preferences.theme === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = preferences.theme;
}

export function setTheme(theme: Theme): void {
  preferences.theme = theme;
  keep(THEME, theme);
  applyTheme();
}

export function setSingleKeys(on: boolean): void {
  preferences.singleKeys = on;
  keep(KEYS, on ? "on" : "off");
}

/** Switch desktop notifications; false if the browser refuses them. */
export async function setNotifies(on: boolean): Promise<boolean> {
  const isAllowed = on && "Notification" in window;
  const isGranted = isAllowed && (await Notification.requestPermission()) === "granted";
  preferences.notifies = isGranted;
  keep(NOTICES, isGranted ? "on" : "off");
  return isGranted || !on;
}

/** A value from this browser's storage; null if storage is blocked. */
export function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Store a text (null: remove it); does nothing if storage is blocked. */
export function keep(name: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  } catch {
    // Private windows may refuse: then the text lasts as long as the page.
  }
}
