// The public interface of a package as text: every exported declaration, without comments, in order of name. A change to it shows in review.
import { join } from "node:path";
import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true });

/** An entry point of a package, and the file of its declarations. */
interface Entry {
  readonly specifier: string;
  readonly declarations: string;
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/** The report on one package: `entries` are its entry points, each with the file of its declarations. */
export function apiReport(name: string, folder: string, entries: readonly Entry[]): string {
  const files = entries.map(({ declarations }) => declarations);
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const parts = entries.map(({ specifier, declarations }) => {
    const source = program.getSourceFile(declarations);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${declarations} is no module; npm run build writes it`);
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
function declarationOf(checker: ts.TypeChecker, symbol: ts.Symbol, folder: string): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.declarations ?? [])
    .filter((node) => node.getSourceFile().fileName.startsWith(folder.replaceAll("\\", "/")))
    .map((node) => textOf(checker, node))
    .join("\n");
}

function textOf(checker: ts.TypeChecker, node: ts.Declaration): string {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const file = node.getSourceFile();
  return printer.printNode(
    ts.EmitHint.Unspecified,
    inOrder(withoutZod(checker, node, statement), file),
    file,
  );
}

/**
 * A schema as `z.ZodType<what it makes, what it takes>`, and a type that is taken from a schema written out: how zod puts a schema together is no part of the interface, and what a user of it
 * sees is.
 */
function withoutZod(checker: ts.TypeChecker, node: ts.Declaration, statement: ts.Node): ts.Node {
  const { NoTruncation, InTypeAlias, MultilineObjectLiterals } = ts.NodeBuilderFlags;
  const written = (type: ts.Type): ts.TypeNode =>
    checker.typeToTypeNode(type, node, NoTruncation | InTypeAlias | MultilineObjectLiterals)!;
  if (ts.isTypeAliasDeclaration(node) && /^z\.(output|input|infer)</.test(node.type.getText()))
    return ts.factory.updateTypeAliasDeclaration(
      node,
      node.modifiers,
      node.name,
      node.typeParameters,
      written(checker.getTypeAtLocation(node)),
    );
  if (!ts.isVariableDeclaration(node) || !/^z\.Zod/.test(node.type?.getText() ?? "")) return statement;
  const schema = checker.getTypeAtLocation(node);
  if (!ts.isVariableStatement(statement)) return statement;
  const sides = (["output", "input"] as const).map((side) => {
    const named = aliasOf(node, side);
    if (named !== undefined) return ts.factory.createTypeReferenceNode(named);
    return written(checker.getTypeOfSymbol(schema.getProperty(`_${side}`)!));
  });
  const type = ts.factory.createTypeReferenceNode("z.ZodType", sides);
  return ts.factory.updateVariableStatement(
    statement,
    statement.modifiers,
    ts.factory.createVariableDeclarationList(
      [ts.factory.createVariableDeclaration(node.name, undefined, type)],
      ts.NodeFlags.Const,
    ),
  );
}

/** The type beside a schema that is what it makes or takes: `z.output<typeof options>`. */
function aliasOf(node: ts.VariableDeclaration, side: "output" | "input"): string | undefined {
  const wanted = `z.${side}<typeof ${node.name.getText()}>`;
  return node
    .getSourceFile()
    .statements.filter(ts.isTypeAliasDeclaration)
    .find(({ type }) => type.getText() === wanted)?.name.text;
}

/** The members of each union, and the values of each of zod's enums, in order of their text: the compiler's order depends on what it looked at first. */
function inOrder(statement: ts.Node, file: ts.SourceFile): ts.Node {
  const print = (node: ts.Node) => printer.printNode(ts.EmitHint.Unspecified, node, file);
  const sorted = <Node extends ts.Node>(nodes: readonly Node[]): Node[] =>
    nodes
      .map((node) => [print(node), node] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, node]) => node);
  const transformer: ts.TransformerFactory<ts.Node> = (context) => {
    const visit = (node: ts.Node): ts.Node => {
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
export function entriesOf(folder: string, { name, exports }: Manifest): Entry[] {
  return Object.entries(exports).flatMap(([path, target]) =>
    typeof target === "string"
      ? []
      : [
          {
            specifier: path === "." ? name : `${name}${path.slice(1)}`,
            declarations: join(folder, target.types),
          },
        ],
  );
}
