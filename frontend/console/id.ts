/** Names that nobody else has, such as the key that makes a request harmless to send again. */

/** Random enough, also where randomUUID is missing: pages without a secure context. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
