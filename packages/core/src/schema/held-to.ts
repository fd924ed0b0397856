import type * as z from "zod";

/** A type as JSON has it: what may be written to makes no difference. */
type Plain<Type> = Type extends object ? { readonly [Key in keyof Type]: Plain<Type[Key]> } : Type;

/** True where two types are the same, optional keys included. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** Lets a schema through where it says what `Type` says, so that neither changes without the other: `heldTo<Layer>()(z.object({ … }))` does not compile where a key differs. */
export function heldTo<Type>(): <Schema extends z.ZodType>(
  schema: Same<Plain<z.output<Schema>>, Plain<Type>> extends true
    ? Schema
    : Schema & "not the schema of this type",
) => Schema {
  return (schema) => schema;
}
