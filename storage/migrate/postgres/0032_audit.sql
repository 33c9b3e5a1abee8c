-- What people changed, and what they were answered when they asked for something once.

-- +goose Up
CREATE TABLE audit (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        bigint           NOT NULL,
    workspace text COLLATE "C" NOT NULL, -- empty: it is of no workspace
    bot       text COLLATE "C" NOT NULL, -- the editor's id; empty for none
    account   text COLLATE "C" NOT NULL, -- who; empty: whoever runs the server
    name      text COLLATE "C" NOT NULL, -- of who, as it was then
    token     text COLLATE "C" NOT NULL, -- id of the token by which; empty for a person in the page
    address   text COLLATE "C" NOT NULL,
    what      text COLLATE "C" NOT NULL,
    target    text COLLATE "C" NOT NULL,
    before    text COLLATE "C" NOT NULL, -- JSON; empty for nothing
    after     text COLLATE "C" NOT NULL
);
CREATE INDEX audit_workspace ON audit (workspace, id);
CREATE INDEX audit_bot ON audit (bot, id);

-- +goose StatementBegin
CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is only ever added to'; END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit EXECUTE FUNCTION audit_is_kept();

CREATE TABLE answers (
    caller  text COLLATE "C" NOT NULL,
    key     text COLLATE "C" NOT NULL, -- Idempotency-Key
    request bytea            NOT NULL, -- hash of what was asked for
    at      bigint           NOT NULL,
    status  bigint           NOT NULL, -- 0: it is being worked on
    headers text COLLATE "C" NOT NULL, -- JSON
    body    bytea            NOT NULL,
    PRIMARY KEY (caller, key)
);

-- +goose Down
DROP TABLE answers;
DROP TABLE audit;
DROP FUNCTION audit_is_kept();
