-- Sessions, their alarms, and the variables that outlive them.

-- +goose Up
-- Rewritten by every turn, so it has no index but its key, and half of every page is left free: the next versions of all rows of
-- a page, which one commit may write, have room beside them, and no index learns of it (HOT).
CREATE TABLE sessions (
    bot_id   bigint  NOT NULL,
    chat_id  bigint  NOT NULL,
    user_id  bigint  NOT NULL,
    version  bigint  NOT NULL,
    revision bigint  NOT NULL,
    wake_at  bigint,
    wake_gen bigint  NOT NULL,
    data     bytea   NOT NULL,
    PRIMARY KEY (bot_id, chat_id, user_id)
) WITH (fillfactor = 50);

-- The one live alarm job of a session. Apart from sessions, so that the sweep for lost ones reads narrow rows only.
CREATE TABLE alarms (
    bot_id  bigint NOT NULL,
    chat_id bigint NOT NULL,
    user_id bigint NOT NULL,
    at      bigint NOT NULL,
    job_id  bigint NOT NULL, -- river_job.id; other alarm jobs of the session are out of date
    PRIMARY KEY (bot_id, chat_id, user_id)
);

CREATE INDEX alarms_at ON alarms (at);

-- A user, or a group: in a private chat both have the same id, and ids of groups are negative.
CREATE TABLE contacts (
    bot_id     bigint  NOT NULL,
    contact_id bigint  NOT NULL,
    first_name text    NOT NULL DEFAULT '',
    last_name  text    NOT NULL DEFAULT '',
    username   text    NOT NULL DEFAULT '',
    language   text    NOT NULL DEFAULT '',
    premium    boolean NOT NULL DEFAULT FALSE,
    is_bot     boolean NOT NULL DEFAULT FALSE,
    reachable  boolean NOT NULL DEFAULT TRUE,
    vars       text,   -- JSON object, scope user
    PRIMARY KEY (bot_id, contact_id)
) WITH (fillfactor = 80);

-- Variables of chats (owner_id is the chat), of bots (owner_id 0) and of the workspace (both ids 0).
CREATE TABLE scopes (
    bot_id   bigint           NOT NULL,
    scope    text COLLATE "C" NOT NULL CHECK (scope IN ('chat', 'bot', 'workspace')),
    owner_id bigint           NOT NULL,
    vars     text             NOT NULL, -- JSON object
    PRIMARY KEY (bot_id, scope, owner_id)
) WITH (fillfactor = 50);

-- +goose Down
DROP TABLE scopes;
DROP TABLE contacts;
DROP TABLE alarms;
DROP TABLE sessions;
