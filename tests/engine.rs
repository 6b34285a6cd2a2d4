//! What a real engine makes of the files: how `examples/ocelot` builds, runs and rebuilds.
//!
//! Without an engine each test is skipped, and says so; with `DOCKERFILE_TESTS=required` it
//! fails.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use dockerfile_tests::docker::{
    Container, Docker, Image, Network, Steps, report, said, text, unique,
};
use dockerfile_tests::root;
use serde_json::{Value, json};
use tempfile::TempDir;

const PYTHON: &str = "/opt/venv/bin/python3";

fn ocelot() -> PathBuf {
    root().join("examples/ocelot")
}

fn fixture(name: &str) -> PathBuf {
    root().join("tests/fixtures").join(name)
}

// ---- the image at work --------------------------------------------------------------

/// The inventory service and its database, in a network of their own.
///
/// What is asked of them is asked from a container beside them: that is how the network
/// sees the service, and works wherever the engine runs. Never by `docker exec`: an engine
/// in a chroot runs that in the file system of the machine, and not of the container.
struct Service {
    // Dropped in this order: a network goes after its containers, an image after both.
    inventory: Container,
    _database: Container,
    network: Network,
    image: Image,
    _postgres: Image,
}

impl Service {
    /// Starts both at once, as a compose file does, and waits until the service listens.
    fn start(docker: Docker) -> Self {
        let image = docker.build(&ocelot(), "Dockerfile");
        let postgres = docker.build(&fixture("postgres"), "Dockerfile");
        let network = docker.network();
        let password = unique("secret");
        let account = [("POSTGRES_USER", "ocelot"), ("POSTGRES_PASSWORD", &password)];
        let database = postgres.start(&network, "database", &account);
        let url = format!("postgresql://ocelot:{password}@database/ocelot");
        let inventory = image.start(&network, "inventory", &[("DATABASE_URL", &url)]);
        let service = Self { inventory, _database: database, network, image, _postgres: postgres };
        service.inventory.until("the service listens", || service.ask("GET", "/health", ""));
        service
    }

    /// The status and the document of an answer, or why there was none.
    fn ask(&self, method: &str, path: &str, body: &str) -> Result<(u16, Value), String> {
        const ASK: &str = "\
import http.client, sys
method, path, body = sys.argv[1:]
connection = http.client.HTTPConnection('inventory', 10000, timeout=10)
connection.request(method, path, body)
reply = connection.getresponse()
print(reply.status, reply.read().decode())";
        let output = self
            .image
            .try_run(&["--network", &self.network.name], &[PYTHON, "-c", ASK, method, path, body]);
        if !output.status.success() {
            return Err(said(&output));
        }
        let answer = text(&output.stdout);
        let (status, document) = answer.split_once(' ').expect("a status and a document");
        let document = serde_json::from_str(document);
        Ok((status.parse().expect("a status"), document.expect("the answer is JSON")))
    }

    /// Runs the image's HEALTHCHECK, with this network's idea of who is localhost.
    fn check_health(&self, network: &str) -> Output {
        let check = self.image.inspect("{{json .Config.Healthcheck.Test}}");
        let check: Vec<&str> = serde_json::from_str(&check).expect("the image has a check");
        let (form, program) = check.split_first().expect("a form and a program");
        assert_eq!(*form, "CMD", "the form without a shell");
        self.image.try_run(&["--network", network], program)
    }
}

