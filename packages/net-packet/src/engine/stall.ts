import type { NetworkDescription } from "./description.js";
import { BUFFERED, CREDITS, type EngineState, OUT_CHANNEL, OUT_LINK, PACKET } from "./state.js";

/** A virtual channel whose flits cannot go on. */
export interface StalledChannel {
  /** Router that holds the flits. */
  readonly router: number;
  /** Link that they came by, and virtual channel on it. */
  readonly link: number;
  readonly vc: number;
  readonly source: number;
  readonly destination: number;
  readonly flitised: number;
  /** Link that the packet wants, and its channel there; -1: none of its class is idle. */
  readonly output: number;
  readonly outputVc: number;
  /** One clause. */
  readonly reason: string;
}

/** Every router channel that holds flits, oldest packet first, with what it waits for. */
export function explainStall(state: EngineState): StalledChannel[] {
  const { vcs, vcShift, vcCount, links, toRouter, linkTarget, packets } = state;
  const stalled: StalledChannel[] = [];
  for (let link = 0; link < links; link++) {
    if (toRouter[link] === 0) continue;
    for (let vc = 0; vc < vcCount; vc++) {
      const record = ((link << vcShift) | vc) << 3;
      const packet = vcs[record + PACKET]!;
      if (packet < 0 || vcs[record + BUFFERED] === 0) continue;
      const output = vcs[record + OUT_LINK]!;
      const held = vcs[record + OUT_CHANNEL]!;
      const outputVc = held < 0 ? -1 : held & ((1 << vcShift) - 1);
      const reason =
        held < 0
          ? `a free virtual channel of ${linkName(state.description, output)}`
          : vcs[(held << 3) + CREDITS]! > 0
            ? `its turn on ${linkName(state.description, output)}`
            : `a credit for virtual channel ${outputVc} of ${linkName(state.description, output)}`;
      stalled.push({
        router: linkTarget[link]!,
        link,
        vc,
        source: packets.source[packet]!,
        destination: packets.destination[packet]!,
        flitised: packets.flitised[packet]!,
        output,
        outputVc,
        reason,
      });
    }
  }
  return stalled.sort((a, b) => a.flitised - b.flitised);
}

/** `link npu 0 -> npu 1`. */
export function linkName({ links, routerNames }: NetworkDescription, link: number): string {
  const description = links[link]!;
  const router = (index: number): string => routerNames?.[index] ?? `router ${index}`;
  const from = description.kind === "inject" ? `interface ${description.source}` : router(description.source);
  const to = description.kind === "eject" ? `interface ${description.target}` : router(description.target);
  return description.name ?? `link ${from} -> ${to}`;
}
