-- BYTES, ID, WITHOUT_ROWID and BYTEWISE are written as each database wants them; what is SQLITE_ONLY no server
-- gets. A statement goes on while lines are indented.
-- Moments are milliseconds since 1970 (UTC); digests are SHA-256.

CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);

INSERT INTO counter (name, value) VALUES ('event', 0), ('forgotten', 0), ('page', 0), ('run', 0), ('batch', 0), ('finding', 0), ('registry_import', 0);

-- The policies under which pages were judged, whole, so that every verdict can be derived again.
CREATE TABLE policy (
    digest BYTES PRIMARY KEY,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    first_used_at BIGINT NOT NULL
) WITHOUT_ROWID;

CREATE TABLE registry_import (
    id ID,
    imported_at BIGINT NOT NULL,
    source TEXT NOT NULL,
    digest BYTES NOT NULL,
    pages BIGINT NOT NULL,
    set_aside BIGINT NOT NULL,
    added BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    removed BIGINT NOT NULL
);

-- The import that waits for a person, since it would remove too many pages; gone with the next one that is made.
CREATE TABLE registry_held_back (
    digest BYTES PRIMARY KEY,
    at BIGINT NOT NULL,
    source TEXT NOT NULL,
    registered BIGINT NOT NULL,
    removed BIGINT NOT NULL
) WITHOUT_ROWID;

-- What an import changed; before and after are the registry's entry as JSON.
CREATE TABLE registry_change (
    registry_import BIGINT NOT NULL,
    page BIGINT NOT NULL,
    kind TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (registry_import, page)
) WITHOUT_ROWID;

CREATE INDEX registry_change_page ON registry_change (page);

CREATE TABLE page (
    id ID,
    address TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    registered BOOLEAN NOT NULL,
    -- the first bytes of a digest of the registry's entry, to see at a glance whether it changed
    entry_digest BIGINT NOT NULL,
    organization TEXT,
    organization_name TEXT NOT NULL,
    ogrn TEXT NOT NULL,
    level TEXT NOT NULL,
    region_code TEXT NOT NULL,
    municipality TEXT NOT NULL,
    -- name, organisation, OGRN and address in small letters, for search
    folded TEXT NOT NULL,
    -- what lists are ordered by: the organisation's name in small letters, and how bad the open findings are
    sorted_name TEXT BYTEWISE NOT NULL,
    gravity BIGINT NOT NULL,
    group_id BIGINT,
    -- where the address leads now, when that is not the group it led to first
    moved_to BIGINT,
    screen_name TEXT,
    name TEXT,
    -- by confirmed findings
    verdict TEXT NOT NULL,
    -- by the last look that saw the page
    look_verdict TEXT,
    errors BIGINT NOT NULL,
    warnings BIGINT NOT NULL,
    notices BIGINT NOT NULL,
    -- why the last look saw nothing
    unverified_reason TEXT,
    unverified_detail TEXT,
    unverified_since BIGINT,
    changed_at BIGINT,
    next_look_at BIGINT,
    -- whether one more look like the last changes nothing
    steady BOOLEAN NOT NULL,
    is_lost BOOLEAN NOT NULL,
    audit_digest BYTES,
    look_digest BYTES,
    snapshot BYTES,
    policy BYTES,
    -- the last link of the chain of this page's events
    chain BYTES
);

CREATE INDEX page_registered ON page (registered, id);
CREATE INDEX page_verdict ON page (registered, verdict, id);
CREATE INDEX page_municipality ON page (municipality, registered, verdict, id);
CREATE INDEX page_region ON page (registered, region_code, municipality, verdict, gravity, id);
CREATE INDEX page_gravity ON page (registered, gravity, id);
CREATE INDEX page_name ON page (registered, sorted_name, id);
CREATE INDEX page_region_name ON page (registered, region_code, sorted_name, id);
CREATE INDEX page_changed ON page (registered, (COALESCE(changed_at, 0)), id);
CREATE INDEX page_level ON page (level, registered, id);
CREATE INDEX page_ogrn ON page (ogrn, id);
CREATE INDEX page_group ON page (group_id);
CREATE INDEX page_next_look ON page (next_look_at) WHERE next_look_at IS NOT NULL;
CREATE INDEX page_unverified ON page (registered, id) WHERE unverified_reason IS NOT NULL;

