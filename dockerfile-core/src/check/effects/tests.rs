//! Commands one by one, and what each may have done to a path. The working directory is `/build`.

use super::{Done, Effects, may_bring, names_repository};

fn effects(command: &str) -> Effects {
    let mut effects = Effects::default();
    effects.command(&command.split(' ').collect::<Vec<_>>(), "/build", &[]);
    effects
}

/// Each row is a command, a path, and the effect on that path.
fn assert_done(rows: &[(&str, &str, Done)]) {
    for (command, path, done) in rows {
        assert_eq!(effects(command).on(path, false), *done, "{command}: {path}");
    }
}

#[test]
fn a_package_manager_writes_where_packages_do() {
    for command in [
        "apt-get install -y app",
        "apk add --no-cache app",
        "dnf install app",
        "microdnf install app",
        "zypper install app",
        "pacman -S --noconfirm app",
        "DEBIAN_FRONTEND=noninteractive apt-get install app",
    ] {
        let effects = effects(command);
        assert_eq!(effects.on("/usr/bin/app", false), Done::Unknown, "{command}");
        assert_eq!(effects.on("/usr/lib/app.so", false), Done::Unknown, "{command}");
        assert_eq!(effects.on("/opt/app/run", false), Done::Unknown, "{command}");
        assert_eq!(effects.on("/srv/app", false), Done::Nothing, "{command}");
        assert_eq!(effects.on("/usr/local/bin/app", false), Done::Nothing, "{command}");
        assert_eq!(effects.on("/srv/app", true), Done::Unknown, "{command}");
    }
    assert_done(&[
        // An update alone brings no package.
        ("apt-get update", "/usr/bin/app", Done::Nothing),
        ("apt-get install ./app.deb", "/srv/app", Done::Unknown),
        ("apt-get install app*", "/srv/app", Done::Unknown),
        ("apt-get install $APP", "/srv/app", Done::Unknown),
        ("apk add --repository=x app", "/srv/app", Done::Unknown),
        ("apk add --repository x app", "/srv/app", Done::Unknown),
    ]);
}

/// What stands behind a package's name is its version.
#[test]
fn a_version_is_no_part_of_a_name() {
    for package in
        ["tini=0.19", "\"tini<1\"", "\"tini>0\"", "\"tini>=0.19\"", "tini~0.19", "tini:amd64"]
    {
        let effects = effects(&format!("apk add {package}"));
        assert!(effects.may_bring("tini"), "{package}");
        assert!(!effects.may_bring("server"), "{package}");
    }
}

#[test]
fn a_package_may_bring_programs_of_some_names() {
    for (package, name, may) in [
        ("curl", "curl", true),
        ("curl", "curl-config", true),
        ("curl", "wget", false),
        ("wget", "wget", true),
        ("wget", "curl", false),
        ("tini", "tini-static", true),
        ("tini", "app", false),
        ("dumb-init", "dumb-init", true),
        ("dumb-init", "app", false),
        ("gosu", "gosu", true),
        ("gosu", "app", false),
        ("su-exec", "su-exec", true),
        ("su-exec", "app", false),
        ("tzdata", "tzdata", false),
        ("ca-certificates", "update-ca-certificates", true),
        ("ca-certificates", "openssl", true),
        ("openssl", "openssl", true),
        ("openssl", "c_rehash", true),
        ("openssl", "app", false),
        ("nginx", "app", true),
        ("libpq5", "app", false),
        ("libbin5", "app", false),
        ("libreoffice-core", "soffice", true),
    ] {
        assert_eq!(may_bring(package, name), may, "{package} {name}");
    }
    for package in [
        "libarchive-bin",
        "libwww-cli",
        "libx-client",
        "libx-clients",
        "libvirt-daemon",
        "libpq-dev",
        "libx-examples",
        "libx-mod",
        "libx-module",
        "libvlc-plugins",
        "libwww-perl",
        "libx-progs",
        "libx-ruby",
        "libx-server",
        "libvirt-daemon-system",
        "libx-tests",
        "libx-tool",
        "libimage-tools",
        "libx-util",
        "libx-utils",
        "libx-system",
    ] {
        assert!(may_bring(package, "app"), "{package}");
    }
}

