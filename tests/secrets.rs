//! Secrets in what is declared: variables by their names and values, and URLs with a password.

use std::collections::BTreeSet;
use std::fs;

use dockerfile_core::{
    Account, Build, Debian, Dialect, Image, Stage, arg, base_env, copy, debian, download, env,
    file, git, healthcheck, platform, run, text, uid, unverified_download,
};
use dockerfile_tests::context::refused;
use dockerfile_tests::docker::Docker;
use dockerfile_tests::opinions::{answers, buildkit, hadolint};
use dockerfile_tests::text::{dockerfile, lines};

/// Names of real projects' secrets, with values such as they have there.
#[rustfmt::skip]
const SECRETS: &[(&str, &str)] = &[
    ("GH_PAT", "github-classic-pat"), ("GITHUB_PAT", "c2VjcmV0"), ("AZURE_DEVOPS_EXT_PAT", "x7y6"),
    ("GITHUB_TOKEN", "t0ps3cret"), ("GH_TOKEN", "t0ps3cret"), ("GITLAB_TOKEN", "t0ps3cret"),
    ("NPM_TOKEN", "t0ps3cret"), ("NODE_AUTH_TOKEN", "t0ps3cret"), ("HF_TOKEN", "t0ps3cret"),
    ("CODECOV_TOKEN", "t0ps3cret"), ("SONAR_TOKEN", "t0ps3cret"), ("SNYK_TOKEN", "t0ps3cret"),
    ("VAULT_TOKEN", "t0ps3cret"), ("CARGO_REGISTRY_TOKEN", "t0ps3cret"), ("TOKEN", "t0ps3cret"),
    ("SLACK_BOT_TOKEN", "t0ps3cret"), ("DISCORD_TOKEN", "t0ps3cret"), ("TELEGRAM_BOT_TOKEN2", "t0ps3cret"),
    ("DB_PASS", "hunter2"), ("DB_PASS_PROD", "hunter2"), ("REDIS_PASS", "hunter2"), ("SMTP_PASS", "hunter2"),
    ("RABBITMQ_DEFAULT_PASS", "guest"), ("DB_PASSWORD", "hunter2"), ("POSTGRES_PASSWORD", "123456"),
    ("MYSQL_ROOT_PASSWORD", "1234"), ("PGPASSWORD", "hunter2"), ("MYSQL_PWD", "hunter2"),
    ("LDAP_BIND_PW", "hunter2"), ("SSHPASS", "hunter2"), ("DATABASE_PASSWD", "hunter2"),
    ("KEYSTORE_PASSPHRASE", "open it"), ("EMAIL_HOST_PASSWORD", "hunter2"), ("TWINE_PASSWORD", "hunter2"),
    ("POETRY_HTTP_BASIC_CORP_PASSWORD", "hunter2"), ("UV_INDEX_CORP_PASSWORD", "hunter2"),
    ("SENTRY_DSN", "https://0123456789abcdef0123456789abcdef@o1.ingest.example/1"), ("DB_DSN", "app:hunter2@tcp(db)/app"),
    ("DATABASE_URL", "postgres://app:hunter2@db/app"), ("REDIS_URL", "redis://:hunter2@cache:6379"),
    ("MONGODB_URI", "mongodb+srv://app:hunter2@cluster.example/app"), ("AMQP_URL", "amqp://guest:guest@mq"),
    ("CELERY_BROKER_URL", "redis://:hunter2@cache/0"), ("CLOUDINARY_URL", "cloudinary://12345:hunter2@demo"),
    ("SLACK_WEBHOOK_URL", "https://hooks.example/services/T0/B0/x"), ("SLACK_WEBHOOK", "https://hooks.example/T0"),
    ("DISCORD_WEBHOOK_URL", "https://discord.example/api/webhooks/1/x"),
    ("AZURE_STORAGE_CONNECTION_STRING", "AccountName=a;AccountKey=bm9wZQ==;"),
    ("CONNECTION_STRING", "Server=db;User=app;Password=hunter2;"),
    ("AWS_ACCESS_KEY_ID", "AKIA0000000000000000"), ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("AWS_SESSION_TOKEN", "FwoGZXIvYXdz"), ("AZURE_CLIENT_SECRET", "a~b"), ("ARM_CLIENT_SECRET", "a~b"),
    ("GOOGLE_CREDENTIALS", "{\"type\": \"service_account\"}"), ("GCP_CREDENTIALS_JSON", "{}x"),
    ("VAULT_SECRET_ID", "9a8b"), ("STRIPE_SECRET_KEY", "sk_test_a"), ("STRIPE_KEY", "sk_test_a"),
    ("OPENAI_API_KEY", "sk-abc"), ("ANTHROPIC_API_KEY", "sk-abc"), ("SENDGRID_API_KEY", "x"),
    ("MAILGUN_APIKEY", "key-x"), ("DD_API_KEY", "0a1b"), ("NEW_RELIC_LICENSE_KEY", "0a1b"),
    ("RAILS_MASTER_KEY", "0a1b"), ("SECRET_KEY_BASE", "0a1b"), ("DJANGO_SECRET_KEY", "django-insecure-x"),
    ("APP_KEY", "base64:abc="), ("JWT_SECRET", "it"), ("SESSION_SECRET", "keyboard cat"), ("JWT", "eyJh"),
    ("SIGNING_KEY", "x"), ("SSH_PRIVATE_KEY", "-----BEGIN"), ("SSH_KEY", "x"), ("ID_RSA", "x"),
    ("ENCRYPTION_KEY_BASE64", "x"), ("API_KEYS", "a,b"), ("TWILIO_AUTH_TOKEN", "x"), ("REDISCLI_AUTH", "x"),
    ("COMPOSER_AUTH", "{}x"), ("NPM_AUTH", "eA"), ("DOCKER_AUTH_CONFIG", "{}x"), ("PASSWORD_SALT", "x"),
    ("ADMIN_PASSWORD_HASH", "$2b$12$abc"), ("WALLET_MNEMONIC", "ripple scissors"), ("WG_PRIVATE", "aGVsbG8"),
    ("BUNDLE_GEMS__EXAMPLE__COM", "user:pw"), ("RABBITMQ_ERLANG_COOKIE", "x"), ("GIT_CREDS", "u:p"),
    ("db_password", "hunter2"), ("FLAVOUR", "ghp_0123456789abcdefghijklmnopqrstuvwxyz"),
];

