import {
  AstraError,
  type BackgroundTraffic,
  createRandom,
  type Mailbox,
  type Simulator,
  type Topology,
} from "@astra-ts/core";
import { destinationsOf } from "./patterns.js";

/** Above the tags of every other layer, which count below. */
const firstTag = 2 ** 51;

/** Checks background traffic against the machine. Throws an `AstraError` whose fields lie below `background.N`. */
export function checkBackground(
  background: readonly BackgroundTraffic[],
  topology: Topology,
  contention: boolean | undefined,
): void {
  const [first] = background;
  if (first === undefined) return;
  if (contention === false)
    throw new AstraError("UNSUPPORTED", {
      problem: "background traffic has no effect in this network, in which messages do not share links",
      field: "background",
      hint: "Choose a network with contention: flow, analytical-congestion, packet or ns3.",
    });
  for (const [index, traffic] of background.entries()) checkTraffic(traffic, topology, `background.${index}`);
}

function checkTraffic(traffic: BackgroundTraffic, { npus, dimensions }: Topology, field: string): void {
  const { pattern, rate, bytes, ranks, from = 0, until } = traffic;
  const refuse = (key: string, problem: string, found: unknown, expected: string): never => {
    throw new AstraError("INVALID_VALUE", { problem, field: `${field}.${key}`, found, expected });
  };
  const count = ranks?.length ?? npus;
  if (count < 2) refuse("npus", "traffic needs two NPUs at least", ranks, "two NPUs or more");
  for (const [index, rank] of (ranks ?? []).entries()) {
    if (!Number.isInteger(rank) || rank < 0 || rank >= npus)
      refuse(`npus.${index}`, "the machine has no such NPU", rank, `NPUs from 0 to ${npus - 1}`);
    if (ranks!.indexOf(rank) !== index) refuse(`npus.${index}`, "the NPU is listed twice", rank, "each once");
  }
  destinationsOf(pattern, count, createRandom(1), `${field}.pattern`);
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    refuse("size", "wrong size of a message", bytes, "a whole number of bytes, 1 or more");
  const most = dimensions.reduce((sum, { bandwidth, links }) => sum + bandwidth * links, 0);
  if (!(rate > 0 && rate <= most))
    refuse(
      "rate",
      "no NPU can send at this rate",
      rate,
      `above 0 and at most ${most} bytes per ns, the bandwidth of its links`,
    );
  if (!(from >= 0)) refuse("from", "a time before the beginning", from, "0 or later");
  if (until !== undefined && !(until > from))
    refuse("until", "the end comes first", until, `later than ${from} ns`);
}

/** What traffic is run with. */
export interface BackgroundHost {
  readonly simulator: Simulator;
  readonly mailbox: Mailbox;
  readonly npus: number;
  readonly seed: number;
  /** True when the last job has finished. */
  isOver(): boolean;
}

/** Lets every source send, each by its own draws, so that no traffic changes what another one does. */
export function startBackground(background: readonly BackgroundTraffic[], host: BackgroundHost): void {
  for (const [index, traffic] of background.entries()) {
    const ranks = traffic.ranks ?? Array.from({ length: host.npus }, (_, rank) => rank);
    const seed = host.seed * 0x10001 + index;
    const destinations = destinationsOf(traffic.pattern, ranks.length, createRandom(seed), "pattern");
    for (const position of ranks.keys()) {
      const random = createRandom(Math.imul(seed, 0x85ebca6b) + position);
      startSource(traffic, {
        ...host,
        ranks,
        position,
        destinations,
        tag: firstTag + index,
        draw: () => random.next(),
      });
    }
  }
}

interface Source extends BackgroundHost {
  readonly ranks: readonly number[];
  readonly position: number;
  readonly destinations: ReturnType<typeof destinationsOf>;
  readonly tag: number;
  draw(): number;
}

function startSource(traffic: BackgroundTraffic, source: Source): void {
  const { simulator, mailbox, ranks, position, destinations, tag, draw, isOver } = source;
  const { bytes, rate, arrivals = "poisson", from = 0, until = Number.POSITIVE_INFINITY } = traffic;
  const mean = bytes / rate;
  const gap = (): number => (arrivals === "poisson" ? -Math.log(1 - draw()) * mean : mean);
  // Kept as a fraction, so that gaps that are no whole ns add up to the rate.
  let due = from + (arrivals === "poisson" ? gap() : (mean * position) / ranks.length);
  const next = (): void => {
    if (due < until) simulator.schedule(Math.max(0, Math.round(due) - simulator.now), send);
  };
  const send = (): void => {
    if (isOver()) return;
    const other = destinations(position);
    if (other === undefined) return;
    const message = {
      source: ranks[position]!,
      destination: ranks[other]!,
      tag,
      bytes,
      dimension: undefined,
      queue: 0,
    };
    mailbox.send(message);
    mailbox.receive(message, () => {});
    due += gap();
    next();
  };
  next();
}
