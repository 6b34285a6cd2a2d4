//! Nothing follows from a mistake of grammar, wherever the image is used.

use dockerfile_core::{Debian, Entrypoint, Image, Stage, emit, image};

fn web() -> Stage<Entrypoint, Debian> {
    image! { RUN "make"; } //~ refused
}

fn main() {
    emit(web());
    emit(image! { RUN "make"; }); //~ refused
    let more = image! { RUN "make"; }; //~ refused
    let more = more.env("A", 1).cmd(["id"]);
    let (dev, prod) = image! { RUN "make"; }; //~ refused
    let _ = Image::from((dev, prod, more));
}
