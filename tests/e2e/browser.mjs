// Opens the built page in a real browser, and watches that it keeps its promises: no error on the
// console, nothing against its content security policy, no request to anybody else.

import process from "node:process";
import { chromium } from "playwright-core";

/** Where the page is served, with a slash at the end. */
export const url = required("PLAYGROUND_URL");

/** The page is ready once this is there. */
const ready = "body[data-ready]";

const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const complaints = new WeakMap();
let launched;

/**
 * Opens the page as a new visitor, and waits until it is ready.
 *
 * @param {object} options
 * @param {string} options.route what follows the page's address, such as `#/learn`
 * @param {"en" | "ko"} options.lang
 * @param {"light" | "dark"} options.theme what the visitor's system prefers
 * @param {number} options.width of the window, in CSS pixels
 * @param {number} options.height
 */
export async function openPage({
  route = "",
  lang = "en",
  theme = "light",
  width = 1280,
  height = 800,
} = {}) {
  const browser = await (launched ??= launch());
  const context = await browser.newContext({
    locale: { en: "en-US", ko: "ko-KR" }[lang],
    colorScheme: theme,
    viewport: { width, height },
  });
  const page = await context.newPage();
  await watch(context, page);
  await page.goto(`${url}?lang=${lang}${route}`);
  await page.waitForSelector(ready);
  return page;
}

/** What went wrong on a page since it was opened or last asked about. */
export function takeComplaints(page) {
  return complaints.get(page).splice(0);
}

/** Ends the browser, which else keeps the process alive. */
export async function close() {
  await (await launched)?.close();
}

async function watch(context, page) {
  const found = [];
  complaints.set(page, found);
  await context.exposeFunction("reportViolation", (text) => found.push(`policy: ${text}`));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.reportViolation(`${event.effectiveDirective} forbids ${event.blockedURI}`);
    });
  });
  page.on("console", (message) => {
    if (message.type() === "error") {
      found.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => found.push(`error: ${error.message}`));
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(url).origin && !["data:", "blob:"].includes(protocol)) {
      found.push(`request: ${request.url()}`);
    }
  });
}

function launch() {
  return chromium.launch({
    executablePath: required("CHROME"),
    // Root cannot have the sandbox, and the page is our own.
    chromiumSandbox: false,
    args: flags,
  });
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: \`cargo xtask test --only e2e\` sets it`);
  return value;
}
