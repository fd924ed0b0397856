import type { GraphInput } from "@astra-ts/core";

type Node = GraphInput["nodes"][number];
type Link = GraphInput["links"][number];

/** What a link carries and takes: bytes/ns and ns. */
export interface LinkFigures {
  readonly bandwidth: number;
  readonly latency: number;
}

/** Collects the nodes and links of a machine. NPUs are called `npu <rank>`. */
export class MachineParts {
  readonly nodes: Node[] = [];
  readonly links: Link[] = [];
  /** Line of each link. */
  readonly lines: number[] = [];

  addNpus(count: number): void {
    for (let rank = 0; rank < count; rank++) this.nodes.push({ name: npuName(rank), kind: "npu" });
  }

  addSwitch(name: string): void {
    this.nodes.push({ name, kind: "switch" });
  }

  /** `count` links side by side, each in both directions; `back` says what is different on the way from `to`. */
  addLinks(
    from: string,
    to: string,
    figures: LinkFigures,
    { count = 1, line = 1, back = figures } = {},
  ): void {
    const isAlike = back.bandwidth === figures.bandwidth && back.latency === figures.latency;
    for (let link = 0; link < count; link++) {
      this.links.push({ from, to, ...figures, ...(isAlike ? {} : { oneWay: true }) });
      if (!isAlike) this.links.push({ from: to, to: from, ...back, oneWay: true });
      while (this.lines.length < this.links.length) this.lines.push(line);
    }
  }
}

export function npuName(rank: number): string {
  return `npu ${rank}`;
}
