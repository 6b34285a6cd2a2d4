//! Lines of a Dockerfile, as they are.

use dockerfile_core::image;
use dockerfile_core::prelude::*;

fn main() {
    let _ = image! {
        FROM python:3.13-slim //~ refused, says "image(\"python:3.13-slim\")"
    };
    let _ = image! {
        FROM golang:1.25-bookworm AS build //~ refused, says "stage build {"
    };
    let _ = image! {
        from debian:bookworm-slim; //~ refused, says "from debian(\"bookworm-slim\");"
    };
    let _ = image! {
        from debian("12");
        RUN apt-get update && apt-get install -y curl //~ refused, says "apt([\"curl\"])"
    };
    let _ = image! {
        from debian("12");
        RUN pip install -r requirements.txt //~ refused, says "write `build run("
    };
    let _ = image! {
        from debian("12");
        COPY . /srv //~ refused, says "copy(\".\").to(\"/srv\")"
    };
    let _ = image! {
        from debian("12");
        COPY --chown=app:app src /srv/src //~ refused, says "source copy(\"src\")"
    };
    let _ = image! {
        from debian("12");
        COPY --from=build /out/app /app //~ refused, says ".from(&build)"
    };
    let _ = image! {
        from debian("12");
        ADD site.tgz /srv //~ refused, says "download(url, sha256, path)"
    };
    let _ = image! {
        from debian("12");
        ENV PORT=8080 LEVEL=info //~ refused, says "env PORT = \"8080\""
    };
    let _ = image! {
        from debian("12");
        ENV PORT 8080 //~ refused, says "env PORT"
    };
    let _ = image! {
        from debian("12");
        EXPOSE 8080 //~ refused, says "expose 8080;"
    };
    let _ = image! {
        from debian("12");
        EXPOSE 53/udp //~ refused, says "write `expose udp(53);`"
    };
    let _ = image! {
        from debian("12");
        USER app:app //~ refused, says "account user(\"app\")"
    };
    let _ = image! {
        from debian("12");
        USER 1000 //~ refused, says "account uid(1000)"
    };
    let _ = image! {
        from debian("12");
        WORKDIR /srv/app //~ refused, says "workdir \"/srv/app\";"
    };
    let _ = image! {
        from debian("12");
        VOLUME ["/data"] //~ refused, says "volume \"/data\";"
    };
    let _ = image! {
        from debian("12");
        ARG VERSION=1.4 //~ refused, says "arg(\"VERSION\").default(\"1.4\")"
    };
    let _ = image! {
        ARG NODE_VERSION=22 //~ refused, says "FROM takes none"
        from debian("12");
    };
    let _ = image! {
        from debian("12");
        LABEL maintainer="Team" //~ refused, says "label maintainer = \"Team\";"
    };
    let _ = image! {
        from debian("12");
        ENTRYPOINT ["/srv/app"] //~ refused, says "entrypoint [\"/srv/app\"];"
    };
    let _ = image! {
        from debian("12");
        CMD node main.js //~ refused, says "cmd [\"node\", \"main.js\"];"
    };
    let _ = image! {
        from debian("12");
        HEALTHCHECK --interval=30s CMD ["/probe"] //~ refused, says "healthcheck(["
    };
    let _ = image! {
        from debian("12");
        STOPSIGNAL SIGINT //~ refused, says "stop_signal \"SIGINT\";"
    };
    let _ = image! {
        from debian("12");
        SHELL ["/bin/bash", "-c"] //~ refused, says "shell [\"/bin/bash\", \"-c\"];"
    };
    let _ = image! {
        from debian("12");
        ONBUILD RUN make //~ refused, says "raw \"ONBUILD RUN make\", \"why\";"
    };
    let _ = image! {
        from debian("12");
        RUN <<END //~ refused, says no fix: the example has the lines of the text as one
        make
        make install
        END
    };
}
