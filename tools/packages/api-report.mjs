// The public interface of a package as text: every exported declaration, without comments, in order of name. A change to it shows in review.
import { join } from "node:path";
import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true });

/** The report on one package: `entries` are its entry points, each with the file of its declarations. */
export function apiReport(name, folder, entries) {
  const files = entries.map(({ declarations }) => declarations);
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    noLib: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const parts = entries.map(({ specifier, declarations }) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(declarations));
    const exported = checker.getExportsOfModule(module);
    const sorted = exported.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const own = sorted.map((symbol) => declarationOf(checker, symbol, folder)).filter((text) => text !== "");
    const others = sorted.filter((symbol) => declarationOf(checker, symbol, folder) === "");
    const note = others.length === 0 ? "" : "\nAnd names of other packages.\n";
    return `## \`${specifier}\`\n\n\`\`\`ts\n${own.join("\n\n")}\n\`\`\`\n${note}`;
  });
  return `# Public interface of ${name}\n\nWritten by \`npm run api\`; do not edit.\n\n${parts.join("\n")}`;
}

/** Empty for what comes from another package, whose own report lists it. */
function declarationOf(checker, symbol, folder) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.declarations ?? [])
    .filter((node) => node.getSourceFile().fileName.startsWith(folder.replaceAll("\\", "/")))
    .map(textOf)
    .join("\n");
}

function textOf(node) {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const file = node.getSourceFile();
  return printer.printNode(ts.EmitHint.Unspecified, inOrder(statement, file), file);
}

/** The members of each union, and the values of each of zod's enums, in order of their text: the compiler's order depends on what it looked at first. */
function inOrder(statement, file) {
  const print = (node) => printer.printNode(ts.EmitHint.Unspecified, node, file);
  const sorted = (nodes) =>
    nodes
      .map((node) => [print(node), node])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, node]) => node);
  const transformer = (context) => {
    const visit = (node) => {
      const visited = ts.visitEachChild(node, visit, context);
      if (ts.isUnionTypeNode(visited)) return ts.factory.createUnionTypeNode(sorted(visited.types));
      if (!ts.isTypeReferenceNode(visited) || !/\bZodEnum$/.test(print(visited.typeName))) return visited;
      const values = visited.typeArguments?.map((argument) =>
        ts.isTypeLiteralNode(argument)
          ? ts.factory.createTypeLiteralNode(sorted(argument.members))
          : argument,
      );
      return ts.factory.updateTypeReferenceNode(
        visited,
        visited.typeName,
        values && ts.factory.createNodeArray(values),
      );
    };
    return (root) => ts.visitNode(root, visit);
  };
  return ts.transform(statement, [transformer]).transformed[0];
}

/** Entry points of a package's manifest with the files of their declarations. */
export function entriesOf(folder, { name, exports }) {
  return Object.entries(exports)
    .filter(([, target]) => typeof target === "object")
    .map(([path, { types }]) => ({
      specifier: path === "." ? name : `${name}${path.slice(1)}`,
      declarations: join(folder, types),
    }));
}
