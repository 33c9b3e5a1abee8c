-- Bots as the editor has them, and their drafts.

-- +goose Up
CREATE TABLE editor_bots (
    id            text COLLATE "C" NOT NULL PRIMARY KEY,
    workspace     text COLLATE "C" NOT NULL,
    name          text NOT NULL,
    sought        text COLLATE "C" NOT NULL, -- the name in small letters
    telegram_id   bigint,          -- bots.bot_id; NULL: it has none
    draft_version bigint NOT NULL,
    draft_digest  text NOT NULL,
    errors        bigint NOT NULL, -- in the draft
    warnings      bigint NOT NULL,
    made_at       bigint NOT NULL,
    changed_at    bigint NOT NULL,
    binned_at     bigint,          -- NULL: it is not in the bin
    resting       boolean NOT NULL  -- it was paused when it came into the bin
);
CREATE INDEX editor_bots_workspace ON editor_bots (workspace, sought, id);
CREATE UNIQUE INDEX editor_bots_telegram ON editor_bots (telegram_id) WHERE telegram_id IS NOT NULL;

CREATE TABLE drafts (
    id         text COLLATE "C" NOT NULL PRIMARY KEY, -- of the bot
    version    bigint NOT NULL,
    document   bytea NOT NULL,
    saved_at   bigint NOT NULL,
    account    text NOT NULL, -- who saved it; empty for nobody
    name       text NOT NULL
);

-- How the last versions came to be, for those who have the draft before their eyes.
CREATE TABLE draft_steps (
    id      text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    at      bigint NOT NULL,
    account text NOT NULL,
    name    text NOT NULL,
    client  text COLLATE "C" NOT NULL,
    changes bytea, -- JSON; NULL where they are too many
    PRIMARY KEY (id, version)
);

-- Versions that are kept.
CREATE TABLE draft_pasts (
    id       text COLLATE "C" NOT NULL,
    version  bigint NOT NULL,
    at       bigint NOT NULL,
    since    bigint NOT NULL, -- when the first step was made that is in it
    account  text NOT NULL,
    name     text NOT NULL,
    steps    bigint NOT NULL, -- that are in it
    bytes    bigint NOT NULL,
    document bytea NOT NULL, -- gzip
    PRIMARY KEY (id, version)
);

-- Who looks at which bot.
CREATE TABLE presences (
    id      text COLLATE "C" NOT NULL,
    client  text COLLATE "C" NOT NULL,
    at      bigint NOT NULL,
    account text NOT NULL,
    name    text NOT NULL,
    flow    text NOT NULL,
    block   text NOT NULL,
    PRIMARY KEY (id, client)
);

-- +goose Down
DROP TABLE presences;
DROP TABLE draft_pasts;
DROP TABLE draft_steps;
DROP TABLE drafts;
DROP TABLE editor_bots;
