-- Who may see and do what. No secret is here, only SHA-256 of secrets and hashes of passwords, but for the keys that sign.

INSERT INTO counter (name, value) VALUES ('person', 0), ('api_token', 0), ('journal', 0);

CREATE TABLE person (
    id ID,
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- JSON object with lists of regions, municipalities, organizations; a list that is not there is no limit
    scope TEXT NOT NULL,
    -- a PHC string; nothing for those whom somebody else signs in
    password TEXT,
    language TEXT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    password_changed_at BIGINT
);

CREATE TABLE session (
    digest BYTES PRIMARY KEY,
    person BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
) WITHOUT_ROWID;

CREATE INDEX session_person ON session (person, created_at);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE api_token (
    id ID,
    kind TEXT NOT NULL,
    digest BYTES NOT NULL UNIQUE,
    -- the first characters, by which its owner knows it again
    shown TEXT NOT NULL,
    name TEXT NOT NULL,
    owner BIGINT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT,
    revoked_at BIGINT
);

CREATE INDEX api_token_owner ON api_token (owner, id);

CREATE TABLE signing_key (
    name TEXT PRIMARY KEY,
    key BYTES NOT NULL,
    created_at BIGINT NOT NULL
) WITHOUT_ROWID;

-- Who did what, once each, without gaps, in the order in which it was committed. Nothing is ever changed here.
CREATE TABLE journal (
    seq ID,
    at BIGINT NOT NULL,
    -- a person's number and login; no number for the command line and for the program itself
    person BIGINT,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    -- JSON object
    detail TEXT NOT NULL,
    -- where the person was; may be empty
    address TEXT NOT NULL,
    -- SHA-256 over the link before and all of the above
    chain BYTES NOT NULL
);

CREATE INDEX journal_person ON journal (person, seq);
CREATE INDEX journal_action ON journal (action, seq);
