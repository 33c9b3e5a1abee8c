-- Up to when the rate of a chat is spent to which several sessions write, where several processes share the database.

-- +goose Up
CREATE TABLE chat_rates (
    bot_id  INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    spent   INTEGER NOT NULL,
    PRIMARY KEY (bot_id, chat_id)
) STRICT, WITHOUT ROWID;

-- +goose Down
DROP TABLE chat_rates;