/// A long table: each kind of command with its neighbours.
#[test]
fn a_known_command_does_what_it_does() {
    assert_done(&[
        ("rm -rf /srv/a", "/srv/a/x", Done::Unknown),
        ("rm -rf /srv/a", "/srv/b", Done::Nothing),
        ("rm a", "/build/a", Done::Unknown),
        ("rm ./a", "/build/a", Done::Unknown),
        ("mkdir -p /srv/a/b", "/srv/a/b", Done::Folder),
        ("mkdir -p /srv/a/b/", "/srv/a", Done::Folder),
        ("mkdir -p /srv/a/b", "/srv/a/b/c", Done::Nothing),
        ("mkdir a", "/build/a", Done::Folder),
        ("install -d -m 755 /srv/a", "/srv/a", Done::Folder),
        ("install -D -m 755 /tmp/x /srv/a/run", "/srv/a/run", Done::Program),
        ("install -D -m 755 /tmp/x /srv/a/run", "/srv/a", Done::Folder),
        ("install -D -m 755 /tmp/x /srv/a/run", "/tmp/x", Done::Nothing),
        ("install /tmp/x /srv/a", "/srv/b", Done::Unknown),
        ("chmod +x /srv/a", "/srv/a", Done::Changed),
        ("chmod -R 755 /srv", "/srv/a", Done::Changed),
        ("chmod +x /srv/a", "/srv/b", Done::Nothing),
        ("chown -R 7:7 /srv/a", "/srv/a", Done::Changed),
        ("setcap cap_net_bind_service=+ep /srv/a", "/srv/a", Done::Changed),
        ("tar -xf /tmp/x.tar -C /srv", "/srv/a", Done::Unknown),
        ("tar -xf /tmp/x.tar -C /srv", "/build/a", Done::Nothing),
        ("tar -xf /tmp/x.tar", "/build/a", Done::Unknown),
        ("tar -xf /tmp/x.tar", "/srv/a", Done::Nothing),
        ("cp /tmp/x /srv/a", "/srv/a", Done::Unknown),
        ("cp /tmp/x /srv/a", "/tmp/x", Done::Nothing),
        ("ln -s /tmp/x /srv/a", "/srv/a", Done::Unknown),
        ("ln -s /tmp/x /srv/a", "/tmp/x", Done::Nothing),
        ("mv /tmp/x /srv/a", "/srv/a", Done::Unknown),
        ("mv /tmp/x /srv/a", "/tmp/x", Done::Unknown),
        ("mv /tmp/x /srv/a", "/srv/b", Done::Nothing),
        ("touch /srv/a", "/srv/a", Done::Unknown),
        ("touch /srv/a", "/srv/b", Done::Nothing),
        ("/bin/mkdir /srv/a", "/srv/a", Done::Folder),
        ("A=1 B_2=x mkdir /srv/a", "/srv/a", Done::Folder),
        ("A=b=c mkdir /srv/a", "/srv/a", Done::Folder),
        ("A=1", "/srv/a", Done::Nothing),
        ("=x", "/srv/a", Done::Unknown),
        ("a-b=c", "/srv/a", Done::Unknown),
        ("mkdir -p /srv/a", "/build/-p", Done::Nothing),
        ("chown app /srv/a", "/build/app", Done::Nothing),
        ("make install", "/srv/a", Done::Unknown),
    ]);
    for command in [
        "addgroup -g 7 app",
        "groupadd -g 7 app",
        "useradd -u 7 app",
        "adduser -u 7 app",
        "echo a",
        "printf a",
        ". /etc/os-release",
        "true",
        "sha256sum -c x",
        "sha512sum -c x",
        "$check -c x",
        "case ${TARGETARCH} in amd64) download x esac",
    ] {
        assert_eq!(effects(command).on("/srv/a", true), Done::Nothing, "{command}");
    }
    for command in [
        "case ${TARGETARCH} in amd64) x esac",
        "case $1 in download esac",
        "make ${TARGETARCH} download esac",
        "case ${TARGETARCH} in amd64) download esac x",
    ] {
        assert_eq!(effects(command).on("/srv/a", true), Done::Unknown, "{command}");
    }
}

#[test]
fn a_user_may_get_a_home() {
    assert_done(&[
        ("useradd -m -d /home/a a", "/home/a", Done::Folder),
        ("useradd -d /home/a a", "/home/a", Done::Nothing),
        ("useradd -m a", "/home/a", Done::Nothing),
        ("adduser -h /home/a a", "/home/a", Done::Folder),
        ("adduser -h /home/a -H a", "/home/a", Done::Nothing),
    ]);
}

#[test]
fn a_redirection_writes_its_target() {
    assert_done(&[
        ("echo a > /srv/a", "/srv/a", Done::Unknown),
        ("echo a >> /srv/a", "/srv/a", Done::Unknown),
        ("echo a >/srv/a", "/srv/a", Done::Unknown),
        ("echo a >>/srv/a", "/srv/a", Done::Unknown),
        ("mkdir /srv/a 2> /srv/b", "/srv/b", Done::Unknown),
        ("mkdir /srv/a 2> /srv/b", "/srv/a", Done::Folder),
        ("echo a > /srv/a", "/srv/b", Done::Nothing),
        ("echo a > \"/srv/a\"", "/srv/a", Done::Unknown),
        ("echo a >\"/srv/a\"", "/srv/a", Done::Unknown),
        ("echo a > b", "/build/b", Done::Unknown),
        ("echo a >b", "/build/b", Done::Unknown),
        ("echo a >> \"b\"", "/build/b", Done::Unknown),
        ("echo a >./b", "/build/b", Done::Unknown),
        ("echo a >b", "/build/a", Done::Nothing),
        ("echo \"a>/srv/a\"", "/srv/a", Done::Nothing),
        ("echo 'a>/srv/a'", "/srv/a", Done::Nothing),
    ]);
}

