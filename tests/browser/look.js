// How every page looks: in both languages, light, dark, on a phone and on paper. Holds the pages to the rules of axe and
// keeps pictures of them.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { DESKTOP, PHONE } from './browser.js';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const { pages, more } = JSON.parse(readFileSync(new URL('pages.json', import.meta.url)));
const PICTURES = process.env.SCREENSHOTS;
/** Pictures of long lists end here, in pixels. */
const TALLEST = 4_000;
const LANGUAGES = ['ru', 'en'];

/** A name for files. */
const nameOf = (page) => page.name ?? (page.route.replaceAll(/[{}]/g, '').replaceAll('/', '-').slice(1) || 'overview');

/** What changes with the colours, and what with the width; the other rules are about what both have in common. */
const OF_COLOURS = { type: 'tag', values: ['cat.color'] };
const OF_WIDTH = { type: 'rule', values: ['color-contrast', 'scrollable-region-focusable', 'target-size', 'meta-viewport'] };

/** What axe finds, in words; empty when all is well. Unless some are named, all rules but experimental ones are asked. */
const faultsOf = async (page, runOnly) => {
    const options = { resultTypes: ['violations'], ...(runOnly ? { runOnly } : { rules: { 'target-size': { enabled: true } } }) };
    const found = await page.evaluate(async ([source, options]) => {
        if (!window.axe) (0, eval)(source);
        const { violations } = await window.axe.run(document, options);
        return violations.map((rule) => ({
            rule: rule.id,
            help: rule.help,
            where: rule.nodes.slice(0, 4).map((node) => `${node.html.slice(0, 160)} — ${node.failureSummary}`),
            count: rule.nodes.length,
        }));
    }, [AXE, options]);
    return found.map((fault) => `${fault.rule} (${fault.count}): ${fault.help}\n    ${fault.where.join('\n    ')}`);
};

/** Ids that stand on a page more than once. */
const twiceIn = (page) =>
    page.evaluate(() => {
        const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
        return ids.filter((id, place) => ids.indexOf(id) !== place);
    });

/** Opens whatever is folded away. */
const unfold = (page) =>
    page.evaluate(() => document.querySelectorAll('main details').forEach((one) => { one.open = true; }));

/** What sticks out at the right, in words. */
const overflowOf = (page) =>
    page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        const wide = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > width + 1);
        return [`${document.documentElement.scrollWidth} px of ${width}`, ...wide.slice(-4).map((one) => one.outerHTML.slice(0, 160))];
    });

export const looks = (things) => {
    // two at a time: a page is waited for while another is looked at
    describe('every page', { concurrency: 2 }, () => {
        before(() => {
            rmSync(PICTURES, { recursive: true, force: true });
            mkdirSync(PICTURES, { recursive: true });
        });
        const picture = async (page, name, lang, how) => {
            const [width, height] = await page.evaluate(() => [innerWidth, document.documentElement.scrollHeight]);
            const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
            await page.screenshot({ path: join(PICTURES, `${name}.${lang}.${how}.png`), fullPage: true, clip });
        };

        for (const one of [...pages, ...more]) {
            for (const lang of LANGUAGES) {
                test(`${nameOf(one)}, ${lang}`, async () => {
                    const { browser, paths } = things;
                    const visit = await browser.of(one.as, { lang });
                    const path = (one.path ?? one.route).replaceAll(/\{([a-z]+)\}/g, (_, key) => {
                        assert.ok(paths[key], `nothing to put in for {${key}}`);
                        return paths[key];
                    });
                    const page = await visit.open(path, one.status ?? 200);
                    if (one.sends) {
                        visit.refusals.add(422);
                        for (const [field, value] of Object.entries(one.sends)) await page.fill(`main [name=${field}]`, value);
                        await visit.send('main form.stack button.main');
                    }
                    const name = nameOf(one);
                    // what differs between the languages is seen on one picture of each
                    const isFirst = lang === LANGUAGES[0];
                    assert.equal(await page.locator('html').getAttribute('lang'), lang);
                    assert.equal(await page.locator('h1').count(), 1);
                    assert.deepEqual(await twiceIn(page), []);
                    // what is hidden behind a word is looked at too
                    const isUnfolded = !one.long || lang === 'en';
                    if (isUnfolded) await unfold(page);
                    const faults = await faultsOf(page);
                    await picture(page, name, lang, 'light');
                    await page.emulateMedia({ colorScheme: 'dark' });
                    faults.push(...(await faultsOf(page, OF_COLOURS)).map((fault) => `dark: ${fault}`));
                    if (isFirst) await picture(page, name, lang, 'dark');
                    await page.emulateMedia({ colorScheme: 'light' });
                    await page.setViewportSize(PHONE);
                    faults.push(...(await overflowOf(page)).map((what) => `wider than a phone: ${what}`));
                    faults.push(...(await faultsOf(page, OF_WIDTH)).map((fault) => `phone: ${fault}`));
                    if (isFirst) await picture(page, name, lang, 'phone');
                    assert.equal(faults.length, 0, faults.join('\n'));
                    await visit.end();
                });
            }
        }

        test('on paper there is what is said, and nothing to press', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const page = await visit.open(`/pages/${things.paths.hostile}`);
            await page.emulateMedia({ media: 'print' });
            await page.setViewportSize({ width: 794, height: DESKTOP.height });
            for (const pressed of ['header.site nav', '.who', 'main button', 'main .actions']) {
                for (const one of await page.locator(pressed).all()) assert.equal(await one.isVisible(), false, pressed);
            }
            assert.ok(await page.locator('h1').isVisible());
            assert.ok(await page.locator('.deeds').first().isVisible());
            assert.deepEqual(await overflowOf(page), []);
            await picture(page, 'page', 'ru', 'print');
            assert.ok((await page.pdf({ format: 'A4' })).length > 10_000);
            await visit.end();
        });
    });
};
