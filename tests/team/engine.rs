//! What an engine builds and starts by the files.

use std::process::Command;

use dockerfile_tests::docker::{Docker, said, unique};
use dockerfile_tests::opinions::compose;

use super::{Images, bake, folder, words};

/// The hash of the secret, which the image's step wrote, and what the image holds of the rest.
fn judge_image(name: &str) {
    let docker = |arguments: &[&str]| {
        let output = Command::new("docker").args(arguments).output().expect("docker starts");
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        output.stdout
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let env = text(docker(&["image", "inspect", "--format", "{{json .Config.Env}}", name]));
    assert!(env.contains("\"APP_VERSION=1.2 ${x} $y\""), "{env}");
    let sums = text(docker(&["run", "--rm", name, "cat", "/srv/out/token", "/srv/out/npm"]));
    let sum_of = |secret: &str| {
        let script = format!("printf %s {secret} | sha256sum | cut -d ' ' -f 1");
        text(Command::new("sh").args(["-c", &script]).output().expect("sh starts").stdout)
    };
    for secret in ["hush-8d1f", "still-41c0"] {
        assert!(sums.contains(sum_of(secret).trim()), "{sums}");
    }
    let whole = docker(&["save", name]);
    let history = docker(&["history", "--no-trunc", name]);
    for bytes in [whole, history] {
        for secret in ["hush-8d1f", "still-41c0"] {
            let found = bytes.windows(secret.len()).any(|at| at == secret.as_bytes());
            assert!(!found, "{secret} is in {name}");
        }
    }
}

#[test]
fn bake_builds_with_an_argument_and_secrets() {
    if Docker::connect().is_none() {
        return;
    }
    let emitted = folder();
    let images = Images(vec![unique("dockerfile-tests-baked")]);
    let tag = format!("web.tag:{}", images.0[0]);
    emitted.write(".npm", "still-41c0");
    let more = ["web.arg:VERSION=1.2 ${x} $y", &tag, "all.bake:docker-bake.json"];
    let web = ["image:web", "web.env:token=TOKEN", "web.file:npm=.npm"];
    emitted.succeeds_with(&words(&web, &more), &[]);
    for file in ["docker-bake.json", "services/web/Dockerfile"] {
        assert!(!emitted.text(file).contains("hush"), "{file}");
    }
    let output = bake(&emitted, &["--file", "docker-bake.json", "--progress=plain", "--load"]);
    assert!(output.status.success(), "{}", said(&output));
    judge_image(&images.0[0]);
}

#[test]
fn compose_builds_and_starts_what_it_says() {
    let (Some(_), Some(_)) = (Docker::connect(), compose()) else { return };
    let emitted = folder();
    let project = unique("dockerfile-tests-composed");
    let images = Images(vec![unique("dockerfile-tests-composed"), format!("{project}-api")]);
    let tag = format!("web.tag:{}", images.0[0]);
    emitted.write(".npm", "still-41c0");
    let more = ["image:api", "web.arg:VERSION=1.2 ${x} $y", &tag, "all.compose:compose.yaml"];
    let web = ["image:web", "web.env:token=TOKEN", "web.file:npm=.npm"];
    emitted.succeeds_with(&words(&web, &more), &[]);
    let compose = |arguments: &[&str]| {
        let mut compose = compose().expect("it was there");
        compose.args(["--project-name", &project, "--progress=plain"]).args(arguments);
        let compose = compose.env("TOKEN", "hush-8d1f").current_dir(emitted.folder());
        let output = compose.output().expect("compose starts");
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    compose(&["build"]);
    judge_image(&images.0[0]);
    compose(&["up", "--detach", "--wait", "api"]);
    // It is built again when what is declared is another.
    let mut other = words(&web, &more);
    other[4] = "web.arg:VERSION=1.3";
    emitted.succeeds_with(&other, &[]);
    let version = compose(&["run", "--rm", "--no-TTY", "web", "printenv", "APP_VERSION"]);
    assert!(version.ends_with("\n1.3\n"), "{version}");
    emitted.succeeds_with(&words(&web, &more), &[]);
    let port = compose(&["port", "api", "8080"]);
    assert!(port.starts_with("127.0.0.1:"), "{port}");
    assert_eq!(compose(&["exec", "--no-TTY", "api", "printenv", "MODE"]).trim(), "api");
    let greeting =
        compose(&["run", "--rm", "--no-TTY", "web", "printenv", "GREETING", "APP_VERSION"]);
    assert!(greeting.ends_with("\ncosts $5, ${x} or %{y}\n1.2 ${x} $y\n"), "{greeting}");
    compose(&["down", "--volumes", "--timeout", "0"]);
}
