// Drives the installed Chromium: reads commands as JSON lines, writes what each gave. Arguments: modules, Chromium.
const { mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { createInterface } = require("node:readline");

const [modules, executablePath] = process.argv.slice(2);
const { chromium } = require(join(modules, "playwright-core"));
const axe = readFileSync(join(modules, "axe-core", "axe.min.js"), "utf-8");
const profile = mkdtempSync(join(tmpdir(), "mockpage-"));
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

async function main() {
  const options = { executablePath, args: ARGUMENTS, headless: true, locale: "nl-NL", viewport: { width: 1200, height: 900 } };
  const context = await chromium.launchPersistentContext(profile, options);
  const page = context.pages()[0];
  page.setDefaultTimeout(10000);
  const session = await context.newCDPSession(page);
  const loaded = [];
  const trouble = [];
  page.on("request", (request) => loaded.push(request.url()));
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("console", (message) => message.type() === "error" && trouble.push(message.text()));
  page.on("dialog", (dialog) => dialog.accept());

  // past the policy of the page, which lets no such script in
  const run = async (expression) => {
    const done = await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (done.exceptionDetails) throw new Error(JSON.stringify(done.exceptionDetails));
    return done.result.value;
  };
  const commands = {
    open: ({ url }) => page.goto(url, { waitUntil: "networkidle" }),
    click: ({ role, name }) => page.getByRole(role, { name, exact: true }).click(),
    fill: ({ label, text }) => page.getByLabel(label, { exact: true }).fill(text),
    choose: ({ label, value }) => page.getByLabel(label, { exact: true }).selectOption(value),
    press: ({ key }) => page.keyboard.press(key),
    wait: ({ role, text }) => page.getByRole(role).filter({ hasText: text }).waitFor(),
    texts: ({ selector }) => page.locator(selector).allInnerTexts(),
    colours: ({ scheme }) => page.emulateMedia({ colorScheme: scheme }),
    wide: ({ width }) => page.setViewportSize({ width, height: 900 }),
    shot: ({ path }) => page.screenshot({ path, fullPage: true }),
    run: async ({ expression }) => (await run(expression)) ?? null,
    until: async ({ expression }) => {
      for (const end = Date.now() + 10000; !(await run(expression)); await page.waitForTimeout(20)) {
        if (Date.now() > end) throw new Error("it never came");
      }
    },
    axe: async () => {
      await run(`${axe}; 0`);
      return run("axe.run().then(({ violations, passes }) => ({ passes: passes.length, violations: " +
        "violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]) }))");
    },
    loaded: () => loaded,
    trouble: () => trouble,
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const { act, ...given } = JSON.parse(line);
    let said;
    try {
      const gave = await commands[act](given);
      said = { gave: ["texts", "run", "axe", "loaded", "trouble"].includes(act) ? gave : null };
    } catch (error) {
      said = { error: String(error) };
    }
    process.stdout.write(`${JSON.stringify(said)}\n`);
  }
  await context.close();
}

main().finally(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
