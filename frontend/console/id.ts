/** Unique ids, for example for idempotency keys. */

/** A random id, also where randomUUID is missing (no secure context). */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
