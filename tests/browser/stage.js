// The service of the program on a store of its own, filled from a made-up region of mock-vk in which some communities
// have hostile names; and people of every role. Knows no browser.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const PAGES = 100;
/** A service key of VK, but without a rate, so that tests need not wait. */
const VK_TOKEN = 'fast-token';
export const PASSWORD = 'four words and some blanks';
/** How long anything may take before the tests give up, in milliseconds. */
export const PATIENCE = 60_000;
/** How often is looked whether another process is ready, in milliseconds. */
const LOOK_EVERY = 50;
/** Requests to VK of so few pages that the progress of a run can be seen. */
const BATCH = 10;

/** What a script would do, so that tests see it: the canary is watched on every page. */
const CANARY = 'canary()';
/** Names of communities, each a way into a page that forgets to escape or lets text run backwards. */
export const HOSTILE = [
    `<img src=x onerror=${CANARY}>`,
    `"><script>${CANARY}</script>`,
    `' onmouseover='${CANARY}' x='`,
    `</title></textarea><svg onload=${CANARY}>`,
    `javascript:${CANARY}//`,
    '\u202Eгруппа\u202C\u2066gpj.exe\u2069\u200B\u0007',
    `{{constructor.constructor('${CANARY}')()}}`,
];
/** The same as an organisation of the registry. */
export const HOSTILE_ORGANIZATION = `Школа <img src=x onerror=${CANARY}>"'></td><script>${CANARY}</script>`;

const command = (binary, args, { input, env } = {}) =>
    new Promise((resolve, reject) => {
        const child = execFile(binary, args, { env, timeout: PATIENCE }, (error, stdout, stderr) => {
            if (error) reject(new Error(`${args.join(' ')}: ${error.message}\n${stdout}${stderr}`));
            else resolve(stdout);
        });
        child.stdin.end(input ?? '');
    });

export const until = async (what, look) => {
    const end = Date.now() + PATIENCE;
    while (Date.now() < end) {
        const found = await look();
        if (found) return found;
        await pause(LOOK_EVERY);
    }
    throw new Error(`gave up waiting for ${what}`);
};

const binary = (name) => {
    const path = process.env[name];
    assert.ok(path, `set ${name} to the path of the binary`);
    return path;
};

const end = async (child) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
};

const startMock = async (args) => {
    const all = ['--token', `fast:service:${VK_TOKEN}:unlimited`, ...args];
    const process_ = spawn(binary('MOCK_VK_BIN'), all, { stdio: ['ignore', 'pipe', 'inherit'] });
    const { value: url } = await createInterface({ input: process_.stdout })[Symbol.asyncIterator]().next();
    assert.match(url ?? '', /^http:\/\/127\.0\.0\.1:/, 'mock-vk did not start');
    return { process: process_, url };
};

/** Rows of a registry as mock-vk writes it: no cell needs quotes. */
const rowsOf = (csv) => csv.trim().split(/\r?\n/).map((line) => line.split(';'));

export class Stage {
    static async start() {
        const stage = new Stage();
        try {
            await stage.#begin();
        } catch (error) {
            await stage.stop();
            throw error;
        }
        return stage;
    }

    #processes = [];

    async #begin() {
        this.folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
        const region = await startMock(['--pages', `${PAGES}`, '--seed', '7']);
        this.#processes.push(region.process);
        const given = async (path) => (await fetch(`${region.url}/_mock/${path}`)).text();
        const [registry, saved, truth] = await Promise.all(['registry.csv', 'vk.json', 'truth'].map(given));
        this.#choose(rowsOf(registry), JSON.parse(saved), truth.trim().split('\n').map((line) => JSON.parse(line)));
        await this.#startVk(0);

