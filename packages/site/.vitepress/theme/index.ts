import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { defineAsyncComponent } from "vue";
import "./style.css";

/** The default theme, and the simulator for blocks of the language `live`. */
export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component(
      "LiveCollective",
      defineAsyncComponent(() => import("../../live/live-collective.js")),
    );
  },
} satisfies Theme;
