//! How the program starts, and what it finds.

use dockerfile_core::prelude::*;

fn stage() -> Stage<Base, Debian> {
    Stage::from(debian("12"))
}

fn main() {
    let _ = stage().entrypoint("/srv/app --port 80"); //~ refused, says "[\"python3\", \"-m\", \"inventory\"]"
    let _ = stage().cmd("npm start"); //~ refused, says "[\"/bin/sh\", \"-c\", \"..\"]"
    let _ = stage().cmd("node", "main.js"); //~ refused 2, says "a text of its own"
    let _ = stage().entrypoint(["/srv/app", 8080]); //~ refused, says "expected `&str`"
    let _ = stage().healthcheck(["curl", "-f", "localhost"]); //~ refused, says "`healthcheck([\"curl\""
    let _ = stage().healthcheck("curl -f localhost || exit 1"); //~ refused, says "healthcheck([\"curl\""
    let _ = stage().healthcheck(None); //~ refused, says ".no_healthcheck()"
    let _ = healthcheck("curl -f localhost || exit 1"); //~ refused, says "[\"/bin/sh\", \"-c\", \"..\"]"
    let _ = healthcheck(["/probe"]).interval(30); //~ refused, says "expected `Duration`"
    let _ = healthcheck(["/probe"]).timeout("3s"); //~ refused, says "expected `Duration`"
    let _ = stage().expose("8080"); //~ refused, says "write a number, `8080`"
    let _ = stage().expose("8080/tcp"); //~ refused, says "write a number, `8080`"
    let _ = stage().expose("80:8080"); //~ refused, says "docker run -p 80:8080"
    let _ = stage().expose(udp("53")); //~ refused, says "`udp(53)`"
    let _ = stage().expose(80, 443); //~ refused, says no fix: rustc counts arguments, and drops the second
    let _ = stage().env("PORT=8080"); //~ refused, says "/* value */"
    let _ = stage().env("LEVELS", ["info", "debug"]); //~ refused, says "join a list"
    let _ = stage().env("HOME_OF", std::env::var("HOME")); //~ refused, says "unwrap_or_default()"
    let _ = stage().env("HOME_OF", std::env::var("HOME").ok()); //~ refused, says "unwrap_or_default()"
    let _ = stage().env("TOKEN", secret("token")); //~ refused, says ".mount(secret(\"id\").env(\"NAME\"))"
    let _ = stage().env("APP", "v" + arg("VERSION")); //~ refused, says no fix: rustc's own words for `+` behind a text
    let _ = stage().env("ARCH", platform::TARGETARCH()); //~ refused, says no fix: rustc's own words for what is no function
    let _ = stage().label("team=web"); //~ refused, says "/* value */"
    let _ = stage().volume(["/a", "/b"]); //~ refused, says no fix: rustc's own words for a list where a text belongs
    let _ = stage().workdir(std::path::Path::new("/srv")); //~ refused, says no fix: rustc's own words for a path where a text belongs
    let _ = stage().stop_signal(2); //~ refused, says no fix: rustc's own words for a number where a text belongs
    let _ = stage().shell("/bin/bash -c"); //~ refused, says "a text of its own"
    let _ = stage().raw("ONBUILD RUN make"); //~ refused, says "/* why */"
    let _ = stage().runs_as_root(); //~ refused, says "/* why */"
    let _ = stage().envs([("A", "b")]); //~ refused, says "method `env`"
    let _ = stage().stopsignal("SIGINT"); //~ refused, says "`stop_signal`"
    let _ = stage().health_check(healthcheck(["/probe"])); //~ refused, says "`healthcheck`"
    let _ = stage().port(8080); //~ refused, says ".expose("
    let _ = stage().command(["serve"]); //~ refused, says "said by `.cmd(..)`"
    let _ = stage().maintainer("Team"); //~ refused, says "org.opencontainers.image.authors"
    let _ = stage().onbuild("RUN make"); //~ refused, says ".raw(\"ONBUILD"
}
