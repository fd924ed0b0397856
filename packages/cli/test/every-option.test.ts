import { type Experiment, isAstraError, type Result, simulate } from "@astra-ts/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { type Case, type Cases, networkCases, systemCases, workloadCases } from "./every-option/cases.js";
import { collective, experiment } from "./every-option/experiments.js";

const registry = createDefaultRegistry();

/** What JSON Schema says of options. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

function keysOf(options: unknown): string[] {
  const schema = z.toJSONSchema(options as z.ZodType, { io: "input", unrepresentable: "any" }) as Schema;
  return Object.keys(schema.properties ?? {});
}

/** All that a run gave except for what it was set to and how fast it went; of one that is refused, why. */
async function outcomeOf(own: Experiment): Promise<string> {
  try {
    const { setup: _, simulation: _simulation, ...result }: Result = await simulate(own, registry);
    return JSON.stringify(result);
  } catch (error) {
    if (isAstraError(error)) return `refused: ${error.message}`;
    throw error;
  }
}

type Place = (own: Experiment, name: string, options: object) => Experiment;

/** Puts a value at a path of options. */
function withValue(options: object, [key, ...rest]: readonly string[], value: unknown): object {
  const { [key as never]: inner } = options as Record<string, object>;
  return { ...options, [key as string]: rest.length === 0 ? value : withValue(inner ?? {}, rest, value) };
}

function checkCases(kind: "networks" | "systems" | "workloads", cases: Cases, place: Place): void {
  describe(kind, () => {
    it("has a case for each option", () => {
      const expected = registry
        .list(kind)
        .flatMap(({ entry }) => keysOf(entry.options).map((key) => `${entry.name}.${key}`));
      const told = Object.entries(cases).flatMap(([name, own]) =>
        Object.keys(own)
          .filter((key) => !key.includes("."))
          .map((key) => `${name}.${key}`),
      );
      expect(told.sort()).toEqual(expected.sort());
    });
    const rows = Object.entries(cases).flatMap(([name, own]) =>
      Object.entries(own).map(([key, row]): [string, string, string, Case] => [
        `${name}.${key}`,
        name,
        key,
        row,
      ]),
    );
    it.each(rows)("%s changes what a run gives, or says why it cannot", async (_, name, key, row) => {
      if (typeof row === "string") return;
      const own = row.in ?? experiment();
      const before = row.with ?? {};
      const [without, set] = await Promise.all([
        outcomeOf(place(own, name, before)),
        outcomeOf(place(own, name, withValue(before, key.split("."), row.value))),
      ]);
      expect(set).not.toContain("refused:");
      expect(set).not.toBe(without);
    });
  });
}

checkCases("networks", networkCases, (own, name, options) => ({ ...own, network: { name, options } }));
checkCases("systems", systemCases, (own, name, options) => ({ ...own, system: { name, options } }));
checkCases("workloads", workloadCases, (own, name, workloadOptions) =>
  name === "collective"
    ? { ...own, workload: collective("all-reduce"), workloadOptions }
    : { ...own, workloadOptions },
);