/// Names that are harmless whatever they hold.
#[rustfmt::skip]
const HARMLESS: &[(&str, &str)] = &[
    ("MAX_TOKENS", "4096"), ("OPENAI_MAX_TOKENS", "4096"), ("MAX_OUTPUT_TOKENS", "lots"), ("NUM_TOKENS", "x"),
    ("TOKEN_TTL", "fifteen"), ("JWT_EXPIRES_IN", "7d"), ("ACCESS_TOKEN_EXPIRE_MINUTES", "30"),
    ("TOKEN_TIMEOUT", "PT15M"), ("PASSWORD_MIN_LENGTH", "12"), ("SECRET_ROTATION_DAYS", "90"),
    ("CACHE_KEY", "v1-deps"), ("SORT_KEY", "name"), ("PARTITION_KEY", "tenant"), ("ROUTING_KEY", "mail"),
    ("KEY_PREFIX", "app:"), ("REDIS_KEY_PREFIX", "app:"), ("SONAR_PROJECT_KEY", "org_app"),
    ("PUBLIC_KEY", "MCowBQYDK2VwAyEA"), ("STRIPE_PUBLISHABLE_KEY", "pk_test_x"), ("NEXT_PUBLIC_API_KEY", "demo"),
    ("RECAPTCHA_SITE_KEY", "6Lc"), ("NEXT_PUBLIC_MAPBOX_TOKEN", "pk.x"), ("KMS_KEY_ALIAS", "alias/app"),
    ("KMS_KEY_ID", "mrk-1"), ("SECRET_ARN", "arn:aws:x"), ("SECRET_NAME", "app/prod"), ("SECRETS_BACKEND", "vault"),
    ("POSTGRES_PASSWORD_FILE", "/run/secrets/pg"), ("DB_PASSWORD_FILE", "pg"), ("TOKEN_PATH", "/var/run/token"),
    ("SSL_KEY_FILE", "/etc/ssl/key.pem"), ("TOKENIZER_PATH", "/srv/words"), ("TOKENIZER", "bert-base"),
    ("TOKENIZERS_PARALLELISM", "auto"), ("PRIVATE_DIR", "private"), ("PRIVATE_NETWORK", "10.0.0.0/8"),
    ("SSH_AUTH_SOCK", "/run/agent"), ("AUTH_MODE", "ldap"), ("AUTH_PROVIDER", "oidc"), ("AUTH_URL", "https://sso.example"),
    ("AUTH_SERVICE_HOST", "auth"), ("AUTH0_DOMAIN", "x.auth.example"), ("POSTGRES_HOST_AUTH_METHOD", "trust"),
    ("TOKEN_ENDPOINT", "https://sso.example/token"), ("TOKEN_ISSUER", "us"), ("TOKEN_TYPE", "Bearer"),
    ("USERNAME", "app"), ("DB_USERNAME", "app"), ("TRAVIS_OS_NAME", "linux"), ("PASSWORD_HASHERS", "argon2"),
    ("KEYBOARD_LAYOUT", "de"), ("PAD_TOKEN", "<pad>"), ("ENABLE_AUTH", "maybe"), ("AZURE_KEY_VAULT_NAME", "kv"),
    ("DATABASE_NAME", "app"), ("WEBHOOK_PORT", "9000"), ("PWD", "/srv"), ("LOW_PASS", "440"), ("COMPASS", "north"),
    ("BUNDLE_BUILD__NOKOGIRI", "--use-system-libraries"), ("GIT_AUTHOR_NAME", "me"), ("MONKEY", "x"),
];

