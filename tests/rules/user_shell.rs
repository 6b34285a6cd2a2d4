//! Shell text that people write: refused, or printed so that hadolint has nothing to say.
//!
//! What ShellCheck says of it by an SC number is between it and whoever wrote the text.

use std::fs;

use dockerfile_core::{
    Account, Build, Debian, Dialect, Image, Stage, cache, copy, image, run, uid,
};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::opinions::{answers, buildkit, hadolint, hadolint_of_all};

fn base() -> Stage<Account, Debian> {
    // Of a plain distribution it is known what it has not.
    Stage::from(image("python:3.11-slim").family(Debian)).account(uid(7))
}

/// Texts that are refused, each by words of the complaint.
const REFUSED: &[(&str, &str)] = &[
    ("apt-get update && apt-get install -y curl", "apt installs by"),
    (
        "apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*",
        "apt installs by",
    ),
    ("apt-get -o Acquire::Retries=3 install -y curl", "apt installs by"),
    ("apt-get -t bookworm-backports install -y git", "apt installs by"),
    ("env DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata", "apt installs by"),
    ("DEBIAN_FRONTEND=noninteractive apt-get install -y tzdata", "apt installs by"),
    ("apt update", "apt installs by"),
    ("if ! command -v curl; then\n    apt-get install -y curl\nfi\n", "apt installs by"),
    (
        "curl -fsSL https://deb.nodesource.com/setup_22.x | bash - && apt-get install -y nodejs",
        "apt installs by",
    ),
    ("apk add --no-cache git", "apk installs by"),
    ("apk --no-cache add git", "apk installs by"),
    ("apk --root /sysroot add git", "apk installs by"),
    ("dnf -y install gcc && dnf clean all", "dnf installs by"),
    ("microdnf install gcc", "dnf installs by"),
    ("yum -y update", "yum's packages"),
    ("zypper --non-interactive in gcc", "zypper installs by"),
    ("pip install flask", "pip installs by"),
    ("pip install --no-cache-dir flask gunicorn", "pip installs by"),
    ("pip --no-cache-dir install flask", "pip installs by"),
    ("pip --proxy http://proxy:3128 install flask", "pip installs by"),
    ("pip3 install -r requirements.txt", "pip installs by"),
    ("python3 -m pip install --upgrade pip", "pip installs by"),
    ("python -m venv /opt/venv && /opt/venv/bin/pip install flask", "pip installs by"),
    ("pip install --no-cache-dir --index-url https://pypi.corp/simple tool", "pip installs by"),
    ("pip3.11 install flask", "pip installs by"),
    ("pip install --no-cache-dir git+https://github.com/a/b", "pip installs by"),
    ("pip install --no-cache-dir flask=3 .[a]", "pip installs by"),
    ("npm install -g pnpm", "npm installs"),
    ("npm --prefix /srv install left-pad", "npm installs"),
    ("npm i -g typescript && npm ci", "npm installs"),
    ("gem install bundler", "gem installs"),
    ("gem install --no-document rails", "gem installs"),
    ("gem install ./a.gem", "gem installs"),
    ("yarn install --frozen-lockfile", "yarn installs by"),
    ("yarn --cwd /srv install", "yarn installs by"),
    ("go install github.com/air-verse/air@latest", "go installs"),
    ("CGO_ENABLED=0 go install example.com/tool", "go installs"),
    ("sudo make install", "as root already"),
    ("make && sudo make install", "as root already"),
    ("exec sudo -u app make", "as root already"),
    ("timeout 10 sudo make", "as root already"),
    ("sh -c 'sudo make install'", "as root already"),
    ("bash -lc \"cd /x; sudo make\"", "as root already"),
    ("cat <<EOF | sudo tee /etc/app.conf\nport = 1\nEOF\n", "as root already"),
    ("if true; then\n  sudo ls\nfi", "as root already"),
    ("for user in a b; do sudo -u \"$user\" true; done", "as root already"),
    ("x=$(sudo cat /etc/shadow)", "as root already"),
    ("find / -name x | xargs sudo rm", "as root already"),
    ("(cd sub && make)", "begins in another folder"),
    ("cd /src && make", "begins in another folder"),
    ("builtin cd /src && make", "begins in another folder"),
    ("set -eux; cd /src; ./configure && make", "begins in another folder"),
    ("cd /src\n./configure\nmake\n", "begins in another folder"),
    ("useradd -u 1234567 app", "a user is made by"),
    ("useradd --create-home --uid 1000 app", "a user is made by"),
];

