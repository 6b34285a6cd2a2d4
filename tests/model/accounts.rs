//! Whom a program, its steps and its files belong to.

use dockerfile_core::{
    Alpine, Debian, Directory, Image, Stage, alpine, apk, apt, cache, copy, debian, dir, existing,
    fedora, image, run, secret, ssh, system_user, ubuntu, uid, user,
};
use dockerfile_tests::context::refused;
use dockerfile_tests::text::{body, dockerfile, lines};

/// `gosu`, `su-exec`, s6: root starts, and a made user owns the files.
#[test]
fn root_that_drops_to_a_user() {
    let stage = || {
        Stage::named("parent", debian("12"))
            .layout(dir("/var/lib/app").writable())
            .account(user("app"))
            .starts_as_root("gives mounted volumes to `app`")
            .files(copy("conf").to("/etc/app").writable())
            .files(copy("start.sh").to("/usr/local/bin/"))
            .entrypoint(["start.sh"])
    };
    let text = dockerfile(stage());
    assert!(text.contains("ignore=DL3002 # parent: gives mounted volumes to `app`\n"), "{text}");
    assert!(text.contains("install -d -o 10001 -g 10001 /var/lib/app"), "{text}");
    assert!(text.contains("COPY --chown=10001:10001 conf /etc/app\n"), "{text}");
    assert!(text.ends_with("USER 0:0\nENTRYPOINT [\"start.sh\"]\n"), "{text}");

    // A child keeps it, unless it says anew who runs.
    let parent = stage();
    let child = Stage::from(&parent).cmd(["serve"]);
    assert!(!body(child).contains("USER 10001"));
    let child = Stage::from(&parent).account(uid(7)).cmd(["serve"]);
    assert!(body(child).ends_with("USER 7:7\nCMD [\"serve\"]\n"));

    let nobody = Stage::from(debian("12")).runs_as_root("why").starts_as_root("why");
    assert!(refused(nobody).contains("starts as root, and declares no user to go on as"));
}

#[test]
fn steps_of_the_user() {
    let stage = Stage::from(debian("12"))
        .packages(apt(["a1"]))
        .layout(dir("/srv/db").writable())
        .account(user("app"))
        .build(run(["initdb", "/srv/db"]).as_user())
        .build(
            run(["fill", "/srv/db"])
                .as_user()
                .mount(cache("/c").id("c"))
                .mount(secret("s"))
                .mount(ssh()),
        )
        .build(run(["ldconfig"]))
        .build(run("set -u\nid").as_user().workdir("/srv/db"));
    let text = body(stage);
    let tail = "USER 10001:10001\n\
        RUN initdb /srv/db\n\
        RUN --mount=type=cache,id=c,target=/c,uid=10001,gid=10001 \\\n    \
            --mount=type=secret,id=s,required,uid=10001,gid=10001 \\\n    \
            --mount=type=ssh,required,uid=10001,gid=10001 \\\n    \
            fill /srv/db\n\
        USER 0:0\n\
        RUN ldconfig\n\
        WORKDIR /srv/db\n\
        USER 10001:10001\n\
        RUN <<\"EOF\"\nset -e\nset -u\nid\nEOF\n\n\
        USER 0:0\nWORKDIR /\nUSER 10001:10001\n";
    assert!(text.ends_with(tail), "{text}");

    // Two of them are one RUN, as two of root's are.
    let stage = Stage::from(debian("12"))
        .account(uid(7))
        .build(run(["a"]).as_user())
        .build(run(["b"]).as_user());
    assert!(body(stage).contains("USER 7:7\nRUN a && \\\n    b\n"));

    // The user of a mount is said.
    let stage = Stage::from(debian("12"))
        .account(uid(7))
        .build(run(["a"]).as_user().mount(cache("/c").id("c").owner(8, 9)));
    assert!(body(stage).contains("target=/c,uid=8,gid=9"));

    // Of a stage that is no image, those who go on from it run as root.
    let build = Stage::named("build", debian("12")).account(uid(7)).build(run(["a"]).as_user());
    let stage = Stage::from(&build).build(run(["b"]));
    assert!(body(stage).contains("RUN a\n\nFROM build AS final\nUSER 0:0\nRUN b\nUSER 7:7\n"));
}

