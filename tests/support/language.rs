//! Each element of BuildKit's reference that can be said, as Rust: instructions, their forms, flags
//! and values, directives and variables.

use std::time::Duration;

use dockerfile_core::{
    Account, Debian, Dialect, Image, SOURCE_DATE_EPOCH, Stage, alpine, apt, arg, base_env, bind,
    cache, context, copy, debian, download, file, git, healthcheck, http, image, moving_image,
    platform, run, scratch, secret, ssh, system_user, text, tmpfs, udp, uid, unverified_download,
    user,
};
use dockerfile_derive::Settings;

/// The stage that rows go on from.
pub fn base() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

/// What a program reads from its environment.
#[derive(Settings)]
#[allow(dead_code)] // an image alone names it
struct Config {
    /// How much the service says.
    #[setting(default = "info")]
    log_level: String,
}

/// What can be said.
pub struct Said {
    /// The element, as the reference calls it.
    pub what: &'static str,
    /// The code itself.
    pub rust: &'static str,
    /// Makes the image from a stage on Debian that runs as somebody.
    pub image: fn(Stage<Account, Debian>) -> Image,
}

/// A row whose Rust is the code that makes its image.
macro_rules! said {
    ($($what:literal: |$stage:ident| $rust:expr;)*) => {
        vec![$( Said {
            what: $what,
            rust: stringify!($rust),
            image: |$stage: Stage<Account, Debian>| Image::from($rust),
        }, )*]
    };
}

