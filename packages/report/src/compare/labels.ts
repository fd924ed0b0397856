import type { LabelledResult, Result } from "@astra-ts/core";

/** Something to be told apart: what it is called, and settings that may tell it from others of that name. */
export interface Labelled {
  readonly label: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Longer values do not fit into a name. */
const longestValue = 40;

/** A name for each that no other has: where several share a label, the settings in which they differ are added to it, and a number where there are none. */
export function distinctLabels(items: readonly Labelled[]): string[] {
  const flat = items.map(({ settings }) => flattened(settings));
  const alike = new Map<string, number[]>();
  items.forEach(({ label }, index) => {
    alike.set(label, [...(alike.get(label) ?? []), index]);
  });
  const labels = items.map(({ label }) => label);
  for (const group of alike.values()) {
    if (group.length === 1) continue;
    const keys = new Set(group.flatMap((index) => [...flat[index]!.keys()]));
    const differing = [...keys].filter(
      (key) => new Set(group.map((index) => flat[index]!.get(key))).size > 1,
    );
    for (const index of group) {
      const values = differing.flatMap((key) => {
        const value = flat[index]!.get(key);
        return value === undefined ? [] : [`${key}=${shortened(value)}`];
      });
      labels[index] = [labels[index], ...values].join(" ");
    }
  }
  return numbered(labels);
}

/** Results under the names of their networks, with what tells them apart. */
export function labelledResults(results: readonly Result[]): LabelledResult[] {
  const labels = distinctLabels(
    results.map((result) => ({ label: result.network, settings: settingsOf(result) })),
  );
  return results.map((result, index) => ({ label: labels[index]!, result }));
}

/** What a run was set to, the options of the network under their own names. */
function settingsOf({ name, npus, topology, setup }: Result): Record<string, unknown> {
  return {
    ...(setup?.network.options as object | undefined),
    name,
    npus,
    topology,
    system: setup?.system,
    workload: setup?.workload,
    seed: setup?.seed,
  };
}

/** `{ a: { b: 1 } }` as `a.b` and `1`. */
function flattened(value: unknown, path = "", found = new Map<string, string>()): Map<string, string> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, entry] of Object.entries(value))
      flattened(entry, path === "" ? key : `${path}.${key}`, found);
  } else if (value !== undefined && path !== "") {
    found.set(path, typeof value === "string" ? value : JSON.stringify(value));
  }
  return found;
}

function shortened(text: string): string {
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}

function numbered(labels: readonly string[]): string[] {
  const used = new Set<string>();
  return labels.map((label) => {
    let own = label;
    for (let number = 2; used.has(own); number++) own = `${label} #${number}`;
    used.add(own);
    return own;
  });
}
