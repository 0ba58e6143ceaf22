// The package vk-io against mock-vk; only its own options with the host and the kind of connection differ from its use
// with VK.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { createInterface } from 'node:readline';
import { after, before, beforeEach, test } from 'node:test';

import { API, APIError, APIErrorCode } from 'vk-io';

const TOKEN = 'fast-token';
const FIELDS = ['menu', 'is_government_organization'];

let mock;
let url;

const control = async (method, path, body) => {
    const answer = await fetch(`${url}/_mock/${path}`, { method, body });
    assert.ok(answer.ok, await answer.clone().text());
    return answer.text();
};

const apiOf = (token = TOKEN) =>
    new API({ token, apiBaseUrl: `${url}/method`, agent: new Agent(), apiRetryLimit: 0 });

const rightPages = async (number) => {
    const pages = (await control('GET', 'truth')).trim().split('\n').map((line) => JSON.parse(line));
    const ids = pages
        .filter(({ verdict, violations }) => verdict === 'compliant' && violations.length === 0)
        .map((page) => page.group_id);
    assert.ok(ids.length >= number, 'the region has too few pages without a defect');
    return ids.slice(0, number);
};

// The host an item leads to: VK's own redirect is one of the ways a right link is written.
const hostOf = (url) => {
    const link = new URL(url);
    return new URL(link.searchParams.get('to') ?? link).hostname;
};

const assertMenus = (groups, ids) => {
    const numbers = (left, right) => left - right;
    assert.deepEqual(groups.map(({ id }) => id).sort(numbers), [...ids].sort(numbers));
    for (const group of groups) {
        assert.ok(group.name && group.screen_name);
        // other items may stand beside the forms, and one form is enough where polls are not due
        const forms = group.menu.items.filter((item) => hostOf(item.url) === 'pos.gosuslugi.ru');
        assert.ok(forms.length > 0);
        for (const item of forms) {
            assert.ok(item.title.length > 0);
            assert.ok(item.cover.every((size) => size.url && size.width > 0 && size.height > 0));
        }
    }
};

const rejectsWith = (promise, code) =>
    assert.rejects(promise, (error) => error instanceof APIError && error.code === code);

before(async () => {
    const binary = process.env.MOCK_VK_BIN;
    assert.ok(binary, 'set MOCK_VK_BIN to the path of the mock-vk binary');
    const args = ['--pages', '60', '--token', `fast:service:${TOKEN}:unlimited`];
    mock = spawn(binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: mock.stdout });
    ({ value: url } = await lines[Symbol.asyncIterator]().next());
    assert.match(url ?? '', /^http:\/\/127\.0\.0\.1:/);
});

after(() => mock?.kill());

beforeEach(async () => {
    await control('DELETE', 'faults');
    await control('POST', 'reset');
});

test('groups with menus arrive', async () => {
    const ids = await rightPages(7);
    const { groups } = await apiOf().groups.getById({ group_ids: ids, fields: FIELDS });
    assertMenus(groups, ids);
});

test('a wrong token is error 5', async () => {
    await rejectsWith(apiOf('no-such-token').groups.getById({ group_ids: [1] }), APIErrorCode.AUTH);
});

test('unknown pages are error 100', async () => {
    const asked = apiOf().groups.getById({ group_ids: ['no_such_page_1', 'no_such_page_2'] });
    await rejectsWith(asked, APIErrorCode.PARAM);
});

test('error 6 is known to the client, which waits and asks again by itself', async () => {
    const ids = await rightPages(2);
    await control('POST', 'faults', 'title = "once"\n[[fault]]\nmatch = { to = 1 }\ndo = { error = { code = 6 } }\n');
    const { groups } = await apiOf().groups.getById({ group_ids: ids, fields: FIELDS });
    assertMenus(groups, ids);
    const { outcomes } = JSON.parse(await control('GET', 'stats'));
    assert.deepEqual(outcomes, { 'error 6': 1, ok: 1 });
});

test('the answer with error 6 makes the client\'s own exception', async () => {
    await control('POST', 'faults', 'title = "always"\n[[fault]]\ndo = { error = { code = 6 } }\n');
    const body = new URLSearchParams({ group_ids: '1', v: '5.199', access_token: TOKEN });
    const answer = await fetch(`${url}/method/groups.getById`, { method: 'POST', body });
    const error = new APIError((await answer.json()).error);
    assert.equal(error.code, APIErrorCode.TOO_MANY);
    assert.equal(error.message, 'Code №6 - Too many requests per second');
    assert.ok(error.params.some(({ key, value }) => key === 'method' && value === 'groups.getById'));
});
