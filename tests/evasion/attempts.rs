//! Attempts to do what a policy does not allow. Each ends in an error that has these words.

use super::Case;
use super::Manifests::{self, Member, Policy, Several, Whole};

const fn attempt(
    rule: &'static str,
    what: &'static str,
    manifests: Manifests,
    words: &'static [&'static str],
    outcome: &'static str,
) -> Case {
    Case { rule, what, manifests, words, edit: None, outcome, known: false }
}

/// One whose kind was known.
const fn known(case: Case) -> Case {
    Case { known: true, ..case }
}

/// A person or a bot has changed the file.
const fn edited(old: &'static str, new: &'static str, case: Case) -> Case {
    Case { edit: Some((old, new)), ..case }
}

const BASE: &[&str] = &["base"];
const SYNTAX: &[&str] = &["syntax"];
const HUB: Manifests = Policy("trusted-registries = [\"docker.io/library\"]");
const DIGEST: Manifests = Policy("require-digest = true");
const NO_DIGEST: &str = "`debian:12-slim` has no digest";
const EDITED: &str = "was edited by hand";
const OWNER: Manifests = Policy("required-labels = [\"org.example.owner\"]");
const NO_OWNER: &str = "has no label `org.example.owner`";
const CORP: Manifests = Policy("trusted-sources = [\"github.com/corp\"]");
const NO_SOURCE: &str = "is of no trusted source";
const LOOSENS: &str = "asks for less than the workspace's line Cargo.toml:5";
const FROM: &str = "FROM debian:12-slim AS final";

