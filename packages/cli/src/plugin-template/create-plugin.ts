import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { AstraError, didYouMean, version } from "@astra-ts/core";
import { writeAtomically } from "../files/write-atomically.js";
import { type TemplateKind, templateKinds } from "./kinds.js";

/** Beside `dist` in the package; one step further from here in the sources. */
const templates = ["../templates/", "../../templates/"]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((folder) => existsSync(folder))!;

/** Writes a complete plugin project into `folder`, which must not exist or be empty. Returns the files written. Throws INVALID_VALUE, UNKNOWN_NAME or FILE_WRITE. */
export function createPlugin(name: string, kindName: string, folder: string): string[] {
  const kind = findKind(kindName);
  const bare = bareName(name);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AstraError("FILE_WRITE", {
      file: folder,
      problem: "the folder is there already and not empty",
    });
  }
  const texts = new Map([...templateFiles("common"), ...templateFiles(kindName)]);
  for (const [path, text] of texts) {
    const filled = path === "package.json" ? manifest(text, kind, name) : fill(text, kind, bare);
    writeAtomically(join(folder, path), filled);
  }
  return [...texts.keys()];
}

function findKind(name: string): TemplateKind {
  const names = Object.keys(templateKinds);
  if (Object.hasOwn(templateKinds, name)) return templateKinds[name]!;
  throw new AstraError("UNKNOWN_NAME", {
    field: "--kind",
    problem: "there is no such kind of plugin",
    found: name,
    expected: `one of ${names.join(", ")}`,
    hint: didYouMean(name, names),
  });
}

/** The name without its scope: letters, digits and hyphens, as npm and astra-ts both take it. */
function bareName(name: string): string {
  const match = /^(?:@[a-z0-9][a-z0-9-]*\/)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(name);
  if (match !== null) return match[1]!;
  throw new AstraError("INVALID_VALUE", {
    field: "name",
    problem: "this cannot be the name of a plugin",
    found: name,
    expected: "lower-case letters, digits and hyphens, such as my-network or @me/my-network",
  });
}

/** npm leaves files named .gitignore out of packages, and takes a package.json inside a package for one of its parts. */
const ownNames: Readonly<Record<string, string>> = {
  gitignore: ".gitignore",
  "package.template.json": "package.json",
};

function templateFiles(kind: string): [path: string, text: string][] {
  const root = join(templates, kind);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      const path = relative(root, file);
      return [ownNames[path] ?? path, readFileSync(file, "utf8")];
    });
}

function manifest(text: string, { hasOptions, description }: TemplateKind, name: string): string {
  const parsed = JSON.parse(text.replaceAll("CORE_VERSION", version)) as Record<string, unknown>;
  const { dependencies, ...rest } = parsed;
  const filled = {
    ...rest,
    name,
    description: `A plugin of astra-ts: ${description}`,
    ...(hasOptions ? { dependencies } : {}),
  };
  return `${JSON.stringify(filled, null, 2)}\n`;
}

function fill(text: string, { description, usage }: TemplateKind, name: string): string {
  const words = name.split("-");
  const camel = words.map((word, index) =>
    index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1),
  );
  return text
    .replaceAll("KIND_DESCRIPTION", description)
    .replaceAll("USAGE", usage)
    .replaceAll("plugin-name", name)
    .replaceAll("pluginName", camel.join("").replaceAll(/\d/g, ""))
    .replaceAll("PLUGIN_NAME", words.join("_").toUpperCase());
}
