import type { Choice, DifferenceCause, NetworkRefinement, Registry } from "@astra-ts/core";
import { checkedOptions } from "./network-options.js";

/** A network on the way from one to another. */
export interface Rung {
  readonly network: Choice;
  /** What it has that the one before has not. */
  readonly cause: string;
  readonly basis: DifferenceCause["basis"];
}

/** The network whose messages share links, without packets or routers. */
const sharing = "flow";

/**
 * From one network to another in steps of one cause each. Of one backend with other options: option by option. Else what of the first can be taken out is taken out, links are
 * shared where only the other shares them, and what the other has besides is put on. The last rung is the other network itself.
 */
export function networkLadder(from: Choice, to: Choice, registry: Registry): readonly Rung[] {
  if (from.name === to.name) return optionByOption(from, to, registry);
  const down = refinementsOf(from, registry);
  const up = [...refinementsOf(to, registry)].reverse();
  const bare: Choice = { name: to.name, options: up[0]?.without ?? to.options };
  return [
    ...down.map(({ what, without }) => rung({ name: from.name, options: without }, `without ${what}`)),
    ...between(from.name, bare, registry),
    ...up.map(({ what }, index) =>
      rung(
        { name: to.name, options: up[index + 1] === undefined ? to.options : up[index + 1]!.without },
        what,
      ),
    ),
  ];
}

function rung(network: Choice, cause: string, basis: Rung["basis"] = "re-run"): Rung {
  return { network, cause, basis };
}

function refinementsOf(network: Choice, registry: Registry): readonly NetworkRefinement[] {
  const backend = registry.get("networks", network.name, "network");
  return backend.refinements?.(checkedOptions(registry, network)) ?? [];
}

/** Between what is left of two models: that links are shared is a cause of its own, everything else is not told apart. */
function between(from: string, to: Choice, registry: Registry): Rung[] {
  const shares = (name: string): boolean => registry.get("networks", name, "network").capabilities.contention;
  const rest = (a: string, b: string): string => `what ${a} and ${b} do differently besides, not told apart`;
  if (shares(from) === shares(to.name)) return [rung(to, rest(from, to.name), "remainder")];
  const words = shares(to.name)
    ? "routes over links that messages share, in place of a formula"
    : "a formula, in place of routes over links that messages share";
  const isKnown = registry.list("networks").some(({ entry }) => entry.name === sharing);
  if (from === sharing || to.name === sharing || !isKnown) return [rung(to, words)];
  const middle: Choice = { name: sharing };
  return shares(to.name)
    ? [rung(middle, words), rung(to, rest(sharing, to.name), "remainder")]
    : [rung(middle, rest(from, sharing), "remainder"), rung(to, words)];
}

/** Defaults of an option may depend on others: what changes is what was written, or filled in by the schema. */
function optionByOption(from: Choice, to: Choice, registry: Registry): Rung[] {
  const [before, after] = [from, to].map(
    (choice) => (checkedOptions(registry, choice) ?? {}) as Readonly<Record<string, unknown>>,
  ) as [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const differing = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  let options: Readonly<Record<string, unknown>> = before;
  return differing.map((key, index) => {
    options = { ...options, [key]: after[key] };
    const isLast = index === differing.length - 1;
    return rung(isLast ? to : { name: to.name, options }, changeWords(key, before[key], after[key]));
  });
}

/** Longer values are not told. */
const longestValue = 40;

/** `vcsPerVnet 4 -> 64`. */
export function changeWords(field: string, before: unknown, after: unknown): string {
  const [old, own] = [before, after].map((value) =>
    value === undefined ? "default" : typeof value === "string" ? value : JSON.stringify(value),
  ) as [string, string];
  return old.length + own.length > longestValue ? `${field} changed` : `${field} ${old} -> ${own}`;
}