-- Which pages have three letters in their `folded`, so that few must be read to find a word; a server reads them all.
SQLITE_ONLY CREATE VIRTUAL TABLE page_search USING fts5 (
    folded, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram case_sensitive 1'
);

-- a registry is imported at once: what is indexed is sorted in so many bytes of memory before it is written
SQLITE_ONLY INSERT INTO page_search (page_search, rank) VALUES ('hashsize', 4000000);

SQLITE_ONLY CREATE TRIGGER page_search_new AFTER INSERT ON page BEGIN
    INSERT INTO page_search (rowid, folded) VALUES (new.id, new.folded);
    END;

SQLITE_ONLY CREATE TRIGGER page_search_other AFTER UPDATE OF folded ON page WHEN old.folded <> new.folded BEGIN
    UPDATE page_search SET folded = new.folded WHERE rowid = new.id;
    END;

-- When pages were looked at: narrow, since it changes with every run.
CREATE TABLE page_look (
    page ID,
    looked_at BIGINT NOT NULL,
    -- the last look that saw the page
    seen_at BIGINT
);

-- The verdicts pages had, so that any day can be counted again; an empty verdict: not in the registry.
CREATE TABLE verdict_change (
    page BIGINT NOT NULL,
    at BIGINT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (page, at)
) WITHOUT_ROWID;

CREATE INDEX verdict_change_at ON verdict_change (at, before, after);

CREATE TABLE run (
    id ID,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    policy BYTES,
    policy_id TEXT NOT NULL,
    pages BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    compliant BIGINT NOT NULL,
    violations BIGINT NOT NULL,
    review BIGINT NOT NULL,
    unverified BIGINT NOT NULL,
    -- pages that were seen before, and those among them whose verdict is another
    seen_before BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    opened BIGINT NOT NULL,
    reopened BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    -- JSON objects: pages by reason, calls by outcome, why the run is held, what a person should know
    reasons TEXT NOT NULL,
    calls TEXT NOT NULL,
    hold TEXT,
    remarks TEXT NOT NULL,
    registry_import BIGINT,
    set_aside BIGINT NOT NULL
);

CREATE INDEX run_state ON run (state, id);
CREATE INDEX run_name ON run (name, id);

-- Pieces of work of the runs under way; a run that is finished has none.
CREATE TABLE batch (
    id ID,
    run BIGINT NOT NULL,
    kind TEXT NOT NULL,
    priority BIGINT NOT NULL,
    state TEXT NOT NULL,
    -- JSON list of page ids
    pages TEXT NOT NULL,
    -- JSON list of ids of pages that are known to have a menu
    witnesses TEXT NOT NULL,
    holder TEXT,
    -- grows with every claim: a result that comes with an old fence is too late
    fence BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- JSON: the counts of a finished batch
    outcome TEXT
);

CREATE INDEX batch_claim ON batch (state, priority, id);
CREATE INDEX batch_run ON batch (run, state);

-- Results of a run under way that differ from what is known; they count once the run is over and believed.
CREATE TABLE staged (
    run BIGINT NOT NULL,
    page BIGINT NOT NULL,
    looked_at BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    audit_digest BYTES NOT NULL,
    look_digest BYTES NOT NULL,
    snapshot BYTES NOT NULL,
    policy BYTES NOT NULL,
    group_id BIGINT,
    screen_name TEXT,
    name TEXT,
    -- JSON list
    violations TEXT NOT NULL,
    PRIMARY KEY (run, page)
) WITHOUT_ROWID;

