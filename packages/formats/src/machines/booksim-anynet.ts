import { AstraError, defineTopologyFormat } from "@astra-ts/core";
import { bandwidthQuantity, timeQuantity } from "@astra-ts/core/document";
import * as z from "zod";
import { linesOf, type TextLine } from "../lines.js";
import { MachineParts, npuName } from "./machine-parts.js";

/** What BookSim's files leave open: they count cycles and flits. */
const anynetOptions = z.strictObject({
  cycle: timeQuantity
    .refine((time) => time > 0, "a cycle takes time")
    .default(1)
    .describe("time of a cycle, in which the files give latencies: ns, or text with a unit"),
  bandwidth: bandwidthQuantity
    .refine((width) => width > 0, "a link carries something")
    .default(16)
    .describe(
      "of every link: bytes per ns, or text with a unit; the default is a flit of 16 bytes a cycle of 1 ns",
    ),
});

type Kind = "router" | "node";

/** Latencies of links by their ends, in cycles, with the line that tells them. */
type Channels = Map<string, { readonly from: number; readonly to: number; latency: number; line: number }>;

/** BookSim's `anynet`: routers, what they are joined with, and the nodes at them. Nodes are NPUs. */
export const booksimAnynet = defineTopologyFormat({
  name: "booksim-anynet",
  description: "BookSim's network of any shape (anynet): routers, their neighbours and nodes",
  extensions: [".anynet", ".net"],
  options: anynetOptions,
  recognizes: (text) =>
    /^[ \t]*(router|node)[ \t]+\d+([ \t]+(router|node)[ \t]+\d+([ \t]+\d+)?)+[ \t]*\r?$/m.test(text),
  read(text, _context, { cycle, bandwidth }) {
    const { routerOf, channels, nodeLines } = readAnynet(text);
    const routers = [
      ...new Set([...routerOf.values(), ...[...channels.values()].flatMap(({ from, to }) => [from, to])]),
    ];
    const parts = new MachineParts();
    parts.addNpus(routerOf.size);
    for (const router of routers.sort((a, b) => a - b)) parts.addSwitch(routerName(router));
    for (let node = 0; node < routerOf.size; node++) {
      const { latency, line } = nodeLines.get(node)!;
      parts.addLinks(
        npuName(node),
        routerName(routerOf.get(node)!),
        { bandwidth, latency: latency * cycle },
        { line },
      );
    }
    for (const { from, to, latency, line } of channels.values()) {
      if (from > to) continue;
      const back = channels.get(`${to} ${from}`)!;
      parts.addLinks(
        routerName(from),
        routerName(to),
        { bandwidth, latency: latency * cycle },
        { line, back: { bandwidth, latency: back.latency * cycle } },
      );
    }
    const { nodes, links, lines } = parts;
    return { graph: { nodes, links }, lines };
  },
});

function routerName(router: number): string {
  return `router ${router}`;
}

/** A channel that only the other end names takes a cycle on the way back, as in BookSim. Throws with the line. */
function readAnynet(text: string) {
  const routerOf = new Map<number, number>();
  const nodeLines = new Map<number, { latency: number; line: number }>();
  const channels: Channels = new Map();
  for (const line of linesOf(text)) {
    const [head, ...others] = partsOf(line);
    for (const { kind, id, latency } of others) {
      if (head!.kind === "node" && kind === "node")
        throw wrong(line, "two nodes cannot be joined", "a router and what it is joined with");
      if (kind === "router" && head!.kind === "router") {
        if (id === head!.id) throw wrong(line, "a router is joined with itself", "another router");
        channels.set(`${head!.id} ${id}`, { from: head!.id, to: id, latency, line: line.number });
        if (!channels.has(`${id} ${head!.id}`))
          channels.set(`${id} ${head!.id}`, { from: id, to: head!.id, latency: 1, line: line.number });
        continue;
      }
      const [node, router] = kind === "node" ? [id, head!.id] : [head!.id, id];
      if ((routerOf.get(node) ?? router) !== router)
        throw wrong(line, `node ${node} is at two routers`, `router ${routerOf.get(node)} alone`);
      routerOf.set(node, router);
      nodeLines.set(node, { latency, line: line.number });
    }
  }
  for (let node = 0; node < routerOf.size; node++)
    if (!routerOf.has(node))
      throw new AstraError("INVALID_VALUE", {
        problem: `there are ${routerOf.size} nodes, and none has the number ${node}`,
        found: `nodes ${[...routerOf.keys()]
          .sort((a, b) => a - b)
          .slice(0, 8)
          .join(", ")}`,
        expected: "numbers from 0 without a gap: they are ranks",
      });
  return { routerOf, nodeLines, channels };
}

function partsOf(line: TextLine): { kind: Kind; id: number; latency: number }[] {
  const parts: { kind: Kind; id: number; latency: number }[] = [];
  const { words } = line;
  for (let at = 0; at < words.length; ) {
    const kind = words[at++]!;
    if (kind !== "router" && kind !== "node")
      throw wrong(line, `"${kind}" stands where a router or a node should`, "router or node, and its number");
    const id = words[at++] ?? "";
    if (!/^\d+$/.test(id)) throw wrong(line, `a ${kind} has no number`, "a whole number, 0 or more");
    const hasLatency = parts.length > 0 && /^\d+$/.test(words[at] ?? "");
    parts.push({ kind, id: Number(id), latency: hasLatency ? Number(words[at++]) : 1 });
  }
  return parts;
}

function wrong(line: TextLine, problem: string, expected: string): AstraError {
  return new AstraError("INVALID_VALUE", { line: line.number, problem, found: line.text, expected });
}
