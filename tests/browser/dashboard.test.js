// The dashboard in Chromium: one service and one browser for all tests, which follow one another.

import { after } from 'node:test';

import { Browser } from './browser.js';
import { looks } from './look.js';
import { reaches } from './reach.js';
import { reads } from './read.js';
import { changedRegistry, sendRegistry } from './registry.js';
import { PASSWORD, Stage } from './stage.js';
import { works } from './work.js';

const things = { password: PASSWORD };

/** Leads to one of each kind of thing that has a page of its own. */
const prepare = async ({ stage, browser }) => {
    const [over] = (await stage.ask('GET', '/api/v1/runs?state=finished')).rows;
    const held = await stage.spoilMany();
    const stranger = await browser.of('stranger');
    await stranger.open('/check');
    await stranger.page.fill('[name=page]', stage.strangers[0].url);
    await stranger.send('main button.main');
    const job = new URL(stranger.page.url()).pathname;
    await stranger.page.locator('main .tag').first().waitFor();
    await stranger.end();
    return {
        own: encodeURIComponent(stage.own),
        over: over.id,
        held,
        job,
        hostile: (await stage.pageOf(stage.hostile[0].url)).id,
        compliant: (await stage.pageOf(stage.rightPage)).id,
        foreign: (await stage.pageIn(stage.other)).id,
        person: (await stage.ask('GET', '/api/v1/people')).rows.find((one) => one.login === 'local').id,
        import: await importOf(stage, browser),
        upload: await uploadOf(stage, browser),
    };
};

const uploadOf = async (stage, browser) => {
    const visit = await browser.of('admin');
    const path = await sendRegistry(visit, 'Реестр на декабрь.csv', changedRegistry(stage, 'Министерство <b>переименованное</b>'));
    await visit.end();
    return path;
};

const importOf = async (stage, browser) => {
    const visit = await browser.of('admin');
    await sendRegistry(visit, 'Реестр на ноябрь.csv', changedRegistry(stage, 'Министерство прежнее'));
    await visit.page.check('[name=bad]');
    await visit.send('main form.stack button.main');
    const path = new URL(visit.page.url()).pathname;
    await visit.end();
    return /[0-9]+$/.exec(path)[0];
};

/** Starts all of it; where something fails, nothing of it is left running. */
const start = async () => {
    try {
        things.stage = await Stage.start();
        things.browser = await Browser.start(things.stage.base);
        things.paths = await prepare(things);
    } catch (error) {
        await stop();
        throw error;
    }
};

const stop = async () => {
    await things.browser?.stop();
    await things.stage?.stop();
};

await start();
after(stop);

looks(things);
reads(things);
reaches(things);
works(things);