/// A row each.
pub fn sayable() -> Vec<Said> {
    said! {
        "FROM image": |_stage| Stage::from(debian("bookworm-slim")).account(uid(7));
        "FROM image without a tag": |_stage| Stage::from(moving_image("registry.corp:5000/base", "is tested nightly").family(Debian)).account(uid(7));
        "FROM image@digest": |_stage| Stage::from(image("debian@sha256:1111111111111111111111111111111111111111111111111111111111111111").family(Debian)).account(uid(7));
        "FROM scratch": |_stage| Stage::from(scratch()).account(uid(7)).source(copy("app").to("/app")).entrypoint(["/app"]);
        "FROM stage": |stage| Stage::named("test", &stage).build(run(["make", "test"]));
        "FROM .. AS name": |_stage| Stage::named("web", debian("bookworm-slim")).account(uid(7));
        "FROM another stage, which is a new image": |_stage| Stage::named("web", &Stage::named("base", debian("bookworm-slim")).account(uid(7)).env("LANG", "C.UTF-8")).packages(apt(["curl"]));
        "FROM .. AS name, of a target of another family": |stage| (Stage::named("dev", &stage).cmd(["sh"]), Stage::named("prod", scratch()).account(uid(7)).source(copy("app").to("/app")).cmd(["/app"]));
        "FROM --platform=$BUILDPLATFORM": |_stage| Stage::from(alpine("3.22").on_build_platform()).account(uid(7));
        "FROM --platform of a constant": |stage| stage.source(copy("/srv").from(alpine("3.22").on_platform("linux/amd64", "holds pages alone")));
        "ARG name": |stage| stage.env("V", arg("VERSION"));
        "ARG name=default": |stage| stage.env("V", arg("VERSION").default("1"));
        "ARG name=default above FROM": |stage| [Stage::named("a", debian("bookworm-slim")).account(uid(7)).env("V", arg("VERSION").default("1")), Stage::named("b", &stage).env("V", arg("VERSION").default("1"))];
        "ARG TARGETPLATFORM": |stage| stage.env("X", platform::TARGETPLATFORM);
        "ARG TARGETOS": |stage| stage.env("X", platform::TARGETOS);
        "ARG TARGETARCH": |stage| stage.env("X", platform::TARGETARCH);
        "ARG TARGETVARIANT": |stage| stage.env("X", platform::TARGETVARIANT);
        "ARG BUILDPLATFORM": |stage| stage.env("X", platform::BUILDPLATFORM);
        "ARG BUILDOS": |stage| stage.env("X", platform::BUILDOS);
        "ARG BUILDARCH": |stage| stage.env("X", platform::BUILDARCH);
        "ARG BUILDVARIANT": |stage| stage.env("X", platform::BUILDVARIANT);
        "ARG SOURCE_DATE_EPOCH= above FROM": |stage| Image::from(stage).source_date_epoch(1_704_067_200);
        "ARG SOURCE_DATE_EPOCH=context above FROM": |stage| Image::from(stage).source_date_epoch_of_context();
        "ARG SOURCE_DATE_EPOCH in a stage": |stage| stage.build(run(["make", "dist"]).uses(SOURCE_DATE_EPOCH));
        "ARG BUILDKIT_SBOM_SCAN_STAGE": |stage| stage.sbom();
        "ARG BUILDKIT_SBOM_SCAN_CONTEXT": |stage| stage.sbom_of_context();
        "RUN shell form": |stage| stage.build(run("make install"));
        "RUN over several lines": |stage| stage.build(run(["make"]).then(["make", "install"]));
        "RUN with a variable": |stage| stage.build(run([text("make"), text("V=") + arg("VERSION").default("1")]));
        "RUN exec form": |stage| stage.build(run(["/app", "--index"]).without_shell());
        "RUN here-document": |stage| stage.build(run("make\nmake install"));
        "RUN --mount=type=bind": |stage| stage.build(run(["make"]).mount(bind("src").to("/src")));
        "RUN --mount=type=bind of the whole context": |stage| stage.build(run(["make"]).mount(bind(".").to("/src")));
        "RUN --mount=type=bind,from=stage": |stage| stage.build(run(["make"]).mount(bind("/out").from(&Stage::named("build", debian("bookworm-slim"))).to("/out")));
        "RUN --mount=type=bind,from=image": |stage| stage.build(run(["make"]).mount(bind("/sdk").from(image("registry.corp:5000/sdk:1")).to("/sdk")));
        "RUN --mount=type=bind,from=context": |stage| stage.build(run(["make"]).mount(bind("/guide").from(context("docs")).to("/guide")));
        "RUN --mount=type=bind,rw": |stage| stage.build(run(["make"]).mount(bind("src").to("/src").writable()));
        "RUN --mount=type=cache": |stage| stage.build(run(["make"]).mount(cache("/root/.cache")));
        "RUN --mount=type=cache,id=": |stage| stage.build(run(["make"]).mount(cache("/root/.cache").id("make")));
        "RUN --mount=type=cache,id= with a variable": |stage| stage.build(run(["make"]).mount(cache("/var/cache/obj").id(text("obj-") + platform::TARGETARCH)));
        "RUN --mount=type=cache,sharing=locked": |stage| stage.build(run(["make"]).mount(cache("/root/.cache").locked()));
        "RUN --mount=type=cache,sharing=private": |stage| stage.build(run(["make"]).mount(cache("/root/.cache").private()));
        "RUN --mount=type=cache,ro": |stage| stage.build(run(["make"]).mount(cache("/models").read_only()));
        "RUN --mount=type=cache,from=,source=": |stage| stage.build(run(["make"]).mount(cache("/models").from(image("registry.corp:5000/models:1"), "/models")));
        "RUN --mount=type=cache,mode=": |stage| stage.build(run(["make"]).mount(cache("/home/app/.cache").mode(0o700)));
        "RUN --mount=type=cache,uid=,gid=": |stage| stage.build(run(["make"]).mount(cache("/home/app/.cache").owner(1000, 1000)));
        "RUN --mount=type=tmpfs": |stage| stage.build(run(["make"]).mount(tmpfs("/tmp")));
        "RUN --mount=type=tmpfs,size=": |stage| stage.build(run(["make"]).mount(tmpfs("/tmp").size("64m")));
        "RUN --mount=type=secret": |stage| stage.build(run(["make", "deps"]).mount(secret("npmrc").optional()));
        "RUN --mount=type=secret,required": |stage| stage.build(run(["make", "deps"]).mount(secret("npmrc")));
        "RUN --mount=type=secret,target=": |stage| stage.build(run(["make", "deps"]).mount(secret("npmrc").file("/root/.npmrc")));
        "RUN --mount=type=secret,env=": |stage| stage.build(run(["make", "deps"]).mount(secret("token").env("NPM_TOKEN")));
        "RUN --mount=type=secret,target=,env=": |stage| stage.build(run(["make", "deps"]).mount(secret("token").file("/root/token").env("NPM_TOKEN")));
        "RUN --mount=type=secret,mode=": |stage| stage.build(run(["make", "deps"]).mount(secret("npmrc").mode(0o440)));
        "RUN --mount=type=secret,uid=,gid=": |stage| stage.build(run(["make", "deps"]).mount(secret("npmrc").owner(1000, 1000)));
        "RUN --mount=type=ssh": |stage| stage.build(run(["make", "fetch"]).mount(ssh().optional()));
        "RUN --mount=type=ssh,required": |stage| stage.build(run(["make", "fetch"]).mount(ssh()));
        "RUN --mount=type=ssh,id=": |stage| stage.build(run(["make", "fetch"]).mount(ssh().id("deploy")));
        "RUN --mount=type=ssh,target=": |stage| stage.build(run(["make", "fetch"]).mount(ssh().socket("/run/agent")));
        "RUN --mount=type=ssh,mode=": |stage| stage.build(run(["make", "fetch"]).mount(ssh().mode(0o600)));
        "RUN --mount=type=ssh,uid=,gid=": |stage| stage.build(run(["make", "fetch"]).mount(ssh().owner(1000, 1000)));
        "RUN --network=none": |stage| stage.build(run(["make"]).offline());
        "RUN --network=host": |stage| stage.build(run(["make"]).host_network("reads a local mirror"));
        "RUN --security=insecure": |stage| stage.build(run(["make"]).insecure("mounts an image"));
        "RUN --device=vendor.com/class=name,required": |stage| stage.build(run(["make"]).device("nvidia.com/gpu=all"));
        "RUN --device=vendor.com/class=*": |stage| stage.build(run(["make"]).device("vendor1.com/device=*"));
        "RUN --device=vendor.com/class": |stage| stage.build(run(["make"]).device("vendor1.com/device"));
        "RUN --device=class": |stage| stage.build(run(["make"]).device("class1"));
        "RUN --device --mount --network": |stage| stage.build(run(["make"]).device("class1").mount(tmpfs("/tmp")).offline());
        "RUN --device, not required": |stage| stage.build(run(["make"]).optional_device("nvidia.com/gpu=all"));
        "SHELL": |stage| stage.shell(["/bin/bash", "-o", "pipefail", "-c"]);
        "COPY of a folder": |stage| stage.source(copy("src").to("/srv/"));
        "COPY of a file, to a path": |stage| stage.source(copy("run.sh").to("/srv/start"));
        "COPY in the JSON form": |stage| stage.source(copy("a b").to("/srv/"));
        "COPY of a name with a bracket": |stage| stage.source(copy("[id].js").to("/srv/"));
        "COPY --from=stage": |stage| stage.source(copy("/out").from(&Stage::named("build", debian("bookworm-slim"))));
        "COPY --from=image": |stage| stage.source(copy("/uv").from(image("ghcr.io/astral-sh/uv:0.12")).to("/usr/local/bin/uv"));
        "COPY --from=context": |stage| stage.source(copy("/guide").from(context("docs")).to("/srv/guide"));
        "COPY --from=stage of a pattern": |stage| stage.source(copy("/out").from(&Stage::named("build", debian("bookworm-slim"))).matching("*.so").to("/usr/lib"));
        "COPY --from=stage of what may be absent": |stage| stage.source(copy("/out").from(&Stage::named("build", debian("bookworm-slim"))).matching("extra.conf").to("/etc"));
        "COPY with a variable": |stage| stage.source(copy(text("dist/app-") + platform::TARGETARCH).to("/usr/local/bin/app"));
        "COPY of what may be absent": |stage| stage.source(copy("legal/NOTICE").to("/doc/").optional());
        "COPY --from=stage with a variable": |stage| stage.source(copy(text("/out/") + platform::TARGETARCH).from(&Stage::named("build", debian("bookworm-slim"))).to("/app"));
        "COPY --from=stage of a pattern of folders": |stage| stage.source(copy("/usr/lib/*/libpq.so.5").from(&Stage::named("build", debian("bookworm-slim"))).to("/usr/lib").optional());
        "COPY --chown=uid:gid of another": |stage| stage.source(copy("site").to("/var/www").owner(0, 33));
        "COPY behind what compiles": |stage| stage.files(copy("start.sh").to("/usr/local/bin/"));
        "COPY --chown=uid:gid": |stage| stage.source(copy("var").to("/srv/var").writable());
        "COPY --chmod=octal": |stage| stage.source(copy("run.sh").to("/srv/").mode(0o755));
        "COPY --chmod in symbols": |stage| stage.source(copy("src").to("/srv/").mode("go=rX"));
        "COPY --link": |stage| stage.source(copy("src").to("/srv/").link());
        "COPY --parents": |stage| stage.source(copy(["a/x", "b/x"]).to("/srv").parents());
        "COPY --parents with ./": |stage| stage.source(copy(["a/b/x", "a/c/y"]).to("/srv").parents_below("a"));
        "COPY --from=stage --parents with ./": |stage| stage.source(copy("/out/lib/x").from(&Stage::named("build", debian("bookworm-slim"))).to("/usr").parents_below("/out"));
        "COPY --exclude": |stage| stage.source(copy("/out").from(&Stage::named("build", debian("bookworm-slim"))).except("**/*.map"));
        "COPY --exclude, several": |stage| stage.source(copy("/out").from(&Stage::named("build", debian("bookworm-slim"))).except(["**/*.map", "tests"]));
        "COPY here-document, quoted": |stage| stage.source(file("/etc/app.conf", "port = 8080\n"));
        "ADD url": |stage| stage.source(unverified_download("https://example.com/tool", "/srv/tool", "changes nightly"));
        "ADD into a folder": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/"));
        "ADD in the JSON form": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/a tool"));
        "ADD with a variable": |stage| stage.source(download(text("https://example.com/") + platform::TARGETARCH, "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/tool"));
        "ADD --checksum=sha256:": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/tool"));
        "ADD --unpack=true": |stage| stage.source(download("https://example.com/tool.tgz", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/").unpack());
        "ADD --chown": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/tool").writable());
        "ADD --chmod": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/tool").mode(0o755));
        "ADD --link": |stage| stage.source(download("https://example.com/tool", "sha256:1111111111111111111111111111111111111111111111111111111111111111", "/srv/tool").link());
        "ADD git#ref": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas"));
        "ADD git#ref:folder": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").folder("json"));
        "ADD git over SSH": |stage| stage.source(git("git@example.com:team/schemas.git", "v1.4.0", "/srv/schemas").folder("json"));
        "ADD git over SSH, by URL": |stage| stage.source(git("ssh://git@example.com:2222/team/schemas.git", "v1.4.0", "/srv/schemas"));
        "ADD git ?submodules=": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").without_submodules());
        "ADD git ?fetch-by-commit=": |stage| stage.source(git("https://example.com/team/schemas.git", "refs/tags/v1.4.0", "/srv/schemas").fetch_commit("1111111111111111111111111111111111111111"));
        "ADD --keep-git-dir": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").keep_git_dir());
        "ADD git --checksum": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").commit("1111111111111111111111111111111111111111"));
        "ADD --exclude": |stage| stage.source(git("https://example.com/team/schemas.git", "v1.4.0", "/srv/schemas").except("docs"));
        "ENV key=value": |stage| stage.env("PORT", 8080);
        "ENV with a variable": |stage| stage.env("LIBRARIES", base_env("PATH") + ":/opt/lib");
        "ENV with a quote": |stage| stage.env("MOTTO", "a \"b\" c");
        "ENV with a dollar": |stage| stage.env("PRICE", "$5");
        "ENV with a name behind it": |stage| stage.env("PS1", text("$USER"));
        "ENV of a program's own type": |stage| stage.settings(Config::SETTINGS);
        "ENV for steps, in public": |stage| stage.public_build_env("TOKENIZER_PATH", "/srv/words", "a file name").build(run(["make"]));
        "LABEL key=value": |stage| stage.commit_label("org.opencontainers.image.version", "1.4.0");
        "LABEL with a variable": |stage| stage.commit_label("org.opencontainers.image.revision", arg("GIT_SHA").per_commit());
        "EXPOSE port": |stage| stage.expose(8080);
        "EXPOSE of a list": |stage| stage.expose([4369, 5671]);
        "EXPOSE range": |stage| stage.expose(8000..=8010);
        "EXPOSE port/udp": |stage| stage.expose(udp(53));
        "VOLUME in the JSON form": |stage| stage.volume("/tmp/var");
        "WORKDIR": |stage| stage.workdir("/srv/app");
        "USER uid:gid": |_stage| Stage::from(debian("bookworm-slim")).account(uid(65532));
        "USER uid:gid, of a user that is made": |_stage| Stage::from(debian("bookworm-slim")).account(user("app").shell("/bin/bash"));
        "USER uid:gid, of a user of the system": |_stage| Stage::from(debian("bookworm-slim")).account(system_user("postgres", 999)).packages(apt(["postgresql"]));
        "USER uid:gid, in a group of the base": |_stage| Stage::from(debian("bookworm-slim")).account(user("app").existing_group("nogroup", 65534));
        "USER uid:0, for OpenShift": |_stage| Stage::from(debian("bookworm-slim")).account(user("app").group_id(0));
        "USER 0:0": |_stage| Stage::from(debian("bookworm-slim")).runs_as_root("changes the firewall");
        "USER 0:0, of what drops its rights": |_stage| Stage::from(debian("bookworm-slim")).account(user("app")).starts_as_root("gives volumes to the user").entrypoint(["/usr/bin/start"]);
        "USER 0:0 above a step, where the base is not root": |_stage| Stage::from(image("registry.corp:5000/app:1").family(Debian).runs_as(472, 0)).packages(apt(["curl"])).keeps_base_user("runs as 472");
        "USER uid:gid above a step": |stage| stage.build(run(["initdb"]).as_user());
        "STOPSIGNAL name": |stage| stage.stop_signal("SIGINT");
        "STOPSIGNAL number": |stage| stage.stop_signal("9");
        "HEALTHCHECK exec form": |stage| stage.healthcheck(healthcheck(["/usr/bin/probe"]));
        "HEALTHCHECK --interval": |stage| stage.healthcheck(healthcheck(["/usr/bin/probe"]).interval(Duration::from_secs(10)));
        "HEALTHCHECK --timeout": |stage| stage.healthcheck(healthcheck(["/usr/bin/probe"]).timeout(Duration::from_secs(3)));
        "HEALTHCHECK --start-period": |stage| stage.healthcheck(healthcheck(["/usr/bin/probe"]).start_period(Duration::from_secs(30)));
        "HEALTHCHECK --start-interval": |stage| stage.healthcheck(healthcheck(["/usr/bin/probe"]).start_interval(Duration::from_secs(1)));
        "HEALTHCHECK --retries": |stage| stage.healthcheck(healthcheck(["/usr/bin/probe"]).retries(5));
        "HEALTHCHECK exec form, of a program that it brings": |stage| stage.healthcheck(http(8080, "/health").built_in(image("rust:1-slim-bookworm").family(Debian)));
        "HEALTHCHECK NONE": |stage| stage.no_healthcheck();
        "ENTRYPOINT exec form": |stage| stage.entrypoint(["/usr/bin/app", "--serve"]);
        "CMD exec form": |stage| stage.cmd(["env", "--help"]);
        "ENTRYPOINT of nothing": |stage| stage.no_entrypoint();
        "CMD of nothing": |stage| stage.no_cmd();
        "CMD as arguments of ENTRYPOINT": |stage| stage.entrypoint(["/usr/bin/app"]).cmd(["--help"]);
        "CMD with a backslash": |stage| stage.cmd(["/usr/bin/a\\b"]);
        "ONBUILD as given": |stage| stage.raw("ONBUILD RUN make install", "images of customers are built on it");
        "# syntax": |stage| Image::from(stage.source(copy("src").to("/srv/").mode("+x"))).dialect(Dialect::V1_14);
        "# check=skip": |stage| stage.public_env("AUTH_MODE", "ldap", "names a method");
        "# check=skip above a line": |stage| Image::from(stage.public_env("AUTH_MODE", "ldap", "names a method")).dialect(Dialect::V1_21);
        "# check=error=true": |stage| Image::from(stage).checked_by_builder();
        "# check=skip=..;error=true": |stage| Image::from(stage.public_env("AUTH_MODE", "ldap", "names a method")).checked_by_builder();
        "# web description of a stage": |_stage| Stage::named("web", debian("bookworm-slim")).description("description of a stage").account(uid(7));
        "# REGION description of an ARG": |stage| stage.env("REGION", arg("REGION").description("description of an ARG"));
        "# comment": |stage| stage.comment("comment of one's own").expose(8080);
        ".dockerignore": |stage| stage.source(copy("src").to("/srv/").except("tests"));
    }
}
