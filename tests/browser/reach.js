// Hostile names, browsers without scripts, and hands that use no mouse.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { HOSTILE_ORGANIZATION } from './stage.js';

/** Characters that hide, or turn the direction of text. */
const INVISIBLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/;

export const reaches = (things) => {
    describe('hostile names', () => {
        for (const lang of ['ru', 'en']) {
            test(`are shown as text wherever they are shown, ${lang}`, async () => {
                const { browser, stage, paths } = things;
                const visit = await browser.of('admin', { lang });
                const { page } = visit;
                const text = () => page.locator('body').innerText();
                const clean = async (path) => {
                    await visit.open(path);
                    // whatever is meant to run at a touch has its chance
                    for (const one of await page.locator('main a, main th, main td').all().then((all) => all.slice(0, 20))) {
                        await one.dispatchEvent('mouseover');
                    }
                    assert.ok(!INVISIBLE.test(await text()), `${path} shows invisible characters`);
                    assert.equal(await page.locator('main :is(script, [onerror], [onload], [onmouseover])').count(), 0, path);
                };
                for (const { name, url } of stage.hostile) {
                    await clean(`/pages?q=${encodeURIComponent(url)}`);
                    if (!INVISIBLE.test(name)) assert.ok((await text()).includes(name), name);
                    const { id } = await stage.pageOf(url);
                    await clean(`/pages/${id}`);
                    if (INVISIBLE.test(name)) assert.match(await visit.heading(), /^\\u\{202e\}группа/);
                    else assert.equal(await visit.heading(), name);
                }
                const { hostile } = paths;
                const words = encodeURIComponent('<img src=x');
                for (const path of [
                    `/findings?q=${encodeURIComponent('Школа <img')}`,
                    `/pages?q=${words}`,
                    `/links?q=${encodeURIComponent('Школа <img')}`,
                    `/links?page=${hostile}`,
                    `/events?page=${hostile}`,
                ]) {
                    await clean(path);
                    assert.ok((await text()).includes(path.startsWith('/pages') ? stage.hostile[0].name : HOSTILE_ORGANIZATION), path);
                }
                await clean('/');
                await clean(paths.job);
                assert.equal(await visit.heading(), stage.strangers[0].name);
                await visit.open(`/pages/${hostile}`);
                await page.emulateMedia({ media: 'print' });
                assert.equal(await visit.heading(), stage.hostile[0].name);
                await visit.end();
            });
        }

        test('and so is whatever an address asks for', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const attack = '"><img src=x onerror=canary()><script>canary()</script>';
            for (const path of ['/pages?q=', '/findings?q=', '/links?q=', '/links?ogrn=', '/sign-in?to=']) {
                const page = await visit.open(path + encodeURIComponent(attack));
                assert.equal(await page.locator('main :is(img[src=x], script)').count(), 0, path);
            }
            await visit.end();
        });
    });

    describe('without scripts', () => {
        test('one signs in, filters a list and looks at a page', async () => {
            const { browser, stage } = things;
            const visit = await browser.of('stranger', { lang: 'ru', script: false });
            const { page } = visit;
            await visit.signIn('local');
            await visit.open('/findings');
            assert.equal(await page.locator('button[data-copy]:visible').count(), 0, 'what does nothing is not shown');
            await page.selectOption('[name=severity]', 'error');
            await visit.send(page.getByRole('button', { name: 'Показать' }));
            assert.match(page.url(), /severity=error/);
            assert.ok((await page.locator('main tbody tr').count()) > 0);
            await visit.open('/check');
            await page.fill('[name=page]', stage.strangers[2].url);
            await visit.send(page.locator('main button.main'));
            // the way to look again is a link
            while ((await page.locator('[data-again]').count()) > 0) await visit.send(page.locator('[data-again] a.button'));
            assert.equal(await visit.heading(), stage.strangers[2].name);
            assert.match(await page.locator('main .tag').first().innerText(), /нарушен|соответствует/);
            await visit.send(page.getByRole('button', { name: 'Выйти' }));
            await visit.open('/pages');
            assert.equal(new URL(page.url()).pathname, '/sign-in');
            await visit.end();
        });
    });

    describe('by keyboard', () => {
        const focused = (page) =>
            page.evaluate(() => {
                const one = document.activeElement;
                const style = getComputedStyle(one);
                const box = one.getBoundingClientRect();
                return {
                    id: one.id,
                    name: one.getAttribute('name'),
                    words: one.textContent.trim(),
                    href: one.getAttribute('href'),
                    isSeen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.right > 0,
                };
            });

        test('the first stop leads past the menu', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const page = await visit.open('/pages');
            await page.keyboard.press('Tab');
            const skip = await focused(page);
            assert.ok(skip.isSeen && skip.words === 'Перейти к содержанию', JSON.stringify(skip));
            await page.keyboard.press('Enter');
            assert.equal((await focused(page)).id, 'content');
            await page.keyboard.press('Tab');
            assert.equal((await focused(page)).name, 'q', 'the next stop is in the content');
            await visit.end();
        });

        test('every section is reached, and one sees where one is', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const page = await visit.open('/');
            const wanted = await page.locator('header.site nav a').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
            const reached = [];
            while (reached.at(-1) !== wanted.at(-1)) {
                assert.ok(reached.length < 40, `never reached: ${reached}`);
                await page.keyboard.press('Tab');
                const stop = await focused(page);
                assert.ok(stop.isSeen, `no focus is seen on ${JSON.stringify(stop)}`);
                reached.push(stop.href);
            }
            assert.deepEqual(reached.slice(-wanted.length), wanted);
            await page.keyboard.press('Enter');
            await page.waitForURL(/\/journal$/);
            await visit.end();
        });

        test('one signs in and filters without a mouse', async () => {
            const visit = await things.browser.of('stranger', { lang: 'ru' });
            const page = await visit.open('/sign-in');
            for (let stops = 0; (await focused(page)).name !== 'login'; stops += 1) {
                assert.ok(stops < 20, 'the field is not reached');
                await page.keyboard.press('Tab');
            }
            await page.keyboard.type('viewer');
            await page.keyboard.press('Tab');
            await page.keyboard.type(things.password);
            await Promise.all([page.waitForURL((url) => url.pathname === '/'), page.keyboard.press('Enter')]);
            await visit.open('/findings');
            for (let stops = 0; (await focused(page)).name !== 'severity'; stops += 1) {
                assert.ok(stops < 60, 'the choice is not reached');
                await page.keyboard.press('Tab');
                assert.ok((await focused(page)).isSeen);
            }
            await Promise.all([page.waitForURL(/severity=/), page.keyboard.press('ArrowDown')]);
            await visit.end();
        });

        test('every field of every form has a label of its own', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const { page } = visit;
            for (const path of ['/account', '/access/new', '/links', '/check', '/registry', '/journal', '/pages', '/findings']) {
                await visit.open(path);
                await page.evaluate(() => document.querySelectorAll('main details').forEach((one) => { one.open = true; }));
                const wrong = await page.evaluate(() =>
                    [...document.querySelectorAll('main :is(input, select, textarea):not([type=hidden], [hidden])')]
                        .filter((one) => one.labels.length !== 1 || document.querySelectorAll(`#${CSS.escape(one.id || 'none')}`).length > 1)
                        .map((one) => one.outerHTML.slice(0, 160)),
                );
                assert.deepEqual(wrong, [], path);
            }
            await visit.end();
        });
    });
};
