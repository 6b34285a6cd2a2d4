//! Secrets and private files.

use super::{Expected, Here, assert_found};

#[test]
fn secrets_and_private_files_are_found() {
    let here = Here::new();
    let key = "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n";
    for (path, text) in [
        ("app/.env", "A=b\n"),
        ("app/.env.example", "A=\n"),
        ("app/tls/server.pem", key),
        ("app/tls/ca.pem", "-----BEGIN CERTIFICATE-----\n"),
        ("app/.npmrc", "//npm.corp/:_authToken=abc\n"),
        ("app/index.js", "1\n"),
        ("plain/.npmrc", "save-exact=true\n"),
        ("ci/gha-creds-0a1b.json", "{}\n"),
        ("ci/.dev.vars", "A=b\n"),
        ("ci/.dev.vars.example", "A=\n"),
        ("ci/AuthKey_A1.p8", key),
        ("ci/config/master.key", "0a1b\n"),
        ("ci/local.settings.json", "{}\n"),
    ] {
        here.write(path, text);
    }
    let token = format!("ghp_{}", "a1".repeat(18));
    let cases: Vec<(String, &[Expected])> = vec![
        (
            "FROM debian:12\nCOPY ci /ci\n".to_owned(),
            &[
                ("private-file-copied", 2, "`ci/.dev.vars`"),
                ("private-file-copied", 2, "`ci/AuthKey_A1.p8`"),
                ("private-file-copied", 2, "`ci/config/master.key`"),
                ("private-file-copied", 2, "`ci/gha-creds-0a1b.json`"),
                ("private-file-copied", 2, "`ci/local.settings.json`"),
            ],
        ),
        (
            "FROM debian:12\nRUN NPM_TOKEN=abc123 npm publish\nRUN docker login -u a -p hunter2 h\n\
             RUN curl -fsSL -u bob:hunter2 https://h/\nRUN fetch --token=abc123\n\
             RUN echo '//h/:_authToken=abc123' >.npmrc\nRUN NPM_TOKEN=$T fetch --token=\"$T\" && \\\n    \
             docker login -u a --password-stdin </run/secrets/p && mkdir -p a\n"
                .to_owned(),
            &[
                ("secret-in-step", 2, "`NPM_TOKEN`"),
                ("secret-in-step", 3, "`docker -p`"),
                ("secret-in-step", 4, "`curl -u`"),
                ("secret-in-step", 5, "`--token`"),
                ("secret-in-step", 6, "`_authToken`"),
            ],
        ),
        (
            "FROM debian:12\nCOPY app /app\nCOPY plain /plain\n".to_owned(),
            &[
                ("private-file-copied", 2, "`app/.env`"),
                ("private-file-copied", 2, "`app/.npmrc`"),
                ("private-file-copied", 2, "`app/tls/server.pem`"),
            ],
        ),
        (
            "FROM debian:12 AS build\nCOPY app /app\nFROM debian:12\nCOPY --from=build /app/index.js /\n".to_owned(),
            &[],
        ),
        (
            "FROM debian:12 AS build\nCOPY app/.env /app/\nFROM debian:12\nCOPY --from=build /app /app\n".to_owned(),
            &[("private-file-copied", 2, "`app/.env`")],
        ),
        (
            "FROM debian:12\nENV DB_PASSWORD=x\nENV DB_PASSWORD_FILE=/run/p\nARG NPM_TOKEN\nENV URL=https://a:b@c/\n".to_owned(),
            &[
                ("secret-in-variable", 2, "`DB_PASSWORD`"),
                ("secret-in-variable", 4, "`NPM_TOKEN`"),
                ("secret-in-variable", 5, "a URL with a password"),
            ],
        ),
        (
            "FROM debian:12\nENV PGPASSWORD=x\nENV MYSQL_PWD=x TOKEN_EXPIRY_SECONDS=60\nARG GITHUBTOKEN=x\n".to_owned(),
            &[
                ("secret-in-variable", 2, "`PGPASSWORD`"),
                ("secret-in-variable", 3, "`MYSQL_PWD`"),
                ("secret-in-variable", 4, "`GITHUBTOKEN`"),
            ],
        ),
        (
            "FROM debian:12\nENV PASSWORD_RESET_TIMEOUT=60 TOKEN_EXPIRY=1h API_TOKEN_FILE=/run/t\n\
             ENV GOOGLE_APPLICATION_CREDENTIALS=/run/secrets/key.json USE_TOKEN=true\n\
             ENV DB_PASSWORD=/run/secrets/db\nARG GOOGLE_APPLICATION_CREDENTIALS\n".to_owned(),
            &[],
        ),
        (
            format!("FROM debian:12\nRUN curl -H 'Authorization: {token}' https://example.org\n"),
            &[("secret-in-step", 2, "a token of GitHub")],
        ),
        (
            "FROM debian:12\nRUN --mount=type=secret,id=token curl -H \"A: $(cat /run/secrets/token)\" https://example.org\n".to_owned(),
            &[],
        ),
    ];
    for (text, expected) in cases {
        let (found, _) = here.audit("images/Dockerfile", &text);
        assert_found(&found, expected, &text);
    }
    here.write("images/Dockerfile.dockerignore", "images\n");
    let (found, _) = here.audit("images/Dockerfile", "FROM debian:12\nCOPY . /app\n");
    let findings = found["findings"].as_array().unwrap();
    let history = findings.iter().filter(|one| one["rule"] == "history-copied");
    assert_eq!(history.count(), 1, "{found:#}");
    assert_eq!(found["lines"][0]["commits"], 40, "each commit changes `.git`");
}
