import { AstraError, tooLarge } from "@astra-ts/core";
import type { NetworkDescription } from "../engine/description.js";
import {
  type StandaloneTopology,
  shapedTopologies,
  standaloneTopologies,
  trafficTopologies,
} from "../topologies/names.js";
import { meshColumns, standaloneNetwork } from "../topologies/standalone.js";
import { destinationOf, type TrafficPattern, trafficPattern } from "./patterns.js";
import { shapedNetwork } from "./shaped-network.js";

/** Synthetic traffic, one field for each flag of gem5's garnet_synth_traffic.py, and what goes beyond it. Cycles are network cycles. */
export interface TrafficOptions {
  /** Nodes; each sends and receives. Default 16. */
  readonly numCpus?: number;
  /** Receivers; must equal `numCpus`. */
  readonly numDirs?: number;
  /** Default Mesh_XY. */
  readonly topology?: string;
  /** Rows of a mesh. Default: as near to a square as the nodes allow, not more rows than columns. */
  readonly meshRows?: number;
  /** Traffic pattern. Default uniform_random. */
  readonly synthetic?: string;
  /** Packets per node and generator cycle, 0 to 1. Default 0.1. */
  readonly injectionRate?: number;
  /** Decimal digits of the injection rate that count. Default 3. */
  readonly precision?: number;
  readonly vcsPerVnet?: number;
  readonly routerLatency?: number;
  readonly linkLatency?: number;
  /** Bits per flit. Default 128. */
  readonly linkWidthBits?: number;
  /** 0: table, 1: XY. The same on a mesh. */
  readonly routingAlgorithm?: number;
  /** 0 and 1: control packets of 8 bytes; 2: data packets of 72 bytes; -1: one of the three at random. Default -1. */
  readonly injVnet?: number;
  /** Network cycles of a run that replays gem5's generator. Default 1000. */
  readonly simCycles?: number;
  /** Only this node sends; -1: all. */
  readonly singleSenderId?: number;
  /** All packets go to this node; -1: as the pattern says. */
  readonly singleDestId?: number;
  /** Most packets that a node sends; -1: no limit. */
  readonly numPacketsMax?: number;
  /** Network cycles per generator cycle (gem5: ruby clock over system clock). Default 1; gem5's own default clocks give 2. */
  readonly clockRatio?: number;
  readonly buffersPerControlVc?: number;
  readonly buffersPerDataVc?: number;

  /** Draw the same packets as gem5 draws: no warm-up, no drain, statistics from cycle 0 to `simCycles`. */
  readonly replayGarnet?: boolean;
  /** Without replay: seed of the generator. Default 1. */
  readonly seed?: number;
  /** Without replay: cycles before, of, and at most after the measurement. Defaults 1000, 10000, and as many again. */
  readonly warmupCycles?: number;
  readonly measureCycles?: number;
  readonly drainCycles?: number;
  /** Destination of the hotspot pattern. Default 0. */
  readonly hotspot?: number;
  /** Flits per packet, in place of those that vnet and link width give. */
  readonly packetFlits?: number;
  /** Any network in place of a gem5 topology; packets then travel in its vnet `injVnet` (default 0) and need `packetFlits`. */
  readonly network?: NetworkDescription;
  /** Seconds on a clock that never goes back, for `wallSeconds`. Default: none, `wallSeconds` is 0. */
  readonly clock?: () => number;
}

/** Options checked and completed. */
export interface TrafficPlan {
  readonly network: NetworkDescription;
  readonly nodes: number;
  readonly pattern: TrafficPattern;
  readonly injectionRate: number;
  readonly precision: number;
  readonly vnet: number;
  /** Flits of a packet in each vnet. */
  readonly flits: readonly number[];
  readonly singleSender: number;
  readonly singleDestination: number;
  readonly packetsMax: number;
  readonly hotspot: number;
  readonly clockRatio: number;
}

const controlBytes = 8;
const dataBytes = 72;
const mostNodes = 32_768;
const mostNodeCycles = 1e12;
const mostLinks = 2 ** 22;
const bytesPerLink = 500;

