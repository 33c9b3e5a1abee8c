-- What people changed, and what they were answered when they asked for something once.

-- +goose Up
CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    workspace TEXT    NOT NULL, -- empty: it is of no workspace
    bot       TEXT    NOT NULL, -- the editor's id; empty for none
    account   TEXT    NOT NULL, -- who; empty: whoever runs the server
    name      TEXT    NOT NULL, -- of who, as it was then
    token     TEXT    NOT NULL, -- id of the token by which; empty for a person in the page
    address   TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    target    TEXT    NOT NULL,
    before    TEXT    NOT NULL, -- JSON; empty for nothing
    after     TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_workspace ON audit (workspace, id);
CREATE INDEX audit_bot ON audit (bot, id);

-- +goose StatementBegin
CREATE TRIGGER audit_keeps_rows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;
-- +goose StatementEnd

CREATE TABLE answers (
    caller  TEXT    NOT NULL,
    key     TEXT    NOT NULL, -- Idempotency-Key
    request BLOB    NOT NULL, -- hash of what was asked for
    at      INTEGER NOT NULL,
    status  INTEGER NOT NULL, -- 0: it is being worked on
    headers TEXT    NOT NULL, -- JSON
    body    BLOB    NOT NULL,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE answers;
DROP TABLE audit;
