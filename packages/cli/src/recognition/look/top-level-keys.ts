/** Keys of the outermost object of a JSON text, or of the first object of a list; of the map that a YAML text is. The text may be cut off, or wrong further on. */
export function topLevelKeys(text: string): string[] {
  const start = /^\s*(?:\[\s*)?\{/.exec(text);
  return start === null ? yamlKeys(text) : jsonKeys(text, start[0].length);
}

function yamlKeys(text: string): string[] {
  return [...text.matchAll(/^(?:"([^"\n]*)"|([\w$][\w.$-]*))\s*:(?=\s|$)/gm)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
}

const parts = /"((?:[^"\\]|\\.)*)"(\s*:)?|[{}[\]]/g;

function jsonKeys(text: string, from: number): string[] {
  const keys: string[] = [];
  let depth = 1;
  for (const [part, name, isKey] of text.slice(from).matchAll(parts)) {
    if (part === "{" || part === "[") depth++;
    else if (part === "}" || part === "]") depth--;
    else if (isKey !== undefined && depth === 1) keys.push(name ?? "");
    if (depth === 0) break;
  }
  return keys;
}
