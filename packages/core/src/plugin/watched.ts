import type { Gate } from "./gate.js";

type Hooks<Value> = { readonly [Key in keyof Value]?: Value[Key] | undefined };

/**
 * An object of a plugin's with some members replaced by `hooks`, and every other method called through the gate, as one of the object itself: objects of a class
 * with private fields work, and frozen ones.
 */
export function watched<Value extends object>(
  gate: Gate,
  value: Value,
  hooks: Hooks<Value> = {},
  prefix = "",
): Value {
  const methods = new Map<PropertyKey, unknown>();
  const member = (key: PropertyKey): unknown => {
    if (Object.hasOwn(hooks, key) && hooks[key as keyof Value] !== undefined)
      return hooks[key as keyof Value];
    const found: unknown = Reflect.get(value, key);
    if (typeof found !== "function") return found;
    const known = methods.get(key);
    if (known !== undefined) return known;
    const method = (...parameters: unknown[]): unknown =>
      gate.enter(`${prefix}${String(key)}()`, () => Reflect.apply(found, value, parameters));
    methods.set(key, method);
    return method;
  };
  // The target is empty: a proxy must tell the truth of a frozen one.
  return new Proxy({} as Value, {
    get: (_, key) => member(key),
    has: (_, key) => Reflect.has(value, key),
    ownKeys: () => Reflect.ownKeys(value),
    getOwnPropertyDescriptor: (_, key) =>
      Object.hasOwn(value, key)
        ? { value: member(key), enumerable: true, configurable: true, writable: false }
        : undefined,
    set: () => false,
  });
}
