import { busyClasses } from "./busy-times.js";

const compute = busyClasses.indexOf("compute");
const cpu = busyClasses.indexOf("cpu");
const communication = busyClasses.indexOf("communication");

/** Is told that a rank stood still from one instant to another, ns, until this node let it go on. */
export type WaitListener = (rank: number, node: number, start: number, end: number) => void;

/** What one rank has under way. */
interface Standing {
  computing: number;
  /** Nodes that communicate, the oldest first. */
  readonly communicating: Set<number>;
  /** Since when it has stood still, ns. */
  since: number;
}

/** Notices when a rank stands still for communication: it has some under way, and neither its processor nor its host computes. */
export class ExposedWaits {
  readonly #ranks = new Map<number, Standing>();
  readonly #listener: WaitListener;

  constructor(listener: WaitListener) {
    this.#listener = listener;
  }

  /** A node of class number `index` starts. */
  start(rank: number, index: number, node: number, now: number): void {
    const own = this.#of(rank);
    if (index === communication) {
      if (own.communicating.size === 0 && own.computing === 0) own.since = now;
      own.communicating.add(node);
    } else if (index === compute || index === cpu) {
      const [oldest] = own.communicating;
      if (oldest !== undefined) this.#waited(rank, own, oldest, now);
      own.computing++;
    }
  }

  end(rank: number, index: number, node: number, now: number): void {
    const own = this.#of(rank);
    if (index === communication) {
      this.#waited(rank, own, node, now);
      own.communicating.delete(node);
    } else if (index === compute || index === cpu) {
      own.computing--;
      own.since = now;
    }
  }

  #waited(rank: number, own: Standing, node: number, now: number): void {
    const { since, computing } = own;
    if (computing > 0 || now <= since) return;
    own.since = now;
    this.#listener(rank, node, since, now);
  }

  #of(rank: number): Standing {
    let own = this.#ranks.get(rank);
    if (own === undefined) {
      own = { computing: 0, communicating: new Set(), since: 0 };
      this.#ranks.set(rank, own);
    }
    return own;
  }
}
