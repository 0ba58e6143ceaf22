// Journeys of those who change something: registry, runs, people, tokens, feeds, badges; and the journal that tells of it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { changedRegistry, sendRegistry } from './registry.js';
import { PATIENCE } from './stage.js';

export const works = (things) => {
    describe('working', () => {
        const own = (path, headers) => fetch(things.stage.base + path, { headers, redirect: 'manual' });

        test('a registry is compared, taken over and taken back', async () => {
            const { browser, stage } = things;
            const visit = await browser.of('admin', { lang: 'ru' });
            const { page } = visit;
            const before = await visit.open('/registry').then(() => visit.download(page.getByRole('link', { name: 'CSV' })));
            await sendRegistry(visit, 'Реестр.csv', changedRegistry(stage, 'Министерство новое'));
            const dry = await page.locator('main').innerText();
            assert.ok(dry.includes('Министерство новое') && dry.includes(`Строка ${stage.pages + 1}`), dry);
            const take = page.getByRole('button', { name: 'Принять реестр' });
            await take.click();
            assert.match(page.url(), /\/registry\/uploads\//, 'without the tick nothing is taken over');
            await page.check('[name=bad]');
            await visit.send(take);
            assert.match(page.url(), /\/registry\/imports\/[0-9]+\?/);
            assert.match(await page.locator('main').innerText(), /Реестр принят[\s\S]*Министерство новое/);
            const changed = await visit.open('/registry').then(() => visit.download(page.getByRole('link', { name: 'CSV' })));
            assert.ok(changed.bytes.toString().includes('Министерство новое'));
            await visit.send(page.locator('main tbody th a').first());
            await page.check('[name=sure]');
            await visit.send(page.getByRole('button', { name: 'Отменить эту загрузку' }));
            assert.match(await page.locator('main').innerText(), /Загрузка отменена/);
            const after = await visit.open('/registry').then(() => visit.download(page.getByRole('link', { name: 'CSV' })));
            assert.deepEqual(after.bytes.toString().split('\n').toSorted(), before.bytes.toString().split('\n').toSorted());
            assert.match(await page.locator('main tbody').innerText(), /Отмена загрузки/);
            await visit.end();
        });

        test('a held run is decided by a person', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const page = await visit.open('/');
            await visit.send(page.getByRole('link', { name: 'Посмотреть', exact: true }));
            assert.match(page.url(), new RegExp(`/runs/${things.paths.held}$`));
            const discard = page.locator('form[action$="/discard"]');
            await discard.locator('[name=sure]').check();
            await visit.send(discard.getByRole('button'));
            assert.match(await page.locator('main').innerText(), /Проверка отброшена/);
            await visit.open('/');
            assert.equal(await page.getByRole('link', { name: 'Посмотреть', exact: true }).count(), 0);
            await visit.end();
        });

        test('a run is begun, and its progress comes without loading the page again', async () => {
            const { browser, stage } = things;
            const visit = await browser.of('region', { lang: 'ru' });
            const page = await visit.open('/runs');
            await stage.slowVk(1500);
            visit.asked = true;
            await visit.send(page.getByRole('button', { name: 'Проверить все ваши страницы сейчас' }));
            assert.equal(visit.questions.length, 1, 'the question before it was asked');
            assert.match(await page.locator('.done').innerText(), /поставлена в очередь/);
            let loads = 0;
            page.on('framenavigated', () => (loads += 1));
            const box = page.locator('[data-live]');
            await box.waitFor({ timeout: PATIENCE });
            const told = page.locator('[data-live-text]');
            const early = await told.innerText();
            assert.match(early, /^Идёт проверка/);
            await page.waitForFunction((text) => document.querySelector('[data-live-text]').textContent !== text, early);
            assert.notEqual(await told.innerText(), early);
            await stage.slowVk(0);
            await box.waitFor({ state: 'hidden', timeout: PATIENCE });
            assert.equal(loads, 0);
            await visit.end();
        });

        test('a person is created for one municipality, and the password is shown once', async () => {
            const { browser, stage } = things;
            const admin = await browser.of('admin', { lang: 'ru' });
            const page = await admin.open('/access');
            await admin.send(page.getByRole('link', { name: 'Добавить человека' }));
            await page.fill('[name=login]', 'novikova');
            await page.fill('[name=name]', 'Нина <i>Новикова</i>');
            await page.selectOption('[name=role]', 'supervisor');
            await page.getByText('Муниципалитеты', { exact: true }).click();
            await page.getByLabel(stage.other, { exact: true }).check();
            await admin.send(page.getByRole('button', { name: 'Создать' }));
            const password = await page.locator('#secret-2').innerText();
            assert.ok(password.length >= 16);
            await admin.send(page.getByRole('link', { name: 'Дальше' }));
            assert.ok(!(await page.content()).includes(password));
            await admin.open('/access');
            assert.ok((await page.locator('main').innerText()).includes('Нина <i>Новикова</i>'));

            const hers = await browser.of('stranger', { lang: 'ru' });
            await hers.signIn('novikova', password);
            await hers.open('/pages');
            const rows = await hers.page.locator('main tbody tr').allInnerTexts();
            assert.ok(rows.length > 0 && rows.every((row) => row.includes(stage.other)), rows.join('\n'));
            // a password of her own ends the session elsewhere
            const elsewhere = await browser.of('stranger', { lang: 'ru' });
            await elsewhere.signIn('novikova', password);
            await hers.open('/account');
            await hers.page.fill('[name=old]', password);
            await hers.page.fill('[name=new]', 'пять совсем других слов');
            await hers.page.fill('[name=again]', 'пять совсем других слов');
            await hers.send(hers.page.getByRole('button', { name: 'Сменить пароль' }));
            assert.match(await hers.page.locator('.done').innerText(), /Пароль изменён/);
            await elsewhere.open('/pages');
            assert.equal(new URL(elsewhere.page.url()).pathname, '/sign-in');
            await elsewhere.end();

            await page.getByRole('link', { name: 'Нина <i>Новикова</i>' }).click();
            admin.asked = true;
            await admin.send(page.getByRole('button', { name: 'Отключить' }));
            assert.equal(admin.questions.length, 1);
            await hers.open('/pages');
            assert.equal(new URL(hers.page.url()).pathname, '/sign-in');
            await hers.end();
            await admin.end();
        });

        test('a token is shown once, opens the API, and is revoked', async () => {
            const visit = await things.browser.of('local', { lang: 'ru' });
            const page = await visit.open('/account');
            await page.locator('summary', { hasText: 'Создать токен' }).click();
            await page.fill('[name=token_name]', 'Отчёты');
            await visit.send(page.getByRole('button', { name: 'Создать токен' }));
            const secret = await page.locator('#secret-1').innerText();
            const ask = () => own('/api/v1/me', { authorization: `Bearer ${secret}` });
            assert.equal((await ask()).status, 200);
            await visit.send(page.getByRole('link', { name: 'Дальше' }));
            assert.ok(!(await page.content()).includes(secret));
            visit.asked = true;
            await visit.send(page.getByRole('row', { name: 'Отчёты' }).getByRole('button', { name: 'Отозвать' }));
            assert.match(await page.locator('.done').innerText(), /Отозвано/);
            assert.equal((await ask()).status, 401);
            await visit.end();
        });

        test('the address of a feed works until it is revoked', async () => {
            const visit = await things.browser.of('viewer', { lang: 'ru' });
            const page = await visit.open('/account');
            await page.locator('summary', { hasText: 'Создать адрес ленты' }).click();
            await page.fill('[name=feed_name]', 'Моя читалка');
            await visit.send(page.getByRole('button', { name: 'Создать адрес ленты' }));
            const addresses = (await page.locator('code.paste').allInnerTexts()).map((address) => new URL(address).pathname);
            assert.equal(addresses.length, 4);
            for (const address of addresses) assert.equal((await own(address)).status, 200, address);
            assert.match(await (await own(addresses.find((one) => one.endsWith('.atom')))).text(), /<feed/);
            await visit.send(page.getByRole('link', { name: 'Дальше' }));
            visit.asked = true;
            await visit.send(page.getByRole('row', { name: 'Моя читалка' }).getByRole('button', { name: 'Отозвать' }));
            for (const address of addresses) assert.equal((await own(address)).status, 404, address);
            await visit.end();
        });

        test('a badge is made and seen by everybody who has its address', async () => {
            const visit = await things.browser.of('region', { lang: 'ru' });
            const page = await visit.open('/account');
            await visit.send(page.getByRole('button', { name: 'Создать адрес значка' }));
            const picture = page.locator('main img');
            await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await picture.elementHandle());
            const address = new URL(await picture.getAttribute('src'), things.stage.base);
            const badge = await own(address.pathname + address.search);
            assert.equal(badge.headers.get('content-type'), 'image/svg+xml; charset=utf-8');
            assert.match(await badge.text(), /^<svg/);
            await visit.end();
        });

        test('the journal tells who did it', async () => {
            const visit = await things.browser.of('admin', { lang: 'ru' });
            const page = await visit.open('/journal');
            const rows = (await page.locator('main tbody tr').allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '));
            for (const [who, what] of [
                ['admin', 'создан человек novikova'],
                ['admin', 'отключён человек novikova'],
                ['novikova', 'пароль'],
                ['local', 'отозван токен'],
                ['region', 'начата проверка'],
                ['admin', 'загрузк'],
            ]) {
                assert.ok(
                    rows.some((row) => row.includes(` ${who} `) && row.includes(what)),
                    `${who}: ${what} is not in\n${rows.join('\n')}`,
                );
            }
            const one = await page.locator('[name=person] option', { hasText: '(local)' }).getAttribute('value');
            await page.selectOption('[name=person]', one);
            await visit.send('main form.filters button');
            const theirs = await page.locator('main tbody tr td:nth-child(3)').allInnerTexts();
            assert.ok(theirs.length > 0 && theirs.every((who) => who === 'local'), theirs.join());
            await visit.end();
        });
    });
};
