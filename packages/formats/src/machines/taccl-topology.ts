import { AstraError, defineTopologyFormat, lineOfJson, parseJson, parseSize } from "@astra-ts/core";
import { sizeQuantity, timeQuantity } from "@astra-ts/core/document";
import * as z from "zod";
import { MachineParts, npuName } from "./machine-parts.js";

/** What TACCL's files leave open: how many machines there are, and in which units the times of its chunks are. */
const tacclOptions = z.strictObject({
  nodes: z
    .int()
    .min(1)
    .default(1)
    .describe("machines of the file's kind, joined by a switch with all their NICs"),
  chunk: sizeQuantity
    .optional()
    .describe(
      "bytes that the file's times are for, or text with a unit; default: what its name says (NDv2_32KB)",
    ),
  timeUnit: timeQuantity
    .optional()
    .describe(
      "unit of the file's times: ns, or text with a unit; default: that of TACCL's own files for such chunks",
    ),
});

const positive = z.number().positive();
const matrix = z.array(z.array(z.number().min(0)));
const tacclFile = z.looseObject({
  name: z.string().default(""),
  gpus_per_node: z.int().min(1),
  nics_per_node: z.int().min(1).optional(),
  alpha: z.number().min(0),
  links: matrix.optional(),
  betas: matrix.optional(),
  node_betas_list: z.array(positive).optional(),
  remote_alpha: z.number().min(0).optional(),
  remote_beta: positive.optional(),
});
type TacclFile = z.output<typeof tacclFile>;

/** Wiring of an NDv2 machine, which is that of a DGX-1: pairs of GPUs with one NVLink and with two. */
const doubleLinks = ["0-1", "0-4", "1-3", "2-3", "2-6", "4-5", "5-7", "6-7"];
const singleLinks = ["0-2", "0-3", "1-2", "1-5", "3-7", "4-6", "4-7", "5-6"];

/** Machines as TACCL is told of them: latencies and times per chunk, inside a node and between nodes. */
export const tacclTopology = defineTopologyFormat({
  name: "taccl-topology",
  description: "TACCL's topology (JSON): latency and time per chunk inside a node and between nodes",
  extensions: [".json"],
  options: tacclOptions,
  recognizes: (text) => /^\s*\{/.test(text) && /"gpus_per_node"\s*:/.test(text),
  read(text, { file: fileName, warn }, options) {
    const file = parsed(text, fileName);
    const { chunk, unit } = unitsOf(file, options, warn);
    const figures = (alpha: number, beta: number) => ({
      bandwidth: chunk / (beta * unit),
      latency: alpha * unit,
    });
    const size = file.gpus_per_node;
    const parts = new MachineParts();
    parts.addNpus(size * options.nodes);
    for (let node = 0; node < options.nodes; node++) addNode(parts, file, node, figures);
    if (options.nodes > 1) addNetwork(parts, file, options.nodes, figures);
    const { nodes, links } = parts;
    return {
      graph: {
        nodes,
        links,
        grid: options.nodes > 1 && size > 1 ? [size, options.nodes] : [size * options.nodes],
      },
    };
  },
});

type Figures = (alpha: number, beta: number) => { bandwidth: number; latency: number };

/** The links inside one machine: given by a matrix, a DGX-1's where there are two times, a switch where there is one. */
function addNode(parts: MachineParts, file: TacclFile, node: number, figures: Figures): void {
  const { gpus_per_node: size, alpha, links, betas, node_betas_list: list } = file;
  const gpu = (position: number): string => npuName(node * size + position);
  if (betas !== undefined) {
    for (let to = 0; to < size; to++)
      for (let from = 0; from < size; from++) {
        const beta = betas[to]?.[from] ?? 0;
        if (from === to || beta === 0 || (links?.[to]?.[from] ?? 1) === 0) continue;
        parts.links.push({ from: gpu(from), to: gpu(to), ...figures(alpha, beta), oneWay: true });
      }
    return;
  }
  if (list?.length === 2 && size === 8) {
    const join = (pairs: readonly string[], beta: number): void => {
      for (const pair of pairs) {
        const [from, to] = pair.split("-").map(Number) as [number, number];
        parts.addLinks(gpu(from), gpu(to), figures(alpha, beta));
      }
    };
    join(doubleLinks, list[0]!);
    join(singleLinks, list[1]!);
    return;
  }
  if (list?.length !== 1)
    throw new AstraError("INVALID_VALUE", {
      field: "node_betas_list",
      problem: "the wiring of the node is not known",
      found: list ?? "no list",
      expected:
        "one time (all GPUs at a switch), two times for 8 GPUs (NDv2), or the matrices links and betas",
    });
  const name = `nvswitch ${node}`;
  parts.addSwitch(name);
  // A message passes two links: each takes half the latency.
  for (let position = 0; position < size; position++)
    parts.addLinks(gpu(position), name, figures(alpha / 2, list[0]!));
}

/** NICs and the switch between machines. GPUs that share a NIC lie beside each other; the switch is taken to be in no one's way. */
function addNetwork(parts: MachineParts, file: TacclFile, nodes: number, figures: Figures): void {
  const { gpus_per_node: size, nics_per_node: nics, remote_alpha: alpha, remote_beta: beta } = file;
  if (nics === undefined || alpha === undefined || beta === undefined)
    throw new AstraError("MISSING_VALUE", {
      problem: "the file does not say how its machines are joined",
      expected: "nics_per_node, remote_alpha and remote_beta",
      hint: "Leave the option nodes out for one machine.",
    });
  parts.addSwitch("network");
  const { bandwidth, latency } = figures(alpha, beta);
  for (let node = 0; node < nodes; node++)
    for (let nic = 0; nic < nics; nic++) {
      const name = `nic ${node * nics + nic}`;
      parts.addSwitch(name);
      parts.addLinks(name, "network", { bandwidth, latency: latency / 2 });
      for (let gpu = 0; gpu < size; gpu++)
        if (Math.floor((gpu * nics) / size) === nic)
          parts.addLinks(npuName(node * size + gpu), name, { bandwidth, latency: 0 });
    }
}

/** TACCL's own files scale their times: microseconds for chunks of 1 MB, tenths of one for 32 KB, hundredths for 1 KB. */
function unitsOf(
  { name }: TacclFile,
  { chunk: given, timeUnit }: z.output<typeof tacclOptions>,
  warn: (message: string) => void,
): { chunk: number; unit: number } {
  const named = /_(\d+)([KMG])B$/.exec(name);
  const chunk = given ?? (named === null ? undefined : parseSize(`${named[1]}${named[2]}iB`));
  if (chunk === undefined)
    throw new AstraError("MISSING_VALUE", {
      field: "name",
      problem: "the file does not say for how many bytes its times are",
      found: name,
      expected: "a name that ends so: _1MB",
      hint: "Say it beside the file: options: { chunk: 1MiB }.",
    });
  if (timeUnit !== undefined) return { chunk, unit: timeUnit };
  const unit = chunk >= 2 ** 20 ? 1000 : chunk >= 2 ** 15 ? 100 : 10;
  warn(
    `times of chunks of ${chunk} bytes are taken in units of ${unit} ns, as in TACCL's own files; options: { timeUnit: … } says otherwise`,
  );
  return { chunk, unit };
}

function parsed(text: string, file: string): TacclFile {
  const value = parseJson(text, file, "a topology of TACCL");
  const result = tacclFile.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new AstraError("INVALID_VALUE", {
    file,
    line: lineOfJson(text, path.map(String)),
    field: path.join("."),
    problem: "not what TACCL's topologies have here",
    expected: message,
  });
}
