import { AstraError } from "@astra-ts/core";
import { unzipSync } from "fflate";
import * as z from "zod";

/** Sizes are numbers, or expressions of symbols with the value that they had at the export. */
const sizeSchema = z.union([
  z.object({ as_int: z.number() }),
  z.object({
    as_expr: z.object({
      expr_str: z.string(),
      hint: z.object({ as_int: z.number() }).nullish(),
    }),
  }),
]);

const tensorSchema = z.object({ sizes: z.array(sizeSchema) });

const nodeSchema = z.object({
  target: z.string(),
  inputs: z.array(z.object({ name: z.string(), arg: z.record(z.string(), z.unknown()) })),
  outputs: z.array(z.record(z.string(), z.unknown())),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

export const graphSchema = z.object({
  inputs: z.array(z.record(z.string(), z.unknown())),
  outputs: z.array(z.record(z.string(), z.unknown())),
  nodes: z.array(nodeSchema),
  tensor_values: z.record(z.string(), tensorSchema),
});

const named = z.object({ name: z.string() });

const inputSpecSchema = z.union([
  z.object({ parameter: z.object({ arg: named, parameter_name: z.string() }) }),
  z.object({ user_input: z.object({ arg: z.record(z.string(), z.unknown()) }) }),
  z.record(z.string(), z.unknown()),
]);

const programSchema = z.object({
  graph_module: z.object({
    graph: graphSchema,
    signature: z.object({ input_specs: z.array(inputSpecSchema) }),
  }),
  torch_version: z.string().default(""),
});

const weightsSchema = z.object({ config: z.record(z.string(), z.object({ path_name: z.string() })) });

export type TorchGraph = z.infer<typeof graphSchema>;
export type TorchNode = z.infer<typeof nodeSchema>;
export type TorchProgram = z.infer<typeof programSchema>;

/** An archive of torch.export: the program, and by parameter the file with its content, which tied ones share. */
export interface TorchArchive {
  readonly program: TorchProgram;
  readonly files: ReadonlyMap<string, string>;
}

/** A graph beside the one called `model` is of another model. */
const programName = /(^|\/)(models\/[^/]+\.json|serialized_exported_program\.json)$/;
const weightsName = /(^|\/)data\/weights\/[^/]*weights_config\.json$/;

/** Reads the program of a `.pt2` archive; weights are not unpacked. Throws FILE_SYNTAX. */
export function readTorchArchive(bytes: Uint8Array, file: string): TorchArchive {
  const content = new Map<string, string>();
  try {
    const wanted = unzipSync(bytes, {
      filter: ({ name }) => programName.test(name) || weightsName.test(name),
    });
    const decoder = new TextDecoder();
    for (const [name, packed] of Object.entries(wanted)) content.set(name, decoder.decode(packed));
  } catch (error) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `this archive cannot be unpacked (${error instanceof Error ? error.message : String(error)})`,
      expected: "a .pt2 file of torch.export.save",
      hint: "It may be cut off.",
      cause: error,
    });
  }
  const models = [...content.keys()].filter((name) => programName.test(name));
  const model = models.find((name) => name.endsWith("/model.json")) ?? models[0];
  if (model === undefined)
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: "there is no program of torch.export in this archive",
      expected: "models/<name>.json",
      hint: "torch.export.save(torch.export.export(model, inputs), path) writes one; a file of torch.save has weights only.",
    });
  const weights = [...content].find(([name]) => weightsName.test(name))?.[1];
  const tied =
    weights === undefined ? undefined : weightsSchema.safeParse(parsed(weights, file, "weights_config.json"));
  return {
    program: checked(programSchema, parsed(content.get(model)!, file, model), file, model),
    files: new Map(
      Object.entries(tied?.data?.config ?? {}).map(([name, { path_name }]) => [name, path_name]),
    ),
  };
}

function parsed(text: string, file: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AstraError("FILE_SYNTAX", {
      file,
      problem: `${name} in this archive is no JSON (${error instanceof Error ? error.message : String(error)})`,
      cause: error,
    });
  }
}

/** The value as a schema has it. Throws FILE_SYNTAX with the first place that differs. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: string,
  name: string,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new AstraError("FILE_SYNTAX", {
    file,
    field: issue?.path.join("."),
    problem: `${name} in this archive is not as torch.export writes it (${issue?.message})`,
    hint: "Archives of PyTorch 2.5 and later are read.",
  });
}
