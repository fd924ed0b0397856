import { createRegistry, type Result, simulate } from "@astra-ts/core";
import { analyticalNetworks } from "@astra-ts/net-analytical";
import { packetNetwork } from "@astra-ts/net-packet";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import type { Pattern, Wires } from "./patterns.ts";

/** A pattern in the packet network, in the fluid model, and what its links allow. Times in ns. */
export interface Measured {
  readonly packet: number;
  readonly flow: number;
  readonly bound: number;
  /** Packet over the tighter of the other two. */
  readonly ratio: number;
  readonly warnings: readonly string[];
}

const registry = createRegistry([packetNetwork, analyticalNetworks, systemLayer, workloadLayer]);

/** Bytes that keep the busiest link at work for 20 us at least, and so long that the way there is a small part of it. */
export function largeFor({ bandwidth, latency }: Wires): number {
  return Math.ceil(bandwidth * Math.max(20_000, 40 * latency));
}

/** Cycles are 1 ns, and longer where links are so long that nobody sees the difference. */
function cycleFor({ latency }: Wires): number {
  return Math.max(1, latency / 5000);
}

/** Runs a pattern of large messages over the same wires in both models. */
export async function measure(pattern: Pattern, wires: Wires, options: object = {}): Promise<Measured> {
  const run = (name: string, networkOptions: object): Promise<Result> =>
    simulate(
      {
        name: pattern.name,
        topology: pattern.topology(wires),
        network: { name, options: networkOptions },
        ...pattern.traffic(largeFor(wires)),
      },
      registry,
    );
  const packet = await run("packet", { cycleTime: cycleFor(wires), ...options });
  const flow = await run("flow", {});
  const bound = packet.bound!.total;
  return {
    packet: packet.time.total,
    flow: flow.time.total,
    bound,
    ratio: packet.time.total / Math.max(flow.time.total, bound),
    warnings: packet.warnings,
  };
}
