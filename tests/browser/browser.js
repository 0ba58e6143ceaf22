// Chromium, and a watch over every page it opens: scripts of others, errors, and requests to other hosts are remembered
// and fail the test that ends with `calm`. Knows the dashboard's way to sign in and nothing else of it.

import assert from 'node:assert/strict';

import { chromium } from 'playwright-core';

import { PASSWORD, PATIENCE } from './stage.js';

const FLAGS = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];
/** How long a page may take, in milliseconds: the program is built without optimisation. */
const PAGE_WITHIN = 20_000;
export const DESKTOP = { width: 1280, height: 900 };
/** The narrowest phone in use. */
export const PHONE = { width: 360, height: 780 };
const LANG_COOKIE = 'vkpa_lang';

export class Browser {
    static async start(base) {
        const own = new Browser();
        own.base = base;
        own.process = await chromium.launch({
            executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
            args: FLAGS,
            timeout: PATIENCE,
        });
        return own;
    }

    /** What people left in their browsers when they had signed in. */
    #kept = new Map();

    /** A browser of somebody's; `who` has signed in unless it is `stranger`. */
    async of(who, { lang, script = true, ...options } = {}) {
        const storageState = who === 'stranger' ? undefined : await this.#signedIn(who);
        const context = await this.process.newContext({
            baseURL: this.base,
            viewport: DESKTOP,
            locale: 'ru-RU',
            timezoneId: 'Europe/Moscow',
            javaScriptEnabled: script,
            reducedMotion: 'reduce',
            storageState,
            ...options,
        });
        context.setDefaultTimeout(PAGE_WITHIN);
        if (lang) await context.addCookies([{ name: LANG_COOKIE, value: lang, url: this.base }]);
        return Visit.begin(context, this.base);
    }

    async #signedIn(who) {
        if (!this.#kept.has(who)) {
            const visit = await this.of('stranger');
            await visit.signIn(who);
            this.#kept.set(who, await visit.context.storageState());
            await visit.end();
        }
        return this.#kept.get(who);
    }

    /** The session is over: the next browser of theirs signs in anew. */
    forget(who) {
        this.#kept.delete(who);
    }

    stop() {
        return this.process.close();
    }
}

/** A browser that is watched, with one page to begin with. */
export class Visit {
    static async begin(context, base) {
        const visit = new Visit();
        visit.context = context;
        visit.host = new URL(base).host;
        await context.exposeBinding('canary', () => visit.#saw('a foreign script ran'));
        await context.exposeBinding('violated', (_, what) => visit.#saw(`the policy was violated: ${what}`));
        await context.addInitScript(() => {
            document.addEventListener('securitypolicyviolation', (event) => {
                window.violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
            });
        });
        context.on('request', (request) => {
            const url = new URL(request.url());
            if (!['data:', 'blob:'].includes(url.protocol) && url.host !== visit.host) visit.#saw(`asked ${request.url()}`);
        });
        context.on('console', (message) => {
            if (message.type() !== 'error' || visit.#isRefusal(message)) return;
            visit.#saw(`console: ${message.text()} (${message.location().url})`);
        });
        context.on('weberror', (error) => visit.#saw(`script: ${error.error()}`));
        context.on('dialog', async (dialog) => {
            visit.questions.push(dialog.message());
            if (!visit.asked) visit.#saw(`a dialog: ${dialog.message()}`);
            await dialog.accept();
        });
        visit.page = await context.newPage();
        return visit;
    }

    /** What should not have been. */
    #seen = [];
    /** The words of dialogs. */
    questions = [];
    /** Whether a question of the dashboard is awaited. */
    asked = false;
    /** Statuses of whole pages that are meant to be. */
    refusals = new Set();

    #saw(what) {
        this.#seen.push(`${this.page?.url()}: ${what}`);
    }

    /** Chromium logs every page that is refused; those that are meant to be say so. */
    #isRefusal(message) {
        const status = /^Failed to load resource: the server responded with a status of ([0-9]+)/.exec(message.text());
        return status !== null && this.refusals.has(Number(status[1]));
    }

    /** Opens a page and tells its status. */
    async open(path, status = 200) {
        if (status >= 400) this.refusals.add(status);
        const answer = await this.page.goto(path, { waitUntil: 'load' });
        assert.equal(answer.status(), status, `${path} as ${this.page.url()}`);
        return this.page;
    }

    async signIn(who, password = PASSWORD) {
        await this.open('/sign-in');
        await this.page.fill('[name=login]', who);
        await this.page.fill('[name=password]', password);
        await Promise.all([this.page.waitForURL((url) => url.pathname !== '/sign-in'), this.page.click('main button.main')]);
    }

    /** The words of the page's heading. */
    heading() {
        return this.page.locator('h1').innerText();
    }

    /** Sends a form by its button and waits for the page that comes of it. */
    async send(button) {
        const sent = this.page.waitForEvent('domcontentloaded');
        await (typeof button === 'string' ? this.page.locator(button) : button).click();
        await sent;
        await this.page.waitForLoadState('load');
    }

    /** The file that a click gives, as text or bytes. */
    async download(link) {
        const [file] = await Promise.all([this.page.waitForEvent('download'), link.click()]);
        const chunks = [];
        for await (const chunk of await file.createReadStream()) chunks.push(chunk);
        return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) };
    }

    /** Fails when anything happened that should not. */
    calm() {
        assert.deepEqual(this.#seen, []);
    }

    /** Closes it; what happened meanwhile must have been meant to. */
    async end() {
        await this.context.close();
        this.calm();
    }
}
