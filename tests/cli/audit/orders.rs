//! Orders that are right, and those that look so.

use serde_json::Value;

use super::{Here, assert_found};

/// Orders that are right, or of which nobody knows that they are wrong.
#[test]
fn what_a_step_may_read_stands_above_it() {
    let here = Here::new();
    here.write("keys/own.gpg", "key\n");
    here.write("packages.txt", "make\n");
    here.write("setup.sh", "true\n");
    here.write(".yarn/plugins/x.cjs", "\n");
    let install = "RUN apt-get update && apt-get install -y make\n";
    let cases = [
        format!("COPY keys/own.gpg /etc/apt/keyrings/\n{install}COPY src /app\n"),
        "COPY packages.txt /tmp/\nRUN apt-get update && xargs apt-get install -y </tmp/packages.txt\n".to_owned(),
        format!("COPY setup.sh /\nRUN sh /setup.sh\n{install}").replace("apt-get", "./own-get"),
        "COPY . .\nRUN pip install .\n".to_owned(),
        "COPY . .\nRUN pip install -e .\n".to_owned(),
        "COPY package.json package-lock.json ./\nCOPY .yarn .yarn\nRUN npm ci\nCOPY src src\n".to_owned(),
        "COPY . .\nRUN make\nRUN make install\n".to_owned(),
        // What a step reads stands where it has to.
        "ARG GIT_SHA\nRUN echo \"${GIT_SHA}\" >/version\n".to_owned(),
        "ENV NODE_VERSION=20\nRUN curl -O https://example.org/node-$NODE_VERSION.tar.gz\n".to_owned(),
        "ENV APP_VERSION=1\nCOPY src /app\n".to_owned(),
        // Also by way of other variables.
        "ENV NODE_VERSION=20\nENV DIST=v${NODE_VERSION}\nENV FILE=$DIST.gz\nRUN curl -O https://example.org/$FILE\n".to_owned(),
        "COPY Cargo.toml Cargo.lock ./\nRUN cargo fetch\nCOPY src src\nRUN cargo build\n".to_owned(),
        // A step of which nobody knows what it reads may read the variable.
        "ARG GIT_SHA\nRUN make -C /src\n".to_owned(),
        "ARG GIT_SHA\nRUN npm run build\n".to_owned(),
        // Whose the files are is said below them.
        "COPY . .\nRUN useradd -m app && chown -R app /work\n".to_owned(),
        "COPY src /srv/app\nRUN useradd app && chown -R app:app /srv\n".to_owned(),
        "COPY src lib\nRUN useradd app && chown -R app:app .\n".to_owned(),
        "COPY . /srv/app\nRUN useradd app && cd /srv && chown -R app app\n".to_owned(),
        // A folder is entered from the one before it, and the first from WORKDIR.
        "COPY src lib/app\nRUN useradd app && cd lib && chown -R app app\n".to_owned(),
        "COPY . /srv/app\nRUN useradd app && chmod -R o+r \"$HOME_OF_APP\"\n".to_owned(),
        // The list of what is to be compiled is made of all sources.
        "COPY . .\nRUN cargo chef prepare --recipe-path recipe.json\n".to_owned(),
        // A file alone, of no module.
        "COPY src /s\nRUN go build -o /app /s\n".to_owned(),
    ];
    for case in cases {
        let text = format!("FROM debian:12\nWORKDIR /work\n{case}");
        let (found, code) = here.audit("images/Dockerfile", &text);
        assert_eq!((code, &found["findings"]), (Some(0), &Value::Array(vec![])), "{text}");
    }
}

/// Whose a path is that no copy brings says nothing of one.
#[test]
fn a_step_that_gives_away_other_paths_reads_no_copy() {
    let here = Here::new();
    for step in [
        "useradd app && chown -R app /var/cache",
        "useradd app && chown app:app /home/app /run",
        "useradd app && cd /var && chown -R app cache",
    ] {
        let text = format!("FROM debian:12\nWORKDIR /work\nCOPY src /srv/app\nRUN {step}\n");
        let (found, _) = here.ask_of(&text);
        assert_found(
            &found,
            &[("sources-above-account", 4, "makes a user below `COPY src")],
            &text,
        );
    }
}
