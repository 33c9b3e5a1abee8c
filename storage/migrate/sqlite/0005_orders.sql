-- Money. Nothing here is ever purged.

-- +goose Up
CREATE TABLE orders (
    bot_id      INTEGER NOT NULL,
    id          TEXT    NOT NULL,
    chat_id     INTEGER NOT NULL,
    user_id     INTEGER NOT NULL,
    flow        TEXT    NOT NULL,
    block       TEXT    NOT NULL,
    gen         INTEGER NOT NULL,
    status      TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    currency    TEXT    NOT NULL,
    amount      INTEGER NOT NULL,
    max_tip     INTEGER NOT NULL,
    provider    TEXT    NOT NULL,
    only_for    INTEGER NOT NULL,
    max_paid    INTEGER NOT NULL,
    paid        INTEGER NOT NULL,
    expires_at  INTEGER,
    created_at  INTEGER,
    paid_at     INTEGER,
    charge_id   TEXT    NOT NULL,
    paid_amount INTEGER NOT NULL,
    PRIMARY KEY (bot_id, id)
) STRICT;

-- One row a charge and one more if it is returned: the key is what keeps money from counting twice.
CREATE TABLE payments (
    bot_id    INTEGER NOT NULL,
    charge_id TEXT    NOT NULL,
    refund    INTEGER NOT NULL, -- 1 where the money went back
    order_id  TEXT    NOT NULL,
    currency  TEXT    NOT NULL,
    amount    INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    data      TEXT    NOT NULL, -- the payment as it came, JSON
    PRIMARY KEY (bot_id, charge_id, refund)
) STRICT;

CREATE INDEX payments_order ON payments (bot_id, order_id);

-- +goose Down
DROP TABLE payments;
DROP TABLE orders;
