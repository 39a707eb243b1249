// Terraform in the workbench of the built page: read by a worker, judged like any other text, and
// mended where it was written.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, openPage, takeComplaints } from "./harness.mjs";

const MAIN = "main.tf";
const editor = (page, file = MAIN) => page.locator(`[data-file="${file}"] .cm-content`);
const verdict = (page, value) => page.locator(`[data-verdict="${value}"]`).waitFor();
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Opens a preset in the lab, and waits for its editor. */
async function openPreset(t, preset, options) {
  const page = await open(t, { route: "#/lab", ...options });
  await editor(page, "trust-policy.json").waitFor();
  await button(page, "Examples").click();
  await page.locator(`[data-preset="${preset}"]`).click();
  await editor(page).waitFor();
  return page;
}

/** The text of the open editor, as far as it is drawn. */
const shown = (page, file) =>
  editor(page, file).evaluate((content) =>
    [...content.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"),
  );

const selected = (page) => page.evaluate(() => getSelection().toString());

test("the literal that decides is underlined, mended by one click and undone", async (t) => {
  const page = await openPreset(t, "terraform-module");
  await verdict(page, "deny");
  assert.equal(await editor(page).locator(".cm-mark-deciding").first().innerText(), '"store:orders"');
  await page.locator(".verdict .place").click();
  assert.equal(await selected(page), '"store:orders"');
  const fix = page.locator('[data-fix="use-actual-value"]');
  assert.equal(await fix.getAttribute("data-who-else"), "0");
  await fix.click();
  await verdict(page, "allow");
  assert.match(await shown(page), /namespace_service_accounts = \["shop:orders"\]/);
  await button(page, "Undo").click();
  await verdict(page, "deny");
  assert.match(await shown(page), /"store:orders"/);
});

test("what is typed in Terraform is judged, and what is broken is named where it stands", async (t) => {
  const page = await openPreset(t, "terraform-module");
  await verdict(page, "deny");
  await page.locator(".verdict .place").click();
  await page.keyboard.type('"shop:orders", "shop:invoices"');
  await verdict(page, "allow");
  assert.match(await page.locator(".who-count").innerText(), /^1\b/);
  await editor(page).locator("text=cluster_version").first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(" +");
  await page.locator('.finding[data-severity="error"]').first().waitFor();
  await page.locator('[data-verdict="unknown"], [data-verdict="error"], [data-verdict="deny"]')
    .first().waitFor();
  assert.match(await page.locator(".findings").innerText(), /main\.tf/);
  assert.equal(await page.locator("body").getAttribute("data-requests"), "0");
});

test("a condition that a document writes is underlined in the document", async (t) => {
  const page = await openPreset(t, "terraform-issuer");
  await verdict(page, "deny");
  const marked = await editor(page).locator(".cm-mark-deciding").allInnerTexts();
  assert.match(marked.join(""), /identity\[0\]\.oidc\[0\]\.issuer\}:sub/);
  await page.locator('[data-fix="correct-key"]').click();
  await verdict(page, "allow");
});

test("what Terraform makes is shown as aws shows it", async (t) => {
  const page = await openPreset(t, "terraform-module");
  await verdict(page, "deny");
  await page.locator("[data-made] summary").click();
  const made = page.locator(".made-text");
  await made.waitFor();
  assert.match(await made.innerText(), /"system:serviceaccount:store:orders"/);
  assert.match(await made.innerText(), /"AssumeRolePolicyDocument": \{/);
});

test("a link with Terraform opens what was shared, and is judged", async (t) => {
  const page = await openPreset(t, "terraform-module");
  await page.locator('[data-fix="use-actual-value"]').click();
  await verdict(page, "allow");
  await button(page, "Share").click();
  const link = await page.locator("#share-link").inputValue();
  const other = await open(t, { route: new URL(link).hash });
  await editor(other).waitFor();
  await verdict(other, "allow");
  assert.match(await shown(other), /"shop:orders"/);
});

test("a file of that name, and a text of that kind, are Terraform", async (t) => {
  for (const name of ["role.tf", "pasted.txt"]) {
    const page = await open(t, { route: "#/lab" });
    await editor(page, "trust-policy.json").waitFor();
    await button(page, "New file").click();
    await page.getByLabel("File name").fill(name);
    await page.keyboard.press("Enter");
    await editor(page, name).waitFor();
    await page.keyboard.type('resource "aws_iam_role" "r" {\n  name = nothing.at.all');
    await page.locator('[data-reading="current"]').waitFor();
    await page.locator(".finding", { hasText: name }).first().waitFor();
  }
});

test("Terraform that is dropped on home opens in the lab", async (t) => {
  const page = await open(t);
  await page.locator(".door-own").evaluate((door) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['resource "aws_vpc" "a" {\n}\n'], "main.tf"));
    door.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  await editor(page).waitFor();
  assert.match(page.url(), /#\/lab$/);
  await page.locator('[data-reading="current"]').waitFor();
});

test("nothing is decided before Terraform is read", async (t) => {
  const page = await openPage({ route: "#/lab" });
  t.after(() => page.context().close());
  let answer;
  const asked = new Promise((ask) => {
    page.route("**/cluster_bg.wasm*", async (route) => {
      await new Promise((done) => ask((answer = done)));
      await route.continue();
    });
  });
  await editor(page, "trust-policy.json").waitFor();
  await page.locator('[data-fix="use-actual-value"]').click();
  await verdict(page, "allow");
  await button(page, "New file").click();
  await page.getByLabel("File name").fill("role.tf");
  await page.keyboard.press("Enter");
  await editor(page, "role.tf").waitFor();
  await page.keyboard.type("locals {");
  await page.locator('[data-reading="waiting"]').waitFor();
  await verdict(page, "unknown");
  assert.match(await page.locator(".verdict").innerText(), /still being read/);
  await asked;
  answer();
  await page.locator('[data-reading="current"]').waitFor();
  await verdict(page, "allow");
  assert.deepEqual(takeComplaints(page), []);
});

test("a worker that does not come is said", async (t) => {
  const page = await openPage({ route: "#/lab" });
  t.after(() => page.context().close());
  await page.route("**/cluster_loader.js*", (route) => route.abort());
  await editor(page, "trust-policy.json").waitFor();
  await button(page, "New file").click();
  await page.getByLabel("File name").fill("role.tf");
  await page.keyboard.press("Enter");
  await editor(page, "role.tf").waitFor();
  await page.keyboard.type("locals {");
  await page.locator('[data-reading="failed"]').waitFor();
  await verdict(page, "unknown");
  assert.match(await page.locator(".verdict").innerText(), /could not be loaded/);
});
