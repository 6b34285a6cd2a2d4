//! Each instruction of a Dockerfile says what takes its place.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        RUN ["make", "install"]; //~ refused
        COPY --from=build /out/app /srv/app; //~ refused
        ADD "a", "b"; //~ refused
        ENV PORT=8080 HOST="::"; //~ refused
        ARG VERSION=1; //~ refused
        LABEL maintainer="me"; //~ refused
        WORKDIR "/srv"; //~ refused
        EXPOSE 8080/udp; //~ refused
        VOLUME ["/data"]; //~ refused
        USER app:staff; //~ refused
        HEALTHCHECK NONE; //~ refused
        SHELL ["/bin/bash", "-c"]; //~ refused
        STOPSIGNAL SIGINT; //~ refused
        ONBUILD RUN make; //~ refused
        MAINTAINER me; //~ refused
        ENTRYPOINT ["/srv/app"]; //~ refused
        CMD python app.py; //~ refused
    };
}