#[rustfmt::skip]
pub(crate) const ATTEMPTS: &[Case] = &[
    // ---- hiding it from the reader ------------------------------------------------------------
    known(attempt("reading", "`[ workspace . metadata . dockerfile ]`", Whole("{package}\n[ workspace . metadata . dockerfile ]\nrequire-digest = true\n"), BASE, NO_DIGEST)),
    known(attempt("reading", "dotted keys", Whole("workspace.metadata.dockerfile.require-digest = true\n{package}"), BASE, NO_DIGEST)),
    known(attempt("reading", "an inline table", Whole("workspace = { metadata = { dockerfile = { require-digest = true } } }\n{package}"), BASE, NO_DIGEST)),
    known(attempt("reading", "`[\"workspace\".'metadata'.dockerfile]`", Whole("{package}\n[\"workspace\".'metadata'.dockerfile]\nrequire-digest = true\n"), BASE, NO_DIGEST)),
    known(attempt("reading", "a workspace that `package.workspace` names", Several(&[("company/Cargo.toml", "[workspace]\nmembers = [\"../web\"]\n[workspace.metadata.dockerfile]\nrequire-digest = true\n"), ("web/Cargo.toml", "{package}workspace = \"../company\"\n")]), BASE, NO_DIGEST)),
    attempt("reading", "a key in other letters, `\"docker\\u0066ile\"`", Whole("{package}\n[workspace.metadata.\"docker\\u0066ile\"]\nrequire-digest = true\n"), BASE, NO_DIGEST),
    attempt("reading", "line ends of Windows and a byte order mark", Whole("\u{feff}{package}\r\n[workspace.metadata.dockerfile]\r\nrequire-digest = true\r\n"), BASE, NO_DIGEST),
    attempt("reading", "a root that is a package, too, with a table for each", Whole("{package}\n[workspace]\n[package.metadata.dockerfile]\nuser-id = 8\n[workspace.metadata.dockerfile]\nrequire-digest = true\n"), BASE, NO_DIGEST),
    attempt("reading", "another manifest between the package and its workspace", Several(&[("Cargo.toml", "[workspace]\nmembers = [\"web\"]\n[workspace.metadata.dockerfile]\nrequire-digest = true\n"), ("web/Cargo.toml", "{package}"), ("web/x/Cargo.toml", "[workspace]\n")]), BASE, NO_DIGEST),
    attempt("reading", "`[workspace.metadata.docker-file]`", Whole("{package}\n[workspace.metadata.docker-file]\nrequire-digest = true\n"), BASE, "is read by nobody"),
    attempt("reading", "`[workspace.metadata.Dockerfiles]`", Whole("{package}\n[workspace.metadata.Dockerfiles]\nrequire-digest = true\n"), BASE, "is read by nobody"),
    attempt("reading", "`[workspace.package.metadata.dockerfile]`", Whole("{package}\n[workspace.package.metadata.dockerfile]\nrequire-digest = true\n"), BASE, "is read by nobody"),
    attempt("reading", "a list of policies", Whole("{package}\n[[workspace.metadata.dockerfile]]\nrequire-digest = true\n"), BASE, "this is a table, the policy"),
    attempt("reading", "a key that is nearly one, `required-digest`", Policy("required-digest = true"), BASE, "did you mean `require-digest`?"),
    attempt("reading", "a truth in quotes", Policy("require-digest = \"true\""), BASE, "this is `true` or `false`"),
    // ---- loosening it ---------------------------------------------------------------------------
    known(attempt("`require-digest`", "a package switches it off", Member("require-digest = true", "require-digest = false"), BASE, LOOSENS)),
    attempt("`dialect`", "a package allows itself a newer one", Member("dialect = \"1.14\"", "dialect = \"1.19\""), &["dialect"], LOOSENS),
    attempt("`ways-out`", "a package adds one", Member("ways-out = [\"raw\"]", "ways-out = [\"raw\", \"runs_as_root\"]"), &["root"], LOOSENS),
    attempt("`trusted-registries`", "a package trusts all of a registry of which a part is trusted", Member("trusted-registries = [\"ghcr.io/corp\"]", "trusted-registries = [\"ghcr.io\"]"), &["from", "ghcr.io/other/x:1"], LOOSENS),
    attempt("`trusted-registries`", "a package trusts a neighbour that begins alike", Member("trusted-registries = [\"ghcr.io/corp\"]", "trusted-registries = [\"ghcr.io/corporation\"]"), &["from", "ghcr.io/corporation/x:1"], LOOSENS),
    attempt("`trusted-sources`", "a package trusts a host of its own", Member("trusted-sources = [\"github.com/corp\"]", "trusted-sources = [\"example.com\"]"), &["download", "https://example.com/x"], LOOSENS),
    attempt("`trusted-contexts`", "a package trusts a context of its own", Member("trusted-contexts = [\"docs\"]", "trusted-contexts = [\"docs\", \"other\"]"), &["context", "other"], LOOSENS),
    attempt("`require-checksum`", "a package switches it off", Member("require-checksum = true", "require-checksum = false"), &["unverified", "https://example.com/x"], LOOSENS),
    attempt("`required-labels`", "a package requires another one instead", Member("required-labels = [\"org.example.owner\"]", "required-labels = [\"org.example.other\"]"), BASE, NO_OWNER),
    attempt("`packages-may-loosen`", "a package allows itself to loosen", Member("require-digest = true", "packages-may-loosen = [\"require-digest\"]\nrequire-digest = false"), BASE, "is a key of the workspace's table alone"),
    attempt("`packages-may-loosen`", "one key is allowed, and another loosened", Member("require-digest = true\npackages-may-loosen = [\"dialect\"]", "require-digest = false"), BASE, LOOSENS),
    // ---- images -----------------------------------------------------------------------------------
    attempt("`trusted-registries`", "another registry", HUB, &["from", "ghcr.io/x/y:1"], "`ghcr.io/x/y` is of no trusted registry"),
    attempt("`trusted-registries`", "a namespace that looks official in short", HUB, &["from", "team/debian:12"], "`docker.io/team/debian` is of no trusted registry"),
    attempt("`trusted-registries`", "half a component, `librarian`", HUB, &["from", "librarian/debian:12"], "`docker.io/librarian/debian` is of no trusted registry"),
    attempt("`trusted-registries`", "a host that begins alike", HUB, &["from", "docker.io.evil.example/library/debian:12"], "is of no trusted registry"),
    attempt("`trusted-registries`", "another port of a trusted host", Policy("trusted-registries = [\"registry.corp:5000\"]"), &["from", "registry.corp:50001/x:1"], "is of no trusted registry"),
    attempt("`trusted-registries`", "the registry's name as a namespace of another", Policy("trusted-registries = [\"ghcr.io/corp\"]"), &["from", "evil.example/ghcr.io/corp/x:1"], "is of no trusted registry"),
    attempt("`trusted-registries`", "COPY from an image", HUB, &["copy", "ghcr.io/x/y:1"], "is of no trusted registry"),
    attempt("`trusted-registries`", "a bind mount of an image", HUB, &["bind", "ghcr.io/x/y:1"], "is of no trusted registry"),
    attempt("`trusted-registries`", "a cache that begins as an image", HUB, &["cache", "ghcr.io/x/y:1"], "is of no trusted registry"),
    attempt("`trusted-registries`", "a stage on the platform that builds", HUB, &["platform", "ghcr.io/x/y:1"], "is of no trusted registry"),
    known(attempt("`trusted-registries`", "the image of the `# syntax` line", HUB, SYNTAX, "`docker.io/docker/dockerfile` is of no trusted registry")),
    attempt("`trusted-registries`", "COPY from an image, in a line as it is given", HUB, &["raw", "COPY --from=ghcr.io/x/y:1 /x /x"], "nobody knows what"),
    attempt("`trusted-registries`", "the same with a flag in quotes", HUB, &["raw", "COPY --fr\"om=ghcr.io/x/y:1\" /x /x"], "nobody knows what"),
    attempt("`trusted-registries`", "a mount of an image, in a line as it is given", HUB, &["raw", "RUN --mount=type=bind,FROM=ghcr.io/x/y:1,target=/y cp /y /z"], "nobody knows what"),
    attempt("`trusted-registries`", "the same for whoever builds on the image", HUB, &["raw", "ONBUILD COPY --from=ghcr.io/x/y:1 /x /x"], "nobody knows what"),
    attempt("`trusted-registries`", "the same, where a package opens `raw` for itself", Member("trusted-registries = [\"docker.io/library\"]", "ways-out = [\"raw\"]"), &["raw", "COPY --from=ghcr.io/x/y:1 /x /x"], "nobody knows what"),
    edited(FROM, "FROM ghcr.io/x/debian:12-slim AS final", attempt("`trusted-registries`", "another repository, written into the file", HUB, BASE, EDITED)),
    // ---- digests -----------------------------------------------------------------------------------
    known(edited(FROM, "FROM debian:12-slim@x AS final", attempt("`require-digest`", "`@x` in a FROM line", DIGEST, BASE, NO_DIGEST))),
    known(edited(FROM, "FROM debian:12-slim@sha256:12 AS final", attempt("`require-digest`", "`@sha256:12`", DIGEST, BASE, NO_DIGEST))),
    edited(FROM, "FROM debian:12-slim@sha256:0A23456789012345678901234567890123456789012345678901234567890123 AS final", attempt("`require-digest`", "a digest in capital letters", DIGEST, BASE, NO_DIGEST)),
    edited(FROM, "FROM debian:12-slim@sha512:0123456789012345678901234567890123456789012345678901234567890123 AS final", attempt("`require-digest`", "`sha512` with the digits of `sha256`", DIGEST, BASE, NO_DIGEST)),
    edited(FROM, "FROM debian:12-slim@md5:01234567890123456789012345678901 AS final", attempt("`require-digest`", "a digest of another algorithm", DIGEST, BASE, NO_DIGEST)),
    edited(FROM, "# debian:12-slim@sha256:0123456789012345678901234567890123456789012345678901234567890123\nFROM debian:12-slim AS final", attempt("`require-digest`", "a digest in a comment", DIGEST, BASE, NO_DIGEST)),
    attempt("`require-digest`", "one image of two with a digest", DIGEST, &["two", "debian:12@sha256:0123456789012345678901234567890123456789012345678901234567890123", "alpine:3"], "`alpine:3` has no digest"),
    attempt("`require-digest`", "an image that is only copied from", DIGEST, &["copy", "ghcr.io/x/y:1"], "`ghcr.io/x/y:1` has no digest"),
    attempt("`require-digest`", "an image without a tag", DIGEST, &["moving", "debian"], "`debian` has no digest"),
    attempt("`require-digest`", "the image of the `# syntax` line", DIGEST, SYNTAX, "`docker/dockerfile:1.14` has no digest"),
    attempt("`require-digest`", "a digest of build.rs that is none", DIGEST, &["from", "debian:12@sha256:12"], "64 hexadecimal digits"),
    attempt("`require-digest`", "a mount of an image, in a line as it is given", DIGEST, &["raw", "RUN --mount=from=debian:12,target=/y cp /y /z"], "nobody knows what"),
    // ---- what a bot may write ----------------------------------------------------------------------
    known(edited("FROM debian:12 AS", "FROM debian:latest AS", attempt("pins", "`latest` in the track `*`", HUB, &["track", "12", "*"], EDITED))),
    edited("FROM debian:12-slim AS", "FROM debian:latest-slim AS", attempt("pins", "`latest-slim` in the track `*-slim`", HUB, &["track", "12-slim", "*-slim"], EDITED)),
    edited("FROM debian:12-slim AS", "FROM debian:testing-slim AS", attempt("pins", "another name that moves, `testing-slim`", HUB, &["track", "12-slim", "*-slim"], EDITED)),
    attempt("pins", "a track that begins at a name that moves", HUB, &["track", "stable-slim", "*-slim"], "the tag `stable-slim` is none of the track"),
    edited("docker/dockerfile:1.14", "evil/dockerfile:1.14", attempt("pins", "another repository in the `# syntax` line", Policy("user-id = 7"), SYNTAX, EDITED)),
    edited("docker/dockerfile:1.14", "docker/dockerfile:1.4", attempt("pins", "an older version there", Policy("user-id = 7"), SYNTAX, EDITED)),
    edited("docker/dockerfile:1.14", "docker/dockerfile:1", attempt("pins", "a version there that moves", Policy("user-id = 7"), SYNTAX, EDITED)),
    edited("docker/dockerfile:1.14", "docker/dockerfile:1.20-labs", attempt("pins", "the experimental channel there", Policy("user-id = 7"), SYNTAX, EDITED)),
    edited("docker/dockerfile:1.14", "docker/dockerfile:1.14@sha256:12", attempt("pins", "what is no digest there", Policy("user-id = 7"), SYNTAX, EDITED)),
    edited("may move up from 1.14", "may move up from 1.2", attempt("pins", "the header's own words about it", Policy("user-id = 7"), SYNTAX, EDITED)),
    // ---- labels -------------------------------------------------------------------------------------
    known(attempt("`required-labels`", "an empty one", OWNER, &["label", ""], NO_OWNER)),
    attempt("`required-labels`", "white space alone", OWNER, &["label", " \u{a0}"], NO_OWNER),
    attempt("`required-labels`", "one that a later line empties", OWNER, &["labelled twice", "team", ""], "sets the label `org.example.owner` twice"),
    attempt("`required-labels`", "one that a line as it is given may empty", OWNER, &["labelled as given", "team", "LABEL org.example.owner="], NO_OWNER),
    attempt("`required-labels`", "a variable that is empty", OWNER, &["label of variable", ""], NO_OWNER),
    attempt("`required-labels`", "a variable of nothing but white space", OWNER, &["label of variable", "  "], NO_OWNER),
    attempt("`required-labels`", "one of the stage that builds", OWNER, &["label of build", "team"], NO_OWNER),
    // ---- downloads and repositories -----------------------------------------------------------------
    attempt("`trusted-sources`", "another host", CORP, &["download", "https://example.com/corp/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a folder that begins alike", CORP, &["download", "https://github.com/corporation/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a host that begins alike", CORP, &["download", "https://github.com.evil.example/corp/x"], NO_SOURCE),
    attempt("`trusted-sources`", "the host as a user's name", CORP, &["download", "https://github.com@evil.example/corp/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a way up and down again", CORP, &["download", "https://github.com/corp/../evil/x"], NO_SOURCE),
    attempt("`trusted-sources`", "the same percent-encoded", CORP, &["download", "https://github.com/corp/%2E%2e/evil/x"], NO_SOURCE),
    attempt("`trusted-sources`", "plain http", CORP, &["download", "http://github.com/corp/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a host that a build argument ends", CORP, &["download of", "https://github.com", ".evil.example", "/corp/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a build argument that leads up", CORP, &["download of", "https://github.com/corp/", "../evil", "/x"], NO_SOURCE),
    attempt("`trusted-sources`", "the same by way of a variable of the image", CORP, &["download of env", "https://github.com/corp/", "../evil", "/x"], NO_SOURCE),
    attempt("`trusted-sources`", "the same in a line as it is given", CORP, &["download as given", "https://github.com/corp/", "ENV PART=../evil", "/x"], NO_SOURCE),
    attempt("`trusted-sources`", "the same by ARG, in a line as it is given", CORP, &["download as given", "https://github.com/corp/", "ARG PART=../evil", "/x"], NO_SOURCE),
    attempt("`trusted-sources`", "the same in what a bake file gives to the image", CORP, &["given to it", "../evil", "download of", "https://github.com/corp/", "1.2", "/x"], NO_SOURCE),
    attempt("`trusted-sources`", "the same in what a bake file gives to all images", CORP, &["given to all", "../evil", "download of", "https://github.com/corp/", "1.2", "/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a download without a checksum", CORP, &["unverified", "https://example.com/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a tool's file for one architecture", CORP, &["tool", "https://github.com/corp/x", "https://example.com/x"], NO_SOURCE),
    attempt("`trusted-sources`", "a repository of packages elsewhere", CORP, &["repository", "https://example.com/debian", "https://github.com/corp/key.asc"], NO_SOURCE),
    attempt("`trusted-sources`", "its key alone", CORP, &["repository", "https://github.com/corp/debian", "https://example.com/key.asc"], NO_SOURCE),
    attempt("`trusted-sources`", "a git repository elsewhere", CORP, &["git", "https://example.com/corp/x.git", "v1"], NO_SOURCE),
    attempt("`trusted-sources`", "one over ssh, with the host in its path", CORP, &["git", "git@evil.example:github.com/corp/x.git", "v1"], NO_SOURCE),
    attempt("`trusted-sources`", "ADD, in a line as it is given", CORP, &["raw", "ADD https://example.com/x /x"], "nobody knows what"),
    attempt("`trusted-sources`", "none are trusted, and one is there", Policy("trusted-sources = []"), &["download", "https://github.com/corp/x"], NO_SOURCE),
    attempt("`require-checksum`", "a download whatever it is", Policy("require-checksum = true"), &["unverified", "https://example.com/x"], "has no checksum"),
    attempt("`require-checksum`", "a checksum that a build argument says", Policy("require-checksum = true"), &["sum of", "https://example.com/x"], "checksum: `sha256:` and 64 hexadecimal digits"),
    attempt("`require-checksum`", "a git repository at a tag", Policy("require-checksum = true"), &["git", "https://example.com/x.git", "v1"], "has no commit"),
    attempt("`require-checksum`", "ADD, in a line as it is given", Policy("require-checksum = true"), &["raw", "ADD https://example.com/x /x"], "nobody knows what"),
    attempt("`trusted-contexts`", "another context", Policy("trusted-contexts = [\"docs\"]"), &["context", "other"], "`other` is no trusted build context"),
    attempt("`trusted-contexts`", "a mount of one, and none are trusted", Policy("trusted-contexts = []"), &["context mount", "docs"], "`docs` is no trusted build context"),
    attempt("`trusted-contexts`", "a cache that begins as one", Policy("trusted-contexts = [\"docs\"]"), &["context cache", "other"], "`other` is no trusted build context"),
    attempt("`trusted-contexts`", "COPY from one, in a line as it is given", Policy("trusted-contexts = [\"docs\"]"), &["raw", "COPY --from=other /x /x"], "nobody knows what"),
    // ---- ways out, and what is said once -----------------------------------------------------------
    attempt("`ways-out`", "root, and none are allowed", Policy("ways-out = []"), &["root"], "the way out `runs_as_root` is not allowed here"),
    attempt("`ways-out`", "the user of the base instead", Policy("ways-out = [\"runs_as_root\"]"), &["base user"], "the way out `keeps_base_user` is not allowed here"),
    attempt("`ways-out`", "`USER` in a line as it is given", Policy("ways-out = [\"out_of_order\"]"), &["raw", "USER 0"], "the way out `raw` is not allowed here"),
    attempt("`ways-out`", "root who goes on as somebody else", Policy("ways-out = [\"raw\"]"), &["way", "starts_as_root"], "the way out `starts_as_root` is not allowed here"),
    attempt("`ways-out`", "an image that moves", Policy("ways-out = [\"raw\"]"), &["way", "moving_image"], "the way out `moving_image` is not allowed here"),
    attempt("`ways-out`", "a variable that looks like a secret", Policy("ways-out = [\"raw\"]"), &["way", "public_env"], "the way out `public_env` is not allowed here"),
    attempt("`ways-out`", "one of the steps that build", Policy("ways-out = [\"raw\"]"), &["way", "public_build_env"], "the way out `public_env` is not allowed here"),
    attempt("`ways-out`", "a folder in the place of manifests", Policy("ways-out = [\"raw\"]"), &["way", "manifest_dir"], "the way out `manifest_dir` is not allowed here"),
    attempt("`ways-out`", "a base of one platform", Policy("ways-out = [\"raw\"]"), &["way", "on_platform"], "the way out `on_platform` is not allowed here"),
    attempt("`ways-out`", "a download without a checksum", Policy("ways-out = [\"raw\"]"), &["way", "unverified_download"], "the way out `unverified_download` is not allowed here"),
    attempt("`ways-out`", "the network of the machine that builds", Policy("ways-out = [\"raw\"]"), &["way", "host_network"], "the way out `host_network` is not allowed here"),
    attempt("`ways-out`", "a step with all rights", Policy("ways-out = [\"raw\"]"), &["way", "insecure"], "the way out `insecure` is not allowed here"),
    attempt("`ways-out`", "a command that nobody checks", Policy("ways-out = [\"raw\"]"), &["way", "unchecked"], "the way out `unchecked` is not allowed here"),
    attempt("`ways-out`", "shell text that breaks a rule of hadolint", Policy("ways-out = [\"unchecked\"]"), &["way", "linter_rule"], "the way out `linter_rule` is not allowed here"),
    attempt("`ways-out`", "a program that its base may not start", Policy("ways-out = [\"raw\"]"), &["way", "starts_anyway"], "the way out `starts_anyway` is not allowed here"),
    attempt("`ways-out`", "lines that are out of order", Policy("ways-out = [\"raw\"]"), &["out of order"], "the way out `out_of_order` is not allowed here"),
    attempt("`dialect`", "an image that asks for a newer one", Policy("dialect = \"1.14\""), &["dialect"], "this image asks for syntax 1.19, and the policy allows 1.14"),
    attempt("`user-id`", "root's", Policy("user-id = 0"), BASE, "a user's number, from 1 to 4294967294"),
    attempt("`dockerfile`", "a path out of the package", Policy("dockerfile = \"../Dockerfile\""), BASE, "this is a path of a file below the package"),
    attempt("`dockerfile`", "an absolute path", Policy("dockerfile = \"/etc/Dockerfile\""), BASE, "this is a path of a file below the package"),
    attempt("`dockerfile`", "a line for cargo", Policy("dockerfile = \"x\\ncargo::rustc-env=A=b\""), BASE, "this is a path of a file below the package"),
    // ---- rules that can match nothing ---------------------------------------------------------------
    known(attempt("`trusted-registries`", "an empty list", Policy("trusted-registries = []"), BASE, "an empty list asks nothing")),
    known(attempt("`trusted-registries`", "a prefix with `https://`", Policy("trusted-registries = [\"https://docker.io/library\"]"), BASE, "can match nothing")),
    known(attempt("`trusted-registries`", "a prefix with `*`", Policy("trusted-registries = [\"docker.io/library/*\"]"), BASE, "can match nothing")),
    attempt("`trusted-registries`", "a prefix with a tag", Policy("trusted-registries = [\"docker.io/library/debian:12\"]"), BASE, "can match nothing"),
    attempt("`trusted-registries`", "a repository in capital letters", Policy("trusted-registries = [\"docker.io/Library\"]"), BASE, "can match nothing"),
    attempt("`trusted-registries`", "an image, or a namespace of its name", Policy("trusted-registries = [\"docker.io/debian\"]"), BASE, "may be two things"),
    attempt("`trusted-sources`", "a prefix that leads up", Policy("trusted-sources = [\"github.com/corp/..\"]"), BASE, "can match nothing"),
    attempt("`required-labels`", "a key that no label has", Policy("required-labels = [\"Owner of it\"]"), BASE, "is the key of no label"),
    attempt("`required-labels`", "one key twice", Policy("required-labels = [\"org.example.owner\", \"org.example.owner\"]"), BASE, "is said twice"),
];
