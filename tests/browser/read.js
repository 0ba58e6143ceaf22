// Journeys of those who look at pages and findings.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

const number = (text) => Number(text.replaceAll(/[^0-9]/g, ''));

export const reads = (things) => {
    describe('reading', () => {
        test('signing in leads back to the page that was asked for, signing out ends it', async () => {
            const visit = await things.browser.of('stranger', { lang: 'ru' });
            const { page } = visit;
            await visit.open('/findings?severity=error');
            assert.equal(new URL(page.url()).pathname, '/sign-in');
            await page.fill('[name=login]', 'viewer');
            await page.fill('[name=password]', 'not the password');
            visit.refusals.add(422);
            await visit.send('main button.main');
            assert.match(await page.getByRole('alert').innerText(), /Логин или пароль не подходит/);
            assert.equal(await page.inputValue('[name=password]'), '', 'no password is sent back');
            await page.fill('[name=password]', things.password);
            await visit.send('main button.main');
            assert.match(page.url(), /\/findings\?severity=error$/);
            await visit.send(page.getByRole('button', { name: 'Выйти' }));
            await visit.open('/findings');
            assert.equal(new URL(page.url()).pathname, '/sign-in');
            await visit.end();
        });

        test('the language is chosen on any page and kept', async () => {
            const visit = await things.browser.of('viewer', { lang: 'ru' });
            const page = await visit.open('/pages?verdict=violations');
            await visit.send(page.getByRole('button', { name: 'English' }));
            assert.match(page.url(), /\/pages\?verdict=violations$/);
            assert.equal(await visit.heading(), 'Pages');
            await visit.open('/findings');
            assert.equal(await visit.heading(), 'Findings');
            await visit.end();
        });

        test('from the overview to a page, and what to paste is in the clipboard', async () => {
            const { browser, stage } = things;
            const visit = await browser.of('region', { lang: 'ru', ...CLIPBOARD });
            const page = await visit.open('/');
            await page.getByRole('link', { name: stage.own, exact: true }).click();
            await page.waitForURL(/\/pages\?/);
            assert.equal(new URL(page.url()).searchParams.get('municipality')?.includes(stage.own), true);
            // the filter applies as soon as it is chosen
            await Promise.all([page.waitForURL(/verdict=violations/), page.selectOption('[name=verdict]', 'violations')]);
            const rows = page.locator('main tbody tr');
            assert.ok((await rows.count()) > 0);
            for (const row of await rows.all()) assert.match(await row.innerText(), /есть нарушения/);
            const name = stage.hostile[1].name;
            await page.getByRole('link', { name, exact: true }).click();
            await page.waitForURL(/\/pages\/[0-9]+$/);
            assert.equal(await visit.heading(), name);
            const buttons = page.locator('main button[data-copy]');
            assert.ok((await buttons.count()) > 0, 'there is nothing to paste');
            for (const button of await buttons.all()) {
                const wanted = await page.locator(`#${await button.getAttribute('data-copy')}`).textContent();
                await button.click();
                await page.waitForFunction((one) => one.textContent === 'Скопировано', await button.elementHandle());
                assert.equal(await page.evaluate(() => navigator.clipboard.readText()), wanted);
                assert.match(wanted, /^https:\/\/pos\.gosuslugi\.ru\/|^(Решаем вместе|Высказать мнение)$/);
            }
            await visit.end();
        });

        test('an approved cover is shown and downloaded as a picture', async () => {
            const visit = await things.browser.of('viewer', { lang: 'ru' });
            const page = await visit.open(`/pages/${things.paths.hostile}`);
            const pictures = page.locator('main img.cover');
            assert.ok((await pictures.count()) > 0);
            for (const one of await pictures.all()) {
                await one.scrollIntoViewIfNeeded();
                await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await one.elementHandle());
            }
            const { name, bytes } = await visit.download(page.locator('main .compare a[download]').first());
            assert.match(name, /\.png$/);
            assert.ok(bytes.subarray(0, 4).equals(PNG));
            await visit.end();
        });

        test('a page is looked at now, and the verdict comes by itself', async () => {
            const visit = await things.browser.of('local', { lang: 'ru' });
            const page = await visit.open(`/pages/${things.paths.hostile}`);
            await visit.send(page.getByRole('button', { name: 'Проверить сейчас' }));
            await page.getByText('Проверка закончена').waitFor();
            assert.match(await page.locator('main .tag').first().innerText(), /есть нарушения/);
            await visit.end();
        });

        test('findings are filtered, searched and paged, and the address keeps it', async () => {
            const { browser, stage } = things;
            const visit = await browser.of('admin', { lang: 'ru' });
            const page = await visit.open('/findings');
            const found = async () => number(await page.locator('main [role=status]').innerText());
            const texts = () => page.locator('main tbody tr').allInnerTexts();
            const all = await found();
            assert.ok(all > 50, 'the region has too few findings to page');
            const first = await texts();
            assert.equal(first.length, 50);
            await visit.send(page.locator('.pager [rel=next]'));
            const second = await texts();
            assert.equal(second.length, Math.min(50, all - 50));
            assert.equal(second.filter((row) => first.includes(row)).length, 0, 'a row is on two pages');
            await page.reload();
            assert.deepEqual(await texts(), second);
            await visit.send(page.locator('.pager').getByRole('link').first());
            assert.deepEqual(await texts(), first);

            await Promise.all([page.waitForURL(/form=polls/), page.selectOption('[name=form]', 'polls')]);
            const polls = await found();
            assert.ok(polls > 0 && polls < all, `${polls} of ${all}`);
            assert.equal(await page.inputValue('[name=form]'), 'polls');
            await visit.send(page.locator('.chip'));
            assert.equal(await found(), all);

            const row = stage.hostile[2];
            for (const words of [row.organization, row.ogrn, row.url]) {
                await visit.open('/findings');
                await page.fill('[name=q]', words);
                await page.press('[name=q]', 'Enter');
                await page.waitForURL(/q=/);
                assert.ok((await found()) > 0, `${words} is not found`);
                for (const text of await texts()) assert.ok(text.includes(row.organization), `${words}: ${text}`);
            }
            await visit.end();
        });

        test('pages are sorted by the heads of their columns', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const page = await visit.open('/pages');
            const errors = async () =>
                (await page.locator('main tbody td.num').allInnerTexts()).map((text) => Number(text.split('/')[0].replace(/.*:/, '')));
            const head = page.getByRole('columnheader', { name: 'Ошибок' });
            await visit.send(head.getByRole('link'));
            assert.match(page.url(), /sort=/);
            assert.ok(['ascending', 'descending'].includes(await head.getAttribute('aria-sort')));
            const shown = await errors();
            const way = (await head.getAttribute('aria-sort')) === 'descending' ? -1 : 1;
            assert.deepEqual(shown, shown.toSorted((left, right) => way * (left - right)));
            assert.ok(new Set(shown).size > 1);
            await visit.end();
        });

        test('lists are downloaded whole, as they are filtered', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const page = await visit.open('/findings?form=polls');
            const found = number(await page.locator('main [role=status]').innerText());
            const file = (name) => visit.download(page.locator('main a[download]').getByText(name, { exact: true }));
            const json = JSON.parse((await file('JSON')).bytes);
            const rows = Array.isArray(json) ? json : Object.values(json).find(Array.isArray);
            assert.equal(rows.length, found);
            assert.ok(rows.every((row) => row.form === 'polls'));
            const csv = (await file('CSV')).bytes.toString();
            const lines = csv.trim().split('\n');
            assert.equal(lines.length, found + 1);
            assert.ok(lines.slice(1).every((line) => line.includes(';polls;')), csv.slice(0, 500));
            const xlsx = await file('XLSX');
            assert.match(xlsx.name, /\.xlsx$/);
            assert.equal(xlsx.bytes.subarray(0, 2).toString(), 'PK');
            await visit.end();
        });

        test('the evidence of a page is downloaded', async () => {
            const visit = await things.browser.of('viewer', { lang: 'ru' });
            const page = await visit.open(`/pages/${things.paths.hostile}`);
            const { bytes } = await visit.download(page.getByRole('link', { name: 'Скачать доказательства' }));
            assert.ok(JSON.parse(bytes), 'it is no JSON');
            await visit.end();
        });

        test('whoever sees one municipality is told of no other', async () => {
            const { browser, stage } = things;
            for (const who of ['local', 'viewer']) {
                const visit = await browser.of(who, { lang: 'ru' });
                const page = await visit.open('/');
                assert.ok(!(await page.locator('body').innerText()).includes(stage.other));
                await visit.open(`/pages/${things.paths.foreign}`, 404);
                assert.ok(!(await page.locator('body').innerText()).includes(stage.other));
                await visit.open('/access', 403);
                await visit.end();
            }
        });

        test('a stranger checks a page by its address, and nothing else', async () => {
            const { browser, stage } = things;
            const visit = await browser.of('stranger', { lang: 'ru' });
            const page = await visit.open('/');
            assert.equal(new URL(page.url()).pathname, '/sign-in');
            await visit.send(page.getByRole('link', { name: 'Проверить одну страницу можно без входа' }));
            await page.fill('[name=page]', 'https://example.com/');
            visit.refusals.add(422);
            await visit.send('main button.main');
            assert.equal(await page.locator('[name=page]').getAttribute('aria-invalid'), 'true');
            await page.fill('[name=page]', stage.strangers[1].url);
            await visit.send('main button.main');
            await page.locator('main .tag').first().waitFor();
            assert.equal(await visit.heading(), stage.strangers[1].name);
            await visit.end();
        });

        test('the right links are made of numbers, and slips are told while one types', async () => {
            const visit = await things.browser.of('stranger', { lang: 'ru', ...CLIPBOARD });
            const page = await visit.open('/links');
            const wrong = page.locator('#wrong-ogrn');
            await page.fill('[name=ogrn]', '1027301172107');
            await page.press('[name=ogrn]', 'Tab');
            assert.match(await wrong.innerText(), /контрольная/);
            assert.equal(await page.locator('[name=ogrn]').getAttribute('aria-invalid'), 'true');
            await page.fill('[name=ogrn]', '1027301172106');
            assert.equal(await wrong.isVisible(), false);
            await page.fill('[name=region]', '99999');
            await page.press('[name=region]', 'Tab');
            assert.equal(await page.locator('#wrong-region').isVisible(), true);
            await page.selectOption('[name=level]', 'municipal');
            await page.fill('[name=region]', '73');
            await page.fill('[name=oktmo]', '73701000');
            await page.fill('[name=opa]', '174');
            await visit.send('main button.main');
            const url = await page.locator('#url-messages').innerText();
            assert.equal(url, 'https://pos.gosuslugi.ru/form/?opaId=174&utm_source=vk&utm_medium=73&utm_campaign=1027301172106');
            await page.locator('[data-copy=url-messages]').click();
            assert.equal(await page.evaluate(() => navigator.clipboard.readText()), url);
            await page.reload();
            assert.equal(await page.locator('#url-messages').innerText(), url, 'the address keeps the choice');
            await visit.end();
        });
    });
};
