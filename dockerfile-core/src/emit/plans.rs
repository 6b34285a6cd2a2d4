//! The plans of images in `OUT_DIR`, for a program that prints one
//! (`include_str!(concat!(env!("OUT_DIR"), "/Dockerfile.plan"))`) and for `cargo dockerfile`.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

/// Writes a plan. That of `services/web/Dockerfile` is `services-web-Dockerfile.plan`.
pub(super) fn write(out: &Path, dockerfile: &Path, end: &str, plan: &str) -> io::Result<()> {
    fs::write(out.join(name_of(dockerfile) + "." + end), plan)
}

/// The name of an image's plans, which no other image of the process has: `services-web/Dockerfile` would
/// be called as `services/web/Dockerfile` is, and is numbered.
fn name_of(dockerfile: &Path) -> String {
    static NAMES: Mutex<Option<HashMap<String, PathBuf>>> = Mutex::new(None);
    let parts = dockerfile.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    let plain = parts.collect::<Vec<_>>().join("-");
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    let is_free = |name: &String| names.get(name).is_none_or(|of| of == dockerfile);
    let name = std::iter::once(plain.clone()).chain(numbered).find(is_free).unwrap_or(plain);
    names.insert(name.clone(), dockerfile.to_owned());
    name
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn each_image_has_a_name_of_its_own() {
        for (dockerfile, name) in [
            ("plans/web/Dockerfile", "plans-web-Dockerfile"),
            ("plans-web/Dockerfile", "plans-web-Dockerfile-2"),
            ("../plans/web/Dockerfile", "plans-web-Dockerfile-3"),
            ("plans-web/Dockerfile", "plans-web-Dockerfile-2"),
            ("plans/web/Dockerfile", "plans-web-Dockerfile"),
        ] {
            assert_eq!(name_of(dockerfile.as_ref()), name, "{dockerfile}");
        }
    }
}
