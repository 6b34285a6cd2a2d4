//! Mistakes with what runs and what is installed.

use super::*;

#[rustfmt::skip] // a mistake, a line
pub(crate) fn mistakes() -> Vec<Mistake> {
    mistakes! {
        "sudo", Says("call the program itself") => base().build(run("sudo make install")).cmd(["id"]);
        "apt-get in a RUN", Says(".packages(apt([..]))") => base().build(run("apt-get update && apt-get install -y curl")).cmd(["id"]);
        "apt-get as a list", Says(".packages(apt([..]))") => base().build(run(["apt-get", "install", "-y", "curl"])).cmd(["id"]);
        "apk in a RUN", Says(".packages(apk([..]))") => Stage::from(alpine("3.22")).account(uid(7)).build(run("apk add --no-cache curl")).cmd(["id"]);
        "cd in a text", Says(".workdir(\"/srv\")") => base().build(run("cd /src && make")).cmd(["id"]);
        "cd as a list", Says(".workdir(\"/srv\")") => base().build(run(["cd", "/src"])).cmd(["id"]);
        "pip without Python", Says(".dependencies(pip(\"requirements.txt\"))") => base().build(run("pip install flask")).cmd(["id"]);
        "npm without Node", Says("npm install -g tool@1.2.3") => base().build(run(["npm", "install", "-g", "typescript"])).cmd(["id"]);
        "an installer through a pipe", Says(".packages(..)") => base().build(run("curl -fsSL https://example.com/install.sh | bash")).cmd(["id"]);
        "export as a step", Says("run(..).env(name, value)") => base().build(run("export GOFLAGS=-mod=mod")).cmd(["id"]);
        "export as a list", Says("run(..).env(name, value)") => base().build(run(["export", "GOFLAGS=-mod=mod"])).cmd(["id"]);
        "a redirection in a list", Says("one text for a shell") => base().build(run(["echo", "ok", ">", "/srv/ready"])).cmd(["id"]);
        "two commands in a list", Says("run([..]).then([..])") => base().build(run(["make", "&&", "make", "install"])).cmd(["id"]);
        "a pattern in a list", Says("write it for a shell, as one text") => base().build(run(["rm", "/tmp/*.tar"])).cmd(["id"]);
        "a pipe in a list", Says("one text for a shell") => base().build(run(["cat", "a", "|", "sort"])).cmd(["id"]);
        "source in sh", Silent("shell text is the shell's, which says so in the build") => python().build(run("source /opt/venv/bin/activate && make")).cmd(["python3"]);
        "RUN in the text", Says("leave the word out") => base().build(run("RUN make")).cmd(["id"]);
        "useradd in a RUN", Says(".account(user(\"app\"))") => base().build(run("useradd -m app")).cmd(["id"]);
        "a quote is open", Silent("shell text is the shell's, which says so in the build") => base().build(run("echo 'it works")).cmd(["id"]);
        "one word of a list", Says("[\"make\", \"install\"]") => base().build(run(["make install"])).cmd(["id"]);
        "a relative cache", Says("a path in the image is absolute: begin it with `/`") => base().build(run(["make"]).mount(cache("root/.cache"))).cmd(["id"]);
        "a home for a cache", Says("a path in the image is absolute: begin it with `/`") => base().build(run(["make"]).mount(cache("~/.cache"))).cmd(["id"]);
        "a secret by its path", Says("such as \"npmrc\"") => base().build(run(["make"]).mount(secret("/run/secrets/npm token"))).cmd(["id"]);
        "a secret's file is relative", Says("a path in the image is absolute: begin it with `/`") => base().build(run(["make"]).mount(secret("npmrc").file(".npmrc"))).cmd(["id"]);
        "a secret's permissions", Says("as in `0o755`") => base().build(run(["make"]).mount(secret("npmrc").file("/root/.npmrc").mode(600))).cmd(["id"]);
        "a bind from outside", Says("emit(..).context(..)") => base().build(run(["make"]).mount(bind("../proto").to("/proto"))).cmd(["id"]);
        "a bind to nowhere", Says(".to(\"/srv/app\")") => base().build(run(["make"]).mount(bind("proto"))).cmd(["id"]);
        "a bind of the host", NoFix("says that nothing outside can join the build context, and not that a build has no engine") => base().build(run(["make"]).mount(bind("/var/run/docker.sock").to("/var/run/docker.sock"))).cmd(["id"]);
        "a token of a step", Says(".mount(secret(\"id\").env(\"NAME\"))") => node().build(run(["npm", "publish"]).env("NPM_TOKEN", "npm_abcdefghijklmnopqrstuvwxyz0123456789")).cmd(["node"]);
        "a password in a clone", Says("run(..).mount(secret(\"id\").env(\"PASSWORD\"))") => base().build(run("git clone https://me:hunter22@example.com/x.git")).cmd(["id"]);
        "a path with a variable", Says("format!(\"{home}/bin\")") => base().build(run(["make"]).workdir("/src/$APP")).cmd(["id"]);
        "a relative workdir of a step", Says("a path in the image is absolute: begin it with `/`") => base().build(run(["make"]).workdir("src")).cmd(["id"]);
        "a variable that nobody says", Silent("the base image may set it, or the text itself") => base().build(run("echo \"$VERSION\" > /srv/version")).cmd(["id"]);
        "bash on alpine", Says(".packages(..)") => Stage::from(alpine("3.22")).account(uid(7)).build(run(["bash", "-c", "make"])).cmd(["id"]);
        "a step in bash's words", Says(".shell([\"/bin/bash\", \"-c\"])") => base().build(run("if [[ -f /srv/x ]]; then make; fi")).cmd(["id"]);
        "PATH of a step", NoFix("says how a text reads another variable, and not that a step's PATH is the stage's `.path(..)`") => base().build(run(["make"]).env("PATH", "/opt/go/bin:$PATH")).cmd(["id"]);
        "as the user, of whom there is none", Says(".account(user(\"app\"))") => Stage::from(debian("bookworm-slim")).runs_as_root("test").build(run(["initdb"]).as_user()).cmd(["id"]);
        "a step of nothing", Says("there is no command in it") => base().build(run("")).cmd(["id"]);
        "a step of blanks", Says("there is no command in it") => base().build(run("  ")).cmd(["id"]);
        "a comment for a step", Says("Option") => base().build(run("# compile")).cmd(["id"]);
        "git without git", Says(".packages(..)") => base().build(run(["git", "clone", "https://example.com/x.git"])).cmd(["id"]);
        "wget in a RUN", Says(".packages(..)") => base().build(run("wget https://example.com/x.tgz")).cmd(["id"]);
        "go build on debian", Says(".packages(..)") => base().build(run(["go", "build", "./..."])).cmd(["id"]);
        "reads what a cache held", Says("mount the same cache into this step") => base().build(run(["make", "all"]).mount(cache("/src/target")).workdir("/src")).build(run(["cp", "/src/target/app", "/app"])).cmd(["/app"]);
        "two packages in a text", Says("such as \"libpq5\"") => Stage::from(debian("bookworm-slim")).packages(apt("curl git")).account(uid(7)).cmd(["id"]);
        "an option among packages", Says("no options") => Stage::from(debian("bookworm-slim")).packages(apt(["-y", "curl"])).account(uid(7)).cmd(["id"]);
        "install among packages", Says("no blanks") => Stage::from(debian("bookworm-slim")).packages(apt("install curl")).account(uid(7)).cmd(["id"]);
        "a package file", Says("one name of the distribution") => Stage::from(debian("bookworm-slim")).packages(apt(["./tool.deb"])).account(uid(7)).cmd(["id"]);
        "an empty package", Says("such as \"libpq5\"") => Stage::from(debian("bookworm-slim")).packages(apt([""])).account(uid(7)).cmd(["id"]);
        "a package with a capital", Says("in lower case") => Stage::from(debian("bookworm-slim")).packages(apt(["LibPQ5"])).account(uid(7)).cmd(["id"]);
        "npm's version of a package", Says("\"libpq5=15.*\"") => Stage::from(debian("bookworm-slim")).packages(apt(["curl@8"])).account(uid(7)).cmd(["id"]);
        "no packages", Says("Option") => Stage::from(debian("bookworm-slim")).packages(apt(Vec::<&str>::new())).account(uid(7)).cmd(["id"]);
        "a day of a snapshot", Says("20261101T000000Z") => Stage::from(debian("bookworm-slim")).packages(apt(["curl"]).snapshot("2026-11-01")).account(uid(7)).cmd(["id"]);
        "a snapshot of Ubuntu", Says("apt([\"libpq5=15.*\"])") => Stage::from(ubuntu("24.04")).packages(apt(["curl"]).snapshot("20261101T000000Z")).account(uid(7)).cmd(["id"]);
        "a tool for nothing", Says(".on(\"amd64\", \"https://..\", \"sha256:..\")") => Stage::from(debian("bookworm-slim")).packages(tool("/usr/local/bin/yq")).account(uid(7)).cmd(["id"]);
        "the machine's name for an architecture", Says(".on(\"amd64\", ..)") => Stage::from(debian("bookworm-slim")).packages(tool("/usr/local/bin/yq").on("x86_64", "https://example.com/yq", sum())).account(uid(7)).cmd(["id"]);
        "a platform for an architecture", Says(".on(\"amd64\", ..)") => Stage::from(debian("bookworm-slim")).packages(tool("/usr/local/bin/yq").on("linux/amd64", "https://example.com/yq", sum())).account(uid(7)).cmd(["id"]);
        "a tool without checksum", Says("`sha256:` and 64 hexadecimal digits") => Stage::from(debian("bookworm-slim")).packages(tool("/usr/local/bin/yq").on("amd64", "https://example.com/yq", "")).account(uid(7)).cmd(["id"]);
        "a command among packages", Says(".packages(apt([..]))") => Stage::from(debian("bookworm-slim")).packages(run("apt-get install -y curl")).account(uid(7)).cmd(["id"]);
        "pip upgrade pip", Says(".dependencies(pip(\"requirements.txt\"))") => python().dependencies(run("pip install --upgrade pip")).cmd(["python3"]);
        "a requirement file outside", Says("emit(..).context(..)") => python().dependencies(pip("../requirements.txt")).cmd(["python3"]);
    }
}
