//! Installs: one snapshot of several, tools by who checks them, and repositories of a folder.

use dockerfile_core::{
    Dialect, Image, Stage, Tool, alpine, apk, apk_repository, apt, apt_repository, debian, tool,
    uid,
};
use dockerfile_tests::context::{refused, shown};
use dockerfile_tests::text::{body, dockerfile};

const DAY: &str = "20261101T000000Z";

/// Packages that are installed together are all of one day, whoever says it.
#[test]
fn one_of_two_installs_says_the_day() {
    let install = |name: &str| apt([name]);
    let dated = |name: &str| apt([name]).snapshot(DAY);
    let stage = || Stage::from(debian("12"));
    for both in [
        stage().packages(dated("a1")).packages(install("b1")),
        stage().packages(install("a1")).packages(dated("b1")),
        stage().packages(dated("a1")).packages(dated("b1")),
    ] {
        let text = dockerfile(both.account(uid(7)));
        assert_eq!(text.matches("apt-get install").count(), 1, "{text}");
        assert_eq!(text.matches(&format!("/archive/debian/{DAY} ")).count(), 2, "{text}");
        assert!(text.contains("DL3008 # a snapshot fixes the versions\n"), "{text}");
    }
    let none = dockerfile(stage().packages(install("a1")).account(uid(7)));
    assert!(!none.contains("snapshot"), "{none}");
    // What another repository has is of no day.
    let other = apt_repository("https://x.org/debian").suite("a").components("b").key_file("k.asc");
    let mixed = dockerfile(stage().packages(dated("a1").repository(other)).account(uid(7)));
    assert!(mixed.contains("DL3008") && !mixed.contains("a snapshot fixes"), "{mixed}");
}

/// A builder checks SHA-256 from 1.6 on; what it does not check, the step does.
#[test]
fn a_tool_is_checked_by_the_builder_or_by_the_step() {
    let sha256 = |digit: &str| format!("sha256:{}", digit.repeat(64));
    let sha512 = format!("sha512:{}", "3".repeat(128));
    let url = "https://example.com/it";
    let text = |tool: Tool, dialect: Dialect| {
        let stage = Stage::from(debian("12")).packages(tool).account(uid(7));
        shown(Image::from(stage).dialect(dialect))
    };
    let it = || tool("/usr/local/bin/it").on("amd64", url, sha256("1").as_str());
    let both = || it().on("arm64", url, sha256("2").as_str());
    let by_builder = text(both(), Dialect::V1_6);
    assert!(!by_builder.replace("--checksum", "").contains("sum"), "{by_builder}");
    assert!(!by_builder.contains("case "), "{by_builder}");
    let by_step = text(both(), Dialect::V1_4);
    assert!(by_step.contains("sha256sum -c") && !by_step.contains("--checksum"), "{by_step}");
    assert!(by_step.contains("amd64) sum=1") && !by_step.contains("check="), "{by_step}");
    let variants = text(it().on("arm/v7", url, sha256("2").as_str()), Dialect::V1_6);
    assert!(variants.contains("arm/v7) file=armv7 ;;"), "{variants}");
    assert!(!variants.contains(" sum="), "{variants}");
    let longer = text(it().on("arm64", url, sha512.as_str()), Dialect::V1_6);
    assert!(
        longer.contains("--checksum=sha256:1") && !longer.contains("--checksum=sha512"),
        "{longer}"
    );
    assert!(longer.contains("check=sha512sum") && longer.contains("check=sha256sum"), "{longer}");
}

/// Repositories of one host have files of their own, and the same one has one.
#[test]
fn two_repositories_of_a_host_have_two_files() {
    let repository = |path: &str| {
        let url = format!("https://x.org/{path}");
        apt_repository(url).suite("a").components("b").key_file("keys/k.asc")
    };
    let install = |paths: &[&str]| {
        let packages = paths.iter().fold(apt("a1"), |all, path| all.repository(repository(path)));
        body(Stage::from(debian("12")).packages(packages).account(uid(7)))
    };
    let files = |text: &str| {
        let names = ["x.org.sources", "x.org-2.sources", "x.org-3.sources"];
        names.map(|name| text.matches(&format!("/sources.list.d/{name}")).count())
    };
    assert_eq!(files(&install(&["one"])), [1, 0, 0]);
    assert_eq!(files(&install(&["one", "one"])), [1, 0, 0]);
    assert_eq!(files(&install(&["one", "two", "three"])), [1, 1, 1]);
}

/// apk wants a folder of the image as it is, and a key under the name that signs.
#[test]
fn a_repository_of_a_folder_has_its_path() {
    let stage = |repository| {
        Stage::from(alpine("3.22")).packages(apk("a1").repository(repository)).account(uid(7))
    };
    let folder = apk_repository("file:///srv/repository").key_file("keys/a@b-5f.rsa.pub");
    let text = body(stage(folder));
    assert!(text.contains("echo /srv/repository >>/etc/apk/repositories"), "{text}");
    assert!(text.contains("COPY --chmod=0644 keys/a@b-5f.rsa.pub /etc/apk/keys/a@b-5f.rsa.pub\n"));
    for key in ["keys/a.pem", "keys/a b.rsa.pub"] {
        let said = refused(stage(apk_repository("https://apk.corp/x").key_file(key)));
        assert!(said.contains(key.rsplit('/').next().expect("a name")), "{said}");
    }
    let none = refused(stage(apk_repository("https://apk.corp/x")));
    assert_eq!(none.matches("error").count(), 1, "{none}");
    assert!(none.contains("key"), "{none}");
}