/// Each family's own words for a user.
#[test]
fn users_as_their_families_make_them() {
    let shell = |user| user;
    let made = |text: String| {
        let runs = lines(&text, "RUN").join("");
        let more = text.lines().filter(|line| line.starts_with("    "));
        runs + &more.map(str::trim).collect::<Vec<_>>().join(" ")
    };
    let debian = |user| made(body(Stage::from(debian("12")).account(shell(user))));
    assert_eq!(
        debian(user("app").home("/home/app").shell("/bin/bash")),
        "RUN groupadd -g 10001 app && \\useradd -l -u 10001 -g app -m -d /home/app -s /bin/bash app",
    );
    assert_eq!(
        debian(user("app").existing_home("/srv")),
        "RUN groupadd -g 10001 app && \\useradd -l -u 10001 -g app -M -d /srv -s /usr/sbin/nologin app",
    );
    assert_eq!(
        debian(user("app").existing_group("nogroup", 65534)),
        "RUN useradd -l -u 10001 -g nogroup -M -d /nonexistent -s /usr/sbin/nologin app",
    );
    assert_eq!(
        debian(user("app").group_id(0)),
        "RUN useradd -l -u 10001 -g root -M -d /nonexistent -s /usr/sbin/nologin app",
    );
    let system = |user| made(body(Stage::from(dockerfile_core::debian("12")).account(user)));
    assert_eq!(
        system(system_user("db", 999)),
        "RUN groupadd -r -g 999 db && \\useradd -r -l -u 999 -g db -M -d /nonexistent -s /usr/sbin/nologin db",
    );
    let busybox = |user| made(body(Stage::from(alpine("3.22")).account(shell(user))));
    assert_eq!(
        busybox(user("app").existing_group("nogroup", 65533).shell("/bin/sh")),
        "RUN adduser -D -u 10001 -G nogroup -H -h /nonexistent -s /bin/sh app",
    );
    assert_eq!(
        busybox(user("app").group_id(0)),
        "RUN adduser -D -u 10001 -G root -H -h /nonexistent -s /sbin/nologin app",
    );
    // busybox makes one folder, and succeeds where it cannot.
    for folder in ["", "/home", "/opt", "/srv", "/usr/local", "/var", "/var/cache", "/var/lib"] {
        let made = busybox(user("app").home(format!("{folder}/app")));
        assert!(!made.contains("mkdir"), "{made}");
    }
    assert_eq!(
        busybox(user("app").home("/data/app")),
        "RUN mkdir -p /data && \\addgroup -g 10001 app && \\ adduser -D -u 10001 -G app -h /data/app -s /sbin/nologin app",
    );
    assert_eq!(
        busybox(user("app").home("/home/app")),
        "RUN addgroup -g 10001 app && \\adduser -D -u 10001 -G app -h /home/app -s /sbin/nologin app",
    );
    let system = |user| made(body(Stage::from(alpine("3.22")).account(user)));
    assert_eq!(
        system(system_user("db", 70)),
        "RUN addgroup -S -g 70 db && \\adduser -S -D -u 70 -G db -H -h /nonexistent -s /sbin/nologin db",
    );
    let text = body(Stage::from(alpine("3.22")).account(user("app").group_id(0)));
    assert!(text.ends_with("USER 10001:0\n"), "{text}");
}

/// What a base has cannot be made again: the step would fail.
#[test]
fn accounts_of_the_base() {
    for (wrong, says) in [
        (
            refused(Stage::from(debian("12")).account(user("www-data"))),
            "existing(\"www-data\", 33)",
        ),
        (
            refused(Stage::from(debian("12")).account(user("app").id(33))),
            "existing(\"www-data\", 33)",
        ),
        (
            refused(Stage::from(debian("12")).account(user("app").group("nogroup"))),
            "existing_group(\"nogroup\", 65534)",
        ),
        (
            refused(Stage::from(debian("12")).account(user("app").group_id(100))),
            "existing_group(\"users\", 100)",
        ),
        (
            refused(Stage::from(alpine("3.22")).account(user("app").group("www-data"))),
            "existing_group(\"www-data\", 82)",
        ),
        (
            refused(Stage::from(alpine("3.22")).account(system_user("g", 405))),
            "existing(\"guest\", 405)",
        ),
        (
            refused(Stage::from(ubuntu("24.04")).account(user("app").id(1000))),
            "existing(\"ubuntu\", 1000)",
        ),
        (
            refused(Stage::from(ubuntu("noble-20260113")).account(user("app").id(1000))),
            "existing(\"ubuntu\", 1000)",
        ),
        (
            refused(
                Stage::from(image("docker.io/node:22-slim").family(Debian)).account(user("node")),
            ),
            "existing(\"node\", 1000)",
        ),
    ] {
        assert!(wrong.contains(says), "{wrong}");
        assert_eq!(wrong.matches("error: ").count(), 1, "{wrong}");
    }
    // Nothing is claimed of what nobody has looked at, and nothing of what only another base has.
    for good in [
        Image::from(Stage::from(ubuntu("14.04")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("16.04")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("18.04")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("20.04")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("trusty-20190515")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("xenial")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("bionic")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("focal")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("jammy")).account(user("app").id(1000))),
        Image::from(Stage::from(ubuntu("22.04")).account(user("app").id(1000))),
        Image::from(Stage::from(fedora("42")).account(user("www-data"))),
        Image::from(Stage::from(alpine("3.22")).account(user("www-data").group("web"))),
        Image::from(Stage::from(debian("12")).account(existing("www-data", 33))),
    ] {
        assert!(good.render().is_ok());
    }
}

