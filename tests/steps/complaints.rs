//! What the build script says to mistakes in these steps, word for word, in `complaints.txt`:
//! `GOLDEN=overwrite cargo test -p dockerfile-tests --test steps` writes it anew.

use dockerfile_core::{
    Account, AptRepository, BaseImage, Debian, Image, Stage, alpine, apk, apk_repository, apt,
    apt_repository, copy, debian, env, http, image, manifest_dir, run, tcp, tool, uid,
};
use dockerfile_tests::assert_recorded;

const SUM: &str = "sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d";

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("12")).account(uid(7))
}

fn hub() -> AptRepository {
    apt_repository("https://apt.corp/debian")
}

fn others(repository: AptRepository) -> Image {
    Stage::from(debian("12")).packages(apt("hub").repository(repository)).account(uid(7)).into()
}

fn rust() -> BaseImage<Debian> {
    image("rust:1-slim-bookworm").family(Debian)
}

/// A rule's name, and an image that breaks it once.
fn mistakes() -> Vec<(&'static str, Image)> {
    vec![
        ("repository without a key", others(hub().suite("a").components("main"))),
        (
            "repository with two keys",
            others(hub().suite("a").components("main").key_file("a.asc").key_file("b.asc")),
        ),
        ("repository without a suite", others(hub().key_file("a.asc"))),
        ("repository without components", others(hub().suite("a").key_file("a.asc"))),
        ("folder with components", others(hub().suite("./").components("main").key_file("a.asc"))),
        ("repository", others(apt_repository("apt.corp/debian").suite("./").key_file("a.asc"))),
        ("key that apk does not find", {
            let hub = apk_repository("https://apk.corp/v3.22").key_file("keys/hub.pem");
            Stage::from(alpine("3.22")).packages(apk("hub").repository(hub)).account(uid(7)).into()
        }),
        (
            "manifest of everything",
            base().dependencies(manifest_dir(".", "reads it all").to("/src")).into(),
        ),
        ("folder for no reason", base().dependencies(manifest_dir("a", " ").to("/src")).into()),
        (
            "image of one platform",
            Stage::from(debian("12").on_platform("linux/amd64", "why")).account(uid(7)).into(),
        ),
        ("step of one platform", {
            let one = debian("12").on_platform("linux/arm64", "why");
            let files = Stage::named("more", &Stage::named("files", one)).build(run(["make"]));
            base().source(copy("/out").from(&files)).into()
        }),
        (
            "platform",
            base().source(copy("/a").from(debian("12").on_platform("amd64", "why"))).into(),
        ),
        ("pattern that has to fit", {
            let build = Stage::named("build", debian("12"));
            base().source(copy("/usr/lib/*/libpq.so.5").from(&build)).into()
        }),
        ("pattern of the context", base().source(copy("dist/*").to("/srv").optional()).into()),
        ("tool twice", {
            let it = tool("/usr/local/bin/it").on("arm/v7", "https://a.corp/it", SUM);
            let it = it.on("arm", "https://a.corp/it", SUM);
            Stage::from(debian("12")).packages(it).account(uid(7)).into()
        }),
        ("architecture", {
            let it = tool("/usr/local/bin/it").on("x86_64", "https://a.corp/it", SUM);
            Stage::from(debian("12")).packages(it).account(uid(7)).into()
        }),
        ("checksum", {
            let it = tool("/usr/local/bin/it").on("amd64", "https://a.corp/it", "md5:0");
            Stage::from(debian("12")).packages(it).account(uid(7)).into()
        }),
        ("source among packages", {
            let build = Stage::named("build", debian("12")).source(copy("src").to("/src"));
            Stage::from(debian("12")).packages(copy("/out").from(&build)).account(uid(7)).into()
        }),
        ("probe that nothing compiles", base().healthcheck(http(8080, "/")).cmd(["app"]).into()),
        ("probe of the builder's platform", {
            let rust = image("rust:1-slim-bookworm").family(Debian).on_build_platform();
            let build = Stage::named("build", rust).build(run(["make"]));
            let stage = base().source(copy("/out").from(&build));
            stage.healthcheck(tcp(5432)).cmd(["app"]).into()
        }),
        ("probe of the platform that is built for", {
            let base = debian("12").on_build_platform();
            let stage = Stage::from(base).account(uid(7)).healthcheck(tcp(5432).built_in(rust()));
            stage.cmd(["app"]).into()
        }),
        ("probe of one platform", {
            let rust = image("rust:1-slim-bookworm").family(Debian);
            let rust = rust.on_platform("linux/amd64", "why");
            base().healthcheck(tcp(5432).built_in(rust)).cmd(["app"]).into()
        }),
        ("probe below sources", {
            let build = Stage::named("build", debian("12")).source(copy("src").to("/src"));
            let build = Stage::named("test", &build).build(run(["make", "test"]));
            base().healthcheck(tcp(5432).built_in(&build)).cmd(["app"]).into()
        }),
        (
            "probe on a base without rustc",
            base().healthcheck(tcp(5432).built_in(debian("12"))).cmd(["app"]).into(),
        ),
        ("port of a probe", base().healthcheck(http(0, "/").built_in(rust())).cmd(["app"]).into()),
        (
            "path of a probe",
            base().healthcheck(http(80, "http://localhost/").built_in(rust())).cmd(["app"]).into(),
        ),
        ("variable in the path of a probe", {
            let path = "/${PREFIX}/health";
            base().healthcheck(http(80, path).built_in(rust())).cmd(["app"]).into()
        }),
        ("variable of a probe that holds no port", {
            let stage = base().env("ADDRESS", "0.0.0.0:80");
            let check = tcp(env("ADDRESS")).built_in(rust());
            stage.healthcheck(check).cmd(["app"]).into()
        }),
        ("two probes", {
            let probe = || tcp(80).built_in(rust());
            base().healthcheck(probe()).healthcheck(probe()).cmd(["app"]).into()
        }),
    ]
}

/// Each is one mistake, and points at the call that makes it.
#[test]
fn every_complaint_is_as_recorded() {
    let mut text = String::new();
    for (name, image) in mistakes() {
        let report = image.render().expect_err(name);
        assert_eq!(report.count(), 1, "{name} is one mistake:\n{report}");
        assert!(report.to_string().contains("--> tests/steps/complaints.rs:"), "{name}: {report}");
        text += &format!("# {name}\n\n{report}\n\n");
    }
    assert_recorded("tests/steps/complaints.txt", &text);
}
