//! The same on a real engine: who is who while an image is built and while it runs.

use std::fs;

use dockerfile_core::{Debian, Image, Stage, copy, debian, dir, file, run, system_user};
use dockerfile_tests::docker::{Docker, Image as Built, said};
use tempfile::TempDir;

fn built(docker: Docker, declared: impl Into<Image>, files: &[(&str, &str)]) -> Built {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, text) in files {
        fs::write(folder.path().join(name), text).expect("a file");
    }
    let rendered = declared.into().render().expect("a good image");
    fs::write(folder.path().join("Dockerfile"), rendered.dockerfile).expect("a file");
    docker.build(folder.path(), "Dockerfile")
}

/// What a script of the image prints as whoever it runs as.
fn run_in(image: &Built, script: &str) -> String {
    let output = image.try_run(&[], &["sh", "-c", script]);
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).expect("text")
}

/// Root starts, a user of the system in a group of the base owns what is writable, and a step of
/// that user has made it.
#[test]
fn root_drops_to_a_user_in_a_group_of_the_base() {
    let Some(docker) = Docker::connect() else { return };
    let user = system_user("app", 901).existing_group("nogroup", 65534).home("/home/app");
    let stage = Stage::from(debian("bookworm-slim"))
        .layout(dir("/srv/db").writable())
        .layout(dir("/var/shared").owner(0, 33).mode(0o2775))
        .account(user.shell("/bin/bash"))
        .starts_as_root("gives mounted volumes to `app`")
        .build(run("id -un >/srv/db/who\ntest ! -w /etc/passwd\n").as_user())
        .build(run("id -un >/srv/root"))
        .files(copy("start.sh").to("/usr/local/bin/").mode(0o755))
        .entrypoint(["start.sh"]);
    let start = "#!/bin/sh\nexec setpriv --reuid app --regid nogroup --clear-groups \"$@\"\n";
    let image = built(docker, stage, &[("start.sh", start)]);
    assert_eq!(image.inspect("{{.Config.User}}"), "0:0");
    let look = "cat /srv/db/who /srv/root; stat -c '%U:%G %a' /srv/db /srv/db/who /var/shared; \
                getent passwd app; start.sh id -un; start.sh id -gn; start.sh touch /srv/db/more";
    let seen = run_in(&image, look);
    let wanted = "app\nroot\napp:nogroup 755\napp:nogroup 644\nroot:www-data 2775\n\
                  app:x:901:65534::/home/app:/bin/bash\napp\nnogroup\n";
    assert_eq!(seen, wanted);
}

/// The step would fail as the base's user.
#[test]
fn a_base_that_does_not_run_as_root() {
    let Some(docker) = Docker::connect() else { return };
    let base = Stage::from(debian("bookworm-slim"))
        .account(system_user("grafana", 472).group_id(0))
        .files(file("/etc/base", "as root\n"));
    let base = built(docker, base, &[]);
    assert_eq!(base.inspect("{{.Config.User}}"), "472:0");

    let tag = format!("{}:latest", base.name);
    let tool = run(["touch", "/usr/local/bin/tool"]);
    let declared = |base| Stage::from(base).build(tool.clone()).keeps_base_user("runs as 472");
    let moving = dockerfile_core::moving_image(&tag, "made by this test").family(Debian);
    let image = built(docker, declared(moving.runs_as(472, 0)), &[]);
    assert_eq!(run_in(&image, "id -u; stat -c %u /usr/local/bin/tool"), "472\n0\n");
    assert_eq!(image.inspect("{{.Config.User}}"), "472:0");
}

/// One file, two targets: a child of a stage with an account and a start is a new image.
#[test]
fn a_child_installs_what_its_parent_does_not_have() {
    let Some(docker) = Docker::connect() else { return };
    let parent = Stage::named("parent", debian("bookworm-slim"))
        .account(system_user("app", 901))
        .build_env("MADE", "below")
        .cmd(["true"]);
    let child = Stage::named("child", &parent)
        .layout(dir("/srv/child").writable())
        .build(run("printf %s \"$MADE\" >/srv/made"))
        .cmd(["false"]);
    let image = built(docker, [parent, child], &[]);
    assert_eq!(run_in(&image, "id -u; cat /srv/made; stat -c %U /srv/child"), "901\nbelowapp\n");
    assert_eq!(image.inspect("{{json .Config.Cmd}}"), "[\"false\"]");
}
