-- Who is in which workspace, and who is asked to come.

-- +goose Up
ALTER TABLE workspaces ADD COLUMN title TEXT NOT NULL DEFAULT ''; -- what people call it
ALTER TABLE workspaces ADD COLUMN made_at INTEGER; -- NULL: it has a quota only, and nobody in it

CREATE TABLE members (
    workspace TEXT    NOT NULL,
    account   TEXT    NOT NULL,
    bot       TEXT    NOT NULL, -- the editor's id of a bot that the role is for; empty for the whole workspace
    role      TEXT    NOT NULL,
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (workspace, account, bot)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_account ON members (account);

CREATE TABLE invitations (
    hash       BLOB    NOT NULL PRIMARY KEY, -- of the secret in the link
    id         TEXT    NOT NULL,
    workspace  TEXT    NOT NULL,
    bot        TEXT    NOT NULL, -- empty for the whole workspace
    role       TEXT    NOT NULL,
    note       TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitations_id ON invitations (workspace, id);

-- +goose Down
DROP TABLE invitations;
DROP TABLE members;
ALTER TABLE workspaces DROP COLUMN made_at;
ALTER TABLE workspaces DROP COLUMN title;