/// Names of secrets, whose values are none.
#[rustfmt::skip]
const WORTHLESS: &[(&str, &str, &str)] = &[
    ("API_TOKEN", "4096", "a number"), ("TOKEN", "0.5", "a number"), ("AUTH", "true", "a switch"),
    ("SECRET_KEY_BASE_DUMMY", "1", "a number"), ("MYSQL_ALLOW_EMPTY_PASSWORD", "yes", "a switch"),
    ("REDIS_PASSWORD", "", "empty"), ("API_SECRET", "/run/secrets/api", "a path"),
    ("GOOGLE_APPLICATION_CREDENTIALS", "/etc/gcp/key.json", "a path"), ("SIGNING_KEY", "keys/release.pem", "a path"),
    ("DB_PASSWORD", "${DB_PASSWORD_OF_HOST}", "a reference"), ("AUTH_TOKEN", "15m", "a number"),
    ("CACHE_AUTH", "1h30m", "a number"), ("UPLOAD_TOKEN", "64MiB", "a number"), ("X_AUTH", "off", "a switch"),
    ("KEY_DSN", "sqlite:///data/app.db", "an address without a credential"),
];

/// Values of no name that a linter knows.
const QUIET: &[(&str, &str)] = &[
    ("DATABASE_URL", "postgres://db:5432/app"),
    ("DATABASE_URL", "sqlite:///data/app.db"),
    ("REDIS_URL", "redis://cache:6379/0"),
    ("MONGO_URL", "mongodb://app:${MONGO_PASSWORD}@db"),
    ("CONNECTION_STRING", "Server=db;Database=app;Integrated Security=true"),
    ("DB_PASS", ""),
    ("GH_PAT", "/run/secrets/pat"),
    ("SLACK_WEBHOOK_URL", ""),
];

fn base() -> Stage<Account, Debian> {
    Stage::from(debian("bookworm-slim")).account(uid(7))
}

