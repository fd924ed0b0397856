import type { Registry } from "@astra-ts/core";
import { accelerators, zoo, zooAliases } from "@astra-ts/workload-gen";
import type { Option } from "commander";

/** What may stand behind a flag. */
export type FlagValues =
  | { readonly kind: "none" }
  /** `isList`: several of them, with commas between. */
  | { readonly kind: "words"; readonly words: readonly string[]; readonly isList: boolean }
  | { readonly kind: "files" }
  /** Something that nobody can guess. */
  | { readonly kind: "any" };

/** Says what may stand behind each flag: its own choices, names of the registry's entries, models, files. */
export function flagValues(registry: Registry): (option: Option) => FlagValues {
  const names = (kind: "networks" | "computeModels" | "reporters") =>
    registry.list(kind).map(({ entry }) => entry.name);
  const known: Readonly<Record<string, readonly string[]>> = {
    "--network": names("networks"),
    "--networks": names("networks"),
    "--compute-model": names("computeModels"),
    "--reporter": names("reporters"),
    "--accelerator": accelerators.map(({ name }) => name),
    "--model": [...zoo.map(({ name }) => name), ...Object.keys(zooAliases)],
  };
  return ({ long, flags, required, optional, argChoices }) => {
    if (!required && !optional) return { kind: "none" };
    const words = argChoices ?? known[long ?? ""];
    if (words !== undefined) return { kind: "words", words, isList: long === "--networks" };
    // What follows may as well be the next flag.
    if (optional) return { kind: "none" };
    const placeholder = /[<[](.*)[>\]]/.exec(flags)?.[1] ?? "";
    return /file|folder|path\/|module|\.(html|json|csv)/.test(placeholder)
      ? { kind: "files" }
      : { kind: "any" };
  };
}
