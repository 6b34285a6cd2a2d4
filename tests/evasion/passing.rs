//! What keeps to a policy, and is not refused. Each file has this text.

use super::Case;
use super::Manifests::{self, Member, Policy};

const fn passes(
    rule: &'static str,
    what: &'static str,
    manifests: Manifests,
    words: &'static [&'static str],
    outcome: &'static str,
) -> Case {
    Case { rule, what, manifests, words, edit: None, outcome, known: false }
}

/// A bot has changed the file.
const fn edited(old: &'static str, new: &'static str, case: Case) -> Case {
    Case { edit: Some((old, new)), ..case }
}

const BASE: &[&str] = &["base"];
const SYNTAX: &[&str] = &["syntax"];
const PINNED: &str = "docker/dockerfile:1.20.1@sha256:0123456789012345678901234567890123456789012345678901234567890123";
const HUB: Manifests = Policy("trusted-registries = [\"docker.io/library\"]");
const CORP: Manifests = Policy("trusted-sources = [\"GitHub.com/corp/\"]");

#[rustfmt::skip]
pub(crate) const PASSING: &[Case] = &[
    passes("`trusted-registries`", "`debian` for `docker.io/library`", HUB, BASE, "FROM debian:12-slim"),
    passes("`trusted-registries`", "`docker.io/debian`, with an image and a namespace written out", Policy("trusted-registries = [\"docker.io/library/debian\", \"docker.io/bitnami/\"]"), &["two", "docker.io/debian:12", "bitnami/redis:8"], "FROM docker.io/debian:12 "),
    passes("`trusted-registries`", "`index.docker.io` and `registry-1.docker.io`", HUB, &["two", "index.docker.io/library/debian:12", "registry-1.docker.io/library/alpine:3"], "FROM index.docker.io/library/debian:12 "),
    passes("`trusted-registries`", "the default port, and a host in capital letters", Policy("trusted-registries = [\"debian\", \"GHCR.io:443/corp\"]"), &["from", "ghcr.io/corp/x:1"], "FROM ghcr.io/corp/x:1 "),
    passes("`trusted-registries`", "the image of the `# syntax` line, where it is trusted", Policy("trusted-registries = [\"debian\", \"docker/dockerfile\"]"), SYNTAX, "# syntax=docker/dockerfile:1.14\n"),
    passes("`trusted-registries`", "a line as it is given, where `ways-out` has `raw`", Policy("trusted-registries = [\"debian\"]\nways-out = [\"raw\"]"), &["raw", "COPY --from=ghcr.io/x/y:1 /x /x"], "COPY --from=ghcr.io/x/y:1 /x /x\n"),
    passes("`trusted-registries`", "a line as it is given that brings nothing", HUB, &["raw", "STOPSIGNAL SIGINT"], "STOPSIGNAL SIGINT\n"),
    passes("`trusted-sources`", "a download, a tool and a repository below a trusted folder", CORP, &["tool", "https://github.com/corp/x?a=/../b", "https://github.com:443/corp/y"], "https://github.com:443/corp/y"),
    passes("`trusted-sources`", "a repository over ssh", CORP, &["git", "git@github.com:corp/x.git", "v1"], "ADD git@github.com:corp/x.git#v1 /x\n"),
    passes("`trusted-sources`", "a version that a build argument says", CORP, &["download of", "https://github.com/corp/x/v", "1.2", "/x.tgz"], "https://github.com/corp/x/v${PART}/x.tgz"),
    passes("`trusted-sources`", "another version that a bake file gives", CORP, &["given to it", "1.3", "download of", "https://github.com/corp/x/v", "1.2", "/x.tgz"], "https://github.com/corp/x/v${PART}/x.tgz"),
    passes("`trusted-sources`", "the same by way of a variable of the image", CORP, &["download of env", "https://github.com/corp/x/v", "1.2", "/x.tgz"], "https://github.com/corp/x/v${INNER}/x.tgz"),
    passes("`trusted-contexts`", "a context by its name", Policy("trusted-contexts = [\"docs\"]"), &["context", "docs"], "COPY --from=docs /x /x\n"),
    passes("`required-labels`", "a label of what the image goes on from", Policy("required-labels = [\"org.example.owner\"]"), &["label of parent", "team"], "LABEL org.example.owner=\"team\"\n"),
    passes("`required-labels`", "a variable that has a value", Policy("required-labels = [\"org.example.owner\"]"), &["label of variable", "team"], "org.example.owner"),
    passes("`ways-out`", "one that is allowed", Policy("ways-out = [\"runs_as_root\"]"), &["root"], "USER 0:0\n"),
    edited("debian:12-slim AS", "debian:12-slim@sha256:0123456789012345678901234567890123456789012345678901234567890123 AS", passes("`require-digest`", "a digest in a FROM line", Policy("require-digest = true"), BASE, "@sha256:0123")),
    edited("debian:12-slim AS", "debian:12-slim@sha512:01234567890123456789012345678901234567890123456789012345678901230123456789012345678901234567890123456789012345678901234567890123 AS", passes("`require-digest`", "one of `sha512`", Policy("require-digest = true"), BASE, "@sha512:0123")),
    passes("`require-digest`", "a digest in build.rs", Policy("require-digest = true"), &["from", "debian@sha256:0123456789012345678901234567890123456789012345678901234567890123"], "FROM debian@sha256:0123"),
    passes("`require-checksum`", "a checksum", Policy("require-checksum = true"), &["download", "https://example.com/x"], "ADD --checksum=sha256:"),
    passes("`require-checksum`", "a commit of a repository", Policy("require-checksum = true"), &["git commit", "https://example.com/x.git"], "--checksum=be1f38efe73c6a93cc429a0488ad6e1db663398c"),
    passes("`require-checksum`", "a reference that is a commit", Policy("require-checksum = true"), &["git", "https://example.com/x.git", "be1f38efe73c6a93cc429a0488ad6e1db663398c"], "ADD https://example.com/x.git#be1f38"),
    passes("`dialect`", "what asks for no more", Policy("dialect = \"1.19\""), &["dialect"], "FROM debian:12-slim"),
    passes("`user-id`", "a package's own", Member("user-id = 20001", "user-id = 20002"), &["user"], "USER 20002:20002\n"),
    passes("`dockerfile`", "the file's usual name", Policy("dockerfile = \"Dockerfile\""), BASE, "FROM debian:12-slim"),
    passes("`packages-may-loosen`", "what the workspace allows", Member("require-digest = true\npackages-may-loosen = [\"require-digest\"]", "require-digest = false"), BASE, "FROM debian:12-slim"),
    passes("tightening", "a package asks for more of each", Member("trusted-registries = [\"docker.io\"]\nways-out = [\"raw\", \"insecure\"]\ndialect = \"1.19\"\nrequire-digest = false\ntrusted-sources = [\"github.com\"]", "trusted-registries = [\"debian\"]\nways-out = []\ndialect = \"1.4\"\nrequire-checksum = true\ntrusted-sources = []"), BASE, "FROM debian:12-slim"),
    edited("FROM debian:12-slim AS", "FROM debian:13-slim AS", passes("pins", "another version of the track", HUB, &["track", "12-slim", "*-slim"], "FROM debian:13-slim AS")),
    edited("docker/dockerfile:1.14", PINNED, passes("pins", "a newer version and a digest in the `# syntax` line", Policy("dialect = \"1.14\""), SYNTAX, PINNED)),
    passes("reading", "tables of other tools", Manifests::Whole("{package}\n[workspace.metadata.docker]\nx = 1\n[workspace.metadata.dist]\ny = 2\n"), BASE, "FROM debian:12-slim"),
];
