//! In the macro, what is taken is underlined.

use dockerfile_core::{Debian, alpine, cargo, image, npm, scratch};

fn main() {
    let web = cargo("web");
    let _ = image! {
        stage build {
            from image("rust:1.95-slim-bookworm").family(Debian);
            recipe &web;
        }
        from alpine("3.22");
        source web.artifacts(&build); //~ refused
        entrypoint ["/usr/local/bin/web"];
    };
    let page = npm("page");
    let _ = image! {
        stage build {
            from image("node:22-bookworm-slim").family(Debian);
            recipe &page;
        }
        from scratch();
        source page.artifacts(&build); //~ refused
    };
}
