/** The element of this id. The page's HTML has every one that is asked for. */
export function byId<Kind extends HTMLElement>(id: string): Kind {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element #${id}`);
  return found as Kind;
}

export function element(tag: string, text: string, className = ""): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
}

/** Value of a form's field. */
export function field(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? "");
}

/** Says beside the form what goes on; an error stands out. */
export function showStatus(place: HTMLElement, text: string, isError = false): void {
  place.textContent = text;
  place.classList.toggle("error", isError);
}
