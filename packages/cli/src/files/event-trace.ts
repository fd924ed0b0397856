import { closeSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import { AstraError, type RunEvent, type RunObserver } from "@astra-ts/core";

/** Characters that are gathered before they are written. */
const gathered = 1 << 18;

/** What of a run's events is kept; absent: all. */
export interface EventFilter {
  readonly ranks?: readonly number[];
  readonly kinds?: readonly string[];
}

/** A file of a run's events, a JSON object on each line. It takes its name when it is closed, also after a run that failed: what led there is in it. */
export class EventTrace {
  readonly observe: RunObserver;
  readonly #file: string;
  readonly #partial: string;
  readonly #descriptor: number;
  #text = "";

  /** Throws FILE_WRITE. */
  constructor(file: string, { ranks, kinds }: EventFilter) {
    this.#file = file;
    this.#partial = `${file}.${process.pid}.partial`;
    this.#descriptor = this.#written(() => {
      mkdirSync(dirname(file), { recursive: true });
      return openSync(this.#partial, "w");
    });
    const wantedRanks = ranks && new Set(ranks);
    const wantedKinds = kinds && new Set<string>(kinds);
    this.observe = (event: RunEvent) => {
      if (wantedRanks?.has(event.rank) === false || wantedKinds?.has(event.kind) === false) return;
      this.#text += `${JSON.stringify(event)}\n`;
      if (this.#text.length >= gathered) this.#flush();
    };
  }

  /** Throws FILE_WRITE. */
  close(): void {
    this.#flush();
    this.#written(() => {
      closeSync(this.#descriptor);
      renameSync(this.#partial, this.#file);
    });
  }

  #flush(): void {
    const text = this.#text;
    this.#text = "";
    this.#written(() => writeSync(this.#descriptor, text));
  }

  #written<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      throw new AstraError("FILE_WRITE", {
        file: this.#file,
        problem: `cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
        cause: error,
      });
    }
  }
}
