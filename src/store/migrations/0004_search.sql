-- Pages are found by the words of their texts: `folded` holds each word once, with a space between two.

SQLITE_ONLY DROP TRIGGER page_search_new;

SQLITE_ONLY DROP TRIGGER page_search_other;

SQLITE_ONLY DROP TABLE page_search;

-- what was kept is made of words, by the program
FOLD_PAGES;

-- whatever is no letter of ASCII is a part of a word: the program has cut the texts already
SQLITE_ONLY CREATE VIRTUAL TABLE page_search USING fts5 (
    folded, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii', prefix = '3 4'
);

SQLITE_ONLY INSERT INTO page_search (page_search, rank) VALUES ('hashsize', 4000000);

SQLITE_ONLY INSERT INTO page_search (rowid, folded) SELECT id, folded FROM page;

SQLITE_ONLY CREATE TRIGGER page_search_new AFTER INSERT ON page BEGIN
    INSERT INTO page_search (rowid, folded) VALUES (new.id, new.folded);
    END;

SQLITE_ONLY CREATE TRIGGER page_search_other AFTER UPDATE OF folded ON page WHEN old.folded <> new.folded BEGIN
    UPDATE page_search SET folded = new.folded WHERE rowid = new.id;
    END;

POSTGRES_ONLY CREATE INDEX page_search ON page USING GIN (array_to_tsvector(string_to_array(folded, ' ')));