/// Of a text that is more than words, and of a path that is not known, nothing is.
#[test]
fn what_is_not_read_may_do_anything() {
    for command in [
        "echo a | tee",
        "echo a; make",
        "echo a& make",
        "echo `make`",
        "echo $(make)",
        "mkdir /srv/$A",
        "mkdir /srv/a*",
        "rm /srv/a?",
        "touch ~/a",
        "echo a >$A",
        "chmod +x /srv/$A",
        "cp /tmp/x $A",
        "install -D /tmp/x /srv/$A",
    ] {
        assert_eq!(effects(command).on("/mnt/b", false), Done::Unknown, "{command}");
    }
}

#[test]
fn an_installer_of_a_language_writes_near() {
    for command in [
        "npm ci",
        "npm install",
        "npm i",
        "yarn",
        "yarn install",
        "yarn --frozen-lockfile",
        "pnpm install",
        "pnpm fetch",
        "bundle install",
        "bundle config set path x",
        "composer install",
    ] {
        let effects = effects(command);
        assert_eq!(effects.on("/build/a", false), Done::Unknown, "{command}");
        assert_eq!(effects.on("/srv/a", false), Done::Nothing, "{command}");
    }
    for command in [
        "pip install x",
        "pip3 install x",
        "pip3.12 install x",
        "python -m pip install x",
        "python3 -m venv .venv",
        "python3.12 -m venv .venv",
        "uv sync",
        "uv venv",
        "uv pip install x",
        "poetry install",
        "poetry config a b",
        "/usr/bin/pip install x",
    ] {
        let effects = effects(command);
        assert_eq!(effects.on("/build/.venv/bin/x", false), Done::Unknown, "{command}");
        assert_eq!(effects.on("/build/a", false), Done::Nothing, "{command}");
        assert_eq!(effects.on("/srv/a", false), Done::Nothing, "{command}");
    }
    for command in [
        "npm run build",
        "yarn build",
        "pnpm run build",
        "bundle exec rake",
        "composer run x",
        "pip wheel x",
        "python -m build",
        "python pip",
        "uv run x",
        "poetry run x",
        "gem install x",
    ] {
        assert_eq!(effects(command).on("/srv/a", false), Done::Unknown, "{command}");
    }
}

#[test]
fn an_installer_writes_its_own_folders_and_those_it_is_told() {
    for path in [
        "/usr/local/bin/a",
        "/usr/local/lib/a",
        "/usr/local/share/a",
        "/root/a",
        "/tmp/a",
        "/var/a",
        "/usr/lib/a",
    ] {
        assert_eq!(effects("npm ci").on(path, false), Done::Unknown, "{path}");
    }
    assert_done(&[
        ("npm ci --prefix=/srv/a", "/srv/a/x", Done::Unknown),
        ("npm ci --prefix /srv/a", "/srv/a/x", Done::Unknown),
        ("A=/srv/a npm ci", "/srv/a/x", Done::Unknown),
        ("A=\"/srv/a\" npm ci", "/srv/a/x", Done::Unknown),
        ("/opt/venv/bin/pip install x", "/opt/venv/bin/x", Done::Unknown),
        ("/opt/venv/bin/pip install x", "/opt/other/x", Done::Nothing),
        ("/bin/pip install x", "/srv/a", Done::Nothing),
    ]);
    let mut told = Effects::default();
    told.command(&["npm", "ci"], "/build", &["/srv/a".to_owned(), "b".to_owned()]);
    assert_eq!(told.on("/srv/a/x", false), Done::Unknown);
    assert_eq!(told.on("/srv/b", false), Done::Nothing);
}

#[test]
fn a_file_may_name_a_repository() {
    for path in [
        "/etc/apt/sources.list.d/x.list",
        "/etc/apt/preferences",
        "/etc/yum.repos.d/x.repo",
        "/etc/pki/rpm-gpg/x",
        "/etc/zypp/repos.d/x.repo",
        "/etc/apk/repositories",
    ] {
        assert!(names_repository(path), "{path}");
        assert!(effects(&format!("cp /tmp/x {path}")).adds_repository(), "{path}");
    }
    for path in ["/etc/apt/sources.list", "/etc/aptitude", "/etc/x", "/srv/etc/apt/x"] {
        assert!(!names_repository(path), "{path}");
    }
    assert!(effects("make").adds_repository());
    assert!(!effects("mkdir /etc/apt/keyrings").adds_repository());
}
