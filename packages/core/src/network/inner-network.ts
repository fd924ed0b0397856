import { AstraError, isAstraError } from "../errors/astra-error.js";
import { belowPart } from "../errors/below-part.js";
import { validateOptions } from "../schema/validate-options.js";
import type { Topology } from "../topology/topology.js";
import type { Network, NetworkBackend, NetworkContext } from "./network.js";

/**
 * A network of another backend, for one that wraps it: found by its name, refused where it does not know the machine, its options checked and filled in. `inner` is its name, alone or
 * with options, as the wrapper's own option `field` has it. Throws UNKNOWN_NAME, UNSUPPORTED, or what is wrong with the options.
 *
 * ```ts
 * create: (context, { inner }) => ({ ...delegate(innerNetwork(context, inner)), send(message, delivered) { … } })
 * ```
 */
export function innerNetwork(
  context: NetworkContext,
  inner: string | { readonly name: string; readonly options?: unknown },
  field = "inner",
): Network {
  const { registry, topology } = context;
  const isAlone = typeof inner === "string";
  const { name, options = undefined } = isAlone ? { name: inner } : inner;
  if (registry === undefined) {
    throw new AstraError("UNSUPPORTED", {
      field,
      problem: "a network that wraps another needs a registry to find it in",
      found: name,
      hint: "Give one in the context: create({ …, registry: createRegistry([…]) }, options).",
    });
  }
  const backend = registry.get("networks", name, isAlone ? field : `${field}.name`);
  const place = isAlone ? field : `${field}.options`;
  const checked = checkedNetworkOptions(backend, topology, options, place);
  try {
    return backend.create(context, checked);
  } catch (error) {
    throw isAstraError(error) ? belowPart(error, place, "network") : error;
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
