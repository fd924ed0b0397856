import { entryKinds } from "@astra-ts/core";
import { expect, it } from "vitest";
import { createDefaultRegistry } from "../src/plugins/builtin-plugins.js";
import { identify } from "../src/recognition/known-formats.js";
import { glimpseOf } from "../src/recognition/look/glimpse.js";

// A pattern that begins with blanks of any kind looks, at every line, through all the empty lines that follow: a million of them take hours.
const text = `5 1 4\n5 1 4\n4 0 400Gbps\n${"\n".repeat(1_000_000)}end`;
const registry = createDefaultRegistry();
const formats = entryKinds.flatMap((kind) =>
  registry.list(kind).flatMap(({ entry }) => ("recognizes" in entry ? [entry] : [])),
);

it.each(formats)("a million empty lines do not stop the format $name", ({ recognizes }) => {
  expect(typeof recognizes(text)).toBe("boolean");
});

it("nor what finds out the kind of a file", () => {
  expect(identify(glimpseOf(text, "lines.txt"))?.name).not.toBe("an experiment");
});
