import { AstraError } from "../errors/astra-error.js";
import type { WorkloadFormat } from "../workload/workload-format.js";
import type { Registry } from "./registry.js";

/**
 * The format of a workload file: the one named, or the one that recognizes the text; the ending of the file's name decides among several. Throws UNKNOWN_NAME for
 * a name that no plugin provides and FILE_SYNTAX where no format, or more than one, will have the text.
 */
export function chooseWorkloadFormat(
  registry: Registry,
  text: string,
  file: string,
  name?: string,
): WorkloadFormat {
  if (name !== undefined) return registry.get("workloadFormats", name, "workload.format");
  const formats = registry.list("workloadFormats").map(({ entry }) => entry);
  const willing = formats.filter((format) => format.recognizes(text));
  const fitting = willing.filter(({ extensions }) => extensions.some((ending) => file.endsWith(ending)));
  const chosen = fitting.length > 0 ? fitting : willing;
  const [first, second] = chosen;
  if (first !== undefined && second === undefined) return first;
  throw new AstraError("FILE_SYNTAX", {
    file,
    problem:
      first === undefined
        ? "no workload format recognizes this file"
        : `several workload formats recognize this file: ${chosen.map((format) => format.name).join(", ")}`,
    ...(first === undefined
      ? {
          expected:
            formats.map((format) => `${format.name} (${format.description})`).join(", or ") ||
            "none is registered",
        }
      : { hint: "Name the one that is meant, beside the file: `format: …`." }),
  });
}
