//! Nothing but a home for `build.rs`, which declares the image.
