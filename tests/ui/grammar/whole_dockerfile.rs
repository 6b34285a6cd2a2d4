//! A Dockerfile, as it is: an error a line, which says that line.

use dockerfile_core::image;

fn main() {
    let _ = image! {
        # syntax=docker/dockerfile:1 //~ refused
        FROM debian:bookworm-slim AS build //~ refused
        WORKDIR /app //~ refused
        RUN apt-get update && apt-get install -y --no-install-recommends curl git //~ refused
        COPY . /app //~ refused
        RUN make install //~ refused

        FROM debian:bookworm-slim //~ refused
        COPY --from=build /app /app //~ refused
        ENV PORT=8080 //~ refused
        EXPOSE 8080 //~ refused
        USER 1000:1000 //~ refused
        ENTRYPOINT ["/app/server"] //~ refused
    };
}
