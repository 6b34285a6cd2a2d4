//! Python: requirements files, workspaces of uv, projects of Poetry.

mod disk;
mod layers;
mod named;
mod pip;
mod poetry;
mod uv;
mod versions;
mod words;

use dockerfile_core::{BaseImage, Debian, image};
use dockerfile_tests::docker::Image;

pub(crate) use pip::scenario as pip;
pub(crate) use poetry::scenario as poetry;
pub(crate) use uv::scenario as uv;

/// Both stages start from it, so that an environment finds its interpreter.
fn python() -> BaseImage<Debian> {
    image("python:3.11-slim-bookworm").family(Debian)
}

/// What an image prints; it holds what it runs, and nothing that has made it: no tool, no cache, no
/// dependency of development (`six`).
fn said(image: &Image, program: &[&str]) -> String {
    assert_eq!(image.inspect("{{.Config.User}}"), "65532:65532");
    let left = "find / -xdev '(' -name uv -o -name poetry -o -name cc1 ')' -type f -perm -1; \
                find /src /tmp -name '*.whl' 2>/dev/null; ls -A /root/.cache 2>/dev/null; \
                ls -d /opt/venv/lib/*/site-packages/six* 2>/dev/null; true";
    assert_eq!(image.shell_as_root(left), "");
    let output = image.try_run(&[], program);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}
