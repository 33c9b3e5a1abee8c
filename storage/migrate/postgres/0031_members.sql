-- Who is in which workspace, and who is asked to come.

-- +goose Up
ALTER TABLE workspaces ADD COLUMN title text NOT NULL DEFAULT ''; -- what people call it
ALTER TABLE workspaces ADD COLUMN made_at bigint; -- NULL: it has a quota only, and nobody in it

CREATE TABLE members (
    workspace text COLLATE "C" NOT NULL,
    account   text COLLATE "C" NOT NULL,
    bot       text COLLATE "C" NOT NULL, -- the editor's id of a bot that the role is for; empty for the whole workspace
    role      text COLLATE "C" NOT NULL,
    joined_at bigint           NOT NULL,
    PRIMARY KEY (workspace, account, bot)
);
CREATE INDEX members_account ON members (account);

CREATE TABLE invitations (
    hash       bytea            NOT NULL PRIMARY KEY, -- of the secret in the link
    id         text COLLATE "C" NOT NULL,
    workspace  text COLLATE "C" NOT NULL,
    bot        text COLLATE "C" NOT NULL, -- empty for the whole workspace
    role       text COLLATE "C" NOT NULL,
    note       text COLLATE "C" NOT NULL,
    made_by    text COLLATE "C" NOT NULL,
    made_at    bigint           NOT NULL,
    expires_at bigint           NOT NULL
);
CREATE UNIQUE INDEX invitations_id ON invitations (workspace, id);

-- +goose Down
DROP TABLE invitations;
DROP TABLE members;
ALTER TABLE workspaces DROP COLUMN made_at;
ALTER TABLE workspaces DROP COLUMN title;
