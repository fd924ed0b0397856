import type { Random } from "@astra-ts/core";
import { oddData, oddWords, pick } from "./odd-values.js";

type Container = Record<string, unknown> | unknown[];

/** A copy of plain data with one to three changes: values replaced, moved, wrapped, keys renamed, removed, added. */
export function mutateData(value: unknown, random: Random): unknown {
  // One level above, so that the value as a whole can be changed too.
  const holder = { value: structuredClone(value) };
  for (let left = 1 + random.integer(3); left > 0; left--) changeOnce(holder, random);
  return holder.value;
}

function changeOnce(holder: { value: unknown }, random: Random): void {
  const places = placesOf(holder);
  const [container, key] = pick(random, places);
  switch (random.integer(8)) {
    case 0:
    case 1:
    case 2:
      set(container, key, structuredClone(pick(random, oddData)));
      return;
    case 3:
      set(container, key, nested(get(container, key), random));
      return;
    case 4: {
      const [other, otherKey] = pick(random, places);
      set(container, key, structuredClone(get(other, otherKey)));
      return;
    }
    case 5:
      if (container === holder) return;
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else delete container[key];
      return;
    case 6:
      if (Array.isArray(container)) container.push(structuredClone(get(container, key)));
      else if (container !== holder) set(container, pick(random, oddWords), get(container, key));
      return;
    default:
      scale(container, key, random);
  }
}

function placesOf(holder: object): [Container, string][] {
  const places: [Container, string][] = [];
  const visit = (container: Container): void => {
    for (const key of Object.keys(container)) {
      places.push([container, key]);
      const inner = get(container, key);
      if (typeof inner === "object" && inner !== null) visit(inner as Container);
    }
  };
  visit(holder as Container);
  return places;
}

function scale(container: Container, key: string, random: Random): void {
  const value = get(container, key);
  if (typeof value === "number")
    set(container, key, value * pick(random, [-1, 0, 0.1, 2, 1000, 1e6, 1e12, 1.0000001]));
  else if (typeof value === "string") set(container, key, value.slice(random.integer(value.length + 1)));
  else set(container, key, pick(random, oddData));
}

function nested(value: unknown, random: Random): unknown {
  let inner = value;
  for (let depth = 10 ** random.integer(4); depth > 0; depth--)
    inner = random.next() < 0.5 ? [inner] : { a: inner };
  return inner;
}

function get(container: Container, key: string): unknown {
  return (container as Record<string, unknown>)[key];
}

function set(container: Container, key: string, value: unknown): void {
  // `__proto__` as a key of its own, as JSON.parse makes it.
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}
