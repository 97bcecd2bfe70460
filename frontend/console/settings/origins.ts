/** Which sites may show an inbox's widget: the lines of the form, and this machine's own pages. */

/** Pages on the machine that the browser runs on, at any port. */
export const THIS_MACHINE = ["http://localhost:*", "http://127.0.0.1:*"];

/** The sites in a text of one per line. */
export const sites = (text: string) => text.split(/\s+/).filter(Boolean);

/** The sites with those of this machine, each once. */
export const withThisMachine = (origins: readonly string[]) => [
  ...new Set([...origins, ...THIS_MACHINE]),
];
