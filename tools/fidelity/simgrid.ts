// Runs one recorded run of SimGrid on the network `flow` and says where ours differs. Records: SimGrid 3.32, S4U programs and SMPI, in the recorder's own fields.
import {
  createRandom,
  createTopology,
  EventWheel,
  type Topology,
  type TopologyGraph,
  validateOptions,
} from "@astra-ts/core";
import { type FlowOptions, flow } from "@astra-ts/net-analytical";
import { compared, type Outcome } from "./outcome.js";

/** A recorded run of SimGrid: machine, traffic, and when it ended. */
export interface SimGridRecord {
  readonly api: string;
  readonly pattern: string;
  readonly algorithm?: string;
  readonly platform: string;
  readonly topo?: string;
  readonly nodes: number;
  readonly bytes: number;
  readonly model: string;
  readonly link_bw_Bps: number;
  readonly link_latency_s: number;
  readonly makespan_s: number;
  readonly flows?: readonly RecordedFlow[];
  /** Bandwidth of each link, bytes per second. */
  readonly links?: Readonly<Record<string, number>>;
}

interface RecordedFlow {
  readonly src: number;
  readonly dst: number;
  readonly bytes: number;
  readonly start_s: number;
  readonly finish_s: number;
  /** Names of the links on its way. */
  readonly links: readonly string[];
}

type Send = (source: number, destination: number, bytes: number, delivered: () => void) => void;

/** A round of a collective: to whom each rank sends, and how much. */
interface Round {
  readonly to: (rank: number) => readonly number[];
  readonly bytes: number;
}

/** Largest relative difference that counts as equal. SimGrid's own arithmetic leaves some 1e-12. */
const tolerance = 1e-9;
/** MPI programs also pay for the library around the collective, 1 to 2 us: compared where that is less than this share of the time. */
const mpiTolerance = 1e-3;
const mpiOverhead = 2000;

/** What a record is called; the records have no names. */
export function idOf({
  pattern,
  algorithm,
  platform,
  topo,
  nodes,
  bytes,
  model,
  link_latency_s: latency,
}: SimGridRecord): string {
  const parameters = topo?.match(/topo_parameters="(.*)"/)?.[1];
  const machine = parameters === undefined ? `${platform} ${nodes}` : `${platform} ${parameters}`;
  const what = [model, algorithm, machine, `${bytes} B`, `${latency * 1e9} ns`].filter(
    (part) => part !== undefined,
  );
  return `${pattern}/${what.join(", ")}`;
}

/** Why a record is no business of this comparison; undefined where it is. */
function outsideOf({ api, algorithm, model, makespan_s: makespan }: SimGridRecord): string | undefined {
  if (api !== "smpi") return undefined;
  if (model !== "CM02_pure") return "SMPI's own factors for message sizes";
  if (roundsOf[algorithm ?? ""] === undefined) return "the algorithm is chosen by an MPI library's tables";
  if (mpiOverhead > mpiTolerance * makespan * 1e9)
    return "what the MPI library does around the collective is a notable part of the time";
  return undefined;
}

/** Runs the record. Outcomes: exact, different, outside. */
export function checkRecord(record: SimGridRecord): Outcome {
  const outside = outsideOf(record);
  if (outside !== undefined) return { outcome: "outside", differences: [], message: outside };
  const differences = rulesFor(record).flatMap((options) =>
    record.flows === undefined
      ? makespanDifferences(record, options)
      : flowDifferences(record, record.flows, options),
  );
  return compared(differences);
}

/** SimGrid weighs flows by latency; where there is none, its rule is plain max-min. LV08 is its default model: factors fitted to TCP. */
function rulesFor({ model, link_latency_s: latency }: SimGridRecord): Partial<FlowOptions>[] {
  const lv08 =
    model === "LV08_default" ? { efficiency: 0.97, acknowledgements: 0.05, window: 4194304 * 13.01 } : {};
  const rules = latency === 0 ? (["latency-weighted", "max-min"] as const) : (["latency-weighted"] as const);
  return rules.map((sharing) => ({ sharing, ...lv08 }));
}

function flowDifferences(
  record: SimGridRecord,
  flows: readonly RecordedFlow[],
  options: Partial<FlowOptions>,
): string[] {
  const { simulator, send } = machineOf(recordedRoutes(record, flows), options);
  const finish = flows.map(() => Number.NaN);
  flows.forEach(({ src, dst, bytes, start_s: start }, index) => {
    simulator.schedule(start * 1e9, () => {
      send(src, dst, bytes, () => {
        finish[index] = simulator.now;
      });
    });
  });
  while (simulator.step());
  return flows.flatMap(({ src, dst, finish_s: recorded }, index) =>
    difference(
      `${options.sharing}, flow ${index} from ${src} to ${dst}`,
      finish[index]!,
      recorded * 1e9,
      tolerance,
    ),
  );
}

function makespanDifferences(record: SimGridRecord, options: Partial<FlowOptions>): string[] {
  const { api, pattern, algorithm, nodes, bytes, makespan_s: makespan } = record;
  const { simulator, send } = machineOf(topologyOf(record), options);
  const traffic = patterns[pattern];
  if (traffic === undefined) inRounds(nodes, roundsOf[algorithm ?? "lr"]!(nodes, bytes), send);
  else
    for (const [source, destination, size] of traffic(nodes, bytes))
      send(source, destination, size, () => undefined);
  while (simulator.step());
  const within = api === "smpi" ? mpiTolerance : tolerance;
  return difference(`${options.sharing}, time`, simulator.now, makespan * 1e9, within);
}

