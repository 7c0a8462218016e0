// Chromium for the system tests, told what to do line by line: {"id", "do", ...} in, {"id", "value" or "error"} out.
// Each page is a context of its own, so pages share neither cookies nor settings. It ends when its input ends.
import readline from 'node:readline';
import { chromium } from 'playwright-core';

const [executablePath] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
const pages = [];

// What a page did that a test may want to forbid or to see.
function watch(page, seen) {
  page.on('dialog', (dialog) => {
    seen.dialogs.push(`${dialog.type()}: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('console', (line) => {
    if (line.type() === 'error') seen.errors.push(line.text());
  });
}

const commands = {
  async page({ width, height, dark, script, language, print, login }) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      javaScriptEnabled: script,
      locale: language,
      httpCredentials: login ? { username: login[0], password: login[1] } : undefined,
    });
    context.setDefaultTimeout(15000);
    const seen = { dialogs: [], requests: [], errors: [] };
    context.on('request', (request) => seen.requests.push(request.url()));
    const page = await context.newPage();
    // A page that opens another one is watched in both.
    watch(page, seen);
    context.on('page', (other) => watch(other, seen));
    if (print) await page.emulateMedia({ media: 'print' });
    return pages.push({ page, seen }) - 1;
  },
  async open({ page, url }) {
    const answer = await pages[page].page.goto(url, { waitUntil: 'load' });
    return answer.status();
  },
  async press({ page, key }) {
    await pages[page].page.keyboard.press(key);
  },
  async type({ page, text }) {
    await pages[page].page.keyboard.type(text);
  },
  // Until nothing is loading: after a press that may have left for another page.
  async settle({ page }) {
    await pages[page].page.waitForLoadState('networkidle');
  },
  async wait_for({ page, selector }) {
    await pages[page].page.waitForSelector(selector, { state: 'attached' });
  },
  async click({ page, selector }) {
    await pages[page].page.click(selector);
  },
  async evaluate({ page, expression }) {
    return await pages[page].page.evaluate(expression);
  },
  async screenshot({ page, path }) {
    await pages[page].page.screenshot({ path, fullPage: true });
  },
  async pdf({ page, path }) {
    await pages[page].page.pdf({ path, preferCSSPageSize: true, printBackground: true });
  },
  async seen({ page }) {
    return pages[page].seen;
  },
  async url({ page }) {
    return pages[page].page.url();
  },
  async close({ page }) {
    await pages[page].page.context().close();
  },
};

process.stdout.write('{"ready":true}\n');
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, do: name, ...options } = JSON.parse(line);
  const answer = { id };
  try {
    answer.value = (await commands[name](options)) ?? null;
  } catch (error) {
    answer.error = String(error);
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