/** Throws INVALID_VALUE, UNKNOWN_NAME or UNSUPPORTED naming the flag. */
export function planTraffic(options: TrafficOptions): TrafficPlan {
  const { network, linkWidthBits = 128, injectionRate = 0.1, precision = 3 } = options;
  const nodes = network?.nodes ?? options.numCpus ?? 16;
  checkWhole("num-cpus", nodes, 1);
  checkNodes(nodes, options);
  checkWhole("link-width-bits", linkWidthBits, 8);
  checkWhole("precision", precision, 0, 7);
  if (!(injectionRate >= 0 && injectionRate <= 1))
    throw invalid("injectionrate", injectionRate, "a number from 0 to 1");
  if (options.numDirs !== undefined && options.numDirs !== nodes)
    throw new AstraError("UNSUPPORTED", {
      problem: "every node both sends and receives",
      field: "num-dirs",
      found: options.numDirs,
      expected: `${nodes}, as num-cpus`,
    });
  const { routingAlgorithm = 0, topology = "Mesh_XY" } = options;
  if (typeof topology !== "string")
    throw invalid("topology", topology, `one of ${trafficTopologies.join(", ")}`);
  if (routingAlgorithm !== 0 && !(routingAlgorithm === 1 && topology === "Mesh_XY"))
    throw new AstraError("UNSUPPORTED", {
      problem: `no such routing algorithm for ${topology}`,
      field: "routing-algorithm",
      found: routingAlgorithm,
      expected: topology === "Mesh_XY" ? "0 (table) or 1 (XY)" : "0 (table)",
    });
  const vnets = network?.vnets.length ?? 3;
  const vnet = options.injVnet ?? (network === undefined ? -1 : 0);
  checkWhole("inj-vnet", vnet, network === undefined ? -1 : 0, vnets - 1);
  const { singleSenderId = -1, singleDestId = -1, numPacketsMax = -1, hotspot = 0, clockRatio = 1 } = options;
  checkWhole("single-sender-id", singleSenderId, -1, nodes - 1);
  checkWhole("single-dest-id", singleDestId, -1, nodes - 1);
  checkWhole("num-packets-max", numPacketsMax, -1);
  checkWhole("hotspot", hotspot, 0, nodes - 1);
  checkWhole("clock-ratio", clockRatio, 1);
  if (options.packetFlits !== undefined) checkWhole("packet-flits", options.packetFlits, 1);
  const flitsOf = (bytes: number): number =>
    options.packetFlits ?? Math.ceil(bytes / Math.floor(linkWidthBits / 8));
  const pattern = trafficPattern(options.synthetic ?? "uniform_random");
  checkDestinations(pattern, nodes);
  return {
    network: network ?? namedNetwork(options, nodes, topology),
    nodes,
    pattern,
    injectionRate,
    precision,
    vnet,
    flits: Array.from({ length: vnets }, (_, index) =>
      flitsOf(network === undefined && index < 2 ? controlBytes : dataBytes),
    ),
    singleSender: singleSenderId,
    singleDestination: singleDestId,
    packetsMax: numPacketsMax,
    hotspot,
    clockRatio,
  };
}

/** A network of this many nodes has a route table with an entry for each pair, and Pt2Pt has as many links. */
function checkNodes(
  nodes: number,
  { simCycles = 0, measureCycles = 0, warmupCycles = 0, topology, network }: TrafficOptions,
): void {
  if (nodes > mostNodes)
    throw tooLarge({
      what: `routes between ${nodes} nodes`,
      count: nodes * nodes,
      bytesEach: 4,
      field: "num-cpus",
      expected: `at most ${mostNodes} nodes`,
    });
  if (network === undefined && topology === "Pt2Pt" && nodes * nodes > mostLinks)
    throw tooLarge({
      what: `links between ${nodes} nodes, each joined to each`,
      count: nodes * nodes,
      bytesEach: bytesPerLink,
      field: "num-cpus",
      expected: `at most ${Math.sqrt(mostLinks)} nodes on Pt2Pt`,
    });
  const cycles = Math.max(simCycles, measureCycles) + warmupCycles;
  if (nodes * cycles > mostNodeCycles)
    throw tooLarge({
      what: `draws of packets by ${nodes} nodes in ${cycles} cycles`,
      count: nodes * cycles,
      field: "sim-cycles",
      expected: `at most ${mostNodeCycles}`,
    });
}

