/** Something that is read from the desk: its value, or why it is not there. */
import { Problem } from "./http.ts";

/** A value kept while it is read again, so that screens never go blank. */
export class Resource<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  isLoading = $state(false);
  readonly #read: () => Promise<T>;
  #latest = 0;
  #isOutdated = false; // something changed while it was being read

  constructor(read: () => Promise<T>) {
    this.#read = read;
  }

  /** Read it, again if something changed meanwhile. An earlier, slower reading never overwrites
   * a later one. */
  async load(): Promise<void> {
    const number = ++this.#latest;
    this.isLoading = true;
    try {
      let value: T;
      do {
        this.#isOutdated = false;
        value = await this.#read();
        if (number !== this.#latest) return;
      } while (this.#isOutdated);
      this.value = value;
      this.problem = null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (number === this.#latest) this.problem = error;
    } finally {
      if (number === this.#latest) this.isLoading = false;
    }
  }

  /** Set a value that came another way. */
  put(value: T): void {
    this.#isOutdated = true;
    this.value = value;
    this.problem = null;
  }

  /** The value is outdated: read it again, once for all changes during a reading. */
  renew(): void {
    if (this.isLoading) this.#isOutdated = true;
    else void this.load();
  }
}
