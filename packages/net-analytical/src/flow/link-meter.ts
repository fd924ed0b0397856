import type { LinkActivity, Simulator, TopologyGraph } from "@astra-ts/core";
import { LoadHistory } from "./load-history.js";

/** Links up to which the history of each is kept; beyond, that of the dimensions alone. */
const mostDetailed = 512;

/**
 * Adds up what each link carried. Told of every change of a load; between two changes loads are constant. A graph given as data has dimensions for collectives
 * alone: its links count for the first.
 */
export class LinkMeter {
  /** By link: bytes carried, acknowledgements among them, after `bringUpToDate`. */
  readonly carried: Float64Array;
  readonly #simulator: Simulator;
  readonly #capacity: Float64Array;
  readonly #load: Float64Array;
  readonly #since: Float64Array;
  readonly #history = new LoadHistory();
  readonly #isDetailed: boolean;
  readonly #dimensionOf: Int32Array;
  /** By dimension: bytes carried up to `#dimensionsSince`, ns, and load since then; where the history of links is not kept. */
  readonly #dimensionCarried: Float64Array;
  readonly #dimensionLoad: Float64Array;
  #dimensionsSince = 0;

  constructor(
    simulator: Simulator,
    { table, linkCount }: TopologyGraph,
    capacity: Float64Array,
    dimensions: number,
  ) {
    this.#simulator = simulator;
    this.#capacity = capacity;
    this.carried = new Float64Array(linkCount);
    this.#load = new Float64Array(linkCount);
    this.#since = new Float64Array(linkCount);
    this.#isDetailed = linkCount <= mostDetailed;
    this.#dimensionOf = Int32Array.from(table.dimension, (dimension) => Math.max(0, dimension));
    this.#dimensionCarried = new Float64Array(dimensions);
    this.#dimensionLoad = new Float64Array(dimensions);
  }

  /** A link carries `load` bytes/ns from now on. */
  loadChanges(link: number, load: number): void {
    const { now } = this.#simulator;
    if (now >= this.#history.nextEnd) this.#addHistory();
    const before = this.#load[link];
    this.carried[link] += before * (now - this.#since[link]);
    this.#since[link] = now;
    this.#load[link] = load;
    if (this.#isDetailed) return;
    if (now !== this.#dimensionsSince) this.#bringDimensionsTo(now);
    this.#dimensionLoad[this.#dimensionOf[link]] += load - before;
  }

  /** To be called before anything is read. */
  bringUpToDate(): void {
    const { now } = this.#simulator;
    if (now >= this.#history.nextEnd) this.#addHistory();
    for (let link = 0; link < this.#load.length; link++) {
      this.carried[link] += this.#load[link] * (now - this.#since[link]);
      this.#since[link] = now;
    }
    this.#bringDimensionsTo(now);
  }

  /** How busy a link was over time; undefined where there are too many links to tell of each. */
  activityOfLink(link: number): LinkActivity | undefined {
    if (!this.#isDetailed) return undefined;
    return this.#history.utilization([link], this.#capacity[link], this.carried[link], this.#simulator.now);
  }

  /** How busy the links of a dimension were over time, each counted by its bandwidth. */
  activityOfDimension(dimension: number): LinkActivity {
    const links: number[] = [];
    let capacity = 0;
    let carried = 0;
    this.#dimensionOf.forEach((of, link) => {
      if (of !== dimension) return;
      links.push(link);
      capacity += this.#capacity[link];
      carried += this.carried[link];
    });
    const series = this.#isDetailed ? links : [dimension];
    return this.#history.utilization(series, capacity, carried, this.#simulator.now);
  }

  #bringDimensionsTo(time: number): void {
    for (let dimension = 0; dimension < this.#dimensionLoad.length; dimension++)
      this.#dimensionCarried[dimension] += this.#dimensionLoad[dimension] * (time - this.#dimensionsSince);
    this.#dimensionsSince = time;
  }

  /** Windows have ended since the last change: loads have been constant since then. */
  #addHistory(): void {
    const history = this.#history;
    for (let end = history.nextEnd; end <= this.#simulator.now; end = history.nextEnd) {
      if (this.#isDetailed) history.add(this.#carriedBy(end));
      else {
        this.#bringDimensionsTo(end);
        history.add(this.#dimensionCarried.slice());
      }
    }
  }

  #carriedBy(time: number): Float64Array {
    const carried = this.carried.slice();
    for (let link = 0; link < carried.length; link++)
      carried[link] += this.#load[link] * (time - this.#since[link]);
    return carried;
  }
}
