import { defineTopologyFormat } from "@astra-ts/core";
import { bandwidthQuantity, timeQuantity } from "@astra-ts/core/document";
import * as z from "zod";
import {
  type ConnectionMatrix,
  isConnectionMatrix,
  pcieWays,
  readConnectionMatrix,
} from "./connection-matrix.js";
import { MachineParts, npuName } from "./machine-parts.js";

const bandwidth = bandwidthQuantity.refine((width) => width > 0, "a link carries something");

/** The matrix tells kinds of links and no figures. */
const matrixOptions = z.strictObject({
  nvLink: bandwidth
    .default(25)
    .describe(
      "of one NVLink in one direction (25 GB/s from the second to the fourth generation; 50 in the fifth)",
    ),
  nvLinkLatency: timeQuantity
    .default(500)
    .describe("of an NVLink; a way through an NVSwitch has two: ns, or text with a unit"),
  pcie: bandwidth
    .default(31.5)
    .describe("of a GPU's PCIe link in one direction (31.5 GB/s: 16 lanes of generation 4)"),
  pcieLatency: timeQuantity.default(500).describe("of a PCIe link: ns, or text with a unit"),
  processors: bandwidth
    .default(41.6)
    .describe(
      "of the link between two processors in one direction (41.6 GB/s: two of Intel's UPI at 10.4 GT/s)",
    ),
});
type MatrixOptions = z.output<typeof matrixOptions>;

/** NVLinks of one GPU at most, in any generation: more of them in a row of the matrix are the same ones, counted once for each GPU behind a switch. */
const mostNvLinks = 18;

/** The matrix of `nvidia-smi topo -m`: the GPUs of one machine. */
export const nvidiaSmiTopology = defineTopologyFormat({
  name: "nvidia-smi",
  description: "the matrix of nvidia-smi topo -m: how the GPUs of a machine reach each other",
  extensions: [".txt"],
  options: matrixOptions,
  recognizes: isConnectionMatrix,
  read(text, { warn }, options) {
    const matrix = readConnectionMatrix(text);
    if (matrix.others.length > 0)
      warn(`${matrix.others.join(", ")}: they lead out of the machine and are left out`);
    const parts = new MachineParts();
    parts.addNpus(matrix.gpus);
    addNvLinks(parts, matrix, options);
    // NCCL, too, leaves PCIe alone where NVLinks reach every GPU.
    if (!isJoined(matrix)) addPcie(parts, matrix, options);
    const { nodes, links, lines } = parts;
    return { graph: { nodes, links }, lines };
  },
});

/** NVLinks from GPU to GPU, as many as the matrix tells; or to one switch, which stands for all NVSwitches of the machine. */
function addNvLinks(
  parts: MachineParts,
  { nvLinks, lines }: ConnectionMatrix,
  { nvLink, nvLinkLatency }: MatrixOptions,
): void {
  const isSwitched = nvLinks.some((row) => row.reduce((sum, links) => sum + links, 0) > mostNvLinks);
  if (isSwitched) parts.addSwitch("nvswitch");
  for (const [from, row] of nvLinks.entries()) {
    if (isSwitched) {
      const width = Math.max(...row) * nvLink;
      if (width > 0)
        parts.addLinks(
          npuName(from),
          "nvswitch",
          { bandwidth: width, latency: nvLinkLatency },
          { line: lines[from] },
        );
      continue;
    }
    for (let to = from + 1; to < row.length; to++) {
      const count = row[to]!;
      parts.addLinks(
        npuName(from),
        npuName(to),
        { bandwidth: nvLink, latency: nvLinkLatency },
        { count, line: lines[from] },
      );
    }
  }
}

/** Whether NVLinks lead from every GPU to every other, by way of others where need be. */
function isJoined({ gpus, nvLinks }: ConnectionMatrix): boolean {
  const reached = new Set([0]);
  for (const gpu of reached)
    for (const [other, links] of nvLinks[gpu]!.entries()) if (links > 0) reached.add(other);
  return reached.size === gpus;
}

/** The tree of PCIe: GPUs that reach each other by a way or a nearer one are below one node of its kind. */
function addPcie(
  parts: MachineParts,
  matrix: ConnectionMatrix,
  { pcie, pcieLatency, processors }: MatrixOptions,
): void {
  const names = ["pcie switch", "pcie switches", "host bridge", "numa node", "processors"];
  const figures = { bandwidth: pcie, latency: pcieLatency };
  let below = Array.from({ length: matrix.gpus }, (_, gpu) => ({ name: npuName(gpu), gpus: [gpu] }));
  for (const [way] of pcieWays.entries()) {
    const groups: (typeof below)[] = [];
    for (const part of below) {
      const near = groups.find(([first]) =>
        first!.gpus.some((a) => part.gpus.some((b) => isWithin(matrix, a, b, way))),
      );
      if (near === undefined) groups.push([part]);
      else near.push(part);
    }
    below = groups.map((group, index) => {
      if (group.length === 1) return group[0]!;
      const name = `${names[way]} ${index}`;
      parts.addSwitch(name);
      for (const { name: part } of group)
        parts.addLinks(
          part,
          name,
          way === pcieWays.length - 1 ? { ...figures, bandwidth: processors } : figures,
        );
      return { name, gpus: group.flatMap(({ gpus }) => gpus) };
    });
  }
}

/** NVLinks hide the way of PCIe in the matrix, so they say nothing of it. */
function isWithin({ ways }: ConnectionMatrix, from: number, to: number, way: number): boolean {
  const own = ways[from]![to];
  return own !== undefined && own <= way;
}
