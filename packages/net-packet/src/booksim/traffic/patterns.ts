import { AstraError } from "@astra-ts/core";
import { callOf, listOf, wholeOf } from "../configuration/values.js";
import { LaggedFibonacci } from "../random/lagged-fibonacci.js";

/** Where a node's next packet goes. */
export type Destination = (source: number) => number;

/** What patterns need to know of the network. */
export interface PatternContext {
  readonly nodes: number;
  readonly k: number;
  readonly n: number;
  readonly xr: number;
  readonly permutationSeed: number;
  readonly random: LaggedFibonacci;
}

type PatternMaker = (context: PatternContext, parameters: readonly string[]) => Destination;

const makers: Readonly<Record<string, PatternMaker>> = {
  uniform:
    ({ nodes, random }) =>
    () =>
      random.upTo(nodes - 1),
  background,
  diagonal:
    ({ nodes, random }) =>
    (source) =>
      random.upTo(2) === 0 ? (source + 1) % nodes : source,
  asymmetric({ nodes, random }) {
    const half = Math.floor(nodes / 2);
    return (source) => (source % half) + (random.upTo(1) === 1 ? half : 0);
  },
  taper64,
  bad_dragon({ nodes, random, ...context }, parameters) {
    const k = wholeOf(parameters[0], context.k);
    const group = 2 * k * k;
    return (source) => (random.upTo(group - 1) + (Math.floor(source / group) + 1) * group) % nodes;
  },
  badperm_yarc({ random, ...context }, parameters) {
    const row = wholeOf(parameters[2], context.xr) * wholeOf(parameters[0], context.k);
    return (source) => random.upTo(row - 1) * row + Math.floor(source / row);
  },
  tornado: (context, parameters) =>
    shiftedDigits(context, parameters, (digits) => Math.floor((digits + 1) / 2) - 1),
  neighbor: (context, parameters) => shiftedDigits(context, parameters, () => 1),
  bitcomp: ({ nodes }) => bitPermutation(nodes, (source) => ~source & (nodes - 1)),
  bitrev: ({ nodes }) => bitPermutation(nodes, (source, bits) => reversed(source, bits)),
  shuffle: ({ nodes }) =>
    bitPermutation(nodes, (source) => ((source << 1) & (nodes - 1)) | (2 * source >= nodes ? 1 : 0)),
  transpose({ nodes }) {
    const half = Math.log2(nodes) / 2;
    if (!Number.isInteger(half)) throw unfit("transpose", nodes, "a power of four");
    return (source) => (source >> half) | ((source << half) & (nodes - 1));
  },
  randperm: ({ nodes, permutationSeed }, parameters) =>
    permutation(nodes, wholeOf(parameters[0], permutationSeed)),
  hotspot,
};

export const patternNames = Object.keys(makers);

/** A pattern by its name, with parameters in parentheses where it has any. Throws UNKNOWN_NAME or UNSUPPORTED. */
export function createPattern(text: string, context: PatternContext): Destination {
  const { name, parameters } = callOf(text);
  const make = Object.hasOwn(makers, name) ? makers[name] : undefined;
  if (make === undefined)
    throw new AstraError("UNKNOWN_NAME", {
      problem: "no such traffic pattern",
      field: "traffic",
      found: text,
      expected: `one of ${patternNames.join(", ")}`,
    });
  return make(context, parameters);
}

function background({ nodes, random }: PatternContext, parameters: readonly string[]): Destination {
  const excluded = new Set(listOf(parameters[0] ?? "").map((node) => wholeOf(node, -1)));
  if (excluded.size >= nodes) throw unfit("background", nodes, "more than are excluded");
  return () => {
    let node = random.upTo(nodes - 1);
    while (excluded.has(node)) node = random.upTo(nodes - 1);
    return node;
  };
}

function taper64({ nodes, random }: PatternContext): Destination {
  if (nodes !== 64) throw unfit("taper64", nodes, "64");
  return (source) => {
    if (random.upTo(1) === 0) return random.upTo(nodes - 1);
    const rows = 8 * (random.upTo(2) - 1);
    return (64 + source + rows + (random.upTo(2) - 1)) % 64;
  };
}

/** Each digit of the node's number, in base k times the nodes in x, moves on around its ring. */
function shiftedDigits(
  context: PatternContext,
  parameters: readonly string[],
  shiftOf: (digits: number) => number,
): Destination {
  const digits = wholeOf(parameters[2], context.xr) * wholeOf(parameters[0], context.k);
  const places = wholeOf(parameters[1], context.n);
  const shift = shiftOf(digits);
  return (source) => {
    let destination = 0;
    for (let place = 0, weight = 1; place < places; place++, weight *= digits)
      destination += weight * ((Math.floor(source / weight) + shift) % digits);
    return destination;
  };
}

function bitPermutation(nodes: number, permuted: (source: number, bits: number) => number): Destination {
  const bits = Math.log2(nodes);
  if (!Number.isInteger(bits)) throw unfit("a permutation of bits", nodes, "a power of two");
  return (source) => permuted(source, bits);
}

function reversed(source: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit++) result = (result << 1) | ((source >> bit) & 1);
  return result;
}

/** A random permutation from a generator of its own: each node in turn becomes the destination of a random source that has none yet. */
function permutation(nodes: number, seed: number): Destination {
  const random = new LaggedFibonacci(seed);
  const destinations = new Int32Array(nodes).fill(-1);
  const free = Array.from({ length: nodes }, (_, node) => node);
  for (let node = 0; node < nodes; node++) {
    const [source] = free.splice(random.upTo(nodes - 1 - node), 1);
    destinations[source!] = node;
  }
  return (source) => destinations[source]!;
}

function hotspot({ nodes, random }: PatternContext, parameters: readonly string[]): Destination {
  const spots = listOf(parameters[0] ?? "-1").map((text) => {
    const node = wholeOf(text, -1);
    return node < 0 ? random.upTo(nodes - 1) : node;
  });
  for (const node of spots) if (node >= nodes) throw unfit("hotspot", nodes, `more than ${node}`);
  if (spots.length === 1) return () => spots[0]!;
  const given = listOf(parameters[1] ?? "1").map((text) => wholeOf(text, 1));
  const rates = spots.map((_, index) => given[index] ?? given.at(-1)!);
  const total = rates.reduce((sum, rate) => sum + rate, 0);
  return () => {
    let draw = random.upTo(total - 1);
    for (const [index, rate] of rates.entries()) {
      if (draw < rate) return spots[index]!;
      draw -= rate;
    }
    return spots.at(-1)!;
  };
}

function unfit(pattern: string, nodes: number, expected: string): AstraError {
  return new AstraError("UNSUPPORTED", {
    problem: `${pattern} needs another number of nodes`,
    field: "traffic",
    found: nodes,
    expected,
  });
}
