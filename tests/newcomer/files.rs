//! Mistakes with bases, users, copies and files.

use super::*;

#[rustfmt::skip] // a mistake, a line
pub(crate) fn mistakes() -> Vec<Mistake> {
    mistakes! {
        "the newest tag", Says("name a version") => Stage::from(alpine("latest")).account(uid(1000)).cmd(["sh"]);
        "a whole reference as a tag", Says("name a version such as") => Stage::from(debian("debian:bookworm-slim")).account(uid(1000)).cmd(["bash"]);
        "Alpine's tag on Debian", Says(".family(Alpine)") => Stage::from(image("node:22-alpine").family(Debian)).account(existing("node", 1000)).cmd(["node", "main.js"]);
        "Debian's tag on Alpine", Says(".family(Debian)") => Stage::from(image("python:3.13-slim-bookworm").family(Alpine)).account(uid(1000)).cmd(["python3"]);
        "an image without a tag", Says("write \"name:version\"") => Stage::from(image("nginx").family(Debian)).account(uid(101)).cmd(["nginx"]);
        "two colons", Says("write \"name:tag\"") => Stage::from(image("node:22:alpine").family(Alpine)).account(uid(1000));
        "an image by its address", Says("write \"name:tag\"") => Stage::from(image("https://registry.example.com/team/base:1").family(Debian)).account(uid(1000));
        "capitals", Says("in lower case") => Stage::from(image("ghcr.io/Team/Base:1").family(Debian)).account(uid(1000));
        "an ARG in FROM", Says("format!(") => Stage::from(image("node:${NODE_VERSION}-slim").family(Debian)).account(uid(1000));
        "an ARG in FROM as tag", Says("format!(") => Stage::from(debian("$VERSION")).account(uid(1000));
        "AS in the reference", Says("write \"name:tag\"") => Stage::from(image("golang:1.25 AS build").family(Debian)).account(uid(1000));
        "an empty tag", Says("such as") => Stage::from(ubuntu("")).account(uid(1000));
        "scratch as image", Says("has a call of its own: `scratch()`") => Stage::from(image("scratch").family(Shellless)).account(uid(1000));
        "digest alone", Says("64 hexadecimal digits") => Stage::from(image("debian@sha256:abc").family(Debian)).account(uid(1000));
        "moving without a reason", Says("say why, in a few words") => Stage::from(moving_image("nginx:latest", "").family(Debian)).account(uid(101));
        "nobody runs it", Says(".account(existing(\"node\", 1000))") => Stage::from(debian("bookworm-slim")).source(copy("app").to("/srv/app")).cmd(["/srv/app/run"]);
        "root as a user", Says(".runs_as_root(\"why\")") => Stage::from(debian("bookworm-slim")).account(user("root")).cmd(["id"]);
        "user and group in one", Says("lower-case letters") => Stage::from(debian("bookworm-slim")).account(user("app:app")).cmd(["id"]);
        "a number as a name", Says("the first a letter") => Stage::from(debian("bookworm-slim")).account(user("1000")).cmd(["id"]);
        "a name with a blank", Says("lower-case letters") => Stage::from(debian("bookworm-slim")).account(user("App User")).cmd(["id"]);
        "uid of root", Says(".runs_as_root(\"why\")") => Stage::from(scratch()).account(uid(0)).source(copy("app").to("/app")).entrypoint(["/app"]);
        "id of root for a new one", Says(".runs_as_root(\"why\")") => Stage::from(debian("bookworm-slim")).account(user("app").id(0)).cmd(["id"]);
        "two users", Says("keep the one that you mean") => Stage::from(debian("bookworm-slim")).account(user("web")).account(user("worker").id(10002)).cmd(["id"]);
        "a user that the base has", Says(".account(existing(\"nobody\", 65534))") => Stage::from(debian("bookworm-slim")).account(user("nobody")).cmd(["id"]);
        "a user that Node's image has", Says(".account(existing(\"node\", 1000))") => Stage::from(image("node:22-bookworm-slim").family(Debian)).account(user("node").id(1000)).cmd(["node", "-v"]);
        "a user that alpine has", Says(".account(existing(\"guest\", 405))") => Stage::from(alpine("3.22")).account(user("guest")).cmd(["id"]);
        "root for no reason", Says("say why, in a few words") => Stage::from(debian("bookworm-slim")).runs_as_root("").cmd(["id"]);
        "root and a user", Says("keep the one that you mean") => Stage::from(debian("bookworm-slim")).account(user("app")).runs_as_root("binds port 80").cmd(["id"]);
        "a home that is relative", Says("a path in the image is absolute: begin it with `/`") => Stage::from(debian("bookworm-slim")).account(user("app").home("srv")).cmd(["id"]);
        "a group that the base has", Says(".existing_group(\"staff\", 50)") => Stage::from(debian("bookworm-slim")).account(user("app").group("staff")).cmd(["id"]);
        "keeps whoever there is, for nothing", Says("say why, in a few words") => Stage::from(image("grafana/grafana:12.3.0").family(Alpine)).keeps_base_user(" ");
        "a parent folder", Says("emit(..).context(..)") => base().source(copy("../shared").to("/srv/shared")).cmd(["id"]);
        "an absolute source", Says("emit(..).context(..)") => base().source(copy("/home/me/app/src").to("/srv")).cmd(["id"]);
        "a pattern of sources", Says("list the files, or copy the folder") => base().source(copy("dist/*.js").to("/srv/dist/")).cmd(["id"]);
        "COPY . .", Says("a path in the image is absolute: begin it with `/`") => base().source(copy(".").to(".")).workdir("/srv").cmd(["id"]);
        "a relative target", Says("a path in the image is absolute: begin it with `/`") => base().source(copy("config").to("config")).workdir("/srv").cmd(["id"]);
        "dot slash as target", Says("a path in the image is absolute: begin it with `/`") => base().source(copy("config").to("./")).cmd(["id"]);
        "no target", Says("name the target") => base().source(copy("assets")).cmd(["id"]);
        "a home as target", Says("a path in the image is absolute: begin it with `/`") => base().source(copy("assets").to("~/assets")).cmd(["id"]);
        "a variable in target", Says("format!(\"{home}/bin\")") => base().source(copy("app").to("/srv/${APP}")).cmd(["id"]);
        "backslashes", Says("separate with `/`") => base().source(copy("src\\app").to("/srv")).cmd(["id"]);
        "a drive", Says("emit(..).context(..)") => base().source(copy("C:/src").to("/srv")).cmd(["id"]);
        "an empty source", Says("name a file or folder of the build context") => base().source(copy("").to("/srv")).cmd(["id"]);
        "a list that is empty", Says("Option") => base().source(copy(Vec::<String>::new()).to("/srv")).cmd(["id"]);
        "an ignore file's exception", Says("name only what stays") => base().source(copy(".").to("/srv").except(["*.log", "!important.log"])).cmd(["id"]);
        "an ignore file's comment", Silent("a file may be called so, and another one below it") => base().source(copy(".").to("/srv").except(["# logs", "*.log"])).cmd(["id"]);
        "an exception outside", Says("emit(..).context(..)") => base().source(copy("src").to("/srv").except("../tests")).cmd(["id"]);
        "an exception of all", Says("leave the copy out, or name what is in the folder") => base().source(copy("src").to("/srv").except("src")).cmd(["id"]);
        "an absolute exception", Says("emit(..).context(..)") => base().source(copy(".").to("/srv").except("/node_modules")).cmd(["id"]);
        "an exception with ./", Says("write it without empty and `.` segments") => base().source(copy(".").to("/srv").except("./node_modules")).cmd(["id"]);
        "an exception with the source's folder", Says(".except(\"node_modules\")") => base().source(copy("web").to("/srv").except("web/node_modules")).cmd(["id"]);
        "a relative path of a stage", Says("a path in the image is absolute: begin it with `/`") => base().source(copy("target/release/app").from(&built()).to("/app")).cmd(["/app"]);
        "of an image without a tag", Says("moving_image(\"name\", \"why\")") => base().source(copy("/uv").from(image("ghcr.io/astral-sh/uv")).to("/bin/uv")).cmd(["id"]);
        "of the newest image", Says("moving_image(\"name:latest\", \"why\")") => base().source(copy("/uv").from(image("ghcr.io/astral-sh/uv:latest")).to("/bin/uv")).cmd(["id"]);
        "the same copy twice", Says("leave one of them out") => base().source(copy("src").to("/srv/src")).source(copy("src").to("/srv/src")).cmd(["id"]);
        "two files at one path", Silent("folders at one path are put together, and a declaration does not say which is a folder") => base().source(copy("dev.conf").to("/etc/app.conf")).source(copy("prod.conf").to("/etc/app.conf")).cmd(["id"]);
        "permissions in decimal", Says("as in `0o755`") => base().files(copy("start.sh").to("/usr/local/bin/").mode(755)).cmd(["start.sh"]);
        "permissions as a text", Says(".mode(0o755)") => base().files(copy("start.sh").to("/usr/local/bin/").mode("0755")).cmd(["start.sh"]);
        "permissions as ls shows them", Says(".mode(0o755)") => base().files(copy("start.sh").to("/usr/local/bin/").mode("rwxr-xr-x")).cmd(["start.sh"]);
        "writable by root alone", Says(".account(user(\"app\"))") => Stage::from(debian("bookworm-slim")).runs_as_root("is a test").source(copy("var").to("/srv/var").writable()).cmd(["id"]);
        "a pattern of manifests", Says("list the files, or copy the folder") => node().dependencies(manifest("package*.json").to("/srv")).cmd(["node"]);
        "a manifest outside", Says("emit(..).context(..)") => node().dependencies(manifest("../package.json").to("/srv")).cmd(["node"]);
        "a manifest without target", Says(".to(\"/srv/app\")") => node().dependencies(manifest(["package.json", "package-lock.json"])).cmd(["node"]);
        "a manifest to a relative path", Says("a path in the image is absolute: begin it with `/`") => node().dependencies(manifest("package.json").to("srv")).cmd(["node"]);
        "a checksum without its kind", Says("`sha256:` and 64 hexadecimal digits") => base().source(download("https://example.com/data.bin", "1".repeat(64), "/srv/data.bin")).cmd(["id"]);
        "a download to a relative path", Says("a path in the image is absolute: begin it with `/`") => base().source(download("https://example.com/data.bin", sum(), "data.bin")).cmd(["id"]);
        "a download without scheme", Says("begin it with `https://`") => base().source(download("example.com/data.bin", sum(), "/srv/data.bin")).cmd(["id"]);
        "a page for a repository", Says("`https://host/path.git`") => base().source(git("https://example.com/team/x", "v1", "/srv/x")).cmd(["id"]);
        "a file at a relative path", Says("a path in the image is absolute: begin it with `/`") => base().source(file("etc/app.conf", "port = 80\n")).cmd(["id"]);
        "a variable in a file", Silent("what is written means itself: shell scripts and nginx read `$` themselves") => base().source(file("/etc/app.conf", "port = $PORT\n")).cmd(["id"]);
        "a folder that is relative", Says("a path in the image is absolute: begin it with `/`") => Stage::from(debian("bookworm-slim")).layout(dir("var/lib/app")).account(user("app")).cmd(["id"]);
        "a folder with a variable", Says("format!(\"{home}/bin\")") => Stage::from(debian("bookworm-slim")).layout(dir("/var/lib/$APP")).account(user("app")).cmd(["id"]);
        "a folder's permissions", Says("as in `0o755`") => Stage::from(debian("bookworm-slim")).layout(dir("/var/lib/app").mode(750)).account(user("app")).cmd(["id"]);
        "another distribution's id", Says(".account(existing(\"www-data\", 33))") => Stage::from(debian("bookworm-slim")).account(existing("www-data", 82)).cmd(["id"]);
        "the next id", Says(".account(existing(\"node\", 1000))") => Stage::from(image("node:22-bookworm-slim").family(Debian)).account(existing("node", 1001)).cmd(["node", "main.js"]);
        "a name that the id has not", Says(".account(existing(\"ubuntu\", 1000))") => Stage::from(ubuntu("24.04")).account(existing("app", 1000)).cmd(["id"]);
        "an id that a step has changed", Silent("`usermod` may have given it that") => Stage::from(image("node:22-bookworm-slim").family(Debian)).packages(run(["usermod", "-u", "1001", "node"])).account(existing("node", 1001)).cmd(["node", "main.js"]);
    }
}