/** Some patterns leave the network where the nodes are no square or no power of two. */
function checkDestinations(pattern: TrafficPattern, nodes: number): void {
  for (let source = 0; source < nodes; source++) {
    const destination = destinationOf(pattern, source, nodes, () => 0);
    if (destination >= 0 && destination < nodes) continue;
    throw new AstraError("UNSUPPORTED", {
      problem: `${pattern} would send from node ${source} to node ${destination}, which does not exist`,
      field: "synthetic",
      hint: "Use a square number of nodes that is a power of two.",
    });
  }
}

/** The largest divisor of a number of nodes that is not above its square root. */
function squareRows(nodes: number): number {
  let rows = Math.floor(Math.sqrt(nodes));
  while (rows > 1 && nodes % rows !== 0) rows--;
  return rows;
}

function namedNetwork(options: TrafficOptions, nodes: number, topology: string): NetworkDescription {
  const shaped = shapedTopologies.find((name) => name === topology);
  if (shaped === undefined) return gem5Network(options, nodes, topology);
  const {
    linkWidthBits = 128,
    meshRows = squareRows(nodes),
    buffersPerControlVc,
    buffersPerDataVc,
  } = options;
  if (buffersPerControlVc !== undefined || buffersPerDataVc !== undefined)
    throw new AstraError("UNSUPPORTED", {
      problem: `buffers of ${topology} follow from its packets and links`,
      field: buffersPerControlVc === undefined ? "buffers-per-data-vc" : "buffers-per-ctrl-vc",
    });
  checkSizes(options);
  if (shaped !== "Ring") meshColumns(nodes, meshRows);
  const { vcsPerVnet, routerLatency, linkLatency } = options;
  const flitBytes = Math.floor(linkWidthBits / 8);
  const packetBytes = options.packetFlits === undefined ? dataBytes : options.packetFlits * flitBytes;
  const sizes = { vcsPerVnet, routerLatency, linkLatency, packetBytes, flitBytes };
  return shapedNetwork({ topology: shaped, nodes, rows: meshRows, ...sizes });
}

function checkSizes(options: TrafficOptions): void {
  for (const [flag, value] of [
    ["vcs-per-vnet", options.vcsPerVnet],
    ["router-latency", options.routerLatency],
    ["link-latency", options.linkLatency],
    ["buffers-per-ctrl-vc", options.buffersPerControlVc],
    ["buffers-per-data-vc", options.buffersPerDataVc],
  ] as const)
    if (value !== undefined) checkWhole(flag, value, 1);
}

function gem5Network(options: TrafficOptions, nodes: number, topology: string): NetworkDescription {
  checkSizes(options);
  return standaloneNetwork({
    topology: (standaloneTopologies.find((name) => name === topology) ?? topology) as StandaloneTopology,
    nodes,
    meshRows: options.meshRows ?? squareRows(nodes),
    vcsPerVnet: options.vcsPerVnet,
    routerLatency: options.routerLatency,
    linkLatency: options.linkLatency,
    buffersPerControlVc: options.buffersPerControlVc,
    buffersPerDataVc: options.buffersPerDataVc,
  });
}

/** Throws INVALID_VALUE unless the value is whole and in range. */
export function checkWhole(field: string, value: number, least: number, most = 1e9): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(
    field,
    value,
    most === 1e9 ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
  );
}

function invalid(field: string, found: unknown, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", {
    problem: "not usable for synthetic traffic",
    field,
    found,
    expected,
  });
}
