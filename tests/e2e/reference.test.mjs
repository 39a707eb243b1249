// The rules and the glossary on the built page: filters, search, language, addresses.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open, openPage, takeComplaints } from "./harness.mjs";

const rules = (page) => page.locator("[data-rule]");
const terms = (page) => page.locator("[data-term]");
const errors = (page) => page.locator("[data-error]");
const korean = (page) => page.getByRole("button", { name: "한국어" }).click();

test("rules are narrowed down by gate, evidence and words", async (t) => {
  const page = await open(t, { route: "#/model" });
  const all = await rules(page).count();
  assert.ok(all > 150, `${all}`);
  await page.locator("#filter-gate").selectOption("provider");
  await page.waitForFunction(() => document.querySelectorAll("[data-rules]").length === 1);
  const some = await rules(page).count();
  assert.ok(some > 3 && some < all);
  await page.locator("#filter-evidence").selectOption("observed");
  await page.locator("#filter-text").fill("VERIFICATION key");
  await page.waitForFunction(() => document.querySelectorAll("[data-rule]").length === 1);
  assert.equal(await rules(page).getAttribute("data-rule"), "signature-key-missing");
  assert.match(await page.locator(".found").innerText(), new RegExp(`1 .*${all}`));
  await page.locator("#filter-text").fill("no rule has these words");
  await page.locator(".nothing").waitFor();
});

test("every rule says how it is known, and where", async (t) => {
  const page = await open(t, { route: "#/model" });
  const rows = await rules(page).evaluateAll((rows) =>
    rows.map((row) => ({
      id: row.dataset.rule,
      evidence: row.querySelector("[data-evidence]").dataset.evidence,
      source: row.querySelector("a")?.href,
    })),
  );
  for (const { id, evidence, source } of rows) {
    assert.ok(source ?? evidence === "model", id);
  }
});

test("what is not modelled is said", async (t) => {
  const page = await open(t, { route: "#/model" });
  await page.locator("#not-modelled ~ dl dt", { hasText: "Network" }).waitFor();
  await korean(page);
  await page.locator("#not-modelled ~ dl dt", { hasText: "네트워크" }).waitFor();
});

test("terms are found in both languages", async (t) => {
  const page = await open(t, { route: "#/glossary" });
  await terms(page).first().waitFor();
  assert.ok((await terms(page).count()) > 40);
  await page.locator("#glossary-search").fill("thumbprint SHA");
  await page.waitForFunction(() => document.querySelectorAll("[data-term]").length === 1);
  await korean(page);
  await page.locator('[data-term="thumbprint"]', { hasText: "지문" }).waitFor();
  await page.locator("#glossary-search").fill("지문");
  await page.locator('[data-term="oidc-provider"]').waitFor({ state: "detached" });
  await page.locator('[data-term="thumbprint"]').waitFor();
});

test("a pasted error is explained, its text as it was", async (t) => {
  const page = await open(t, { route: "#/glossary", lang: "ko" });
  await errors(page).first().waitFor();
  assert.ok((await errors(page).count()) > 30);
  await page
    .locator("#glossary-search")
    .fill("WebIdentityErr: caused by: AccessDenied: Not authorized to perform " +
      "sts:AssumeRoleWithWebIdentity status code: 403");
  await page.waitForFunction(() => document.querySelectorAll("[data-error]").length === 1);
  const text = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
  assert.equal(await errors(page).locator("summary code").innerText(), text);
  assert.equal(await errors(page).locator("summary code").getAttribute("lang"), "en");
  assert.match(await page.locator(".error-body").innerText(), /문\(statement\)을 찾지 못했습니다/);
});

test("a term has an address", async (t) => {
  const page = await open(t, { route: "#/glossary/kid" });
  await page.locator("#term-kid:focus").waitFor();
  await page.locator('#term-kid a[href="#/glossary/jwks"]').click();
  await page.locator("#term-jwks:focus").waitFor();
  const top = await page
    .locator("#term-jwks")
    .evaluate((term) => term.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 800, `${top}`);
});

test("the words are one of the build's own files, fetched once a page shows them", async (t) => {
  const page = await open(t, { route: "#/lab" });
  await page.locator(".cm-content").first().waitFor();
  const counted = () => page.locator("body").evaluate((body) => ({ ...body.dataset }));
  const fetched = () =>
    page.evaluate(() =>
      performance.getEntriesByType("resource").filter(({ name }) => name.includes("reference.")),
    );
  const chunks = Number((await counted()).chunks);
  assert.equal((await fetched()).length, 0);
  await page.getByRole("link", { name: "Glossary" }).click();
  await terms(page).first().waitFor();
  await page.locator(`body[data-chunks="${chunks + 1}"]`).waitFor();
  assert.equal((await counted()).requests, "0");
  assert.match((await fetched())[0].name, /\/reference\.en-[0-9a-f]{16}\.json$/);
});

test("a file that does not come is said, and asked for again", async (t) => {
  const page = await openPage();
  t.after(() => page.context().close());
  await page.route("**/reference.*", (route) => route.abort());
  await page.getByRole("link", { name: "Glossary" }).click();
  const again = page.getByRole("button", { name: "Try again" });
  await again.waitFor();
  assert.match(takeComplaints(page).join("\n"), /ERR_FAILED/);
  await page.unroute("**/reference.*");
  await again.click();
  await terms(page).first().waitFor();
});

for (const route of ["#/model", "#/glossary"]) {
  for (const width of [320, 390, 768, 1280]) {
    for (const lang of ["en", "ko"]) {
      test(`nothing of ${route} is cut off (${lang}, ${width} pixels)`, async (t) => {
        const page = await open(t, { route, width, lang });
        await page.locator(".term, #not-modelled ~ dl").first().waitFor();
        const beyond = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(beyond, 0);
      });
    }
  }
}

test("nothing is written into a search while a syllable is composed", async (t) => {
  const page = await open(t, { route: "#/glossary", lang: "ko" });
  await terms(page).first().waitFor();
  await page.locator("#glossary-search").focus();
  const client = await page.context().newCDPSession(page);
  for (const text of ["ㅎ", "호", "홉"]) {
    const [selectionStart, selectionEnd] = [text.length, text.length];
    await client.send("Input.imeSetComposition", { text, selectionStart, selectionEnd });
    assert.equal(await page.locator("#glossary-search").inputValue(), text);
  }
  await client.send("Input.insertText", { text: "홉" });
  await page.waitForFunction(() => document.querySelectorAll("[data-term]").length < 10);
  assert.equal(await page.locator("#glossary-search").inputValue(), "홉");
  await page.locator('[data-term="hop-limit"]').waitFor();
});
