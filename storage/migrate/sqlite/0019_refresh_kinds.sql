-- Sessions are told of two things, each at its own pace: of timed triggers, and of what a publish does to the people inside.

-- +goose Up
ALTER TABLE refreshes RENAME TO refreshes_old;
CREATE TABLE refreshes (
    bot_id     INTEGER NOT NULL,
    mark       TEXT    NOT NULL, -- of what they are told of, or have been
    since      INTEGER NOT NULL, -- when that began; names the job
    after_user INTEGER NOT NULL, -- the last one who knows
    kind       TEXT    NOT NULL,
    after_chat INTEGER NOT NULL, -- with after_user, the last session that knows
    PRIMARY KEY (bot_id, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO refreshes SELECT bot_id, mark, since, after_user, 'timed', after_user FROM refreshes_old;
DROP TABLE refreshes_old;

-- +goose Down
ALTER TABLE refreshes RENAME TO refreshes_new;
CREATE TABLE refreshes (
    bot_id     INTEGER PRIMARY KEY,
    mark       TEXT    NOT NULL,
    since      INTEGER NOT NULL,
    after_user INTEGER NOT NULL
) STRICT;
INSERT INTO refreshes SELECT bot_id, mark, since, after_user FROM refreshes_new WHERE kind = 'timed';
DROP TABLE refreshes_new;
