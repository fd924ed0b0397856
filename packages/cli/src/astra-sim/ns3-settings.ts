import { existsSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { AstraError } from "@astra-ts/core";
import { readNs3Settings } from "@astra-ts/formats";
import { inFile } from "../files/in-file.js";
import type { NetworkFileContent } from "./network-file.js";

/** Bits per second of a byte per ns. */
const bitsPerSecond = 8e9;

/**
 * The machine that a file of settings for ns-3 names, read by `readMachine`, and what the settings mean for the network `ns3`. The path is meant from the working directory, as in the original, or
 * else from the folder of the file.
 */
export function ns3SettingsContent(
  file: string,
  text: string,
  warn: (message: string) => void,
  readMachine: (file: string) => NetworkFileContent,
): NetworkFileContent {
  const settings = inFile(file, () => readNs3Settings(text));
  const { topology: name, line, options, errorRate, markingOf, passedOver } = settings;
  const beside = resolve(dirname(file), name);
  const place = !isAbsolute(name) && !existsSync(name) && existsSync(beside) ? beside : name;
  if (!existsSync(place))
    throw new AstraError("FILE_MISSING", {
      file,
      line,
      field: "TOPOLOGY_FILE",
      problem: "the topology that the settings name is not there",
      found: name,
      expected: `a file, from the working directory or from ${dirname(file)}`,
    });
  if (passedOver.length > 0)
    warn(
      `${file}: settings that stock ns-3 has nothing for are passed over: ${passedOver.join(", ")}. It pauses no senders; with transport: udp its queues have no limit instead.`,
    );
  const machine = readMachine(place);
  const implied = machine.networkOptions.ns3 ?? {};
  const graph = machine.topology.graph();
  const damaged = (implied.errorRates ?? []) as readonly object[];
  const rates = new Set(
    graph.links
      .filter(({ from }) => graph.nodes[from]!.kind === "switch")
      .map(({ bandwidth }) => Math.round(bandwidth * bitsPerSecond)),
  );
  const markings = new Map([...rates].map((rate) => [JSON.stringify(markingOf(rate)), markingOf(rate)]));
  if (markings.size > 1)
    throw new AstraError("UNSUPPORTED", {
      file,
      field: "KMAX_MAP",
      problem: "links of switches mark packets at different thresholds, and ns3 has one option red for all",
      found: [...rates].map((rate) => `${rate / 1e9} Gb/s`).join(", "),
      hint: "Name the topology file itself, and give thresholds by the option red of the network ns3.",
    });
  const [red] = markings.values();
  return {
    ...machine,
    networkOptions: {
      ...machine.networkOptions,
      ns3: {
        ...implied,
        ...options,
        ...(red === undefined ? {} : { red }),
        ...(errorRate > 0 && damaged.length === 0 ? { errorRates: everyLink(graph, errorRate) } : {}),
      },
    },
  };
}

type Graph = ReturnType<NetworkFileContent["topology"]["graph"]>;

/** A rate counts for both directions of a link. */
function everyLink({ links, nodes }: Graph, rate: number): object[] {
  return links
    .filter(({ from, to }) => from < to)
    .map(({ from, to }) => ({ from: nodes[from]!.name, to: nodes[to]!.name, rate }));
}
