//! Mistakes with variables, labels, how the program starts, stages and ways out.

use super::*;

#[rustfmt::skip] // a mistake, a line
pub(crate) fn mistakes() -> Vec<Mistake> {
    mistakes! {
        "a password", Says(".public_env(name, value, \"why\")") => base().env("DB_PASSWORD", "hunter22").cmd(["id"]);
        "PATH is extended", Says(".path(\"/opt/bin\")") => base().env("PATH", "/opt/app/bin:$PATH").cmd(["id"]);
        "a name with a dash", Says("letters, digits and `_`") => base().env("JAVA-OPTS", "-Xmx1g").cmd(["id"]);
        "a name with a blank in ENV", Says("letters, digits and `_`") => base().env("MY VAR", "x").cmd(["id"]);
        "a pair in one text", Says("letters, digits and `_`") => base().env("PORT=8080", "").cmd(["id"]);
        "an empty name", Says("letters, digits and `_`") => base().env("", "x").cmd(["id"]);
        "a name that begins with a digit", Says("the first no digit") => base().env("2FA", "on").cmd(["id"]);
        "another variable", Says("as a handle") => base().env("HOST", "db").env("URL", "http://${HOST}/").cmd(["id"]);
        "a dollar at the front", Says("letters, digits and `_`") => base().env("$PORT", 8080).cmd(["id"]);
        "a home in a value", Silent("a program may read `~` itself, as ssh and git do") => base().env("CACHE", "~/.cache").cmd(["id"]);
        "quotes around a value", Silent("JSON and quoted names are values") => base().env("LEVEL", "\"info\"").cmd(["id"]);
        "a URL with a password", Says(".public_env(name, value, \"why\")") => base().env("DATABASE_URL", "postgres://app:hunter22@db/shop").cmd(["id"]);
        "the same variable twice", Says("if debug { \"debug\" } else { \"info\" }") => base().env("LEVEL", "info").env("LEVEL", "debug").cmd(["id"]);
        "a variable for no step", Says(".env(..)") => base().source(copy("src").to("/srv")).build_env("CFLAGS", "-O2").cmd(["id"]);
        "PYTHONPATH of nothing", Says("base_env(") => base().env("PYTHONPATH", "${PYTHONPATH}:/srv").cmd(["id"]);
        "a commit's variable above", Says(".build(run(..).uses(&it))") => Stage::from(debian("bookworm-slim")).packages(run(["echo"]).uses(arg("GIT_SHA").per_commit())).account(uid(7)).cmd(["id"]);
        "a proxy as an argument", Says("a builder hands") => base().env("P", arg("HTTP_PROXY")).cmd(["id"]);
        "an argument of the builder", Says("platform::TARGETARCH") => base().env("P", arg("TARGETPLATFORM")).cmd(["id"]);
        "a secret as an argument", Says("run(..).mount(secret(..))") => base().build(run(["make"]).uses(arg("NPM_TOKEN"))).cmd(["id"]);
        "an argument with a dash", Says("letters, digits and `_`") => base().env("V", arg("APP-VERSION")).cmd(["id"]);
        "an argument with its value", Says("letters, digits and `_`") => base().env("V", arg("VERSION=1.4")).cmd(["id"]);
        "a value that nothing sets", Says(".env(\"HOST\", ..)") => base().env("URL", env("HOST") + ":80").cmd(["id"]);
        "two defaults", Says("let it = arg(..).default(..)") => base().env("A", arg("V").default("1")).env("B", arg("V").default("2")).cmd(["id"]);
        "a label with a blank", Says("org.opencontainers.image.title") => base().label("Team Name", "x").cmd(["id"]);
        "a label with a capital", Says("lower-case letters") => base().label("Maintainer", "x").cmd(["id"]);
        "a label with an underscore", Says("single `.` and `-`") => base().label("build_date", "x").cmd(["id"]);
        "a label of a commit", Says(".commit_label(..)") => base().label("org.opencontainers.image.revision", arg("GIT_SHA").per_commit()).cmd(["id"]);
        "the time of the build", Says(".commit_label(..)") => base().label("org.opencontainers.image.created", "2026-11-26").cmd(["id"]);
        "a label twice", Says("if debug { \"debug\" } else { \"info\" }") => base().label("team", "a").label("team", "b").cmd(["id"]);
        "a label with a variable in text", Says("as a handle") => base().label("version", "v$VERSION").cmd(["id"]);
        "a relative workdir", Says("a path in the image is absolute: begin it with `/`") => base().workdir("app").cmd(["id"]);
        "a home as workdir", Says("a path in the image is absolute: begin it with `/`") => base().workdir("~").cmd(["id"]);
        "a variable as workdir", Says("a path in the image is absolute: begin it with `/`") => base().workdir("$APP_HOME").cmd(["id"]);
        "two workdirs", Says(".layout(dir(\"/srv/app\"))") => base().workdir("/srv").workdir("/srv/app").cmd(["id"]);
        "port 0", Says("a port is a number from 1 to 65535") => base().expose(0).cmd(["id"]);
        "a port twice", Says("leave one of them out") => base().expose(8080).expose(8080).cmd(["id"]);
        "a range the wrong way", Says("8000..=8010") => base().expose(rev()).cmd(["id"]);
        "a volume that is relative", Says("a path in the image is absolute: begin it with `/`") => base().volume("data").cmd(["id"]);
        "a volume of the host", Says("a path in the image is absolute: begin it with `/`") => base().volume("./data:/data").cmd(["id"]);
        "a volume that nobody can write", Says(".layout(dir(\"/var/lib/app\").writable())") => base().volume("/var/lib/app").cmd(["id"]);
        "a signal without SIG", Says("SIGTERM") => base().stop_signal("INT").cmd(["id"]);
        "a signal in small letters", Says("SIGTERM") => base().stop_signal("sigint").cmd(["id"]);
        "a signal that is none", Says("SIGTERM") => base().stop_signal("SIGSTOPP").cmd(["id"]);
        "a check in one word", Says("[\"/srv/app\", \"--probe\"]") => base().healthcheck(healthcheck(["/srv/app --probe"])).cmd(["id"]);
        "curl for a check", Says(".packages(..)") => base().healthcheck(healthcheck(["curl", "-f", "http://localhost/"])).cmd(["id"]);
        "Compose's list of a check", Says("[\"curl\", \"-f\", \"http://localhost:8080/\"]") => node().healthcheck(healthcheck(["CMD", "node", "probe.js"])).cmd(["node", "main.js"]);
        "Compose's shell of a check", Says("[\"curl\", \"-f\", \"http://localhost:8080/\"]") => node().healthcheck(healthcheck(["CMD-SHELL", "node probe.js || exit 1"])).cmd(["node", "main.js"]);
        "no check, in words", Says(".no_healthcheck()") => base().healthcheck(healthcheck(["NONE"])).cmd(["id"]);
        "a check that is never made", Says("leave the line out") => base().healthcheck(healthcheck(["/probe"]).interval(Duration::from_secs(0))).cmd(["id"]);
        "no tries", Says("leave the line out") => base().healthcheck(healthcheck(["/probe"]).retries(0)).cmd(["id"]);
        "a check with a shell's or", Says("[\"/bin/sh\", \"-c\", \"..\"]") => base().healthcheck(healthcheck(["/probe", "||", "exit", "1"])).cmd(["id"]);
        "two checks", Says("keep one") => base().healthcheck(healthcheck(["/probe"])).healthcheck(healthcheck(["/other"])).cmd(["id"]);
        "a program in one word", Says("[\"/srv/app\", \"--port\", \"8080\"]") => base().entrypoint(["/srv/app --port 8080"]);
        "npm start", Says(".entrypoint([\"node\", \"dist/main.js\"])") => node().cmd(["npm", "start"]);
        "npm run start", Says(".entrypoint([\"node\", \"dist/main.js\"])") => node().entrypoint(["npm", "run", "start"]);
        "a command in one word", Says("[\"node\", \"main.js\"]") => node().cmd(["node main.js"]);
        "a variable for a program", Says("[\"/bin/sh\", \"-c\"") => node().cmd(["node", "main.js", "--port", "$PORT"]);
        "a program in no folder", Says("\"/srv/app/run.sh\"") => base().entrypoint(["./app"]);
        "exec", Says("`exec` is not needed") => base().entrypoint(["exec", "/srv/app"]);
        "cd for a program", Says(".workdir(\"/srv\")") => base().cmd(["cd", "/srv"]);
        "commands in one word", Says("[\"/bin/sh\", \"-c\"") => base().cmd(["cd /srv && ./app"]);
        "a program that is not in scratch", Says(".source(copy(\"/out/app\").from(&build).to(\"/app\"))") => Stage::from(scratch()).account(uid(7)).source(copy("/out/app").from(&built()).to("/app")).entrypoint(["app"]);
        "arguments of nothing", Says(".entrypoint([\"/srv/app\"])") => base().cmd(["--help"]);
        "an empty program", Says("[\"/srv/app\", \"--serve\"]") => base().entrypoint([""]);
        "no program", Says(".no_cmd()") => base().cmd(Vec::<String>::new());
        "and in a list", Says("[\"/bin/sh\", \"-c\", \"..\"]") => node().cmd(["node", "migrate.js", "&&", "node", "main.js"]);
        "python without python", Says(".packages(..)") => base().workdir("/srv").cmd(["python3", "-m", "app"]);
        "java without java", Says(".packages(..)") => base().entrypoint(["java", "-jar", "/srv/app.jar"]);
        "node without node", Says(".packages(..)") => Stage::from(alpine("3.22")).account(uid(7)).cmd(["node", "main.js"]);
        "a shell of scratch", Says(".source(copy(\"/out/app\").from(&build).to(\"/app\"))") => Stage::from(scratch()).account(uid(7)).source(copy("app").to("/app")).entrypoint(["/bin/sh", "-c", "/app"]);
        "bash on alpine to start", Says(".packages(..)") => Stage::from(alpine("3.22")).account(uid(7)).entrypoint(["/bin/bash", "-c", "run"]);
        "a shell without -c", Says("[\"/bin/sh\", \"-c\", ..]") => base().entrypoint(["/bin/sh", "exec /srv/app"]);
        "a shell for others, as one word", Says("[\"/bin/bash\", \"-c\"]") => base().shell(["/bin/bash -c"]).cmd(["id"]);
        "nothing is started in scratch", Says(".entrypoint([\"/srv/app\"])") => Stage::from(scratch()).account(uid(7)).source(copy("app").to("/app"));
        "a capital in a name", Says("lower-case letters") => base().source(copy("/out").from(&Stage::named("Build", debian("bookworm-slim")).build(run(["make"])))).cmd(["id"]);
        "a blank in a name", Says("lower-case letters") => base().source(copy("/out").from(&Stage::named("my build", debian("bookworm-slim")).build(run(["make"])))).cmd(["id"]);
        "scratch as a name", Says("choose another") => base().source(copy("/out").from(&Stage::named("scratch", debian("bookworm-slim")).build(run(["make"])))).cmd(["id"]);
        "a number as a stage's name", Says("the first a letter") => base().source(copy("/out").from(&Stage::named("0", debian("bookworm-slim")).build(run(["make"])))).cmd(["id"]);
        "two stages of one name", Says("Stage::named(\"name\", ..)") => base().source(copy("/out").from(&built())).source(copy("/other").from(&built())).cmd(["id"]);
        "a stage with the image's name", Says("Stage::named(\"name\", ..)") => base().source(copy("/out").from(&Stage::named("final", debian("bookworm-slim")).build(run(["make"])))).cmd(["id"]);
        "the same target twice", Says("Stage::named(\"name\", ..)") => Image::from([web(), web()]);
        "two targets without names", Says("Stage::named(\"name\", ..)") => Image::from([base().cmd(["a"]), base().cmd(["b"])]);
        "nothing to emit", Says("emit(image)") => Image::from(Vec::<Stage<Cmd, Debian>>::new());
        "files of a stage that has none", Says("copy the path that a line of that stage makes") => base().source(copy("/app").from(&Stage::named("files", scratch()).source(copy("src").to("/src")))).cmd(["id"]);
        "a context that is a stage", Says("give the context or the stage another name") => base().source(copy("/out").from(&built())).source(copy("/x").from(context("build"))).cmd(["id"]);
        "files for packages of a stage that compiles", Says(".source(copy(..).from(&b))") => { let b = Stage::named("b", debian("bookworm-slim")).source(copy("src").to("/src")).build(run(["make"])); Stage::from(debian("bookworm-slim")).packages(copy("/out").from(&b)).account(uid(7)).cmd(["id"]) };
        "out of order for nothing", Says("say why, in a few words") => base().source(copy("a").to("/srv/a")).out_of_order("", |s| s.packages(apt(["curl"]))).cmd(["id"]);
        "unchecked for nothing", Says("say why, in a few words") => base().build(run("sudo make").unchecked(" ")).cmd(["id"]);
        "a line that is FROM", Says("Stage::named(\"name\", base)") => base().raw("FROM alpine:3.22", "another image").cmd(["id"]);
        "a line in small letters", Says("in capital letters") => base().raw("expose 8080", "why not").cmd(["id"]);
        "several lines", Says(".raw(..)") => base().raw("RUN make\nRUN make install", "as it was").cmd(["id"]);
        "a line for nothing", Says("say why, in a few words") => base().raw("ONBUILD RUN make", "").cmd(["id"]);
        "a comment above nothing", Says("declare it above the line") => base().cmd(["id"]).comment("The end.");
        "a comment of a linter", Says("begin the line with another word") => base().comment("hadolint ignore=DL3008").expose(80).cmd(["id"]);
        "a syntax line as a comment", Says("begin the line with another word") => base().comment("syntax=docker/dockerfile:1").expose(80).cmd(["id"]);
        "parents above the syntax", Says("Image::from(stage).dialect(Dialect::V1_20)") => base().source(copy(["a/x", "b/y"]).to("/srv").parents()).cmd(["id"]);
        "an exception of a stage above the syntax", Says("Image::from(stage).dialect(Dialect::V1_19)") => base().source(copy("/out").from(&built()).except("*.map")).cmd(["id"]);
        "a stage whose files nobody takes", Says("copy(\"/out\").from(&stage)") => image_with_unused();
        "arguments for a text", Says("`[\"/bin/sh\", \"-c\", \"exec /srv/app") => base().entrypoint(["/bin/sh", "-c", "exec id"]).cmd(["-u"]);
        "a program for a text that is missing", Says(".entrypoint([\"/srv/app\"])") => base().entrypoint(["/bin/bash", "-ec"]).cmd(["id", "-u"]);
        "a text of several words", Says(".entrypoint([\"/srv/app\"])") => base().cmd(["sh", "-c", "echo", "hello"]);
        "arguments that a text asks for", Silent("it reads them") => base().entrypoint(["/bin/bash", "--norc", "-c", "exec id \"$@\"", "id"]).cmd(["-u"]);
        "the program twice", Says("leave the first word out") => base().entrypoint(["id"]).cmd(["id", "-u"]);
    }
}

#[allow(clippy::reversed_empty_ranges)]
fn rev() -> std::ops::RangeInclusive<u16> {
    8010..=8000
}

fn image_with_unused() -> Image {
    dockerfile_core::image! {
        stage assets {
            from debian("bookworm-slim");
            build run(["make"]);
        }
        from debian("bookworm-slim");
        account uid(7);
        cmd ["id"];
    }
    .into()
}

fn web() -> Stage<Cmd, Debian> {
    Stage::named("web", debian("bookworm-slim")).account(uid(7)).cmd(["id"])
}
