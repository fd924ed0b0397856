import { formatTime, type Result } from "@astra-ts/core";
import { useData } from "vitepress";
import {
  computed,
  defineComponent,
  h,
  onBeforeUnmount,
  onMounted,
  reactive,
  ref,
  shallowRef,
  watch,
} from "vue";
import type { Answer, CollectiveForm } from "../../playground/page/protocol.js";
import { Simulation } from "../../playground/page/simulation.js";
import { readSettings } from "./settings.js";

const shapes = ["ring", "switch", "fully-connected"];
const sizes = ["64KiB", "256KiB", "1MiB", "4MiB"];
const networks = ["analytical", "analytical-congestion", "flow", "packet"];

/** One collective in the page: change a number, and each network says what it takes. Runs in a worker, which is loaded when the block comes into view. */
export default defineComponent({
  name: "LiveCollective",
  props: { settings: { type: String, default: "" } },
  setup(props) {
    const initial = readSettings(props.settings);
    const form = reactive({
      ...initial,
      networks: [...initial.networks],
      bandwidth: Number.parseFloat(initial.bandwidth),
    });
    const results = shallowRef<readonly Result[]>([]);
    const status = ref("");
    const failed = ref(false);
    const report = shallowRef("");
    const root = ref<HTMLElement>();
    const frame = ref<HTMLIFrameElement>();
    const { isDark } = useData();
    const longest = computed(() => Math.max(...results.value.map(({ time }) => time.total)));
    let simulation: Simulation | undefined;

    const listen = (answer: Answer): void => {
      if (answer.kind === "result") results.value = [...results.value, answer.result];
      else if (answer.kind === "progress") status.value = answer.text;
      else if (answer.kind === "report") report.value = answer.html;
      else if (answer.kind === "done")
        status.value = `Simulated in ${Math.round(answer.milliseconds)} ms, in this page.`;
      else if (answer.kind === "failed") {
        failed.value = true;
        status.value = `${answer.message}. ${answer.hint}`;
      }
    };
    const run = (): void => {
      results.value = [];
      failed.value = false;
      if (form.networks.length === 0) {
        status.value = "Choose at least one network.";
        return;
      }
      simulation ??= new Simulation(
        () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
      );
      const asked: CollectiveForm = {
        ...form,
        networks: [...form.networks],
        bandwidth: `${form.bandwidth}GiB/s`,
      };
      simulation.start({ kind: "collective", form: asked }, listen);
    };
    const passTheme = (): void => {
      const inside = frame.value?.contentDocument?.documentElement;
      if (inside) inside.dataset.theme = isDark.value ? "dark" : "light";
    };
    watch(isDark, passTheme);
    onMounted(() => {
      const observer = new IntersectionObserver((entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        run();
        watch(form, run);
      });
      observer.observe(root.value!);
    });
    onBeforeUnmount(() => simulation?.stop());

    const choice = (label: string, key: "shape" | "size", options: readonly string[]) =>
      h("label", [
        label,
        h(
          "select",
          {
            value: form[key],
            onChange: ({ target }: Event) => (form[key] = (target as HTMLSelectElement).value),
          },
          options.map((option) => h("option", { value: option }, option)),
        ),
      ]);
    const number = (label: string, key: "npus" | "bandwidth" | "latency", least: number, most: number) =>
      h("label", [
        label,
        h("input", {
          type: "number",
          min: least,
          max: most,
          value: form[key],
          onChange: ({ target }: Event) => {
            const value = (target as HTMLInputElement).valueAsNumber;
            if (Number.isFinite(value)) form[key] = Math.min(most, Math.max(least, value));
          },
        }),
      ]);
    const toggle = (name: string) =>
      h("label", { class: "check" }, [
        h("input", {
          type: "checkbox",
          checked: form.networks.includes(name),
          onChange: ({ target }: Event) => {
            const chosen = (target as HTMLInputElement).checked;
            form.networks = networks.filter((other) =>
              other === name ? chosen : form.networks.includes(other),
            );
          },
        }),
        name,
      ]);
    const bar = (result: Result) => {
      const ratio = result.bound?.ratio;
      return h("div", { class: "row", "data-network": result.network }, [
        h("span", { class: "name" }, result.network),
        h("span", { class: "track" }, [
          h("span", { class: "bar", style: { width: `${(100 * result.time.total) / longest.value}%` } }),
        ]),
        h("span", { class: "total" }, formatTime(result.time.total)),
        h("span", { class: "bound" }, ratio == null ? "" : `${ratio.toFixed(2)} × bound`),
      ]);
    };

    return () =>
      h("section", { class: "live", ref: root, "aria-label": "The simulator, live" }, [
        h("form", { onSubmit: (event: Event) => event.preventDefault() }, [
          choice("Shape", "shape", shapes),
          number("NPUs", "npus", 2, 64),
          choice("Size", "size", sizes),
          number("Link, GiB/s", "bandwidth", 1, 1000),
          number("Latency, ns", "latency", 0, 100_000),
        ]),
        h("fieldset", [h("legend", "Networks"), ...networks.map(toggle)]),
        h("div", { class: "rows", "aria-live": "polite" }, results.value.map(bar)),
        h("p", { class: failed.value ? "status failed" : "status", role: "status" }, status.value),
        report.value === ""
          ? undefined
          : h("details", [
              h("summary", "Timeline, topology, links and tables of these runs"),
              h("iframe", {
                ref: frame,
                title: "Report on the runs",
                srcdoc: report.value,
                onLoad: passTheme,
              }),
            ]),
      ]);
  },
});