CREATE TABLE finding (
    id ID,
    page BIGINT NOT NULL,
    code TEXT NOT NULL,
    -- empty when it concerns no form, no field
    form TEXT NOT NULL,
    field TEXT NOT NULL,
    severity TEXT NOT NULL,
    position BIGINT,
    observed TEXT,
    expected TEXT,
    state TEXT NOT NULL,
    -- the last looks, the newest in the lowest bit, and how many
    seen BIGINT NOT NULL,
    looks BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    -- the first look of this episode, and the one that confirmed it
    opened_at BIGINT NOT NULL,
    confirmed_at BIGINT,
    -- the last look that saw it, once a look missed it; before that it is when the page was last seen
    last_seen_at BIGINT,
    closed_at BIGINT,
    times_opened BIGINT NOT NULL,
    -- the page's, so that findings are counted without their pages
    region_code TEXT NOT NULL,
    municipality TEXT NOT NULL,
    -- the same for all findings with the same code, form, field and observed value: the first bytes of a digest
    cause BIGINT NOT NULL,
    UNIQUE (page, code, form, field)
);

CREATE INDEX finding_state ON finding (state, id, severity, form);
CREATE INDEX finding_code ON finding (code, state, id, page);
CREATE INDEX finding_region ON finding (state, region_code, id, severity, code, opened_at);
CREATE INDEX finding_opened ON finding (state, opened_at, id, severity, form, code, confirmed_at, closed_at);
CREATE INDEX finding_place ON finding (state, region_code, municipality, code, cause);
CREATE INDEX finding_cause ON finding (state, cause);
CREATE INDEX finding_confirmed ON finding (confirmed_at, id);
CREATE INDEX finding_closed ON finding (closed_at, id) WHERE closed_at IS NOT NULL;

-- What happened, once each, without gaps, in the order in which it was committed. Nothing is ever changed here.
CREATE TABLE event (
    seq ID,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    page BIGINT,
    run BIGINT,
    finding BIGINT,
    code TEXT NOT NULL,
    form TEXT NOT NULL,
    field TEXT NOT NULL,
    severity TEXT NOT NULL,
    -- JSON object
    detail TEXT NOT NULL,
    -- SHA-256 over the chain before and all of the above
    chain BYTES NOT NULL
);

CREATE INDEX event_page ON event (page, seq, at, kind);
CREATE INDEX event_run ON event (run, seq);
CREATE INDEX event_at ON event (at, kind);
CREATE INDEX event_kind ON event (kind, seq);

-- The first and the last moment of each thousand events: moments are nearly in the order of the log, but not quite.
CREATE TABLE event_span (
    id ID,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);

-- What VK said and the pictures were judged to be, deflated JSON; one per change. By page, since a table in the order of
-- digests would be written everywhere at once.
CREATE TABLE snapshot (
    page BIGINT NOT NULL,
    digest BYTES NOT NULL,
    kept_at BIGINT NOT NULL,
    body BYTES NOT NULL,
    PRIMARY KEY (page, digest)
) WITHOUT_ROWID;

-- Which process may use a token, named by a fingerprint from which it cannot be had.
CREATE TABLE token_lease (
    token TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    holder TEXT NOT NULL,
    lease_until BIGINT NOT NULL
) WITHOUT_ROWID;

-- Which tokens each process knows, so that each token is for one who can use it.
CREATE TABLE token_wish (
    holder TEXT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (holder, token)
) WITHOUT_ROWID;

-- What the schedule remembers of each of its passes.
CREATE TABLE timetable (
    name TEXT PRIMARY KEY,
    known_since BIGINT NOT NULL,
    last_due BIGINT,
    run BIGINT
) WITHOUT_ROWID;

-- Processes that work on this store.
CREATE TABLE process (
    holder TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
) WITHOUT_ROWID;
