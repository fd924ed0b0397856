// Writes docs/formats/experiment.md from the JSON Schema that `astra-ts schema` prints, so that the page says what the code accepts.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = `${root}docs/formats/experiment.md`;

const introduction = `# Experiment files

An experiment is a YAML or JSON file. This page is generated from the schema (\`npm run docs:formats\`); \`astra-ts schema\` prints the same as JSON Schema for editors, with the
options of loaded plugins, and \`astra-ts validate\` checks a file against it.

A time is a number of ns or text with a unit: \`ps ns us ms s\`. A size is a number of bytes or text: \`B kB MB GB TB\` (powers of ten), \`KiB MiB GiB TiB\` (powers of two). A
bandwidth is a number of bytes per ns or text: \`GB/s GiB/s Gb/s …\`. Paths of files are meant from the folder of the file that names them.
`;

/** What of a JSON Schema is told. */
interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** One Markdown table for an object's fields, and sections for the objects inside it. */
function describeObject(heading: string, schema: Schema, depth: number): string[] {
  const rows: string[] = [];
  const inner: string[] = [];
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (name === "$schema") continue;
    const isRequired = schema.required?.includes(name) && field.default === undefined;
    const fallback =
      field.default === undefined ? (isRequired ? "required" : "") : `\`${JSON.stringify(field.default)}\``;
    rows.push(`| \`${name}\` | ${cell(typeOf(field))} | ${fallback} | ${cell(field.description ?? "")} |`);
    inner.push(...innerObjects(`${heading === "" ? "" : `${heading}.`}${name}`, field, depth + 1));
  }
  const table =
    rows.length === 0
      ? []
      : ["| field | type | default | meaning |", "| --- | --- | --- | --- |", ...rows, ""];
  return [...table, ...inner];
}

function innerObjects(heading: string, schema: Schema, depth: number): string[] {
  const objects = formsOf(schema)
    .flatMap((form) => (form.type === "array" ? (form.items?.anyOf ?? [form.items ?? {}]) : [form]))
    .filter(({ properties }) => properties);
  const named = schema.additionalProperties;
  if (objects.length === 0 && named?.anyOf !== undefined)
    return innerObjects(`${heading}.<name>`, named, depth);
  return objects.flatMap((form, index) => {
    const name = form.title ?? (objects.length > 1 ? formName(form, index) : "");
    const title = `${"#".repeat(Math.min(depth + 1, 5))} \`${heading}\`${name === "" ? "" : `: ${name}`}`;
    const lead = form.description === undefined ? [] : [`${sentence(form.description)}`, ""];
    return [title, "", ...lead, ...describeObject(heading, form, depth)];
  });
}

/** The forms of a field, those inside of others among them. */
function formsOf(schema: Schema): readonly Schema[] {
  const forms = schema.anyOf ?? schema.oneOf;
  return forms === undefined ? [schema] : forms.flatMap(formsOf);
}

/** What tells one form of a field from the others: its first required field, and the value of that where there is but one. */
function formName({ required = [], properties = {} }: Schema, index: number): string {
  const [first] = required;
  if (first === undefined) return `form ${index + 1}`;
  const value = properties[first]?.const;
  return `with \`${first}${value === undefined ? "" : `: ${value}`}\``;
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined) return [...new Set(forms.map(typeOf))].join(" or ");
  if (schema.type === "array") return `list of ${typeOf(schema.items ?? {})}`;
  if (schema.type === "object") return "map";
  const type = typeof schema.type === "object" ? schema.type.map(word).join(" or ") : word(schema.type);
  const least =
    schema.minimum !== undefined && schema.minimum > 0
      ? `, ${schema.minimum} or more`
      : schema.exclusiveMinimum === 0
        ? ", above 0"
        : "";
  return `${type}${least}`;
}

const words: Readonly<Record<string, string>> = {
  integer: "whole number",
  string: "text",
  boolean: "true or false",
  number: "number",
  null: "null",
};

function word(type: string | undefined): string {
  return words[type ?? ""] ?? "anything";
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

const { stdout, status } = spawnSync(process.execPath, [`${root}packages/cli/bin/astra-ts.mjs`, "schema"], {
  encoding: "utf8",
  maxBuffer: 2 ** 26,
});
if (status !== 0) process.exit(status ?? 1);
const text = `${[introduction, ...describeObject("", JSON.parse(stdout), 1)].join("\n").trimEnd()}\n`;

if (process.argv.includes("--check")) {
  if (readFileSync(page, "utf8") === text) process.exit(0);
  console.error("docs/formats/experiment.md is out of date: run `npm run docs:formats`.");
  process.exit(1);
}
writeFileSync(page, text);
