-- The journal of what came in and what goes out.

-- +goose Up
-- By weeks of at, so that what is too old goes with its table; the program makes and drops the partitions. What belongs to
-- none of them is in messages_rest. There is no primary key: nothing is found by its number, and every row would pay for the
-- index. The unique one must hold the partition's column; what it keeps apart within one commit is what a turn could repeat.
CREATE SEQUENCE messages_seq AS bigint;

CREATE TABLE messages (
    seq         bigint            NOT NULL DEFAULT nextval('messages_seq'),
    bot_id      bigint            NOT NULL,
    chat_id     bigint            NOT NULL,
    user_id     bigint            NOT NULL,
    state       text              NOT NULL CHECK (state IN ('received', 'pending', 'sending', 'sent', 'failed', 'unknown')),
    at          bigint            NOT NULL, -- received, or committed to be sent
    marked_at   bigint,           -- when it was known what became of it
    send_at     bigint,
    tries       bigint            NOT NULL DEFAULT 0,
    key         text COLLATE "C", -- of the effect; null for what came in
    kind        text,             -- of the event; null for what goes out
    code        text,             -- of a failure
    message_ids text,             -- JSON list
    data        bytea             -- the effect, or the update as it came
) PARTITION BY RANGE (at);

ALTER SEQUENCE messages_seq OWNED BY messages.seq;

CREATE TABLE messages_rest PARTITION OF messages DEFAULT;

CREATE UNIQUE INDEX messages_key ON messages (bot_id, chat_id, key, at) WHERE key IS NOT NULL;
CREATE INDEX messages_open ON messages (seq) WHERE state IN ('pending', 'sending');

CREATE TABLE slots (
    bot_id      bigint           NOT NULL,
    chat_id     bigint           NOT NULL,
    slot        text COLLATE "C" NOT NULL,
    message_ids text             NOT NULL, -- JSON list, newest last
    PRIMARY KEY (bot_id, chat_id, slot)
);

-- +goose Down
DROP TABLE slots;
DROP TABLE messages;
