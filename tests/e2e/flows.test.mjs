// OAuth 2.0, OpenID Connect and IRSA on the built page, message by message.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./harness.mjs";

const lane = (page, id) => page.locator(`[data-lane="${id}"]`);
const timeline = (page) => page.locator("input[type=range][data-timeline]");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const attack = (page, id) => page.locator(`[data-attack="${id}"]`);

/** Opens the page, and waits until the worker has told it what to show. */
async function openFlows(t, options) {
  const page = await open(t, { route: "#/flows", ...options });
  if (page.url().includes("#/flows")) await timeline(page).waitFor();
  return page;
}

const seek = (page, tick) => timeline(page).fill(String(tick));

/** Everything that the page shows, whatever order attributes were written in. */
const shown = (page) =>
  page.locator("main").evaluate((main) => {
    const attributes = (element) =>
      [...element.attributes].map(({ name, value }) => `${name}=${value}`).sort();
    const own = (element) =>
      [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const show = (element) =>
      [element.tagName, ...attributes(element), ...own(element).map((text) => text.data)].join(" ");
    return [...main.querySelectorAll("*")].map(show).join("\n");
  });

test("stepping back and forth returns to identical states", async (t) => {
  const page = await openFlows(t, { route: "#/flows?oidc" });
  const last = Number(await timeline(page).getAttribute("max"));
  assert.ok(last > 10);
  const there = [];
  for (let tick = 0; tick < last; tick++) {
    there.push(await shown(page));
    await button(page, "Step forward").click();
  }
  assert.equal(new Set(there).size, last, "every step shows something of its own");
  for (let tick = last - 1; tick >= 0; tick--) {
    await button(page, "Step back").click();
    assert.equal(await shown(page), there[tick], `back at ${tick}`);
  }
  await seek(page, 7);
  assert.equal(await shown(page), there[7]);
});

test("the timeline says where it stands, in the page's language", async (t) => {
  for (const [lang, words] of [["en", /^Step 3 of \d+: \S/], ["ko", /^\d+단계 중 3단계: \S/]]) {
    const page = await openFlows(t, { lang });
    await seek(page, 2);
    assert.match(await timeline(page).getAttribute("aria-valuetext"), words);
    assert.equal(await page.locator("[data-lane]").count(), 3);
    for (const id of ["oauth", "oidc", "irsa"]) {
      const text = lane(page, id).locator(".twin");
      await text.locator("summary").click();
      assert.equal(await text.locator("li").count(), 3, `${id} ${lang}`);
      assert.equal(await lane(page, id).locator("svg .arrow").count(), 3, `${id} ${lang}`);
    }
  }
});

test("editing a claim changes the later steps, and taking it back restores them", async (t) => {
  const page = await openFlows(t, { route: "#/flows?oidc" });
  const last = Number(await timeline(page).getAttribute("max"));
  await seek(page, last);
  const before = await lane(page, "oidc").innerText();
  const irsa = await lane(page, "irsa").innerText();
  await lane(page, "oidc").locator(".twin summary").click();
  await lane(page, "oidc").locator(".twin button", { hasText: "The tokens" }).click();
  await page.locator("#change-field").selectOption("id_token.nonce");
  await page.locator("#change-value").fill("another");
  await button(page, "Change it").click();
  await page.locator('[data-edit="id_token.nonce"]').waitFor();
  await seek(page, last);
  const refused = lane(page, "oidc").locator(".lane-now", { hasText: "A party refuses" });
  await refused.waitFor();
  assert.notEqual(await lane(page, "oidc").innerText(), before);
  assert.equal(await lane(page, "irsa").innerText(), irsa, "the other lanes are as they were");
  assert.match(page.url(), /#\/flows\?oidc\+\d+:id_token\.nonce=another$/);
  await button(page, "Take back").click();
  await page.locator("[data-edit]").waitFor({ state: "detached" });
  await lane(page, "oidc").locator(".twin summary").click();
  await seek(page, last);
  await refused.waitFor({ state: "detached" });
  assert.equal(await lane(page, "oidc").innerText(), before);
});

test("a prediction is shown right or wrong, and is not counted", async (t) => {
  const page = await openFlows(t);
  const predict = page.locator(".predict");
  // Asked to log somebody in, the client first asks the server what it offers.
  await predict.getByText("Who gets the next message?").waitFor();
  await predict.getByRole("button", { name: "API", exact: true }).click();
  const wrong = page.locator('[data-guess="wrong"]');
  assert.match(await wrong.innerText(), /You said API; it is Authorization server/);
  assert.equal(await timeline(page).inputValue(), "1");
  await button(page, "Step back").click();
  assert.equal(await page.locator("[data-guess]").count(), 0);
  await predict.getByRole("button", { name: "Authorization server" }).click();
  await page.locator('[data-guess="right"]').waitFor();
});

test("a check that fails can be predicted", async (t) => {
  const page = await openFlows(t, { route: "#/flows?irsa+attack=alg-none" });
  const last = Number(await timeline(page).getAttribute("max"));
  let seen = 0;
  for (let tick = 0; tick < last; tick++) {
    const about = page.locator(".predict-about");
    if (await about.count()) {
      await page.locator(".predict-choices").getByRole("button", { name: "fail" }).click();
      seen += await page.locator('[data-guess="right"]').count();
    } else {
      await button(page, "Step forward").click();
    }
  }
  assert.ok(seen > 0, "some check failed, as predicted");
});

test("a switch lets an attack through, and the check back in place stops it", async (t) => {
  const page = await openFlows(t, { route: "#/flows?oidc" });
  assert.equal(await page.locator("[data-attack]").count(), 10);
  const nonce = attack(page, "id-token-replay");
  const outcome = (value) =>
    page.locator(`[data-attack="id-token-replay"][data-outcome="${value}"]`).waitFor();
  await outcome("stopped");
  assert.equal(await nonce.getAttribute("data-by"), "nonce");
  await page.locator('[data-switch="nonce"]').uncheck();
  await outcome("succeeds");
  await nonce.getByRole("button").click();
  await lane(page, "oidc").getByText("Attacker").first().waitFor({ state: "attached" });
  assert.match(page.url(), /\?oidc\+attack=id-token-replay\+without=nonce$/);
  await page.locator('[data-switch="nonce"]').check();
  await outcome("stopped");
});

test("the attacks on a pod's token come out as they do at STS", async (t) => {
  const page = await openFlows(t);
  const outcome = (id) => attack(page, id).getAttribute("data-outcome");
  assert.equal(await outcome("deleted-pod-token"), "not-applicable");
  await lane(page, "irsa").getByRole("button", { name: "Look into it" }).click();
  await page.locator('[data-attack="deleted-pod-token"][data-outcome="succeeds"]').waitFor();
  assert.equal(await outcome("stolen-projected-token"), "succeeds");
  assert.equal(await outcome("mix-up"), "not-applicable");
});

test("thirteen checks stand beside those of STS", async (t) => {
  const page = await openFlows(t, { route: "#/flows?oidc" });
  const rows = page.locator(".thirteen tbody tr");
  assert.equal(await rows.locator("th", { hasText: /\d/ }).count(), 13);
  const third = rows.nth(2).locator("td");
  for (const side of [0, 1]) {
    assert.equal(await third.nth(side).getAttribute("data-state"), "pass");
    assert.match(await third.nth(side).innerText(), /aud/);
  }
  assert.match(await third.nth(1).innerText(), /sts\.amazonaws\.com/);
});

test("whose a token is stands beside it, and a hash leads to what it is of", async (t) => {
  const page = await openFlows(t);
  const last = Number(await timeline(page).getAttribute("max"));
  for (let tick = 0; tick < last; tick++) {
    const verifier = page.locator(".links li", { hasText: "code_verifier" });
    if (await verifier.count()) {
      assert.match(await verifier.innerText(), /SHA-256 of the verifier[^]*holds/);
      await verifier.getByRole("button", { name: /code_challenge/ }).click();
      assert.match(await page.locator(".http").innerText(), /code_challenge=/);
      break;
    }
    await seek(page, tick + 1);
  }
  assert.match(await page.locator(".http").innerText(), /code_challenge=/);
  await lane(page, "irsa").getByRole("button", { name: "Look into it" }).click();
  await page.locator("[data-reader]").first().waitFor();
});

test("the summary is filled by the learner, and shown on request", async (t) => {
  const page = await openFlows(t);
  const cell = page.locator('[data-row="answers"] .field').nth(1);
  await cell.locator("select").selectOption("What may this client do for the user?");
  await cell.locator('[data-filled="fail"]').waitFor();
  await cell.locator("select").selectOption("Who is the user?");
  await cell.locator('[data-filled="pass"]').waitFor();
  await button(page, "Show the answers").click();
  await page.getByText("How a client gets an access token").waitFor();
  assert.equal(await page.locator("[data-confusion]").count(), 7);
});

test("another language changes the words, and nothing else", async (t) => {
  const page = await openFlows(t, { route: "#/flows?oidc+without=nonce" });
  await seek(page, 4);
  await page.getByRole("button", { name: "한국어" }).click();
  await page.getByText("글로 보는 메시지").first().waitFor();
  assert.equal(await timeline(page).inputValue(), "4");
  assert.equal(await page.locator('[data-switch="nonce"]').isChecked(), false);
});

test("the page makes way for others, and comes back", async (t) => {
  const page = await openFlows(t, { route: "#/" });
  for (let visit = 0; visit < 2; visit++) {
    await page.getByRole("link", { name: "Flows" }).click();
    await button(page, "Step forward").click();
    await page.getByText(/^Step 2 of /).waitFor();
    assert.equal(await page.title(), "Flows · IRSA Playground");
    await page.getByRole("link", { name: "Rules" }).click();
    await page.locator("#filter-text").waitFor();
    assert.equal(await page.locator("[data-lane]").count(), 0);
  }
  await page.goBack();
  await timeline(page).waitFor();
  assert.equal(await page.locator("[data-lane]").count(), 3);
});

test("an address that is opened while the page is shown is followed", async (t) => {
  const page = await openFlows(t);
  await page.evaluate(() => (location.hash = "#/flows?irsa"));
  await lane(page, "irsa").getByText("You are looking into it").waitFor();
});

test("nothing is asked of anybody, and nothing runs when nobody acts", async (t) => {
  const page = await openFlows(t);
  await seek(page, 5);
  await page.locator('[data-switch="state"]').uncheck();
  await page.locator('[data-switch="pkce"]').uncheck();
  await page.locator('[data-attack="login-csrf"][data-outcome="succeeds"]').waitFor();
  assert.equal(await page.locator("body").getAttribute("data-requests"), "0");
});

for (const width of [320, 390, 1000, 1280, 1920]) {
  test(`flows fit ${width} pixels`, async (t) => {
    const page = await openFlows(t, { width, theme: width === 390 ? "dark" : "light" });
    for (const id of ["oauth", "oidc", "irsa"]) {
      await lane(page, id).locator(".lane-head button").click();
      await seek(page, 9);
      const beyond = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(beyond, 0, id);
      assert.ok(await lane(page, id).locator("svg").isVisible());
    }
  });
}
