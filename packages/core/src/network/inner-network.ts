import { AstraError, isAstraError } from "../errors/astra-error.js";
import { belowPart } from "../errors/below-part.js";
import { validateOptions } from "../schema/validate-options.js";
import type { Topology } from "../topology/topology.js";
import type { Network, NetworkBackend, NetworkContext } from "./network.js";

/**
 * A network of another backend, for one that wraps it: found by its name, refused where it does not know the machine, its options checked and filled in. `field` is the
 * wrapper's own option that names it. Throws UNKNOWN_NAME, UNSUPPORTED, or what is wrong with the options.
 *
 * ```ts
 * create: (context, { inner }) => ({ ...delegate(innerNetwork(context, inner)), send(message, delivered) { … } })
 * ```
 */
export function innerNetwork(
  context: NetworkContext,
  { name, options }: { readonly name: string; readonly options?: unknown },
  field = "inner",
): Network {
  const { registry, topology } = context;
  if (registry === undefined) {
    throw new AstraError("UNSUPPORTED", {
      field,
      problem: "a network that wraps another needs a registry to find it in",
      found: name,
      hint: "Give one in the context: create({ …, registry: createRegistry([…]) }, options).",
    });
  }
  const backend = registry.get("networks", name, `${field}.name`);
  const checked = checkedNetworkOptions(backend, topology, options, `${field}.options`);
  try {
    return backend.create(context, checked);
  } catch (error) {
    throw isAstraError(error) ? belowPart(error, `${field}.options`, "network") : error;
  }
}

/** The backend's options as its schema makes them. Throws where it takes neither them nor the machine. */
export function checkedNetworkOptions(
  backend: NetworkBackend,
  topology: Topology,
  options: unknown,
  field: string,
): unknown {
  const { shapes } = backend.capabilities;
  const unsupported = topology.dimensions.findIndex(
    ({ shape }) => shapes !== undefined && !shapes.includes(shape),
  );
  if (unsupported >= 0) {
    throw new AstraError("UNSUPPORTED", {
      field: `topology.${unsupported}.shape`,
      problem: `the network backend "${backend.name}" does not know this shape`,
      found: topology.dimensions[unsupported]?.shape,
      expected: `one of ${shapes?.join(", ")}`,
    });
  }
  const refusal = backend.refuses?.(topology);
  if (refusal !== undefined) {
    throw new AstraError("UNSUPPORTED", {
      field: "topology",
      problem: `the network backend "${backend.name}" cannot do this machine: ${refusal}`,
    });
  }
  return validateOptions(backend.options, options, field, `the network backend "${backend.name}"`);
}
