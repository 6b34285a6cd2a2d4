//! What is emitted is a stage, or several.

use dockerfile_core::{debian, emit};

fn main() {
    emit(debian("12")); //~ refused
    emit("Dockerfile"); //~ refused
}
