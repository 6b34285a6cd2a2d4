-- Items that are older than this file get the moment at which it was applied.
ALTER TABLE items ADD COLUMN added_at timestamptz NOT NULL DEFAULT now();
