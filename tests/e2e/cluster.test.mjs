// Provisioning on the built page: from an empty account to a pod with its role, and what may happen
// on the way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./harness.mjs";

const timeline = (page) => page.locator("input[type=range][data-timeline]");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const seek = (page, at) => timeline(page).fill(String(at));
const order = (page, kind) => page.locator(`[data-fault="${kind}"]`);
const resource = (page, address, state) =>
  page.locator(`[data-resource="${address}"][data-state="${state}"]`);
const zone = (page, name, state) => page.locator(`[data-az="${name}"][data-state="${state}"]`);
const next = (page, what) => page.locator(`[data-next="next_${what}"]`);

const A = "ap-northeast-2a";

/** Opens the page, and waits until the worker has told it what to show. */
async function openCluster(t, options) {
  const page = await open(t, { route: "#/cluster", ...options });
  if (page.url().includes("#/cluster")) await timeline(page).waitFor();
  return page;
}

/** Applies the plan, and goes to where the cluster can be given something to run. */
async function provision(page) {
  await next(page, "apply").getByRole("button").click();
  await button(page, "Pause").or(button(page, "멈춤")).click();
  await page.locator('[data-stage="connect"] .link-time').click();
  await next(page, "kubectl").waitFor();
}

/** Applies everything, and goes to a pod that is ready. */
async function run(page) {
  await provision(page);
  await next(page, "kubectl").getByRole("button").click();
  await page.locator('[data-stage="workloads"] .link-time').click();
  await next(page, "lab").waitFor();
}

