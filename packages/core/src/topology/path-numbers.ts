/** How messages choose among equally short paths: evenly dealt, by a hash, or always the first. */
export const pathRules = ["spread", "hash", "single"] as const;

/** Name of a rule. */
export type PathRule = (typeof pathRules)[number];

/** Which of several equally short paths messages take. */
export interface PathChoice {
  /** `spread` deals destinations and flows out evenly; `hash` draws a path for each flow, as ECMP does, collisions included; `single` takes the links of the lowest numbers. */
  readonly paths: PathRule;
  /** Of `hash`: other seeds give other collisions. Default 1. */
  readonly seed?: number;
}

/** What is meant where nothing is said. */
export const defaultPathChoice: PathChoice = { paths: "spread" };

/** Numbers that every count of equal links up to eight divides. */
const turns = 840;
/** Paths that a hash tells apart. */
const drawn = 1 << 20;

/**
 * Number of the path that a message takes: with it, every node that has several links to choose from knows which one. `flow` counts the messages of the pair, from 0. With
 * `spread` it holds the turns of the flow at NPUs, where `ports` links lead on, and at switches, and that of the source. The turns at switches go on when those at the NPU have
 * come round: with one turn for both, flows that take every second port would take every second uplink, too. So it is with sources, of which every second one comes by a port.
 */
export function pathNumber(
  { paths, seed = 1 }: PathChoice,
  source: number,
  destination: number,
  flow: number,
  ports: number,
): number {
  switch (paths) {
    case "spread":
      return (
        ((flow % ports) * turns + (Math.floor(flow / ports) % turns)) * turns +
        (Math.floor(source / ports) % turns)
      );
    case "hash":
      return mix(mix(mix(seed, source), destination), flow) % drawn;
    case "single":
      return 0;
  }
}

/** Turns in a path number of `spread`: of the flow at NPUs and at switches, and of its source. */
export function turnAtNpu(path: number): number {
  return Math.floor(path / (turns * turns));
}

export function turnAtSwitch(path: number): number {
  return Math.floor(path / turns) % turns;
}

export function turnOfSource(path: number): number {
  return path % turns;
}

/** One of `count` links of a node, drawn for a path. */
export function drawnLink(path: number, node: number, count: number): number {
  return mix(mix(0x51ed270b, path), node) % count;
}

/** Mixes a whole number into 31 bits (the finishing steps of MurmurHash3). */
function mix(state: number, value: number): number {
  let mixed = Math.imul(state ^ Math.imul(value + 0x9e3779b9, 0x85ebca6b), 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  return mixed & 0x7fffffff;
}
