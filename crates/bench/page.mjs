// From a key to the painted verdict, on the built page. `cargo xtask bench` runs it.
//
// The time starts when the browser has the key, and ends behind the frame in which the page shows
// the verdict of the new text. Each key turns the verdict, so that no frame counts that is older.

import { close, openPage } from "../../tests/e2e/browser.mjs";

const KEYS = 200;
const WARM_UP = 20;
const BUDGET = 33;

const page = await openPage();
const policy = page.locator('[data-file="trust-policy.json"]').getByRole("textbox");
await policy.evaluate((field) => {
  const at = field.value.indexOf("shop");
  field.focus();
  field.setSelectionRange(at, at + "shop".length);
});
await page.keyboard.type("stor");

await page.evaluate(() => {
  const { port1, port2 } = new MessageChannel();
  let key;
  // Whether a frame is being made: what changes then is painted at its end.
  let inFrame = false;
  port1.onmessage = ({ data }) => {
    inFrame = false;
    if (data) {
      key.done(performance.now() - key.start);
      key = undefined;
    }
  };
  const verdict = () => document.querySelector("[data-verdict]").dataset.verdict;
  const painted = () => port2.postMessage(true);
  addEventListener(
    "input",
    (event) => {
      key.start = event.timeStamp;
      requestAnimationFrame(() => {
        inFrame = true;
        port2.postMessage(false);
      });
    },
    { capture: true },
  );
  new MutationObserver(() => {
    if (key?.start && !key.shown && verdict() === key.expected) {
      key.shown = true;
      inFrame ? painted() : requestAnimationFrame(painted);
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
  globalThis.nextVerdict = (expected) => {
    key = { expected };
    globalThis.latency = new Promise((done) => {
      key.done = done;
    });
  };
});

/** Milliseconds from the press of a key until the page shows what it leads to. */
async function press(name, expected) {
  await page.evaluate((expected) => globalThis.nextVerdict(expected), expected);
  await page.keyboard.press(name);
  return page.evaluate(() => globalThis.latency);
}

const times = [];
for (let pressed = 0; pressed < WARM_UP + KEYS; pressed += 2) {
  times.push(await press("e", "allow"), await press("Backspace", "deny"));
}
await close();

const sorted = times.slice(WARM_UP).sort((a, b) => a - b);
const within = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
for (const [share, name, budget] of [[0.5, "p50", null], [0.95, "p95", BUDGET]]) {
  const figure = {
    name: `a key to the painted verdict, ${name} of ${KEYS}, page`,
    unit: "ms",
    ours: within(share),
    peer: null,
    peer_name: null,
    budget,
  };
  console.log(JSON.stringify(figure));
}
