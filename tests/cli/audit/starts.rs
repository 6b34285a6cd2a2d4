//! Programs that cannot start.

use super::{Expected, Here, assert_found};

#[test]
fn programs_that_cannot_start_are_found() {
    let here = Here::new();
    here.write("src/main.go", "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n)\n");
    here.write("pure/main.go", "package main\n\nimport \"fmt\" // not \"net/http\"\n");
    here.write("pure/main_test.go", "package main\n\nimport \"net/http\"\n");
    let rust = "FROM rust:1-slim-bookworm AS build\nCOPY src /src\nRUN cargo install --path /src --root /out\n";
    let go = "FROM golang:1-bookworm AS build\nCOPY go.mod /s/\nRUN go mod download\nCOPY src /s\nRUN go build -o /out/app /s\n";
    let cases: [(String, &[Expected]); 13] = [
        (
            format!(
                "{}FROM alpine:3\nCOPY --from=build /out/bin/app /bin/app\nCMD [\"/bin/app\"]\n",
                rust.replace("COPY src /src\n", "")
            ),
            &[("program-cannot-start", 4, "`alpine:3` has musl alone")],
        ),
        (
            format!("{go}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n"),
            &[(
                "program-cannot-start",
                7,
                "glibc (`src/main.go` imports `net/http`), and `scratch` has no C library",
            )],
        ),
        (
            format!(
                "{}FROM alpine:3\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
                go.replace("COPY src", "COPY pure")
            ),
            &[],
        ),
        (
            format!(
                "{}FROM alpine:3\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
                go.replace("go build", "make")
            ),
            &[],
        ),
        (
            format!(
                "{}FROM alpine:3\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
                go.replace("RUN go build", "RUN bash -c 'go env -w CGO_ENABLED=0 && go build'")
            ),
            &[],
        ),
        (
            format!(
                "{}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
                go.replace("RUN go build", "RUN CGO_ENABLED=0 go build")
            ),
            &[],
        ),
        (
            format!(
                "{}FROM scratch\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n",
                go.replace("COPY src", "ENV CGO_ENABLED=0\nCOPY src")
            ),
            &[],
        ),
        (
            format!("{go}FROM debian:12\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n"),
            &[],
        ),
        (
            format!(
                "{go}FROM alpine:3\nRUN apk add gcompat\nCOPY --from=build /out/app /app\nENTRYPOINT [\"/app\"]\n"
            ),
            &[],
        ),
        (
            "FROM scratch\nCOPY src/app.js /app/\nCMD [\"/app/app\"]\n".to_owned(),
            &[("program-not-there", 3, "nothing puts `/app/app`")],
        ),
        ("FROM scratch\nCOPY src /app/\nCMD [\"/app/app.js\"]\n".to_owned(), &[]),
        (
            "FROM scratch\nCOPY src /app/\nCMD /app/app.js\n".to_owned(),
            &[("no-shell-to-start", 3, "CMD is a text for a shell")],
        ),
        ("FROM gcr.io/distroless/static:debug\nCOPY src /app/\nCMD /app/app.js\n".to_owned(), &[]),
    ];
    for (text, expected) in cases {
        let (found, _) = here.audit("images/Dockerfile", &text);
        assert_found(&found, expected, &text);
    }
}
