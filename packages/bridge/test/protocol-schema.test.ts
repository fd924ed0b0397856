import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRegistry, createTopology, definePlugin, simulate } from "@astra-ts/core";
import { systemLayer } from "@astra-ts/system";
import { workloadLayer } from "@astra-ts/workload";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import schema from "../protocol.schema.json" with { type: "json" };
import { simulatorBackend } from "./support/simulator-backend.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "astra-ts-protocol-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Name = keyof typeof schema.$defs;
const formOf = (name: string) =>
  schema.$defs[name as Name] as { pattern: string; type: string; description: string };

/** The forms of a line in one direction that it has. */
function formsOf(line: string, direction: "toProgram" | "fromProgram"): string[] {
  return schema.$defs[direction].oneOf
    .map(({ $ref }) => $ref.replace("#/$defs/", ""))
    .filter((name) => new RegExp(formOf(name).pattern, "u").test(line));
}

async function conversation(fault: string): Promise<string[]> {
  const file = join(folder, fault);
  const backend = simulatorBackend(fault, {}, { CONVERSATION: file });
  const plugin = definePlugin({ name: "test", apiVersion: 1, networks: [backend] });
  await simulate(
    {
      name: "conversation",
      topology: createTopology([{ shape: "switch", npus: 3, bandwidth: 12.5, latency: 500 }]),
      network: { name: "test" },
      workload: { kind: "collective", collective: "all-to-all", bytes: 3000 },
    },
    createRegistry([plugin, systemLayer, workloadLayer]),
  );
  return readFileSync(file, "utf8").trimEnd().split("\n");
}

describe.skipIf(process.platform === "win32")("the schema of the protocol", () => {
  it.each(["none", "talks"])("has one form for every line that is said: %s", async (fault) => {
    const lines = await conversation(fault);
    const seen = new Set<string>();
    for (const line of lines) {
      const forms = formsOf(line.slice(2), line.startsWith(">") ? "toProgram" : "fromProgram");
      expect(forms, line).toHaveLength(1);
      seen.add(forms[0]!);
    }
    for (const form of [
      "greeting",
      "npus",
      "nodes",
      "link",
      "start",
      "send",
      "run",
      "reportRequest",
      "introduction",
      "ready",
      "standing",
      "linkCounts",
      "end",
    ])
      expect([...seen], form).toContain(form);
  });

  it("has no form for what is no line of it", () => {
    for (const line of [
      "",
      "at",
      "at x",
      "at 5 x",
      "simulator x",
      "counter a",
      "link 1 speed 5",
      "idle 3",
      "what?",
    ])
      expect(formsOf(line, "fromProgram"), line).toEqual([]);
    for (const line of ["send 1 2 3", "run", "run fast", "npus 0", "link 0 1 fast 2", "astra-ts 2"])
      expect(formsOf(line, "toProgram"), line).toEqual([]);
  });
});
