import type { Answer, Request } from "./protocol.js";

/** Simulations of one section of the page, one at a time: a new one ends the one before. */
export class Simulation {
  readonly #startWorker: () => Worker;
  #worker: Worker | undefined;

  /** `startWorker` gives a worker that runs worker.ts, wherever its bundle lies. */
  constructor(
    startWorker: () => Worker = () => new Worker(new URL("worker.js", document.baseURI), { type: "module" }),
  ) {
    this.#startWorker = startWorker;
  }

  /** Runs a request in a worker of its own. `listen` hears every answer. */
  start(request: Request, listen: (answer: Answer) => void): void {
    this.stop();
    const worker = this.#startWorker();
    this.#worker = worker;
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (worker !== this.#worker) return;
      if (data.kind === "done" || data.kind === "failed") this.stop();
      listen(data);
    });
    worker.addEventListener("error", ({ message }) => {
      this.stop();
      listen({ kind: "failed", message, hint: "" });
    });
    worker.postMessage(request);
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
