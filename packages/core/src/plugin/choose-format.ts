import { AstraError } from "../errors/astra-error.js";
import { kindName } from "./check-plugin.js";
import type { PluginEntries } from "./plugin.js";
import type { Registry } from "./registry.js";

/** Kinds of entry that read files. */
type FormatKind = "workloadFormats" | "topologyFormats";

/** Where an experiment names the format. */
const fields: Record<FormatKind, string> = {
  workloadFormats: "workload.format",
  topologyFormats: "topology.format",
};

/**
 * The format of a file of workloads or machines: the one named, or the one that recognizes the text; the ending of the file's name decides among several. Throws UNKNOWN_NAME for
 * a name that no plugin provides and FILE_SYNTAX where no format, or more than one, will have the text.
 */
export function chooseFormat<K extends FormatKind>(
  registry: Registry,
  kind: K,
  text: string,
  file: string,
  name?: string,
): PluginEntries[K] {
  if (name !== undefined) return registry.get(kind, name, fields[kind]);
  const formats = registry.list(kind).map(({ entry }) => entry);
  const willing = formats.filter((format) => format.recognizes(text));
  const fitting = willing.filter(({ extensions }) => extensions.some((ending) => file.endsWith(ending)));
  const chosen = fitting.length > 0 ? fitting : willing;
  const [first, second] = chosen;
  if (first !== undefined && second === undefined) return first;
  const what = kindName(kind);
  throw new AstraError("FILE_SYNTAX", {
    file,
    problem:
      first === undefined
        ? `no ${what} recognizes this file`
        : `several ${what}s recognize this file: ${chosen.map((format) => format.name).join(", ")}`,
    ...(first === undefined
      ? {
          expected:
            formats.map((format) => `${format.name} (${format.description})`).join(", or ") ||
            "none is registered",
        }
      : { hint: "Name the one that is meant, beside the file: `format: …`." }),
  });
}
