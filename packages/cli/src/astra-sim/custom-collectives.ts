import { existsSync } from "node:fs";
import { dirname, isAbsolute, resolve } from "node:path";
import { AstraError, type CollectiveKind, type Origins } from "@astra-ts/core";
import { implementationOption, type SystemOptionsInput } from "@astra-ts/system";
import { readSource } from "../files/source.js";
import { namesMsccl, readCollectiveFile } from "../traces/collective-file.js";
import { namesTraces } from "../traces/trace-names.js";
import type { SystemFileContent } from "./system-file.js";

/** Collectives that ASTRA-sim 2.x is given as traces. */
export interface CustomCollectives {
  /** For the system model `astra`. */
  readonly options: Pick<SystemOptionsInput, "collectiveGraphs">;
  /** Algorithms by the id of the node of the workload that they do. */
  readonly algorithms: ReadonlyMap<string, string>;
  readonly origins: Origins;
}

/**
 * Reads the collectives that a system file names by the prefix of their traces, `<prefix>.<position>.et`. Prefixes are meant from the working directory, as in ASTRA-sim, or else from the
 * folder of the system file. A name that ends in `.xml` is that of an algorithm of MSCCL, which the original has to have converted first.
 */
export function readCustomCollectives(
  { graphs }: SystemFileContent,
  systemFile: string,
  warn: (message: string) => void,
): CustomCollectives {
  const prefixes = Object.entries(graphs?.customCollectives ?? {}) as [CollectiveKind, string][];
  const byNode = graphs?.customByNode === undefined ? [] : nodeMap(graphs.customByNode, systemFile);
  const collectiveGraphs: NonNullable<SystemOptionsInput["collectiveGraphs"]> = {};
  for (const prefix of [...prefixes, ...byNode].map(([, name]) => name)) {
    const place = found(prefix, systemFile, namesMsccl(prefix) ? existsSync : namesTraces);
    collectiveGraphs[prefix] = { ...readCollectiveFile(place, { warn }), issueOrder: "hashed" };
  }
  const names = Object.fromEntries(
    prefixes.map(([kind, prefix]) => [implementationOption[kind], [prefix]] as const),
  );
  return {
    options: Object.keys(collectiveGraphs).length === 0 ? {} : { ...names, collectiveGraphs },
    algorithms: new Map(byNode),
    origins: new Map(
      prefixes.map(([kind]) => [
        `system.${implementationOption[kind]}`,
        { file: systemFile, field: `${kind}-implementation-custom` },
      ]),
    ),
  };
}

/** The map in YAML from nodes to prefixes. */
function nodeMap(name: string, systemFile: string): [string, string][] {
  const file = found(name, systemFile, existsSync);
  const { value, lineOf } = readSource(file, "map from nodes to collectives");
  return Object.entries(value as Readonly<Record<string, unknown>>).map(([node, prefix]) => {
    if (/^\d+$/.test(node) && typeof prefix === "string") return [node, prefix];
    throw new AstraError("INVALID_VALUE", {
      file,
      line: lineOf([node]),
      field: node,
      problem: "no collective of a node",
      found: prefix,
      expected: "the id of a node of the workload, and the prefix of the traces that do it",
    });
  });
}

function found(name: string, systemFile: string, isThere: (name: string) => boolean): string {
  const beside = resolve(dirname(systemFile), name);
  return !isAbsolute(name) && !isThere(name) && isThere(beside) ? beside : name;
}
