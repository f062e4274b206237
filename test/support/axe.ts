import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const found = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string() })) }),
);

/** What axe finds on a page and in its frames: `rule: what is wrong with which element`. */
export async function axe(page: Page): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const frame of page.frames()) {
    await frame.evaluate(source);
    const result: unknown = await frame.evaluate('axe.run(document, { iframes: false }).then((all) => all.violations)');
    for (const { id, nodes } of found.parse(result)) {
      for (const { html, failureSummary } of nodes) faults.push(`${id}: ${html} ${failureSummary}`);
    }
  }
  return faults;
}