#[test]
fn the_service_answers_with_what_its_database_holds() {
    let Some(docker) = Docker::connect() else { return };
    let service = Service::start(docker);
    let ask = |method, path, body| service.ask(method, path, body).expect("the service listens");

    let (status, health) = ask("GET", "/health", "");
    assert_eq!((status, &health["status"]), (200, &json!("ok")), "{health}");

    let (status, item) = ask("POST", "/items", r#"{"name": "claw", "quantity": 4}"#);
    assert_eq!((status, &item["name"], &item["quantity"]), (201, &json!("claw"), &json!(4)));

    let (status, list) = ask("GET", "/items", "");
    assert_eq!((status, list), (200, json!({ "items": [item] })));
}

#[test]
fn every_process_is_the_user_of_the_image() {
    let Some(docker) = Docker::connect() else { return };
    let service = Service::start(docker);
    let processes = format!("container:{}", service.inventory.name);
    let list = ["sh", "-c", "grep -hs ^Uid: /proc/[0-9]*/status || true"];

    let users = text(&service.image.try_run(&["--pid", &processes], &list).stdout);
    assert!(users.lines().count() >= 3, "gunicorn, a worker and this grep, not:\n{users}");
    for user in users.lines() {
        assert_eq!(user, "Uid:\t10001\t10001\t10001\t10001");
    }
}

#[test]
fn the_user_can_write_the_var_folder_and_no_code() {
    let Some(docker) = Docker::connect() else { return };
    let image = docker.build(&ocelot(), "Dockerfile");
    for path in [
        "/ocelot/pack/new",
        "/ocelot/pack/inventory/src/new",
        "/ocelot/pack/inventory/src/inventory/server.py",
        "/opt/venv/new",
        "/opt/venv/bin/gunicorn",
    ] {
        let output = image.try_run(&[], &["touch", path]);
        assert!(!output.status.success(), "{path} can be written");
        assert!(said(&output).contains("Permission denied"), "{path}: {}", said(&output));
    }
    let output = image.try_run(&[], &["touch", "/ocelot/var/new"]);
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn the_health_check_sees_the_service_and_sigterm_ends_it() {
    let Some(docker) = Docker::connect() else { return };
    let service = Service::start(docker);
    let check = service.check_health(&format!("container:{}", service.inventory.name));
    assert!(check.status.success(), "{}", said(&check));
    let alone = service.check_health("none");
    assert_eq!(alone.status.code(), Some(1), "where nothing listens: {}", said(&alone));

    let start = Instant::now();
    let code = service.inventory.stop();
    let took = start.elapsed();
    assert_eq!(code, "0", "the exit code, after {took:?}");
    assert!(took < Duration::from_secs(2), "it took {took:?} to end");
}

/// The engine runs the check in the container itself.
#[test]
fn the_engine_calls_the_service_healthy() {
    let Some(docker) = Docker::connect() else { return };
    let service = Service::start(docker);
    let inventory = &service.inventory;
    let verdict = inventory.until("the engine calls the service healthy", || {
        let health = inventory.inspect("{{json .State.Health}}");
        // The service runs in that folder: an engine that does not find it looks elsewhere,
        // as one does that was started in a chroot.
        let astray = health.contains("exec failed") && health.contains("chdir to cwd");
        let healthy = health.contains(r#""Status":"healthy""#);
        if astray || healthy { Ok((healthy, health)) } else { Err(health) }
    });
    if let (false, _) = verdict {
        // Not for want of an engine, and the check itself has been run above.
        report("skipped: this engine cannot run a program in a container that runs");
    }
}

// ---- what the image holds -----------------------------------------------------------

#[test]
fn the_image_has_no_compiler_and_no_leftovers_of_package_managers() {
    let Some(docker) = Docker::connect() else { return };
    let image = docker.build(&ocelot(), "Dockerfile");

    let tools = "for tool in cc gcc g++ make ld pip pip3; do command -v $tool || true; done";
    assert_eq!(image.shell_as_root(tools), "");

    // apt's empty lock files are part of the base image.
    let places = "/root/.cache /var/lib/apt/lists /var/cache/apt";
    let files =
        format!("find {places} -type f -size +0 2>&1 | grep -v '/root/.cache.: No' || true");
    assert_eq!(image.shell_as_root(&files), "");
}

#[test]
fn the_image_keeps_no_database_url_and_no_password() {
    let Some(docker) = Docker::connect() else { return };
    let image = docker.build(&ocelot(), "Dockerfile");

    for said in [image.inspect("{{json .}}"), image.history()] {
        assert!(said.contains("IDENTITY_SERVICE_DOMAIN"), "settings are looked for:\n{said}");
        let said = said.to_lowercase();
        for secret in ["database_url", "postgresql:", "password"] {
            assert!(!said.contains(secret), "{secret} in:\n{said}");
        }
    }
}

/// pip refuses to install beside Debian's own Python packages (PEP 668) unless told.
#[test]
fn pip_installs_in_place_where_debian_owns_python() {
    let Some(docker) = Docker::connect() else { return };
    let image = docker.build(&ocelot(), "article.Dockerfile");

    let refused = image.shell_as_root("! python3 -m pip install --no-index gunicorn 2>&1");
    assert!(refused.contains("externally-managed-environment"), "{refused}");

    let script = "import gunicorn, os, psycopg2; print(os.getuid())";
    let output = image.try_run(&[], &["python3", "-c", script]);
    assert_eq!(text(&output.stdout), "10001", "{}", said(&output));
}

/// The article's one stage keeps all that compiles, and what apt and pip left behind.
#[test]
fn two_stages_take_less_than_half_of_the_articles_one() {
    const MOST: f64 = 0.45;
    let Some(docker) = Docker::connect() else { return };
    let two = size(&docker.build(&ocelot(), "Dockerfile"));
    let one = size(&docker.build(&ocelot(), fixture("article").join("Dockerfile")));
    let ratio = two / one;
    report(&format!("{two:.0} MB in two stages, {one:.0} MB in the article's one: {ratio:.3}"));
    assert!(ratio <= MOST, "{two:.0} MB of {one:.0} MB are {ratio:.3}, more than {MOST}");
}

/// In megabytes, as the engine counts.
fn size(image: &Image) -> f64 {
    let bytes: f64 = image.inspect("{{.Size}}").parse().expect("a size is a number");
    bytes / 1e6
}

// ---- what a change costs ------------------------------------------------------------

/// A copy of the example, to edit.
struct Copy(TempDir);

impl Copy {
    /// Built once. Its requirements are its own, so that no other build of the example
    /// makes or takes a result between two of ours.
    fn built(docker: Docker) -> (Self, Steps) {
        let copy = Self(tempfile::tempdir().expect("a temporary folder"));
        copy_folder(&ocelot(), copy.0.path());
        copy.edit("requirements.txt");
        let first = docker.steps(copy.0.path());
        (copy, first)
    }

    /// Appends a comment that no build has seen.
    fn edit(&self, name: &str) {
        let path = self.0.path().join(name);
        let mut file = fs::OpenOptions::new().append(true).open(&path).expect(name);
        writeln!(file, "# {}", unique("edit")).expect(name);
    }

    /// The steps that a build executes after these edits.
    fn executed_after(&self, docker: Docker, edits: &[&str]) -> Vec<String> {
        edits.iter().for_each(|name| self.edit(name));
        docker.steps(self.0.path()).executed
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let path = entry.expect("an entry").path();
        let copy = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy_folder(&path, &copy);
        } else {
            fs::copy(&path, &copy).expect("a file to copy");
        }
    }
}

const COPY_REQUIREMENTS: &str = "[venv] COPY requirements.txt /tmp/requirements/requirements.txt";
const INSTALL: &str = "[venv] RUN python3 -m venv /opt/venv && \
    /opt/venv/bin/python3 -m pip install -r /tmp/requirements/requirements.txt";
const COPY_VENV: &str = "[final] COPY --from=venv /opt/venv /opt/venv";
const COPY_SOURCE: &str = "[final] COPY inventory /ocelot/pack/inventory";

/// The founding promise: what a change costs is what depends on it. Counted in steps, not
/// in seconds.
#[test]
fn a_rebuild_executes_what_depends_on_the_change() {
    let Some(docker) = Docker::connect() else { return };
    let (copy, first) = Copy::built(docker);
    assert_eq!(first.all().len(), 8, "{first:#?}");

    assert_eq!(copy.executed_after(docker, &[]), NONE, "after no change");

    let source = ["inventory/src/inventory/server.py"];
    assert_eq!(copy.executed_after(docker, &source), [COPY_SOURCE], "after {source:?}");

    let unread = ["README.md", "inventory/tests/test_server.py"];
    assert_eq!(copy.executed_after(docker, &unread), NONE, "after {unread:?}");

    let requirements = ["requirements.txt"];
    let dependents = [COPY_VENV, COPY_SOURCE, COPY_REQUIREMENTS, INSTALL];
    assert_eq!(copy.executed_after(docker, &requirements), dependents, "after {requirements:?}");
}

const NONE: [&str; 0] = [];
