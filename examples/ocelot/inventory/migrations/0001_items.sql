-- The service runs this file inside a transaction of its own: no BEGIN, no COMMIT.
CREATE TABLE items (
    id       bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text    NOT NULL CHECK (name <> ''),
    quantity integer NOT NULL CHECK (quantity >= 0)
);
