import { version } from "@astra-ts/core";
import { startCollectiveView } from "./collective-view.js";
import { byId } from "./dom.js";
import { startMeshView } from "./mesh-view.js";
import { startTheme } from "./theme.js";

byId("version").textContent = version;
for (const range of document.querySelectorAll<HTMLInputElement>("input[type=range]")) {
  const shown = byId<HTMLOutputElement>(`${range.id}-value`);
  const show = (): void => {
    shown.value = range.value;
  };
  range.addEventListener("input", show);
  show();
}
startTheme(byId<HTMLButtonElement>("theme"));
startCollectiveView();
startMeshView();
