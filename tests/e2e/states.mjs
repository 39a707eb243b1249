// Every page, and the states worth looking at: pictures are taken of them, and accessibility is
// checked in them. A state is a name, a route, and what to do there.

const verdict = (page, value) => page.locator(`[data-verdict="${value}"]`).waitFor();
const nextStep = (page) => page.locator(".guide .button").click();

/** From the start to an answer that lets in more than the pod. */
async function putStar(page) {
  await nextStep(page);
  await verdict(page, "allow");
  await nextStep(page);
  await verdict(page, "deny");
  await page.locator('[data-fix="use-string-like"]').first().click();
  await verdict(page, "allow");
}

const terms = (page) => page.locator("[data-term]").first().waitFor();

/** From the start of the flows to a place on the clock, or else to its end. */
async function seek(page, tick) {
  const timeline = page.locator("[data-timeline]");
  await timeline.waitFor();
  await timeline.fill(tick ?? (await timeline.getAttribute("max")));
}

/** Applies the plan of the cluster, gives it its workloads, and goes to where they run. */
async function provision(page) {
  await page.locator(".next .button").click();
  await page.locator('[data-play="true"]').click();
  await page.locator('[data-stage="connect"] .link-time').click();
  await page.locator('[data-next="next_kubectl"] .button').click();
  await page.locator('[data-stage="workloads"] .link-time').click();
  await page.locator("[data-lab]").waitFor();
  await page.locator(".cm-content").first().waitFor();
}

export const states = [
  { name: "home-start", route: "#/", act: (page) => verdict(page, "deny") },
  {
    name: "home-allowed",
    route: "#/",
    act: async (page) => {
      await nextStep(page);
      await verdict(page, "allow");
    },
  },
  { name: "home-star", route: "#/", act: putStar },
  { name: "lab", route: "#/lab", act: (page) => page.locator(".cm-content").first().waitFor() },
  {
    name: "lab-terraform",
    route: "#/lab",
    act: async (page) => {
      await page.locator(".cm-content").first().waitFor();
      await page.getByRole("button", { name: /^(Examples|예제)$/ }).click();
      await page.locator('[data-preset="terraform-module"]').click();
      await page.locator('[data-file="main.tf"] .cm-mark-deciding').first().waitFor();
      await page.locator("[data-made] summary").click();
    },
  },
  { name: "flows", route: "#/flows", act: (page) => seek(page, "9") },
  {
    name: "flows-attacked",
    route: "#/flows?oidc+attack=id-token-replay+without=nonce",
    act: async (page) => {
      await seek(page);
      await page.locator(".predict-choices").waitFor({ state: "detached" });
      await page.locator(".twin summary").first().click();
      await page.getByRole("button", { name: /Show the answers|답 보기/ }).click();
    },
  },
  {
    name: "cluster",
    route: "#/cluster",
    act: (page) => page.locator(".cm-content").first().waitFor(),
  },
  { name: "cluster-running", route: "#/cluster", act: provision },
  {
    name: "cluster-broken",
    route: "#/cluster",
    act: async (page) => {
      await provision(page);
      await page.locator('[data-fault="zone-down"]').click();
      await page.locator('.zone[data-state="down"]').waitFor();
      await page.locator('[data-play="true"]').click();
      await page.locator("[data-fork]").click();
      for (const twin of await page.locator(".cluster summary").all()) await twin.click();
      await page.locator('[data-way="commands"]').click();
      await page.locator(".way-text").waitFor();
    },
  },
  {
    name: "cluster-ways",
    route: "#/cluster",
    act: async (page) => {
      await page.locator(".cm-content").first().waitFor();
      await page.locator('[data-way="console"]').click();
      await page.locator("[data-form]").first().waitFor();
      // The first is open from the start.
      for (const form of (await page.locator(".form summary").all()).slice(1)) await form.click();
    },
  },
  {
    name: "model",
    route: "#/model",
    act: (page) => page.locator("#not-modelled ~ dl").waitFor(),
  },
  {
    name: "model-none",
    route: "#/model",
    act: async (page) => {
      await page.locator("#not-modelled ~ dl").waitFor();
      await page.locator("#filter-text").fill("no rule has these words");
    },
  },
  { name: "glossary", route: "#/glossary", act: terms },
  {
    name: "glossary-error",
    route: "#/glossary",
    act: async (page) => {
      await terms(page);
      await page.locator("#glossary-search").fill("botocore: Incorrect token audience");
      await page.locator(".error-body").waitFor();
    },
  },
];
