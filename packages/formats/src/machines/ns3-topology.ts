import { AstraError, defineTopologyFormat, type GraphInput, type MachineFile } from "@astra-ts/core";
import { Words } from "../words.js";
import { delayForm, ns3Delay, ns3Rate, rateForm } from "./ns3-units.js";

/** A machine of ASTRA-sim's or SimAI's fork of ns-3: nodes and links. SimAI's servers are the inner dimension. */
export const ns3Topology = defineTopologyFormat({
  name: "ns3-topology",
  description: "a topology of ASTRA-sim's, SimAI's or HPCC's ns-3: nodes, switches and links",
  extensions: [".txt"],
  recognizes: isNs3Topology,
  read: readNs3Topology,
});

/** True for a file that begins as such a topology does: with three numbers, or SimAI's five and the type of a GPU. */
function isNs3Topology(text: string): boolean {
  return /^\s*\d+[ \t]+\d+[ \t]+\d+(?:[ \t]+\d+[ \t]+\d+[ \t]+\w+)?[ \t]*\r?\n/.test(text);
}

/** Links that are read at most; more than that is a wrong number. */
const mostNodes = 2 ** 24;

/**
 * Reads a topology of ASTRA-sim's ns-3 (`nodes switches links`, the switches' numbers, then `from to rate delay error` per link) or of SimAI's
 * (`nodes GPUs-per-server NVSwitches switches links GPU-type` in its first line). NPUs are called `npu <rank>`, switches `switch <number in the file>`, or `nvswitch <number>`
 * inside SimAI's servers. Links go both ways. Line breaks do not matter. Throws FILE_SYNTAX, INVALID_VALUE or
 * MISSING_VALUE, with the line.
 */
function readNs3Topology(text: string): MachineFile {
  const words = new Words(text);
  const isSimAi = words.inFirstLine() === 6;
  const nodeCount = words.count("the number of nodes", mostNodes);
  const npusPerServer = isSimAi ? words.count("the number of GPUs of a server", mostNodes) : 0;
  const nvSwitches = isSimAi ? words.count("the number of NVSwitches", mostNodes) : 0;
  const switchCount = words.count("the number of switches", mostNodes) + nvSwitches;
  const linkCount = words.count("the number of links", mostNodes);
  if (isSimAi) words.next("the type of the GPUs");
  if (switchCount >= nodeCount)
    throw new AstraError("INVALID_VALUE", {
      line: 1,
      problem: "no node is left that could be an NPU",
      found: `${nodeCount} nodes, ${switchCount} switches`,
      expected: "fewer switches than nodes",
    });
  const names = namesOf(words, nodeCount, switchCount, nvSwitches);

  const links: GraphInput["links"][number][] = [];
  const lines: number[] = [];
  const errorRates: number[] = [];
  const node = (what: string): string => names[words.count(what, nodeCount - 1)]!;
  for (let link = 1; link <= linkCount; link++) {
    const from = node(`an end of link ${link} of ${linkCount}`);
    lines.push(words.line);
    const to = node(`the other end of link ${link}`);
    const bandwidth = words.value(`the rate of link ${link}`, ns3Rate, rateForm);
    const latency = words.value(`the delay of link ${link}`, ns3Delay, delayForm);
    errorRates.push(words.value(`the error rate of link ${link}`, share, "a number from 0 to 1"));
    links.push({ from, to, bandwidth, latency });
  }
  words.end(`${linkCount} links`);
  const npus = nodeCount - switchCount;
  const nodes = names.map((name, id) => ({ name, kind: id < npus ? ("npu" as const) : ("switch" as const) }));
  const isInServers = npusPerServer > 1 && npusPerServer < npus && npus % npusPerServer === 0;
  const grid = isInServers ? [npusPerServer, npus / npusPerServer] : [npus];
  return { graph: { nodes, links, grid }, lines, errorRates };
}

/** Names by number, from the list of switches; NVSwitches come first in it. NPUs must be numbered from 0, as they are by rank. */
function namesOf(words: Words, nodeCount: number, switchCount: number, nvSwitches: number): string[] {
  const npus = nodeCount - switchCount;
  const names = Array.from({ length: nodeCount }, (_, id) => (id < npus ? `npu ${id}` : ""));
  for (let index = 0; index < switchCount; index++) {
    const id = words.count(`the number of switch ${index + 1} of ${switchCount}`, nodeCount - 1);
    if (id < npus || names[id] !== "")
      throw new AstraError("INVALID_VALUE", {
        line: words.line,
        problem: id < npus ? "an NPU and a switch have the same number" : "a switch is named twice",
        found: id,
        expected: `numbers from ${npus} to ${nodeCount - 1}: the NPUs, whose numbers are their ranks, have those from 0 to ${npus - 1}`,
      });
    names[id] = `${index < nvSwitches ? "nvswitch" : "switch"} ${id}`;
  }
  return names;
}

function share(text: string): number | undefined {
  const value = /^[\d.eE+-]+$/.test(text) ? Number(text) : Number.NaN;
  return value >= 0 && value <= 1 ? value : undefined;
}