        // the covers that mock-vk draws are the approved ones here
        const covers = join(process.env.PROJECT, 'mock-vk/covers/reference');
        this.config = this.#file(
            'auditor.toml',
            `[vk]\nhost = "${this.vk}"\nbatch_size = ${BATCH}\n` +
                `[covers]\nset = "${covers}"\n` +
                `[store]\nurl = "sqlite:${this.folder}/store.sqlite"\n` +
                '[findings]\nsecond_look = "1s"\n' +
                '[[schedule.passes]]\nname = "nightly"\ncron = "0 3 * * *"\ntime_zone = "Europe/Moscow"\n' +
                '[serve]\nlisten = "127.0.0.1:0"\ngrace = "2s"\npublic_check = true\n',
        );
        await this.run(['registry', 'import', this.#file('registry.csv', this.registry)]);
        const password = ['--password-stdin'];
        const people = [
            ['create-admin', 'admin', '--name', 'Анна Администраторова', ...password],
            ['add', 'region', '--role', 'supervisor', '--region', '03', '--name', 'Роман Региональный', ...password],
            ['add', 'local', '--role', 'supervisor', '--municipality', this.own, '--name', 'Мария Местная', ...password],
            ['add', 'viewer', '--role', 'viewer', '--municipality', this.own, '--name', 'Вера Смотрящая', ...password],
        ];
        for (const person of people) await this.run(['access', ...person], `${PASSWORD}\n`);
        const token = ['access', 'token', 'create', '--for', 'admin', '--name', 'tests'];
        this.token = (await this.run(token)).trim();
        await this.#serve();
        await this.lookAtAll();
        // what is wrong is looked at again by itself
        await until('findings', async () => (await this.ask('GET', '/api/v1/overview')).open_findings.error > 0);
    }

    async #startVk(port) {
        const saved = this.#file('vk.json', JSON.stringify(this.saved));
        const vk = await startMock(['--from-vk-json', saved, '--port', `${port}`]);
        this.#processes.push(vk.process);
        this.vk = vk.url;
        this.#vkProcess = vk.process;
    }

    #vkProcess;

    /** Changes what VK has. */
    async changeVk(change) {
        change(this.saved.response.groups);
        await end(this.#vkProcess);
        await this.#startVk(new URL(this.vk).port);
    }

    /** Spoils so many pages at a time that the program asks whether to believe it. */
    async spoilMany() {
        const right = new Set(this.right.slice(1));
        await this.changeVk((groups) => {
            for (const { id, menu } of groups) if (right.has(id)) menu.items.forEach((item) => { item.title += ' сегодня'; });
        });
        return this.#look('held');
    }

    /** Chooses whose pages the people see, and gives some communities and organisations hostile names. */
    #choose(rows, saved, truth) {
        const [head, ...pages] = rows;
        const column = (name) => head.findIndex((cell) => cell === name);
        const names = ['Ссылка на страницу', 'Наименование организации', 'ОГРН', 'Муниципалитет'];
        const [url, organization, ogrn, municipality] = names.map(column);
        const counts = new Map();
        for (const row of pages) counts.set(row[municipality], [...(counts.get(row[municipality]) ?? []), row]);
        counts.delete('');
        const largest = [...counts].sort((left, right) => right[1].length - left[1].length);
        [this.own, this.other] = largest.map(([name]) => name);
        const defects = new Map(truth.map((one) => [one.url, one]));
        const isWrong = (row) => (defects.get(row[url])?.violations.length ?? 0) > 0;
        const groups = new Map(saved.response.groups.map((group) => [group.id, group]));
        const victims = counts.get(this.own).filter((row) => isWrong(row) && groups.has(defects.get(row[url]).group_id));
        // a wrong link can be mended by pasting another
        const hasWrongLink = (row) => defects.get(row[url]).violations.some(([code]) => code.startsWith('url.'));
        victims.sort((left, right) => hasWrongLink(right) - hasWrongLink(left));
        assert.ok(victims.length >= HOSTILE.length, 'the region has too few wrong pages for all hostile names');
        this.hostile = HOSTILE.map((name, place) => {
            groups.get(defects.get(victims[place][url]).group_id).name = name;
            const row = victims[place];
            return { name, url: row[url], organization: row[organization], ogrn: row[ogrn] };
        });
        victims[0][organization] = HOSTILE_ORGANIZATION;
        this.right = truth.filter((one) => one.verdict === 'compliant').map((one) => one.group_id);
        const pageOf = new Map(truth.map((one) => [one.group_id, one.url]));
        this.rightPage = pageOf.get(this.right[0]);
        // communities of no registry, so that a check asks VK anew
        const plain = saved.response.groups.find((group) => group.name.startsWith('Мини'));
        this.strangers = ['stranger_one', 'stranger_two', 'stranger_three'].map((name, place) => {
            const group = { ...structuredClone(plain), id: 299_999_000 + place, screen_name: name, name: HOSTILE[place] };
            saved.response.groups.push(group);
            return { url: `https://vk.com/${name}`, name: HOSTILE[place] };
        });
        this.saved = saved;
        const quoted = (cell) => (/[;"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
        this.registry = [head, ...pages].map((row) => row.map(quoted).join(';')).join('\n');
        this.pages = pages.length;
    }

    #file(name, text) {
        const path = join(this.folder, name);
        writeFileSync(path, text);
        return path;
    }

    run(args, input) {
        return command(binary('AUDITOR_BIN'), [...args, '--config', this.config], { input, env: this.#environment() });
    }

    #environment() {
        return { VK_TOKEN, RUST_LOG: 'info', PATH: process.env.PATH };
    }

    async #serve() {
        const log = join(this.folder, 'log');
        const service = spawn(binary('AUDITOR_BIN'), ['serve', '--config', this.config], {
            env: this.#environment(),
            stdio: ['ignore', 'ignore', openSync(log, 'w')],
        });
        this.#processes.push(service);
        this.told = () => readFileSync(log, 'utf8').replaceAll(/\x1b\[[0-9;]*m/g, '');
        this.base = await until('the service to start', () => {
            if (service.exitCode !== null) throw new Error(`the service did not start: ${this.told()}`);
            const found = /address\W+(127\.0\.0\.1:[0-9]+)/.exec(this.told());
            return found && `http://${found[1]}`;
        });
    }

    /** Has the API do something. */
    async ask(method, path, body) {
        const headers = { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' };
        const answer = await fetch(this.base + path, { method, headers, body: body && JSON.stringify(body) });
        const text = await answer.text();
        assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
        return JSON.parse(text);
    }

    lookAtAll() {
        return this.#look('finished');
    }

    /** Has all pages looked at, and tells the number of the run when it has come to that state. */
    async #look(state) {
        const { id } = await this.ask('POST', '/api/v1/runs', {});
        await until(`run ${id}, ${state}`, async () => (await this.ask('GET', `/api/v1/runs/${id}`)).state === state);
        return id;
    }

    /** The row of a page, by its address in the registry or a part of its name. */
    async pageOf(words) {
        const { rows } = await this.ask('GET', `/api/v1/pages?search=${encodeURIComponent(words)}`);
        assert.ok(rows?.length, `no page of ${words}`);
        return rows[0];
    }

    /** A page of a municipality. */
    async pageIn(municipality) {
        const { rows } = await this.ask('GET', '/api/v1/pages?limit=500');
        return rows.find((row) => row.municipality === municipality);
    }

    /** Makes VK slow, or as fast as ever. */
    async slowVk(milliseconds) {
        const slow = `title = "slow"\n[[fault]]\nmatch = { method = "groups.getById" }\ndo = { slow_head = { pause_ms = ${milliseconds} } }\n`;
        const answer = await (milliseconds
            ? fetch(`${this.vk}/_mock/faults`, { method: 'POST', body: slow })
            : fetch(`${this.vk}/_mock/faults`, { method: 'DELETE' }));
        assert.ok(answer.ok, await answer.text());
    }

    async stop() {
        for (const child of this.#processes.reverse()) await end(child);
        if (this.folder) rmSync(this.folder, { recursive: true, force: true });
    }
}
