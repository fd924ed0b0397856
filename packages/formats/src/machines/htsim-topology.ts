import { AstraError, defineTopologyFormat } from "@astra-ts/core";
import { type HtsimFile, type HtsimTier, readHtsimTiers } from "./htsim-tiers.js";
import { type LinkFigures, MachineParts, npuName } from "./machine-parts.js";

/** Switches of each kind. */
interface FatTree {
  readonly pods: number;
  readonly torsPerPod: number;
  /** Spines, where there are two tiers: all pods' together. */
  readonly aggsPerPod: number;
  readonly cores: number;
}

/** htsim's fat trees of two and three tiers. */
export const htsimTopology = defineTopologyFormat({
  name: "htsim-topology",
  description: "htsim's fat tree (.topo): tiers with their speeds, radices and latencies",
  extensions: [".topo"],
  recognizes: (text) => /^[ \t]*(Podsize|Radix_Down|Downlink_speed_Gbps)[ \t]+\d/im.test(text),
  read(text, { warn }) {
    const file = readHtsimTiers(text, warn);
    const tree = fatTreeOf(file);
    const { nodes, links, lines } = partsOf(file, tree);
    return { graph: { nodes, links }, lines };
  },
});

/** Numbers of switches, as htsim derives them. Throws INVALID_VALUE where the radices do not fit together. */
function fatTreeOf({ nodes, podSize, tiers }: HtsimFile): FatTree {
  const [low, middle, top] = tiers as [HtsimTier, HtsimTier, HtsimTier | undefined];
  const check = whole(low.line);
  const pods = check("pods: Nodes / Podsize", nodes / podSize);
  const torsPerPod = check("ToRs of a pod: Podsize / Radix_Down of tier 0", podSize / low.radixDown);
  const uplinks = check(
    "uplinks of all ToRs: Nodes * speed 0 / (speed 1 * Oversubscribed)",
    (nodes * low.downlinkSpeed) / (middle.downlinkSpeed * low.oversubscription),
  );
  const aggsPerPod = check(
    "switches of tier 1 in a pod: uplinks / (pods * Radix_Down)",
    uplinks / (pods * middle.radixDown),
  );
  expectRadix(low, aggsPerPod * middle.bundle, "switches of tier 1 in a pod, times Bundle of tier 1");
  if (top === undefined) return { pods, torsPerPod, aggsPerPod, cores: 0 };
  const checkTop = whole(top.line);
  const coreLinks = checkTop(
    "uplinks of tier 1: uplinks * speed 1 / (speed 2 * Oversubscribed)",
    (uplinks * middle.downlinkSpeed) / (top.downlinkSpeed * middle.oversubscription),
  );
  const cores = checkTop("switches of tier 2: uplinks of tier 1 / Radix_Down", coreLinks / top.radixDown);
  const coresPerAgg = checkTop("switches of tier 2 that one of tier 1 reaches", cores / aggsPerPod);
  expectRadix(middle, coresPerAgg * top.bundle, "switches of tier 2 that it reaches, times Bundle of tier 2");
  return { pods, torsPerPod, aggsPerPod, cores };
}

/** A switch is passed in its latency, which is added to the links that lead into it, so that each counts once on a route. */
function partsOf(
  { nodes, tiers }: HtsimFile,
  { pods, torsPerPod, aggsPerPod, cores }: FatTree,
): MachineParts {
  const [low, middle, top] = tiers as [HtsimTier, HtsimTier, HtsimTier | undefined];
  const parts = new MachineParts();
  parts.addNpus(nodes);
  const middleName = top === undefined ? "spine" : "agg";
  for (let tor = 0; tor < pods * torsPerPod; tor++) parts.addSwitch(`tor ${tor}`);
  for (let agg = 0; agg < pods * aggsPerPod; agg++) parts.addSwitch(`${middleName} ${agg}`);
  for (let core = 0; core < cores; core++) parts.addSwitch(`core ${core}`);
  for (let rank = 0; rank < nodes; rank++)
    parts.addLinks(npuName(rank), `tor ${Math.floor(rank / low.radixDown)}`, upwards(low), {
      back: downwards(low, undefined),
      line: low.line,
    });
  for (let pod = 0; pod < pods; pod++)
    for (let tor = 0; tor < torsPerPod; tor++)
      for (let agg = 0; agg < aggsPerPod; agg++)
        parts.addLinks(
          `tor ${pod * torsPerPod + tor}`,
          `${middleName} ${pod * aggsPerPod + agg}`,
          upwards(middle),
          {
            back: downwards(middle, low),
            count: middle.bundle,
            line: middle.line,
          },
        );
  if (top === undefined) return parts;
  for (let agg = 0; agg < pods * aggsPerPod; agg++)
    for (let core = agg % aggsPerPod; core < cores; core += aggsPerPod)
      parts.addLinks(`agg ${agg}`, `core ${core}`, upwards(top), {
        back: downwards(top, middle),
        count: top.bundle,
        line: top.line,
      });
  return parts;
}

function upwards({ downlinkSpeed, downlinkLatency, switchLatency }: HtsimTier): LinkFigures {
  return { bandwidth: downlinkSpeed / 8, latency: downlinkLatency + switchLatency };
}

function downwards({ downlinkSpeed, downlinkLatency }: HtsimTier, below: HtsimTier | undefined): LinkFigures {
  return { bandwidth: downlinkSpeed / 8, latency: downlinkLatency + (below?.switchLatency ?? 0) };
}

function whole(line: number): (what: string, count: number) => number {
  return (what, count) => {
    if (Number.isInteger(count) && count > 0) return count;
    throw new AstraError("INVALID_VALUE", {
      line,
      problem: `the numbers do not fit together: ${what}`,
      found: count,
      expected: "a whole number, 1 or more",
    });
  };
}

function expectRadix({ line, radixUp }: HtsimTier, expected: number, what: string): void {
  if (radixUp === expected) return;
  throw new AstraError("INVALID_VALUE", {
    line,
    field: "Radix_Up",
    problem: "the numbers do not fit together",
    found: radixUp,
    expected: `${expected}: ${what}`,
  });
}
