-- The ways of delivery that an order offers.

-- +goose Up
ALTER TABLE orders ADD COLUMN shipping text; -- JSON object; NULL for an order without any

-- +goose Down
ALTER TABLE orders DROP COLUMN shipping;
