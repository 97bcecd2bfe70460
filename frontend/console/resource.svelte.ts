/** Something that is read from the desk: its value, or why it is not there. */
import { Problem } from "./http.ts";

/** A value kept while it is read again, so that screens never go blank. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  isLoading = $state(false);
  readonly #read: () => Promise<T>;
  #latest = 0;

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** Read it (again). A slower, earlier reading never overwrites a later one. */
  async load(): Promise<void> {
    const number = ++this.#latest;
    this.isLoading = true;
    try {
      const value = await this.#read();
      if (number !== this.#latest) return;
      this.value = value;
      this.problem = null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (number === this.#latest) this.problem = error;
    } finally {
      if (number === this.#latest) this.isLoading = false;
    }
  }

  /** Put a value that came another way; a reading under way is forgotten. */
  put(value: T): void {
    this.#latest++;
    this.value = value;
    this.problem = null;
    this.isLoading = false;
  }
}
