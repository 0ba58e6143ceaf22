-- What is known of pictures from earlier runs: which content stands at an address, and how a content was judged.

CREATE TABLE IF NOT EXISTS picture_address (
    key TEXT PRIMARY KEY,
    content BYTES NOT NULL,
    seen_at BIGINT NOT NULL
) WITHOUT_ROWID;

CREATE INDEX IF NOT EXISTS picture_address_seen_at ON picture_address (seen_at);

CREATE TABLE IF NOT EXISTS picture_judgement (
    content BYTES NOT NULL,
    approved_set BYTES NOT NULL,
    wanted TEXT NOT NULL,
    judgement TEXT NOT NULL,
    form TEXT,
    scheme TEXT,
    score DOUBLE PRECISION,
    PRIMARY KEY (content, approved_set, wanted)
) WITHOUT_ROWID;
