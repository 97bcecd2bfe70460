/** The colours of tokens.css as values, for charts and tests. */
import css from "./tokens.css?raw";

export interface Colour {
  light: string;
  dark: string;
}

/** Every colour token by its name, as #rrggbb. */
export const colours: Readonly<Record<string, Colour>> = Object.fromEntries(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name = "", light = "", dark = ""]) => [name, { light, dark }],
  ),
);
