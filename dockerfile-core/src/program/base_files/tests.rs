//! What is known of each base: folders, programs, and what it starts.

use super::{BaseFiles, Held, OwnStart};

#[test]
fn a_base_holds_what_is_known_of_it() {
    let at = |image: &str, path: &str| BaseFiles::of(image).map(|base| base.at(path));
    for path in ["/app", "/srv/app", "/usr/local/bin/app", "/opt/app/bin/app"] {
        assert_eq!(at("debian:bookworm-slim", path), Some(Held::Nothing), "{path}");
    }
    assert_eq!(at("debian:12", "/usr/bin/app"), Some(Held::Unknown));
    assert_eq!(at("debian:12", "/srv"), Some(Held::Folder));
    assert_eq!(at("python:3.12", "/usr/local/bin/app"), Some(Held::Unknown));
    assert_eq!(at("python:3.12", "/srv/app"), Some(Held::Nothing));
    assert_eq!(at("corp/python:3.12", "/srv/app"), None);
    let distroless = "gcr.io/distroless/static-debian12:nonroot";
    assert_eq!(at(distroless, "/bin/sh"), Some(Held::Nothing));
    assert_eq!(at(distroless, "/app"), Some(Held::Nothing));
    assert_eq!(at("gcr.io/distroless/python3-debian12", "/usr/bin/python3"), Some(Held::File));
    assert_eq!(at("gcr.io/distroless/python3-debian11", "/bin/sh"), None);
    assert_eq!(BaseFiles::EMPTY.at("/app"), Held::Nothing);
}

/// Each folder of a list once, on a base whose answer the list decides.
#[test]
fn every_folder_has_its_answer() {
    let at = |image: &str, path: &str| BaseFiles::of(image).expect("a known image").at(path);
    let (debian, tiny) = ("debian:12", "busybox:1.37");
    for path in ["/", "/bin", "/dev", "/etc", "/home", "/root", "/tmp", "/usr", "/var"] {
        assert_eq!(at(debian, path), Held::Folder, "{path}");
        assert_eq!(at(tiny, path), Held::Folder, "{path}");
    }
    for path in
        ["/lib", "/mnt", "/opt", "/proc", "/run", "/sbin", "/srv", "/sys", "/usr/bin", "/usr/local"]
    {
        assert_eq!(at(debian, path), Held::Folder, "{path}");
        assert_eq!(at(tiny, path), Held::Unknown, "{path}");
    }
    for path in ["/media", "/usr/local/bin", "/usr/local/lib", "/usr/local/share"] {
        assert_eq!(at(debian, path), Held::Unknown, "{path}");
    }
    for folder in [
        "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run",
        "/sbin", "/sys", "/usr", "/var", "/tmp",
    ] {
        assert_eq!(at(debian, &format!("{folder}/x/app")), Held::Unknown, "{folder}");
    }
    for path in ["/mnt/app", "/srv/app", "/home/app", "/root/app", "/opt/app", "/app"] {
        assert_eq!(at(debian, path), Held::Nothing, "{path}");
    }
    let cc = "gcr.io/distroless/cc-debian12";
    for folder in ["/bin", "/sbin", "/usr/bin", "/usr/sbin"] {
        assert_eq!(at(cc, &format!("{folder}/app")), Held::Nothing, "{folder}");
        assert_eq!(at(debian, &format!("{folder}/app")), Held::Unknown, "{folder}");
    }
    assert_eq!(at(cc, "/usr/lib/x.so"), Held::Unknown);
    // Runtimes put files into these folders.
    for path in ["/dev", "/etc/hosts", "/proc/1", "/sys/x"] {
        assert_eq!(BaseFiles::EMPTY.at(path), Held::Unknown, "{path}");
    }
    assert_eq!(BaseFiles::EMPTY.at("/"), Held::Folder);
}