/** Everything that the page shows of the place on the clock, once it stands there. */
async function shown(page, at) {
  await seek(page, at);
  await page.locator(`.cluster[data-at="${at}"]`).waitFor();
  return page.locator(".cluster").evaluate((root) => {
    const show = (element) =>
      [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort().join(" ");
    const parts = root.querySelectorAll(".thread, .map, .log, .graph, .meters");
    const all = (part) => [part, ...part.querySelectorAll("*")].map(show).join("\n");
    return [...parts].map((part) => all(part) + part.textContent).join("\n");
  });
}

/** Types into the open editor's first match of a text. */
async function replace(page, file, from, to) {
  await page.getByRole("tab", { name: file }).click();
  const field = page.locator(`[data-file="${file}"]`).getByRole("textbox");
  await page.locator(`[data-file="${file}"] .cm-content`).waitFor();
  await field.press("Control+Home");
  await field.press("Control+f");
  const search = page.locator(`[data-file="${file}"] .cm-search`);
  await search.locator("input[name=search]").fill(from);
  await search.locator("input[name=replace]").fill(to);
  await search.locator("button[name=replaceAll]").click();
  await search.locator("[name=close]").click();
}

test("from an empty account to a pod with its role, and on into the lab", async (t) => {
  const page = await openCluster(t);
  await next(page, "apply").getByText("The account is empty").waitFor();
  assert.match(await page.locator("[data-plan]").innerText(), /^Plan: \d+ to add, 0 to change/);
  assert.equal(await timeline(page).isDisabled(), true);
  await next(page, "apply").getByRole("button").click();
  await resource(page, "aws_eks_cluster.main", "creating").waitFor();
  await button(page, "Pause").click();
  await page.locator('[data-stage="cluster"] .link-time').click();
  await resource(page, "aws_eks_cluster.main", "created").waitFor();
  await page.locator('[data-cluster="ACTIVE"][data-api="writes"]').waitFor();
  await page.locator('[data-stage="connect"] .link-time').click();
  await resource(page, "aws_eks_node_group.worker", "created").waitFor();
  await resource(page, "aws_eks_node_group.jenkins", "created").waitFor();
  await next(page, "kubectl").getByRole("button").click();
  await page.locator('[data-stage="workloads"][data-state="done"]').waitFor();
  await next(page, "lab").waitFor();
  const asker = page.locator('[data-asker="allow"]');
  assert.match(await asker.innerText(), /shop\/orders → arn:aws:iam::111122223333:role\/orders/);
  await page.locator("[data-lab]").click();
  await page.locator('[data-verdict="allow"]').first().waitFor();
  assert.match(page.url(), /#\/lab$/);
  for (const file of ["irsa.tf", "workload.yaml"]) {
    assert.equal(await page.locator(`[data-file="${file}"]`).count(), 1);
  }
  assert.equal(await page.locator("body").getAttribute("data-requests"), "0");
  // What was done stays, however often the page is left.
  await page.goBack();
  await next(page, "lab").waitFor();
  assert.ok((await page.locator("[data-event]").count()) > 20);
});

test("seeking back gives what was there before", async (t) => {
  const page = await openCluster(t);
  await run(page);
  const end = Number(await timeline(page).getAttribute("max"));
  const places = [0, 15, 300, 545, 700, end];
  const there = [];
  for (const at of places) there.push(await shown(page, at));
  assert.equal(new Set(there).size, places.length, "every place shows something of its own");
  for (const at of [...places.keys()].reverse()) {
    assert.equal(await shown(page, places[at]), there[at], `back at ${places[at]}`);
  }
});

test("steps go from one event to the next", async (t) => {
  const page = await openCluster(t);
  await provision(page);
  await seek(page, 0);
  const seen = [];
  for (let step = 0; step < 4; step++) {
    await button(page, "Step forward").click();
    seen.push(Number(await timeline(page).inputValue()));
  }
  assert.deepEqual(seen, [...new Set(seen)].sort((a, b) => a - b));
  await button(page, "Step back").click();
  assert.equal(Number(await timeline(page).inputValue()), seen[2]);
});

test("a zone fails and comes back", async (t) => {
  const page = await openCluster(t);
  await run(page);
  await page.locator("#target-zone-down").selectOption(A);
  await order(page, "zone-down").click();
  await zone(page, A, "down").waitFor();
  await page.locator('[data-event="zone-down"]').first().waitFor();
  // The control plane has the other two zones, and elects another leader there.
  await page.locator('[data-api="writes"]').waitFor();
  await button(page, "Pause").click();
  await page.locator('[data-heal="zone-down"]').click();
  await zone(page, A, "up").waitFor();
  await page.locator("[data-broken]").waitFor({ state: "detached" });
  // Taken back, it never was.
  await button(page, "Pause").click();
  await page.locator('[data-deed^="heal"]').getByRole("button", { name: /^Take back/ }).click();
  await zone(page, A, "down").waitFor();
});

test("two lost members of etcd keep everybody from writing", async (t) => {
  const page = await openCluster(t);
  await run(page);
  for (const member of ["etcd-1", "etcd-2"]) {
    await page.locator("#target-etcd-lost").selectOption(member);
    await order(page, "etcd-lost").click();
    await button(page, "Pause").click();
  }
  await page.locator('[data-api="reads"], [data-api="none"]').waitFor();
});

test("a fork keeps the other timeline", async (t) => {
  const page = await openCluster(t);
  await run(page);
  await page.locator("[data-fork]").click();
  await page.locator("#target-zone-down").selectOption(A);
  await order(page, "zone-down").click();
  await zone(page, A, "down").waitFor();
  await button(page, "1").click();
  await zone(page, A, "up").waitFor();
  await button(page, "2").click();
  await zone(page, A, "down").waitFor();
});

test("an edit of the Terraform changes the plan, and applying it changes what is there", async (t) => {
  const page = await openCluster(t);
  await run(page);
  await page.getByText("No changes. Your infrastructure matches the configuration.").first().waitFor();
  await replace(page, "nodes.tf", "desired = 1", "desired = 2");
  await page.locator("[data-plan]", { hasText: "0 to add, 1 to change, 0 to destroy" }).waitFor();
  const change = page.locator('[data-change="update"]');
  assert.match(await change.innerText(), /~\s+aws_eks_node_group\.jenkins/);
  await page.locator('.plan [data-do="apply"]').click();
  await resource(page, "aws_eks_node_group.jenkins", "updating").waitFor();
});

test("the console's forms and the Terraform say the same, and so do other ways", async (t) => {
  const page = await openCluster(t);
  const way = (name) => page.locator(`[data-way="${name}"]`);
  const worker = page.locator('[data-about="aws_eks_node_group.worker"]');
  const most = worker.getByLabel("Maximum size", { exact: true });
  const text = page.locator(".way-text");
  const holds = (part) =>
    page.waitForFunction((part) => document.querySelector(".way-text")?.value.includes(part), part);
  const nodes = page.locator('[data-file="nodes.tf"] .cm-content');
  await way("console").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.getByLabel("Cluster name").inputValue(), "demo");
  await worker.locator("summary").click();
  assert.equal(await most.inputValue(), "4");
  // Filled in by keyboard, and written behind the reference that the group has in its place.
  await most.fill("6");
  await page.keyboard.press("Enter");
  await nodes.getByText("min = 2, max = 6, desired = 2").waitFor();
  assert.ok(await most.evaluate((field) => field === document.activeElement));
  // One step of the editor takes it back, and the form follows.
  await nodes.press("Control+z");
  await nodes.getByText("min = 2, max = 4, desired = 2").waitFor();
  await page.waitForFunction((field) => field.value === "4", await most.elementHandle());
  // A field with nothing in it keeps what it had.
  await most.fill("");
  await page.keyboard.press("Enter");
  assert.equal(await most.inputValue(), "4");
  const capacity = worker.locator('[data-field="capacity"]');
  await capacity.getByLabel("Capacity type").selectOption("SPOT");
  await capacity.getByRole("button", { name: /^nodes\.tf:\d+$/ }).click();
  await nodes.getByText('capacity_type   = "SPOT"').waitFor();
  assert.equal(await page.evaluate(() => getSelection().toString()), '"SPOT"');
  // What others refer to stays, and says why.
  const provider = page.locator('[data-form="provider"]');
  await provider.locator("summary").click();
  await provider.getByText("Other blocks refer to it").waitFor();
  await way("commands").click();
  await holds("aws eks create-cluster");
  assert.match(await text.inputValue(), /--nodegroup-name worker[^]*--capacity-type SPOT/);
  await way("cluster-config").click();
  await holds("apiVersion: eksctl.io");
  assert.match(await text.inputValue(), /- name: worker[^]*spot: true/);
  assert.ok(await text.evaluate((field) => field.readOnly && field.translate === false));
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await button(page, "Copy").click();
  await page.getByText("Copied.", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), await text.inputValue());
  await replace(page, "nodes.tf", '"worker"', '"workers"');
  await holds("name: workers");
});