/// A base that does not run as root gets `USER 0` above our steps, and nothing else does.
#[test]
fn steps_run_as_root_whoever_the_base_runs_as() {
    let base = || image("registry.corp:5000/app:1").family(Debian);
    let stage = Stage::from(base().runs_as(472, 0)).packages(apt(["a1"])).keeps_base_user("why");
    let text = body(stage);
    assert!(text.contains("why\nUSER 0:0\nRUN "), "{text}");
    assert!(text.ends_with("USER 472:0\n"), "{text}");

    // Whom the base runs as is known, so files and steps may be that user's.
    let stage = Stage::from(base().runs_as(472, 0)).layout(dir("/srv/var").writable());
    let step = run(["a"]).as_user();
    let text = body(stage.build(step).volume("/srv/var").keeps_base_user("why"));
    assert!(text.contains("USER 0:0\nRUN install -d -o 472 -g 0 -m 0775 /srv/var\n"), "{text}");
    assert!(text.contains("USER 472:0\nRUN a\nVOLUME"), "{text}");

    // Nothing runs: the base's user stays as it is.
    let stage = Stage::from(base().runs_as(472, 0)).env("A", "b").keeps_base_user("why");
    assert!(!body(stage).contains("USER "));
    // The folder of a WORKDIR would be the base user's.
    let stage = Stage::from(base().runs_as(472, 0)).account(uid(7)).workdir("/srv");
    assert!(body(stage).contains("USER 0:0\nWORKDIR /srv\nUSER 7:7\n"));
    // Root is root, by any name.
    let stage = Stage::from(base().runs_as(0, 0)).packages(apt(["a1"])).account(uid(7));
    assert!(!body(stage).contains("USER 0:0"));
    let stage = Stage::from(base()).packages(apt(["a1"])).account(uid(7));
    assert!(!body(stage).contains("USER 0:0"));

    // Where several start from it, the stage that stands for it says nothing.
    let one = Stage::named("one", base().runs_as(472, 0)).packages(apt(["a1"])).account(uid(7));
    let two = Stage::named("two", base().runs_as(472, 0)).packages(apt(["a1"])).account(uid(7));
    assert_eq!(body([one, two]).matches("USER 0:0\nRUN ").count(), 2);
}

/// A step may be the base's user's, and where no line above is root's, no line says who that is.
#[test]
fn a_step_runs_as_the_user_of_its_base() {
    let step = || run(["a"]).as_user();
    let named = || image("registry.corp:5000/app:1").family(Debian).runs_as(472, 0);
    let known = || image("grafana/grafana:12.3.0").family(Debian);
    for base in [named(), known()] {
        let text = body(Stage::from(base).build(step()).keeps_base_user("why"));
        assert!(text.ends_with("\nRUN a\n") && !text.contains("USER"), "{text}");
    }
    // A child goes on from the same base.
    let parent = Stage::named("parent", known()).build(step()).keeps_base_user("why");
    let text = body(Stage::from(&parent).build(run(["b"]).as_user()).cmd(["c"]));
    assert!(!text.contains("USER"), "{text}");

    // Of a base of which nothing is known, and of a user that a given line sets, nobody can say it.
    let unknown = Stage::from(image("registry.corp:5000/app:1").family(Debian));
    let given = Stage::from(known()).raw("USER 9", "why");
    let unknown = unknown.build(step()).keeps_base_user("why");
    for stage in [Image::from(unknown), given.build(step()).keeps_base_user("why").into()] {
        let report = stage.render().expect_err("as whom?").to_string();
        assert!(report.contains("the stage declares none"), "{report}");
    }
    // A mount without an owner would be root's, and one that has an owner is that user's.
    let mounted = step().mount(cache("/a").owner(472, 0));
    let text = body(Stage::from(known()).build(mounted).keeps_base_user("why"));
    assert!(text.contains("uid=472") && !text.contains("USER"), "{text}");
}