#[test]
fn every_official_image_has_its_folders() {
    let base = |image: &str| BaseFiles::of(image);
    for plain in ["debian", "ubuntu", "alpine", "fedora", "rockylinux", "almalinux", "archlinux"] {
        let at = |path| base(plain).expect(plain).at(path);
        assert_eq!(at("/srv/app"), Held::Nothing, "{plain}");
        assert_eq!(at("/usr/local/bin/app"), Held::Nothing, "{plain}");
    }
    for (image, path, start, workdir) in [
        ("python:3.13", "/usr/local/bin/x", OwnStart::None, "/"),
        ("ruby:3.4", "/usr/local/bundle/bin/x", OwnStart::None, "/"),
        ("node:22", "/opt/yarn/x", OwnStart::Node, "/"),
        ("node:22", "/home/node/x", OwnStart::Node, "/"),
        ("node:22", "/usr/local/bin/x", OwnStart::Node, "/"),
        ("golang:1.25", "/usr/local/go/bin/x", OwnStart::None, "/go"),
        ("golang:1.25", "/go/bin/x", OwnStart::None, "/go"),
        ("rust:1.95", "/usr/local/cargo/bin/x", OwnStart::None, "/"),
        ("eclipse-temurin:21", "/opt/java/x", OwnStart::Passes, "/"),
        ("eclipse-temurin:21", "/__cacert_entrypoint.sh", OwnStart::Passes, "/"),
    ] {
        let base = base(image).expect(image);
        assert_eq!(base.at(path), Held::Unknown, "{image} {path}");
        assert_eq!(base.at("/srv/x"), Held::Nothing, "{image}");
        assert_eq!((base.start, base.workdir), (start, workdir), "{image}");
    }
    for (image, folder) in [
        ("ruby:3.4", "/usr/local/bundle/bin"),
        ("golang:1.25", "/go/bin"),
        ("golang:1.25", "/usr/local/go/bin"),
        ("rust:1.95", "/usr/local/cargo/bin"),
        ("eclipse-temurin:21", "/opt/java/openjdk/bin"),
        ("gcr.io/distroless/cc-debian12:debug-nonroot", "/busybox"),
    ] {
        assert!(base(image).expect(image).path.split(':').any(|it| it == folder), "{image}");
    }
    assert!(!base("debian:12").expect("known").path.contains("/go/bin"));
    for unknown in ["postgres:17", "corp/debian:12", "gcr.io/distroless/other-debian12"] {
        assert!(base(unknown).is_none(), "{unknown}");
    }
}

#[test]
fn every_distroless_image_starts_what_it_brings() {
    let base = |name: &str| BaseFiles::of(&format!("gcr.io/distroless/{name}"));
    for bare in ["static", "base", "base-nossl", "cc", "java-base"] {
        let bare = base(&format!("{bare}-debian12")).expect(bare);
        assert_eq!(bare.start, OwnStart::None);
        assert!(!bare.may_have("sh") && !bare.may_have("java"));
    }
    for (name, start, program) in [
        ("python3-debian12", &["/usr/bin/python3"][..], "/usr/bin/python3"),
        ("python3-debian12", &["/usr/bin/python3"], "/usr/bin/python"),
        ("nodejs22-debian12", &["/nodejs/bin/node"], "/nodejs/bin/node"),
        ("java21-debian12", &["/usr/bin/java", "-jar"], "/usr/bin/java"),
    ] {
        let base = base(name).expect(name);
        assert_eq!(base.start, OwnStart::Words(start), "{name}");
        assert_eq!(base.at(program), Held::File, "{program}");
        assert_eq!(base.at("/srv/x"), Held::Nothing, "{name}");
    }
    for release in ["9", "10", "11"] {
        assert!(base(&format!("cc-debian{release}")).is_none(), "{release}");
    }
    assert_eq!(base("cc-debian12:debug").expect("known").at("/busybox/sh"), Held::Unknown);
    assert_eq!(base("cc-debian12").expect("known").at("/busybox/sh"), Held::Nothing);
}

#[test]
fn a_program_of_a_base_has_a_name() {
    let has = |image: &str, name: &str| BaseFiles::of(image).unwrap().may_have(name);
    assert!(has("debian:12", "id") && has("alpine:3.22", "sh") && has("fedora:42", "app"));
    assert!(!has("debian:12", "app") && !has("gcr.io/distroless/cc-debian12", "sh"));
    assert!(has("gcr.io/distroless/java21-debian13", "java"));
    assert!(!has("gcr.io/distroless/java21-debian13", "javac"));
    for image in ["golang", "node", "python", "rust"] {
        assert!(!has(&format!("{image}:1-alpine3.22"), "bash"), "{image}");
        assert!(has(&format!("{image}:1-bookworm"), "bash"), "{image}");
        assert!(has(&format!("{image}:1-alpine3.22"), "sh"), "{image}");
    }
    assert!(!has("docker.io/library/node:22-alpine", "bash"));
}
