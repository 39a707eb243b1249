// Pictures of the built page for people to look at: `cargo xtask shots` puts them in target/shots,
// and the one that README.md shows in docs. Names given to it (`cargo xtask shots model`) are the
// states to take.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { close, openPage } from "./browser.mjs";
import { states } from "./states.mjs";

const folder = process.env.SHOTS;
const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
for (const { name, route, act } of states) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const width of [1280, 390]) {
    for (const theme of ["light", "dark"]) {
      for (const lang of ["en", "ko"]) {
        const page = await openPage({ route, lang, theme, width });
        await act(page);
        const path = join(folder, `${name}-${width}-${theme}-${lang}.png`);
        await page.screenshot({ path, fullPage: true });
        await page.context().close();
        console.log(path);
      }
    }
  }
}
if (wanted.length === 0) await picture(process.env.PICTURE);
await close();

/** The first screen, as README.md shows it. */
async function picture(path) {
  const { route, act } = states[0];
  const page = await openPage({ route, width: 1060, height: 660 });
  await act(page);
  await page.screenshot({ path });
  await page.context().close();
  console.log(path);
}