/// Texts that are printed, and the rules that the header tells of.
const PRINTED: &[(&str, &[&str])] = &[
    ("make", &[]),
    ("make install PREFIX=/usr/local", &[]),
    ("./configure --prefix=/usr && make -j4 && make install", &[]),
    ("set -eux\n./configure\nmake\n", &[]),
    ("make && cd doc && make", &["DL3003"]),
    ("mkdir -p /build\ncd /build\ncmake ..\n", &["DL3003"]),
    ("make; (cd sub && make)", &["DL3003"]),
    ("for d in a b; do (cd \"$d\" && make); done", &["DL3003"]),
    ("wget https://example.com/a.tgz", &["DL3047"]),
    ("wget -q https://example.com/a.tgz", &[]),
    ("wget -O /tmp/a.tgz https://example.com/a.tgz && tar -xf /tmp/a.tgz", &["DL3047"]),
    ("wget -qO- https://example.com/a | sh", &[]),
    ("wget --progress=dot:giga https://example.com/a", &[]),
    ("wget --no-verbose https://example.com/a", &[]),
    ("curl -fsSL https://example.com/a -o /tmp/a", &[]),
    ("curl -fsSL https://sh.rustup.rs | sh -s -- -y", &[]),
    ("curl -O https://example.com/a\nwget -q https://example.com/b\n", &["DL4001"]),
    ("curl -O https://example.com/a || wget https://example.com/a", &["DL3047", "DL4001"]),
    ("ps aux", &["DL3001"]),
    ("ps aux | grep app", &["DL3001"]),
    ("service nginx restart", &["DL3001"]),
    ("mount -t tmpfs none /mnt && umount /mnt", &["DL3001"]),
    ("kill -HUP 1 || true", &["DL3001"]),
    ("ssh git@example.com true", &["DL3001"]),
    ("ln -sf /bin/bash /bin/sh", &["DL4005"]),
    ("ln -s /opt/tool/bin/tool /usr/local/bin/tool", &[]),
    ("ln -sfn bash /bin/sh && make", &["DL4005"]),
    ("useradd -l -u 1234567 app", &[]),
    ("useradd --no-log-init --create-home app && chown app /srv", &[]),
    ("groupadd -r app", &[]),
    ("npm ci && npm cache clean --force", &[]),
    ("npm install", &[]),
    ("npm install -g typescript@5.6.3 @scope/a@1.2.3", &[]),
    ("npm run build --if-present", &[]),
    ("pip install --no-cache-dir flask==3.1.0", &[]),
    ("pip install --no-cache-dir -r requirements.txt", &[]),
    ("pip install --no-cache-dir '.[web]'", &["DL3013"]),
    ("pip install --no-cache-dir dist/*.whl", &[]),
    ("pip install --no-cache-dir backend/ git+https://github.com/a/b@v1", &[]),
    ("pip check", &[]),
    ("dnf -y module enable nodejs:22", &[]),
    ("gem install rails:8.0.0", &[]),
    ("gem install rails -v 8.0.0", &[]),
    ("go install example.com/tool@v1.2.3", &[]),
    ("go build ./... && go test ./...", &[]),
    ("yarn build", &[]),
    ("zypper -n update && zypper clean", &[]),
    ("cat <<EOF >/etc/app.conf\nport = 1\nsudo = no\nEOF\n", &[]),
    ("cat <<'EOF' >/etc/app.conf\ncd /x; sudo make | y\nEOF\nmake\n", &[]),
    ("python3 - <<EOF\nimport os\nprint(os.getcwd())\nEOF\n", &[]),
    ("echo \"run sudo make | less\"", &[]),
    ("echo 'a && cd /x' >/etc/motd", &[]),
    ("grep -c x /etc/passwd | sort | uniq -c", &[]),
    ("echo x | sha256sum -c -", &[]),
    ("case \"$(uname -m)\" in\n  x86_64|amd64) echo 64 ;;\n  *) exit 1 ;;\nesac\n", &[]),
    ("if [ -f /etc/x ]; then\n  rm /etc/x\nelse\n  touch /etc/x\nfi\n", &[]),
    ("while read -r line; do echo \"$line\"; done </etc/passwd", &[]),
    ("f() {\n  echo \"$1\"\n}\nf a\n", &[]),
    ("echo a \\\n  b \\\n  c\n", &[]),
    ("rm -rf /var/lib/apt/lists/* /tmp/*", &[]),
    ("apt-get clean", &[]),
    ("apt-get purge -y gcc && apt-get autoremove -y", &[]),
    ("install -d -o 7 /srv && chmod 0755 /srv", &[]),
    ("sh -c 'make && make install'", &[]),
    ("# a note: sudo | cd\nmake\n", &[]),
    ("cat <<EOF\nFROM debian\nRUN sudo make\nEOF\n", &[]),
    ("cat <<EOF | sort\nFROM a; b\nEOF\n", &[]),
    ("echo '\nFROM x' | sort", &["DL4006"]),
    ("printf 'FROM x\n  FROM y | cd /z; sudo a\n'", &[]),
    ("test -n \"$HOME\" && echo \"${HOME#/}\" && echo $((1 + 2))", &[]),
];

