//! A small program that emits three images, or as many as its argument says, of a workspace from one recipe, a file for bake
//! and one ignore file, into folders below that of `CARGO_MANIFEST_DIR`.

use dockerfile_core::{
    Debian, Entrypoint, Image, Stage, arg, copy, debian, emit, emit_all, image, run, scratch,
    secret, uid, workspace_root,
};

/// What all services have in common.
fn service(name: &str) -> Stage<Entrypoint, Debian> {
    Stage::from(debian("bookworm-slim"))
        .account(uid(7))
        .source(copy([format!("services/{name}/src"), "shared".to_owned()]).to("/srv"))
        .entrypoint([format!("/srv/services/{name}/src/run")])
}

fn main() {
    // What a test wants: so many services, the same bake target twice, targets of one file, or all as
    // it should be.
    let word = std::env::args().nth(1).unwrap_or_default();
    if let Ok(count) = word.parse() {
        return many(count, std::env::args().nth(2).as_deref());
    }
    if word == "targets" {
        return targets();
    }
    let twice = word == "twice";
    let tool = Stage::named(if twice { "web" } else { "tool" }, debian("bookworm-slim"))
        .account(uid(7))
        .source(copy("shared").to("/shared"));
    let services = ["web", "worker"].map(|name| {
        emit(service(name))
            .context(workspace_root())
            .dockerfile(format!("services/{name}/Dockerfile"))
    });
    let tool = emit(tool).context(workspace_root()).dockerfile("tool.Dockerfile");
    emit_all(services.into_iter().chain([tool]))
        .bake("docker-bake.json")
        .platforms(["linux/amd64", "linux/arm64"])
        .cache("registry.corp:5000/team/cache")
        .union_ignore();
}

/// Two targets of different families in one file.
fn targets() {
    let (dev, prod) = image! {
        stage build {
            from debian("bookworm-slim");
            account uid(7);
            source copy("shared").to("/srv");
            build run(["make", "-C", "/srv"]).mount(secret("npmrc"));
        }
        target dev {
            from &build;
            expose 8080;
            cmd ["make", "-C", "/srv", "watch"];
        }
        target prod {
            from scratch();
            account uid(7);
            source copy("/srv/app").from(&build).to("/app");
            env VERSION = arg("VERSION").default("1");
            expose 8080;
            entrypoint ["/app"];
        }
    };
    let image = emit((dev, prod))
        .context(workspace_root())
        .tag_of("dev", "registry.corp:5000/team/app:dev")
        .tag_of("prod", "registry.corp:5000/team/app:1");
    emit_all([image])
        .bake("docker-bake.json")
        .compose("compose.yaml")
        .secret_from_file("npmrc", ".npmrc")
        .build_arg("VERSION", "2");
}

/// So many images with their files in one folder, and the most memory that it took.
fn many(count: usize, word: Option<&str>) {
    emit_all((0..count).map(|index| {
        let dockerfile = format!("images/s{index}.Dockerfile");
        let image = service(&format!("s{}", index % 10));
        let image = match word {
            Some(word) => Image::from(image.cmd([word])),
            None => Image::from(image),
        };
        emit(image).context(workspace_root()).dockerfile(dockerfile)
    }))
    .bake("docker-bake.json")
    .union_ignore();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find(|line| line.starts_with("VmHWM")) {
        eprintln!("{peak}");
    }
}
