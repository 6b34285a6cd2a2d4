//! Shell text that people write: refused, or printed so that hadolint has nothing to say.
