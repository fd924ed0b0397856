import { AstraError } from "@astra-ts/core";
import * as z from "zod";

const ranks = z.array(z.int().min(0));

/** The number that a group's name begins with, as C's `stoi` reads it: blanks before and any tail after it do not matter. Undefined where there is none. */
export function groupNumber(name: string): number | undefined {
  const digits = /^\s*([+-]?\d+)/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The groups of ranks in ASTRA-sim's file of groups (JSON, parsed): `{"1": [0, 1], "2": [2, 3]}`. Throws INVALID_VALUE that names file and group.
 */
export function readCommunicatorGroups(value: unknown, file: string): Map<string, readonly number[]> {
  const parsed = z.record(z.string(), ranks.min(1)).safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AstraError("INVALID_VALUE", {
      file,
      field: issue!.path.join("."),
      problem: `wrong groups of ranks: ${issue!.message}`,
      expected: "a map from the number of each group to its ranks",
    });
  }
  const groups = new Map<string, readonly number[]>();
  for (const [name, members] of Object.entries(parsed.data)) {
    const number = groupNumber(name);
    if (number === 0) {
      throw new AstraError("INVALID_VALUE", {
        file,
        field: name,
        problem: "the name 0 stands for all ranks",
        expected: "another name",
      });
    }
    groups.set(number === undefined ? name : String(number), members);
  }
  return groups;
}

const processGroups = z.array(z.object({ pg_name: z.string(), ranks }));

/**
 * The groups that the metadata of a PyTorch trace describes: a list in JSON within two brackets and quotes, in which an empty list of ranks means all. What is no such list has no
 * groups.
 */
export function metadataGroups(text: string, allRanks: number | undefined): Map<string, readonly number[]> {
  const groups = new Map<string, readonly number[]>();
  if (text.length < 4) return groups;
  let json: unknown;
  try {
    json = JSON.parse(text.slice(2, -2));
  } catch {
    return groups;
  }
  const parsed = processGroups.safeParse(json);
  if (!parsed.success) return groups;
  for (const { pg_name: name, ranks: members } of parsed.data) {
    const number = groupNumber(name);
    const all = Array.from({ length: allRanks ?? 0 }, (_, rank) => rank);
    groups.set(number === undefined ? name : String(number), members.length === 0 ? all : members);
  }
  return groups;
}
