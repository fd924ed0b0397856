import type { Registry, StandardSchema } from "@astra-ts/core";
import { experimentDocument } from "@astra-ts/core/document";
import { graphRulesOfAstraSim2 } from "@astra-ts/workload";
import * as z from "zod";
import { collectiveFileForms } from "./collective-files.js";

/** A JSON Schema, as far as this file looks into it. */
export interface JsonSchema {
  [key: string]: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
}

/**
 * JSON Schema (2020-12) of experiments for editors: core's document with the options that the plugins' entries take, each under the name that chooses it. A plugin whose
 * schemas are not zod's has its options accepted as they are.
 */
export function experimentJsonSchema(registry: Registry): JsonSchema {
  const schema = inputSchema(experimentDocument);
  const properties = schema.properties!;
  const network = networkSchema(registry);
  properties.network = { ...network, description: properties.network?.description };
  properties.networks = { ...properties.networks, items: network };
  properties.system = { ...systemSchema(registry), description: properties.system?.description };
  const job = (properties.jobs!.items as JsonSchema).properties!;
  job.system = { ...properties.system, description: job.system?.description };
  for (const workload of [properties.workload!, job.workload!]) {
    nameTrainingLoops(workload, registry);
    workload.anyOf = workload.anyOf?.map((form) => withGraphOptions(form, registry));
  }
  const either = [{ required: ["workload"] }, { required: ["jobs"] }];
  return { ...schema, anyOf: either, title: "Experiment of astra-ts" };
}

/** JSON Schema of an entry's options; of anything where its library cannot say. */
export function optionsJsonSchema(options: StandardSchema): JsonSchema {
  return options["~standard"].vendor === "zod" ? inputSchema(options as unknown as z.ZodType) : {};
}

function inputSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
}

function networkSchema(registry: Registry): JsonSchema {
  const backends = registry.list("networks").map(({ entry }) => entry);
  return {
    anyOf: [
      { type: "string", enum: backends.map(({ name }) => name), description: "name of a network backend" },
      ...backends.map((backend) => withDiscriminator(backend, "backend", true)),
    ],
  };
}

/** Options beside `model`, which may be left out for the default; or beside ASTRA-sim's system file. */
function systemSchema(registry: Registry): JsonSchema {
  const models = registry.list("systems").map(({ entry }) => entry);
  const astra = models.find(({ name }) => name === "astra");
  const withFile = astra === undefined ? [] : [withFileKey(optionsJsonSchema(astra.options))];
  const forms = [
    ...models.map((model) => withDiscriminator(model, "model", model.name !== "astra")),
    ...withFile,
  ];
  for (const { properties } of forms)
    if (properties?.collectiveGraphs !== undefined) nameCollectiveFiles(properties.collectiveGraphs);
  return { anyOf: forms };
}

/** An algorithm is a graph that is written out, or stands in a file with the same options beside it. */
function nameCollectiveFiles(graphs: JsonSchema): void {
  const own = graphs.additionalProperties as JsonSchema;
  const { graph: _graph, parts: _parts, ...options } = own.properties!;
  const { collectiveFile, name } = collectiveFileForms;
  const inFile: JsonSchema = {
    ...own,
    properties: { ...inputSchema(collectiveFile).properties, ...options },
    required: ["file"],
  };
  const { $schema: _schema, ...file } = inputSchema(name);
  graphs.additionalProperties = { anyOf: [file, inFile, own] };
}

function withFileKey(options: JsonSchema): JsonSchema {
  const { $schema: _schema, ...own } = options;
  return {
    ...own,
    properties: { file: { type: "string", description: "ASTRA-sim's system file" }, ...own.properties },
    required: ["file"],
  };
}

function withDiscriminator(
  { name, description, options }: { name: string; description: string; options: StandardSchema },
  key: string,
  needed: boolean,
): JsonSchema {
  const { $schema: _schema, ...own } = optionsJsonSchema(options);
  return {
    title: name,
    description,
    type: "object",
    ...own,
    properties: { [key]: { const: name }, ...own.properties },
    required: [...(needed ? [key] : []), ...(own.required ?? [])],
  };
}

function nameTrainingLoops(workload: JsonSchema, registry: Registry): void {
  for (const form of workload.anyOf ?? []) {
    const loop = form.properties?.trainingLoop;
    if (loop !== undefined) loop.enum = registry.list("trainingLoops").map(({ entry }) => entry.name);
  }
}

/** Beside traces stand the options of the workload model that runs graphs, of which remote memory may be a file. */
function withGraphOptions(form: JsonSchema, registry: Registry): JsonSchema {
  if (form.properties?.trace === undefined) return form;
  const model = registry.get("workloads", "graph");
  const { properties: options = {}, additionalProperties } = optionsJsonSchema(model.options);
  const { description, anyOf: [file = {}] = [] } = form.properties.remoteMemory ?? {};
  const { description: _description, ...memory } = options.remoteMemory ?? {};
  const ofTraces = Object.entries(graphRulesOfAstraSim2).map(
    ([name, value]) => [name, { ...options[name], default: value }] as const,
  );
  return {
    ...form,
    properties: {
      ...form.properties,
      ...options,
      ...Object.fromEntries(ofTraces),
      remoteMemory: { description, anyOf: [file, memory] },
    },
    additionalProperties,
  };
}