#[test]
fn a_secret_is_refused_wherever_a_variable_is() {
    assert!(SECRETS.len() >= 68);
    let mut wrong = vec![];
    let mut judge = |what: &str, name: &str, value: &str, image: Image, way: &str| {
        let Err(report) = image.render() else {
            wrong.push(format!("{what} {name} is accepted"));
            return;
        };
        let said = report.to_string();
        // A value that says so by itself, such as a URL, is one more error.
        let speaks = value.contains("://");
        if !said.contains("looks like a secret") && !speaks || !said.contains(way) {
            wrong.push(format!("{what} {name}: {said}"));
        }
        if speaks && said.contains("given `postgres://app:hunter2") {
            wrong.push(format!("{what} {name} shows it: {said}"));
        }
    };
    for (name, value) in SECRETS {
        judge("ENV", name, value, base().env(*name, *value).into(), ".public_env(name, value");
        let step = || run(["make"]);
        let image = base().build_env(*name, *value).build(step());
        judge("build_env", name, value, image.into(), "run(..).mount(secret(");
        judge("step", name, value, base().build(step().env(*name, *value)).into(), "mount(secret(");
        let given = base().env("A", arg(*name).default(*value));
        judge("ARG", name, value, given.into(), "");
        if *name != "FLAVOUR" {
            judge(
                "lone ARG",
                name,
                "",
                base().env("A", arg(*name)).into(),
                "run(..).mount(secret(",
            );
            judge(
                "empty ARG",
                name,
                "",
                base().env("A", arg(*name).default("")).into(),
                "secret(..)",
            );
        }
        let public = base().public_env(*name, *value, "an example").build_of_tests(name, value);
        assert!(public.render().is_ok(), "{name}");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The way out for a step.
trait BuildOfTests {
    fn build_of_tests(self, name: &str, value: &str) -> Image;
}

impl<At> BuildOfTests for Stage<At, Debian> {
    fn build_of_tests(self, name: &str, value: &str) -> Image {
        let step = run(["make"]).env(name, value).unchecked("an example");
        self.out_of_order("a test", |s| s.at::<Build>().build(step)).into()
    }
}

/// And both linters are content with what is printed.
#[test]
fn what_is_no_secret_is_accepted() {
    assert!(HARMLESS.len() >= 41);
    let mut wrong = vec![];
    let mut stage = base().build(run(["make"])).env("A", "b");
    let mut asked = base().at::<Build>();
    let mut set = BTreeSet::from(["A"]);
    let pairs =
        HARMLESS.iter().copied().chain(WORTHLESS.iter().map(|(name, value, _)| (*name, *value)));
    for (name, value) in pairs.chain(QUIET.iter().copied()) {
        // A `$` in it is meant as it stands.
        let image = base()
            .build_env(name, text(value))
            .build(run(["make"]).env(name, text(value)))
            .env(name, text(value));
        if let Err(report) = Image::from(image).render() {
            wrong.push(format!("{name}: {report}"));
            continue;
        }
        // A name stands in the lists with several values, and a stage sets it once.
        if set.insert(name) {
            stage = stage.env(name, text(value));
        }
        if let Err(report) =
            Image::from(base().build(run(["a"]).uses(arg(name).default(value)))).render()
            && !value.is_empty()
        {
            wrong.push(format!("ARG {name}: {report}"));
        }
    }
    for (name, _) in HARMLESS {
        asked = asked.build(run(["make"]).uses(arg(*name)));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let image = Image::from(stage);
    let header = image.render().expect("a good declaration").dockerfile;
    for (name, _, why) in WORTHLESS {
        let listed = header.contains(&format!("{name}: its value is {why}"));
        let is_listed = dockerfile(base().public_env(*name, "x", "why")).contains("ignore=DL3064");
        assert_eq!(listed, is_listed, "{name}: {header}");
    }
    assert!(header.contains("; TOKEN_TTL: names no secret;"), "{header}");
    are_silent(&[image, Image::from(asked)]);
    let alone = |name: &str, value: &str| base().env(name, value).into();
    let each = HARMLESS.iter().map(|(name, value)| alone(name, value)).collect::<Vec<Image>>();
    are_silent_for_hadolint(&each);
}

fn are_silent_for_hadolint(images: &[Image]) {
    if !answers("hadolint") {
        return;
    }
    for image in images {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("Dockerfile");
        let text = image.render().expect("a good declaration").dockerfile;
        fs::write(&path, &text).expect("a new file");
        let (good, said) = hadolint(&path);
        assert!(good && said.is_empty(), "{said}\n{text}");
        // No ignore is there for nothing.
        let bare = text.lines().filter(|line| !line.starts_with("# hadolint"));
        fs::write(&path, bare.collect::<Vec<_>>().join("\n") + "\n").expect("a file");
        let (good, said) = hadolint(&path);
        assert_eq!(good, !text.contains("ignore=DL3064"), "{said}\n{text}");
    }
}

fn are_silent(images: &[Image]) {
    are_silent_for_hadolint(images);
    if Docker::connect().is_none() {
        return;
    }
    for image in images {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("Dockerfile");
        let text = image.render().expect("a good declaration").dockerfile;
        fs::write(&path, &text).expect("a new file");
        let said = buildkit(&path);
        assert!(said.contains("no warnings found"), "{said}\n{text}");
    }
}

#[test]
fn the_message_says_which_linter() {
    for (name, rule) in [
        ("API_TOKEN", "its ENV (hadolint DL3064, BuildKit SecretsUsedInArgOrEnv); give it when"),
        ("PGPASSWORD", "its ENV (hadolint DL3064); give it when"),
        ("SIGNING_KEY", "its ENV (BuildKit SecretsUsedInArgOrEnv); give it when"),
        ("GH_PAT", "its ENV; give it when"),
    ] {
        let said = refused(base().env(name, "abc"));
        assert!(said.contains(rule) && said.matches("error:").count() == 1, "{said}");
    }
}

#[test]
fn a_reference_follows_the_variable() {
    let size = arg("SIZE").default("4096");
    let word = arg("WORD").default("hunter2");
    let open = arg("WORD");
    let accepted = |value: &dyn Fn(Stage<Account, Debian>) -> Image| value(base()).render().is_ok();
    assert!(accepted(&|s| s.env("API_TOKEN", &size).into()));
    assert!(!accepted(&|s| s.env("API_TOKEN", &word).into()));
    assert!(!accepted(&|s| s.env("API_TOKEN", &open).into()));
    assert!(accepted(&|s| s.env("TOKEN_TTL", &open).into()));
    assert!(accepted(&|s| s.env("A", "4096").env("API_TOKEN", env("A")).into()));
    assert!(!accepted(&|s| s.env("A", "hunter2").env("API_TOKEN", env("A")).into()));
    assert!(accepted(&|s| s.env("A", &size).env("B", env("A")).env("API_TOKEN", env("B")).into()));
    assert!(!accepted(&|s| s.env("A", &open).env("B", env("A")).env("API_TOKEN", env("B")).into()));
    assert!(!accepted(&|s| s.env("API_TOKEN", base_env("A")).into()));
    assert!(accepted(&|s| s.env("AUTH_PLATFORM_NAME", platform::TARGETARCH).into()));
    assert!(accepted(&|s| s.env("DB", text("postgres://app:") + &open + "@db").into()));
    assert!(!accepted(&|s| s.env("DB", text("postgres://app:") + &word + "@db").into()));
    assert!(!accepted(&|s| s.commit_label("a", text("postgres://app:") + &word + "@db").into()));
}

/// Everywhere that a text is printed.
#[test]
fn a_url_with_a_password_is_refused_wherever_a_text_is() {
    type Place = (&'static str, fn(&str) -> Image);
    #[rustfmt::skip]
    let places: &[Place] = &[
        ("label", |t| Stage::from(debian("12")).label("a", text(t)).account(uid(7)).into()),
        ("commit_label", |t| base().commit_label("a", text(t)).into()),
        ("env", |t| base().env("A", text(t)).into()),
        ("build_env", |t| base().build_env("A", text(t)).build(run(["a"])).into()),
        ("arg", |t| base().build(run(["a"]).uses(arg("A").default(t))).into()),
        ("list", |t| base().build(run(["make", t])).into()),
        ("a list of several", |t| base().build(run(["a"]).then(["make", "clone", t])).into()),
        ("text", |t| base().build(run(format!("make clone '{t}'"))).into()),
        ("script", |t| base().build(run(format!("set -u\nmake clone \"{t}\" && true\n"))).into()),
        ("another shell", |t| base().build(run(format!("get('{t}')")).shell(["/opt/python3", "-c"])).into()),
        ("without shell", |t| base().build(run(["/get", t]).without_shell()).into()),
        ("step's variable", |t| base().build(run(["a"]).env("A", text(t))).into()),
        ("cmd", |t| base().cmd(["echo", t]).into()),
        ("entrypoint", |t| base().entrypoint(["echo", t]).into()),
        ("healthcheck", |t| base().healthcheck(healthcheck(["echo", t])).into()),
        ("inline", |t| base().source(file("/etc/a", format!("[a]\nurl = {t}\n"))).into()),
        ("comment", |t| base().comment(t).env("A", "b").into()),
    ];
    let refused_ones = [
        "https://bob:hunter2@example.com/a",
        "https://bob:hunt%40er2@example.com/a",
        "https://ghp_abcdefghijkl@github.com/a/b",
        "https://x-access-token:hunter2@github.com/a/b",
        "postgresql+psycopg://app:hunter2@db:5432/app",
        "https://example.com/a?private_token=hunter2",
    ];
    const LISTS: [&str; 6] =
        ["list", "a list of several", "without shell", "cmd", "entrypoint", "healthcheck"];
    let accepted = [
        "https://example.com/a",
        "https://$USER:$PW@example.com/a",
        "https://bob:${TOKEN}@example.com/a",
        "https://bob@example.com/a",
        "ssh://git@github.com/a/b.git",
        "git@github.com:a/b.git",
        "https://example.com/@scope/a:b@c",
    ];
    for (place, image) in places {
        for url in refused_ones {
            let said = refused(image(url));
            assert!(said.contains("carries a password or a token"), "{place}: {said}");
            let given = said.split("given `").nth(1).expect("what is given");
            assert!(!given.contains("hunter2") && !given.contains("ghp_"), "{place}: {said}");
        }
        let said = refused(image("a ghp_0123456789abcdefghijklmnopqrstuvwxyz"));
        assert!(said.contains("a token or a private key is in it"), "{place}: {said}");
        assert!(!said.contains("ghp_012"), "{place}: {said}");
        // Nothing fills in a variable of a list: one that is meant to be is a slip.
        let is_list = LISTS.contains(place);
        for url in accepted.into_iter().filter(|url| !is_list || !url.contains('$')) {
            image(url).render().unwrap_or_else(|report| panic!("{place} of {url}: {report}"));
        }
    }
}

#[test]
fn what_is_fetched_is_fetched_without_a_password() {
    const SUM: &str = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
    let added = |url: &str| base().source(download(url, SUM, "/a"));
    for said in [
        refused(added("https://u:p@example.com/a.tgz")),
        refused(added("https://ghp_abcdefghijkl@example.com/a.tgz")),
        refused(base().source(unverified_download("https://u:p@example.com/a", "/a", "why"))),
        refused(base().source(git("https://u:p@example.com/a.git", "v1", "/a"))),
        refused(base().source(git("https://glpat-abcdefghijkl@example.com/a.git", "v1", "/a"))),
    ] {
        assert!(said.contains("carries a password or a token"), "{said}");
    }
    let added = Image::from(added("https://example.com/a.tgz?x=1"));
    dockerfile(added.dialect(Dialect::V1_6));
    dockerfile(
        Image::from(base().source(git("ssh://git@example.com/a.git", "v1", "/a")))
            .dialect(Dialect::Labs),
    );
}

/// A reason is the way out of a step, and of a variable.
#[test]
fn a_reason_is_the_way_out() {
    let url = "postgres://postgres:postgres@localhost/test";
    let step = run(["make", "test"]).then(format!("check {url}")).env("DATABASE_URL", url);
    let text = dockerfile(base().build(step.unchecked("of the tests' own database")));
    assert!(text.contains("postgres:postgres"), "{text}");
    let text = dockerfile(base().public_env("DATABASE_URL", url, "of the tests"));
    assert_eq!(lines(&text, "ENV").len(), 1);
    let said = refused(base().build(run(["make"]).env("NPM_TOKEN", "x")));
    assert!(said.contains(".unchecked(") && said.contains("mount(secret("), "{said}");
    // Of what is copied nothing is known here.
    let _ = copy("a");
}

/// What a text sets stands in the image's history, as what `.env(..)` sets does.
#[test]
fn a_secret_that_shell_text_sets_is_refused() {
    let step = |text: &str| base().build(run(text));
    for text in [
        "NPM_TOKEN=npm_Zm9vYmFyYmF6cXV4 make publish",
        "export DB_PASSWORD='hunter2'\nmake",
        "make && AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENG make upload",
        "cat >/srv/.env <<E\nAPI_TOKEN=ghp_abcdefghijkl\nE\n",
        "REGISTRY=$REGISTRY NPM_TOKEN=npm_Zm9vYmFyYmF6cXV4 make publish",
        "CFLAGS= make --jobs=2 && API_TOKEN=ghp_abcdefghijkl make upload",
        // Whatever sign stands before it.
        "true;API_TOKEN=ghp_abcdefghijkl make upload",
        "true&API_TOKEN=ghp_abcdefghijkl make upload",
        "true|API_TOKEN=ghp_abcdefghijkl make upload",
        "(API_TOKEN=ghp_abcdefghijkl make upload)",
        "case $1 in\nx)API_TOKEN=ghp_abcdefghijkl make upload;;\nesac",
        "x=`API_TOKEN=ghp_abcdefghijkl make upload`",
        "true\t&&\tAPI_TOKEN=ghp_abcdefghijkl make upload",
        "API_TOKEN=\"ghp_abcdefghijkl\" make upload",
        "key=b97b0afcaa1a47f044f244a07fcc7d46accc4cf8 make upload",
        "SIGNING_KEY=B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8 make upload",
        "ROOT_PASSWORD_SHA2=e09fa32f0a0eab2b879ccbbc4d0e4fb9 make",
    ] {
        let said = refused(step(text));
        assert!(said.contains("mount it instead: `.mount(secret("), "{text}: {said}");
        assert_eq!(said.matches("error: ").count(), 1, "{text}: {said}");
    }
    for text in [
        "NPM_TOKEN=$TOKEN make publish",
        "NPM_TOKEN=\"${TOKEN}\" make",
        "TOKEN=$(cat /run/secrets/token)\nmake",
        "SECRET_KEY_BASE_DUMMY=1 make",
        "CFLAGS=-O2 make",
        "make --token-file=abc",
        "PASSWORD= make",
        // What `gpg` calls a key by.
        "key='B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8'; gpg --recv-keys \"$key\"",
        "key='BCA4 3417 C3B4 85DD 128E C6D4 B7B3 B788 A8D3 785C'; gpg --recv-keys \"$key\"",
        "GPG_KEY=B7B3B788A8D3785C && gpg --recv-keys $GPG_KEY",
        "KEY_SHA512=e09fa32f0a0eab2b879ccbbc4d0e4fb9 && sha512sum -c /sums",
        "SIGNING_KEY_CHECKSUM=e09fa32f0a0eab2b879ccbbc4d0e4fb9 make",
    ] {
        let image = Image::from(step(text)).render();
        image.unwrap_or_else(|report| panic!("{text}: {report}"));
    }
    let why = run("API_TOKEN=none make").unchecked("an example's");
    assert!(Image::from(base().build(why)).render().is_ok());
}