/// What hadolint says of a file but for ShellCheck's own.
fn own_words(said: &str) -> Vec<&str> {
    said.lines().filter(|line| !line.contains(" SC")).collect()
}

fn said_of(dockerfile: &str) -> String {
    let (_folder, path) = super::written(dockerfile);
    hadolint(&path).1
}

/// The rules that a header tells of.
fn told(dockerfile: &str) -> Vec<&str> {
    let rules = dockerfile.lines().filter_map(|line| line.split_once("global ignore="));
    rules.filter_map(|(_, rest)| rest.split(' ').next()).collect()
}

#[test]
fn what_a_typed_way_replaces_is_refused() {
    let mut wrong = vec![];
    for (text, words) in REFUSED {
        match Image::from(base().build(run(*text))).render() {
            Ok(rendered) => wrong.push(format!("{text:?} is printed:\n{}", rendered.dockerfile)),
            Err(report) if !report.to_string().contains(words) => {
                wrong.push(format!("{text:?} is refused otherwise:\n{report}"));
            }
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_printed_leaves_hadolint_nothing_to_say() {
    let mut wrong = vec![];
    let hears = answers("hadolint");
    for (text, rules) in PRINTED {
        let rendered = match Image::from(base().build(run(*text))).render() {
            Ok(rendered) => rendered.dockerfile,
            Err(report) => {
                wrong.push(format!("{text:?} is refused:\n{report}"));
                continue;
            }
        };
        if told(&rendered) != *rules {
            wrong.push(format!("{text:?} tells of {:?}, not {rules:?}", told(&rendered)));
        }
        if !hears {
            continue;
        }
        let said = said_of(&rendered);
        if !own_words(&said).is_empty() {
            wrong.push(format!("{text:?}:\n{said}{rendered}"));
        }
        let bare = rendered.replace("# hadolint global ignore=", "# ");
        let said = said_of(&bare);
        for rule in rules.iter().filter(|rule| !said.contains(*rule)) {
            wrong.push(format!("{text:?}: {rule} is told of for nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// BuildKit's own checks say nothing of any of them, in a file that runs them all.
#[test]
fn what_is_printed_leaves_the_builder_nothing_to_say() {
    if Docker::connect().is_none() {
        return;
    }
    assert!(REFUSED.len() + PRINTED.len() >= 60);
    let stage =
        PRINTED.iter().fold(base().at::<Build>(), |stage, (text, _)| stage.build(run(*text)));
    let rendered = Image::from(stage).render().unwrap_or_else(|report| panic!("{report}"));
    let (_folder, path) = super::written(&rendered.dockerfile);
    let said = buildkit(&path);
    assert!(said.contains("no warnings found"), "{said}");
}

/// The same texts by every other way to print them.
#[test]
fn no_other_form_hides_a_rule() {
    if !answers("hadolint") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut files = vec![];
    let texts = REFUSED.iter().map(|(text, _)| *text).chain(PRINTED.iter().map(|(text, _)| *text));
    for text in texts {
        let words: Vec<&str> = text.split_whitespace().collect();
        let images: [(&str, Image); 9] = [
            ("unchecked", base().build(run(text).unchecked("as it was")).into()),
            ("bash", base().build(run(text).shell(["/bin/bash", "-c"])).into()),
            ("python", base().build(run(text).shell(["python3", "-c"])).into()),
            ("variable", base().build(run(text).env("A", "x | y; sudo z")).into()),
            ("then", base().build(run("true").then(text)).into()),
            ("older", Image::from(base().build(run(text))).dialect(Dialect::V1_3)),
            ("list", base().build(run(words.clone())).into()),
            ("no shell", base().build(run(words)).build(run([text, text]).without_shell()).into()),
            ("argument", base().build(run(["printf", "%s", text, "\n"])).into()),
        ];
        for (form, image) in images {
            let Ok(rendered) = image.render() else {
                assert_ne!(form, "unchecked", "{text}");
                continue;
            };
            let path = folder.path().join(format!("{}.Dockerfile", files.len()));
            fs::write(&path, rendered.dockerfile).expect("a new file");
            files.push(path);
        }
    }
    assert!(files.len() > 500, "{}", files.len());
    let said = hadolint_of_all(&files);
    let mut wrong = String::new();
    for line in own_words(&said) {
        let file = line.split(".Dockerfile").next().unwrap_or_default();
        let text = fs::read_to_string(format!("{file}.Dockerfile")).unwrap_or_default();
        wrong += &format!("{line}\n{text}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn sudo_is_refused_in_every_form() {
    let images: [(&str, Image); 12] = [
        ("line", base().build(run("sudo make")).into()),
        ("here-document", base().build(run("make\nsudo make\n")).into()),
        ("then", base().build(run("make").then("sudo make")).into()),
        ("list of a text", base().build(run("sudo make\ncat <<E\nFROM x\nE\n")).into()),
        ("older", Image::from(base().build(run("make\nsudo make"))).dialect(Dialect::V1_3)),
        ("arguments", base().build(run(["sudo", "make"])).into()),
        ("then arguments", base().build(run("make").then(["sudo", "make"])).into()),
        ("arguments in JSON", base().build(run(["sudo", "printf", "a\nb"])).into()),
        ("without a shell", base().build(run(["sudo", "make"]).without_shell()).into()),
        ("a path", base().build(run(["/usr/bin/sudo", "make"]).without_shell()).into()),
        ("a shell in a list", base().build(run(["sh", "-c", "a; sudo b"]).without_shell()).into()),
        ("bash", base().build(run("a\nsudo b").shell(["/bin/bash", "-c"])).into()),
    ];
    for (form, image) in images {
        let report = image.render().err().unwrap_or_else(|| panic!("{form} is printed"));
        assert!(report.to_string().contains("as root already"), "{form}: {report}");
    }
    // Beside a word of the same name.
    let same = base().build(run(["make", "sudo"]).without_shell());
    assert!(Image::from(same).render().is_ok());
}

/// A cache that is mounted is not in the layer, and an archive is known by its name.
#[test]
fn what_stands_around_a_text_counts() {
    let pip = run("pip install flask==3.1.0").mount(cache("/root/.cache/pip"));
    let yarn = run("yarn install").mount(cache("/root/.cache/yarn"));
    let archive = |text| base().source(copy("app.tgz").to("/tmp/")).build(run(text));
    for (image, rules) in [
        (Image::from(base().build(pip)), &[][..]),
        (base().build(yarn).into(), &[]),
        (archive("tar -xf /tmp/app.tgz").into(), &["DL3010"]),
        (archive("tar -tf /tmp/app.tgz").into(), &[]),
        (archive("tar -xf /tmp/other.tgz").into(), &[]),
    ] {
        let text = image.render().unwrap_or_else(|report| panic!("{report}")).dockerfile;
        assert_eq!(told(&text), rules, "{text}");
        if answers("hadolint") {
            let said = said_of(&text);
            assert!(own_words(&said).is_empty(), "{said}{text}");
        }
    }
}