test("a broken file is named with its line, and what exists stays", async (t) => {
  const page = await openCluster(t);
  await run(page);
  await replace(page, "network.tf", "aws_vpc.main.cidr_block", "aws_vpc.other.cidr_block");
  const error = page.locator("[data-error]").first();
  assert.match(await error.innerText(), /Reference to undeclared resource: aws_vpc\.other/);
  assert.match(await error.getByRole("button").innerText(), /^network\.tf:\d+$/);
  await next(page, "mend").waitFor();
  await page.locator('[data-cluster="ACTIVE"]').waitFor();
  await page.getByRole("tab", { name: "nodes.tf" }).click();
  await error.getByRole("button").click();
  assert.equal(
    await page.getByRole("tab", { name: "network.tf" }).getAttribute("aria-selected"),
    "true",
  );
  await replace(page, "network.tf", "aws_vpc.other", "aws_vpc.main");
  await page.locator("[data-plan]", { hasText: "No changes" }).waitFor();
});

test("one, two and three zones are compared in numbers", async (t) => {
  const page = await openCluster(t);
  await page.locator('[data-do="experiment"]').click();
  const cells = async (row) => page.locator(`[data-row="${row}"] td`).allInnerTexts();
  await page.locator('[data-row="exp_cost"]').waitFor();
  const [one, two, three] = await cells("exp_latency");
  assert.ok(Number.parseFloat(one) < Number.parseFloat(two), `${one} ${two}`);
  assert.ok(Number.parseFloat(two) < Number.parseFloat(three), `${two} ${three}`);
  assert.equal((await cells("exp_traffic"))[0], "0 B");
  assert.match((await cells("exp_left"))[0], /^0 \//);
});

test("the page speaks Korean, and what was done stays", async (t) => {
  const page = await openCluster(t);
  await provision(page);
  const at = await timeline(page).inputValue();
  await page.getByRole("button", { name: "한국어" }).click();
  await page.getByText("일어난 일").first().waitFor();
  assert.equal(await timeline(page).inputValue(), at);
  assert.equal(await page.title(), "클러스터 · IRSA Playground");
});

test("nothing runs when nobody acts", async (t) => {
  const page = await openCluster(t);
  await provision(page);
  await page.evaluate(() => {
    globalThis.woken = 0;
    for (const name of ["setTimeout", "setInterval", "requestAnimationFrame"]) {
      const real = globalThis[name].bind(globalThis);
      globalThis[name] = (...rest) => {
        globalThis.woken += 1;
        return real(...rest);
      };
    }
  });
  const before = await timeline(page).inputValue();
  // A turn through the worker and back: whatever would wake by itself has had its time.
  for (let turn = 0; turn < 20; turn++) await page.evaluate(() => document.body.clientHeight);
  assert.equal(await page.evaluate(() => globalThis.woken), 0);
  assert.equal(await timeline(page).inputValue(), before);
});

for (const width of [320, 390, 768, 1000, 1280, 1920]) {
  test(`the cluster fits ${width} pixels`, async (t) => {
    const page = await openCluster(t, { width, theme: width === 390 ? "dark" : "light" });
    const beyond = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    assert.equal(await beyond(), 0);
    await page.locator('[data-way="console"]').click();
    await page.locator("[data-form]").first().waitFor();
    await run(page);
    assert.equal(await beyond(), 0);
    assert.ok(await page.locator("[data-az] svg").first().isVisible());
  });
}
