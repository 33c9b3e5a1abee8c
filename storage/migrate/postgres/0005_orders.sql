-- Money. Nothing here is ever purged.

-- +goose Up
CREATE TABLE orders (
    bot_id      bigint           NOT NULL,
    id          text COLLATE "C" NOT NULL,
    chat_id     bigint           NOT NULL,
    user_id     bigint           NOT NULL,
    flow        text             NOT NULL,
    block       text             NOT NULL,
    gen         bigint           NOT NULL,
    status      text             NOT NULL,
    title       text             NOT NULL,
    currency    text             NOT NULL,
    amount      bigint           NOT NULL,
    max_tip     bigint           NOT NULL,
    provider    text             NOT NULL,
    only_for    bigint           NOT NULL,
    max_paid    bigint           NOT NULL,
    paid        bigint           NOT NULL,
    expires_at  bigint,
    created_at  bigint,
    paid_at     bigint,
    charge_id   text             NOT NULL,
    paid_amount bigint           NOT NULL,
    PRIMARY KEY (bot_id, id)
);

-- One row a charge and one more if it is returned: the key is what keeps money from counting twice.
CREATE TABLE payments (
    bot_id    bigint           NOT NULL,
    charge_id text COLLATE "C" NOT NULL,
    refund    boolean          NOT NULL, -- whether the money went back
    order_id  text COLLATE "C" NOT NULL,
    currency  text             NOT NULL,
    amount    bigint           NOT NULL,
    at        bigint           NOT NULL,
    data      text             NOT NULL, -- the payment as it came, JSON
    PRIMARY KEY (bot_id, charge_id, refund)
);

CREATE INDEX payments_order ON payments (bot_id, order_id);

-- +goose Down
DROP TABLE payments;
DROP TABLE orders;
