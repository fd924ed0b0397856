import type { Choice, Registry } from "@astra-ts/core";

/** Options of a backend with its defaults. What is wrong with them is told when the run is built. */
export function checkedOptions(registry: Registry, { name, options }: Choice): unknown {
  const { options: schema } = registry.get("networks", name, "network");
  const checked = schema["~standard"].validate(options ?? {});
  return checked instanceof Promise || checked.issues !== undefined ? options : checked.value;
}