function difference(what: string, ours: number, recorded: number, within: number): string[] {
  return Math.abs(ours - recorded) <= within * recorded
    ? []
    : [`${what}: ours ${ours} ns, recorded ${recorded} ns`];
}

/** Messages that all start at once: sources, destinations, sizes. */
const patterns: Readonly<
  Record<
    string,
    (
      nodes: number,
      bytes: number,
    ) => readonly (readonly [source: number, destination: number, bytes: number])[]
  >
> = {
  alltoall: (nodes, bytes) =>
    ranks(nodes).flatMap((source) =>
      ranks(nodes)
        .filter((destination) => destination !== source)
        .map((destination) => [source, destination, bytes / nodes] as const),
    ),
  shift_half: (nodes, bytes) => ranks(nodes).map((source) => [source, (source + nodes / 2) % nodes, bytes]),
  incast: (nodes, bytes) =>
    ranks(nodes)
      .slice(1)
      .map((source) => [source, 0, bytes] as const),
};

/** All-reduce in rounds, in each of which every rank sends some messages and awaits as many: to whom, and how much. */
const roundsOf: Readonly<Record<string, (nodes: number, bytes: number) => readonly Round[]>> = {
  lr: (nodes, bytes) =>
    Array.from({ length: 2 * (nodes - 1) }, () => {
      return { to: (rank) => [(rank + 1) % nodes], bytes: bytes / nodes };
    }),
  rdb: (nodes, bytes) => powersBelow(nodes).map((distance) => ({ to: (rank) => [rank ^ distance], bytes })),
  // Everyone sends everyone his part, then the reduced parts are gathered by doubling.
  rab1: (nodes, bytes) => [
    { to: (rank) => ranks(nodes).filter((other) => other !== rank), bytes: bytes / nodes },
    ...powersBelow(nodes).map((distance) => {
      return { to: (rank: number) => [rank ^ distance], bytes: (bytes * distance) / nodes };
    }),
  ],
};

function inRounds(nodes: number, rounds: readonly Round[], send: Send): void {
  const round = ranks(nodes).map(() => -1);
  const awaited = ranks(nodes).map(() => rounds.map(({ to }) => 2 * to(0).length));
  const next = (rank: number): void => {
    const at = round[rank]! + 1;
    round[rank] = at;
    if (at === rounds.length) return;
    const { to, bytes } = rounds[at]!;
    const done = (who: number): void => {
      awaited[who]![at]!--;
      // A message may arrive before its receiver has entered the round.
      while (round[who]! < rounds.length && awaited[who]![round[who]!] === 0) next(who);
    };
    for (const peer of to(rank)) {
      send(rank, peer, bytes, () => {
        done(rank);
        done(peer);
      });
    }
  };
  for (const rank of ranks(nodes)) next(rank);
}

function ranks(nodes: number): number[] {
  return Array.from({ length: nodes }, (_, rank) => rank);
}

function powersBelow(nodes: number): number[] {
  return Array.from({ length: Math.log2(nodes) }, (_, power) => 2 ** power);
}

/** The machine of a record in our shapes: a star is a switch, a torus some rings, a fat tree of two levels a leaf-spine. */
function topologyOf({
  topo = "",
  nodes,
  model,
  link_bw_Bps: bandwidth,
  link_latency_s: latency,
}: SimGridRecord): Topology {
  const factor = model === "LV08_default" ? 13.01 : 1;
  const link = { bandwidth: bandwidth / 1e9, latency: latency * 1e9 * factor };
  const [, kind = "star", parameters = ""] = topo.match(/^"(\w+)" topo_parameters="(.*)"$/) ?? [];
  if (kind === "star") return createTopology([{ shape: "switch", npus: nodes, ...link }]);
  if (kind === "TORUS")
    return createTopology(
      parameters.split(",").map((npus) => ({ shape: "ring", npus: Number(npus), ...link })),
    );
  const [, down, up] = parameters.split(";").map((list) => list.split(",").map(Number));
  const [leaves, spines] = [down![1]!, up![1]!];
  return createTopology([{ shape: "leaf-spine", npus: nodes, leaves, spines, ...link }]);
}

/** A machine that has the recorded links and sends every flow over its recorded route: SimGrid turns other corners on a torus than we do. */
function recordedRoutes(
  { nodes, links = {}, link_latency_s: latency }: SimGridRecord,
  flows: readonly RecordedFlow[],
): Topology {
  const names = Object.keys(links);
  const routes = new Map(
    flows.map(({ src, dst, links: route }) => [`${src} ${dst}`, route.map((name) => names.indexOf(name))]),
  );
  const column = (value: (name: string) => number) => Float64Array.from(names, value);
  const table = {
    from: new Int32Array(names.length),
    to: new Int32Array(names.length),
    bandwidth: column((name) => links[name]! / 1e9),
    latency: column(() => latency * 1e9),
    dimension: new Int16Array(names.length),
  };
  const plain = createTopology([{ shape: "switch", npus: nodes, bandwidth: 1, latency: 0 }]);
  const graph: TopologyGraph = {
    ...plain.graph(),
    table,
    linkCount: names.length,
    route: (source, destination) => routes.get(`${source} ${destination}`)!,
  };
  return { ...plain, graph: () => graph };
}

function machineOf(
  topology: Topology,
  options: Partial<FlowOptions>,
): { readonly simulator: EventWheel; readonly send: Send } {
  const simulator = new EventWheel();
  const context = { simulator, topology, random: createRandom(1), warn: () => undefined };
  const network = flow.create(context, validateOptions(flow.options, options, "network", flow.name));
  const send: Send = (source, destination, bytes, delivered) =>
    network.send({ source, destination, bytes, tag: 0, dimension: undefined, queue: 0 }, delivered);
  return { simulator, send };
}
