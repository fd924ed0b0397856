import type { LinkActivity, Simulator } from "@astra-ts/core";
import type { LinkClasses } from "./link-classes.js";
import { LoadHistory } from "./load-history.js";

/** Links up to which the history of each is kept and told; beyond, that of the dimensions alone. */
const mostDetailed = 512;

/** Adds up what a link of each class carried. Told of every change of a load; between two changes loads are constant. */
export class LinkMeter {
  /** By class: bytes carried by each of its links, acknowledgements among them, after `bringUpToDate`. */
  readonly carried: Float64Array;
  readonly #classes: LinkClasses;
  readonly #simulator: Simulator;
  readonly #capacity: Float64Array;
  readonly #load: Float64Array;
  readonly #since: Float64Array;
  readonly #history = new LoadHistory();
  readonly #isDetailed: boolean;
  /** By dimension: bytes carried up to `#dimensionsSince`, ns, and load since then; where the history of links is not kept. */
  readonly #dimensionCarried: Float64Array;
  readonly #dimensionLoad: Float64Array;
  #dimensionsSince = 0;

  constructor(simulator: Simulator, classes: LinkClasses, capacity: Float64Array, dimensions: number) {
    const count = capacity.length;
    this.#simulator = simulator;
    this.#classes = classes;
    this.#capacity = capacity;
    this.carried = new Float64Array(count);
    this.#load = new Float64Array(count);
    this.#since = new Float64Array(count);
    this.#isDetailed = classes.graph.linkCount <= mostDetailed;
    this.#dimensionCarried = new Float64Array(dimensions);
    this.#dimensionLoad = new Float64Array(dimensions);
  }

  /** The links of a class carry `load` bytes/ns each from now on. */
  loadChanges(link: number, load: number): void {
    const { now } = this.#simulator;
    if (now >= this.#history.nextEnd) this.#addHistory();
    const before = this.#load[link];
    this.carried[link] += before * (now - this.#since[link]);
    this.#since[link] = now;
    this.#load[link] = load;
    if (this.#isDetailed) return;
    if (now !== this.#dimensionsSince) this.#bringDimensionsTo(now);
    const { dimension, links } = this.#classes;
    this.#dimensionLoad[dimension[link]] += (load - before) * links[link];
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
    const group = this.#classes.of[link];
    return this.#history.utilization(
      (entry) => entry[group],
      this.#capacity[group],
      this.carried[group],
      this.#simulator.now,
    );
  }

  /** How busy the links of a dimension were over time, each counted by its bandwidth. */
  activityOfDimension(dimension: number): LinkActivity {
    const { links, dimension: dimensionOf } = this.#classes;
    const inDimension = Array.from(dimensionOf.keys()).filter((group) => dimensionOf[group] === dimension);
    const total = (figures: Float64Array) =>
      inDimension.reduce((sum, group) => sum + figures[group] * links[group], 0);
    return this.#history.utilization(
      this.#isDetailed ? total : (entry) => entry[dimension],
      total(this.#capacity),
      total(this.carried),
      this.#simulator.now,
    );
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