/// Well-known ones need no words.
#[test]
fn bases_that_are_known_not_to_run_as_root() {
    for known in [
        "elasticsearch:9",
        "grafana/loki:3",
        "jenkins/jenkins:2",
        "jetty:12",
        "kibana:9",
        "logstash:9",
        "nginxinc/nginx-unprivileged:1",
        "prom/prometheus:v3",
        "solr:9",
        "sonarqube:25",
        "varnish:8",
        "registry.corp:5000/app:1-rootless",
        "registry.corp:5000/app:1-unprivileged",
        "docker.io/bitnami/redis:7",
        "grafana/grafana:12.3.0",
        "docker.io/grafana/grafana:12.3.0",
        "docker.io/library/haproxy:3.2-alpine",
        "memcached:1.6-alpine",
        "bitnami/redis:7",
        "registry.corp:5000/app:1-nonroot",
        "apache/airflow:3.0.0",
        "odoo:18",
        "quay.io/keycloak/keycloak:26.0",
        "docker.elastic.co/kibana/kibana:9.0.0",
        "mcr.microsoft.com/mssql/server:2022",
        "mirror.corp/hub/grafana/grafana:12.3.0",
        "public.ecr.aws/docker/library/memcached:1.6",
        "index.docker.io/prom/alertmanager:v0.28.0",
        "quay.io/jupyter/base-notebook:2025-01-01",
        "bitnamilegacy/redis:7",
        "cgr.dev/chainguard/python:3-dev",
        "registry.access.redhat.com/ubi9/nodejs-22:1",
        "registry.redhat.io/ubi10/python-312-minimal:1",
    ] {
        let stage =
            Stage::from(image(known).family(Alpine)).packages(apk(["curl"])).account(uid(7));
        assert!(body(stage).contains("USER 0:0\nRUN "), "{known}");
    }
    for root in [
        "python:3.12-alpine",
        "registry.corp:5000/grafana/tools:1",
        "team/solr:9",
        "team/mygrafana/grafana-tools:1",
        "bitnami/minideb:2",
        "cgr.dev/chainguard/wolfi-base:1",
        "registry.access.redhat.com/ubi9:9.5",
        "registry.access.redhat.com/ubi9-minimal:9.5",
        "registry.access.redhat.com/ubi9/ubi-minimal:9.5",
    ] {
        let stage = Stage::from(image(root).family(Alpine)).packages(apk(["curl"])).account(uid(7));
        assert!(!body(stage).contains("USER 0:0"), "{root}");
    }
}

#[test]
fn owners_of_files() {
    let stage = Stage::from(debian("12"))
        .layout(dir("/var/www").owner(0, 33).mode(0o2775))
        .layout(dir("/srv/var").writable().mode(0o700))
        .account(user("app"))
        .source(copy("site").to("/var/www/site").owner(33, 33));
    let text = body(stage);
    assert!(text.contains("RUN install -d -o 0 -g 33 -m 2775 /var/www && \\\n"), "{text}");
    assert!(text.contains("    install -d -o 10001 -g 10001 -m 0700 /srv/var && \\\n"), "{text}");
    assert!(text.contains("COPY --chown=33:33 site /var/www/site\n"), "{text}");
}

/// On OpenShift any user of the root group may run the program, so that group may write what the program
/// may, unless a mode says otherwise.
#[test]
fn a_writable_folder_of_the_root_group_is_its_groups() {
    let of = |group: u32, folder: Directory| {
        let stage = Stage::from(debian("12")).layout(folder);
        body(stage.account(user("app").id(700).group_id(group)))
    };
    let var = || dir("/srv/var");
    for (group, folder, made) in [
        (0, var().writable(), "-o 700 -g 0 -m 0775 /srv/var"),
        (0, var().writable().mode(0o700), "-o 700 -g 0 -m 0700 /srv/var"),
        (800, var().writable(), "-o 700 -g 800 /srv/var"),
        (0, var(), "/srv/var"),
        (800, var().owner(700, 0), "-o 700 -g 0 /srv/var"),
        (0, var().owner(700, 0), "-o 700 -g 0 /srv/var"),
    ] {
        let text = of(group, folder);
        assert!(text.contains(&format!("install -d {made} ")), "{group} {made}: {text}");
    }
}
