-- What the author keeps with an order.

-- +goose Up
ALTER TABLE orders ADD COLUMN data text; -- JSON; NULL for an order without any

-- +goose Down
ALTER TABLE orders DROP COLUMN data;
