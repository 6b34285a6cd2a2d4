//! Names of variables that hold secrets.
//!
//! A name is read as English is: its last word says what it is, and those in front of it what of.
//! A `TOKEN_TTL` is a time, a `CACHE_KEY` no key to anything. hadolint (DL3064) and BuildKit
//! (SecretsUsedInArgOrEnv) look for words anywhere: what they refuse is refused, unless the name or
//! the value says that it is none.

use super::token::begins_with_token;
use super::worth::{Worth, worth};
use crate::value::bytes::{any_part, any_word, ends_with_any, find_last, head, is_one_of, tail};

/// What a name says of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Nothing.
    Plain,
    /// It is of a secret, and is none.
    Harmless,
    /// What is connected to, which may carry a password.
    Address,
    /// A password, for which a number will do.
    Password,
    Secret,
}

/// Whether a variable may be a secret; without a value its name alone says so.
pub(crate) const fn may_be_secret(name: &[u8], value: Option<&[u8]>) -> bool {
    let meaning = meaning(name);
    let Some(value) = value else {
        return !matches!(meaning, Meaning::Plain | Meaning::Harmless);
    };
    if begins_with_token(value) {
        return true;
    }
    match (meaning, worth(value)) {
        (Meaning::Plain | Meaning::Harmless, _) => false,
        (_, Worth::Nothing | Worth::Reference | Worth::Switch | Worth::Path) => false,
        (Meaning::Password, _) | (_, Worth::Text) => true,
        (_, Worth::Number) => false,
        (meaning, Worth::Address) => !matches!(meaning, Meaning::Address),
    }
}

/// Whether the name alone says that it is no secret.
pub(crate) const fn is_named_as_none(name: &[u8]) -> bool {
    matches!(meaning(name), Meaning::Harmless)
}

/// By hadolint's DL3064: parts of a name.
pub(crate) const fn hadolint_lists(name: &[u8]) -> bool {
    const PARTS: &[&[u8]] =
        &[b"TOKEN", b"SECRET", b"PASSWORD", b"PRIVATE", b"API_KEY", b"USERNAME", b"ACCESS_KEY"];
    is_one_of(name, &[b"TRAVIS_OS_NAME"]) || any_part(name, PARTS)
}

/// By BuildKit's SecretsUsedInArgOrEnv: whole words of a name.
pub(crate) const fn buildkit_lists(name: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[
        b"APIKEY",
        b"AUTH",
        b"CREDENTIAL",
        b"CREDENTIALS",
        b"KEY",
        b"PASSWORD",
        b"PWORD",
        b"PASSWD",
        b"SECRET",
        b"TOKEN",
    ];
    // These words excuse a name, as in PUBLIC_KEY and KEY_FILE.
    const EXCUSES: &[&[u8]] = &[b"PUBLIC", b"FILE", b"VERSION"];
    any_word(name, WORDS) && !any_word(name, EXCUSES)
}

// ---- words ---------------------------------------------------------------------------------

/// Words behind what a name is: which of several, and how it is written.
const QUALIFIERS: &[&[u8]] = &[
    b"PROD",
    b"PRODUCTION",
    b"DEV",
    b"DEVELOPMENT",
    b"STAGING",
    b"LOCAL",
    b"CI",
    b"DEFAULT",
    b"VALUE",
    b"BASE64",
    b"B64",
    b"PEM",
    b"JSON",
    b"RAW",
    b"OLD",
    b"NEW",
    b"CURRENT",
    b"PREVIOUS",
    b"PRIMARY",
    b"SECONDARY",
    b"RO",
    b"RW",
];

/// What is no secret, whatever it is of.
const HARMLESS: &[&[u8]] = &[
    // files and places
    b"FILE",
    b"FILES",
    b"FILENAME",
    b"PATH",
    b"PATHS",
    b"DIR",
    b"DIRS",
    b"DIRECTORY",
    b"FOLDER",
    b"SOCK",
    b"SOCKET",
    b"STORE",
    b"VAULT",
    b"BUCKET",
    b"REGION",
    b"LOCATION",
    b"URL",
    b"URLS",
    b"URI",
    b"URIS",
    b"ENDPOINT",
    b"ENDPOINTS",
    b"HOST",
    b"HOSTS",
    b"HOSTNAME",
    b"PORT",
    b"SERVER",
    b"SERVERS",
    b"SERVICE",
    b"DOMAIN",
    b"DOMAINS",
    b"ORIGIN",
    b"ORIGINS",
    b"CALLBACK",
    b"REDIRECT",
    b"SOURCE",
    b"BACKEND",
    b"BACKENDS",
    b"CACHE",
    b"RING",
    b"CHAIN",
    // amounts and times
    b"TTL",
    b"LENGTH",
    b"SIZE",
    b"COUNT",
    b"COUNTER",
    b"NUMBER",
    b"LIMIT",
    b"LIMITS",
    b"MAX",
    b"MIN",
    b"BITS",
    b"BYTES",
    b"ROUNDS",
    b"ITERATIONS",
    b"COST",
    b"STRENGTH",
    b"COMPLEXITY",
    b"THRESHOLD",
    b"RATE",
    b"BUDGET",
    b"USAGE",
    b"OFFSET",
    b"INDEX",
    b"LEVEL",
    b"RETRIES",
    b"ATTEMPTS",
    b"TIMEOUT",
    b"EXPIRY",
    b"EXPIRES",
    b"EXPIRE",
    b"EXPIRATION",
    b"IN",
    b"INTERVAL",
    b"AGE",
    b"DURATION",
    b"LIFETIME",
    b"LIFESPAN",
    b"VALIDITY",
    b"DAYS",
    b"HOURS",
    b"MINUTES",
    b"MINS",
    b"SECONDS",
    b"SECS",
    b"MS",
    b"WINDOW",
    b"SKEW",
    b"LEEWAY",
    b"GRACE",
    b"ROTATION",
    b"PARALLELISM",
    b"CONCURRENCY",
    // which and how
    b"NAME",
    b"NAMES",
    b"ALIAS",
    b"ARN",
    b"ID",
    b"IDS",
    b"TYPE",
    b"TYPES",
    b"KIND",
    b"MODE",
    b"CLASS",
    b"MODEL",
    b"MODULE",
    b"PLUGIN",
    b"PLUGINS",
    b"DRIVER",
    b"GUARD",
    b"ENGINE",
    b"MANAGER",
    b"HANDLER",
    b"MIDDLEWARE",
    b"HASHER",
    b"HASHERS",
    b"VALIDATOR",
    b"VALIDATORS",
    b"PREFIX",
    b"SUFFIX",
    b"HEADER",
    b"HEADERS",
    b"FORMAT",
    b"ENCODING",
    b"LANGUAGE",
    b"ALGORITHM",
    b"ALGORITHMS",
    b"ALGO",
    b"ALG",
    b"CURVE",
    b"REGEX",
    b"REGEXP",
    b"PATTERN",
    b"CHARS",
    b"CHARSET",
    b"FIELD",
    b"FIELDS",
    b"COLUMN",
    b"PARAM",
    b"PARAMETER",
    b"ATTRIBUTE",
    b"CLAIM",
    b"ISSUER",
    b"AUDIENCE",
    b"SCOPE",
    b"SCOPES",
    b"PROVIDER",
    b"PROVIDERS",
    b"REALM",
    b"CLIENT",
    b"TENANT",
    b"STRATEGY",
    b"METHOD",
    b"METHODS",
    b"MECHANISM",
    b"POLICY",
    b"SPEC",
    b"VERSION",
    b"VERSIONS",
    b"FINGERPRINT",
    b"LAYOUT",
    b"MAP",
    b"BINDINGS",
    b"SPACE",
    b"ENV",
    b"VAR",
    b"VARIABLE",
    b"OPTION",
    b"OPTIONS",
    b"OPTS",
    b"FLAG",
    b"FLAGS",
    b"LOG",
    b"DEBUG",
    b"TEMPLATE",
    b"SUBJECT",
    b"HINT",
    b"PLACEHOLDER",
    b"LABEL",
    b"TITLE",
    b"PAGE",
    b"TOKENIZER",
    b"TOKENIZERS",
    b"TOKENIZATION",
    // who
    b"USER",
    b"USERS",
    b"USERNAME",
    b"USERNAMES",
    b"LOGIN",
    b"EMAIL",
    b"ROLE",
    b"ROLES",
    b"GROUP",
    b"GROUPS",
    b"ACCOUNT",
    b"OWNER",
    // whether
    b"ENABLED",
    b"ENABLE",
    b"DISABLED",
    b"DISABLE",
    b"REQUIRED",
    b"REQUIRE",
    b"ALLOWED",
    b"OPTIONAL",
    b"EMPTY",
    b"SUPPORT",
];

/// A name that begins so asks whether.
const QUESTIONS: &[&[u8]] = &[
    b"ENABLE",
    b"DISABLE",
    b"USE",
    b"ALLOW",
    b"REQUIRE",
    b"REQUIRES",
    b"HAS",
    b"IS",
    b"SKIP",
    b"NO",
    b"WITH",
    b"WITHOUT",
    b"VALIDATE",
    b"MAX",
    b"MIN",
    b"NUM",
];

const PASSWORDS: &[&[u8]] = &[
    b"PASSWORD",
    b"PASSWORDS",
    b"PASSWD",
    b"PASS",
    b"PASSPHRASE",
    b"PASSCODE",
    b"PWD",
    b"PWORD",
    b"PW",
    b"SSHPASS",
    b"PASSWORT",
];

/// A word that is a secret wherever it stands.
const SECRETS: &[&[u8]] = &[
    b"TOKEN",
    b"TOKENS",
    b"SECRET",
    b"SECRETS",
    b"CREDENTIAL",
    b"CREDENTIALS",
    b"CREDS",
    b"APIKEY",
    b"JWT",
    b"MNEMONIC",
    b"PASSWORD",
    b"PASSWD",
    b"PASSPHRASE",
];

/// A word that is a secret as the last one.
const SECRETS_AT_END: &[&[u8]] = &[
    b"AUTH",
    b"CRED",
    b"BEARER",
    b"WEBHOOK",
    b"WEBHOOKS",
    b"PRIVATE",
    b"SALT",
    b"PEPPER",
    b"APIKEYS",
    b"PKCS12",
    b"P12",
    b"PFX",
    b"PRIVKEY",
    b"SAS",
];

/// Ends of words that are written together, as in `PGPASSWORD`.
const ENDS: &[&[u8]] = &[
    b"PASSWORD",
    b"PASSWD",
    b"PASSPHRASE",
    b"TOKEN",
    b"SECRET",
    b"APIKEY",
    b"SECRETKEY",
    b"PRIVATEKEY",
    b"ACCESSKEY",
    b"CREDENTIALS",
];

/// Keys that open nothing.
const KEYS_TO_NOTHING: &[&[u8]] = &[
    b"CACHE",
    b"PUBLIC",
    b"PUBLISHABLE",
    b"SITE",
    b"FOREIGN",
    b"PARTITION",
    b"SORT",
    b"RANGE",
    b"ROUTING",
    b"OBJECT",
    b"HOT",
    b"LOOKUP",
    b"INDEX",
    b"SHARD",
    b"ROW",
    b"GROUP",
    b"DEDUP",
    b"DEDUPLICATION",
    b"IDEMPOTENCY",
    b"TRANSLATION",
    b"I18N",
    b"LOCALE",
    b"FEATURE",
    b"CONFIG",
    b"SETTING",
    b"SETTINGS",
    b"ENV",
    b"META",
    b"MAP",
    b"COLUMN",
    b"FIELD",
    b"LABEL",
    b"TAG",
    b"TOPIC",
    b"MESSAGE",
    b"EVENT",
    b"METRIC",
    b"METRICS",
    b"QUEUE",
    b"BUCKET",
    b"FOLDER",
    b"PLUGIN",
    b"PROJECT",
    b"ISSUE",
    b"SPACE",
    b"LOCK",
    b"DICT",
    b"SHORTCUT",
];

/// Keys by the dozen are secrets if they are these.
const KEYS: &[&[u8]] =
    &[b"API", b"PRIVATE", b"SECRET", b"ACCESS", b"ENCRYPTION", b"SIGNING", b"SSH", b"MASTER"];

/// Amounts of what a model reads and writes.
const AMOUNTS: &[&[u8]] = &[
    b"MAX",
    b"MIN",
    b"NUM",
    b"COUNT",
    b"LIMIT",
    b"TOTAL",
    b"CONTEXT",
    b"OUTPUT",
    b"INPUT",
    b"NEW",
    b"PROMPT",
    b"COMPLETION",
    b"PER",
];

/// Single signs of such a text.
const SIGNS: &[&[u8]] =
    &[b"PAD", b"EOS", b"BOS", b"UNK", b"MASK", b"SEP", b"CLS", b"STOP", b"START", b"SPECIAL"];

/// What is connected to with a password, if its name ends as an address.
const BEHIND_PASSWORDS: &[&[u8]] = &[
    b"DATABASE",
    b"DB",
    b"REDIS",
    b"MONGO",
    b"MONGODB",
    b"MYSQL",
    b"MARIADB",
    b"POSTGRES",
    b"POSTGRESQL",
    b"PG",
    b"PGSQL",
    b"SQLSERVER",
    b"AMQP",
    b"RABBITMQ",
    b"CLOUDAMQP",
    b"BROKER",
    b"CLICKHOUSE",
    b"CASSANDRA",
    b"SMTP",
    b"MAILER",
    b"CLOUDINARY",
    b"REDISCLOUD",
    b"REDISTOGO",
    b"JAWSDB",
    b"CLEARDB",
    b"JDBC",
    b"SHADOW",
    b"NATS",
];

/// Names that no word of theirs gives away.
const OTHERS: &[&[u8]] = &[
    b"ID_RSA",
    b"ID_ED25519",
    b"DOCKER_AUTH_CONFIG",
    b"NPM_CONFIG__AUTH",
    b"RABBITMQ_ERLANG_COOKIE",
];

// ---- reading -------------------------------------------------------------------------------

const fn meaning(name: &[u8]) -> Meaning {
    if is_one_of(name, OTHERS) || is_host_of_bundler(name) {
        return Meaning::Secret;
    }
    let (before, word) = last_that_counts(name);
    if is_one_of(first(name), QUESTIONS) && !before.is_empty() {
        return Meaning::Harmless;
    }
    match of_last_word(before, word) {
        Meaning::Plain => {}
        meaning => return meaning,
    }
    if any_word(name, SECRETS) {
        return Meaning::Secret;
    }
    // `PRIVATE_NETWORK`, of which hadolint knows no better.
    if any_word(before, &[b"PRIVATE"]) && !buildkit_lists(name) {
        return Meaning::Harmless;
    }
    if hadolint_lists(name) || buildkit_lists(name) { Meaning::Secret } else { Meaning::Plain }
}

const fn of_last_word(before: &[u8], word: &[u8]) -> Meaning {
    let (_, modifier) = last(before);
    let is_public = any_word(before, &[b"PUBLIC"]);
    if is_one_of(word, &[b"ID"]) {
        // Vault's, and half of a key of AWS.
        return match modifier {
            m if is_one_of(m, &[b"SECRET"]) || ends_with_any(before, &[b"ACCESS_KEY"]) => {
                Meaning::Secret
            }
            _ => Meaning::Harmless,
        };
    }
    if is_one_of(word, &[b"URL", b"URLS", b"URI"]) {
        return match () {
            () if any_word(before, &[b"WEBHOOK", b"WEBHOOKS", b"HOOK"]) => Meaning::Secret,
            () if any_word(before, BEHIND_PASSWORDS) => Meaning::Address,
            () => Meaning::Harmless,
        };
    }
    if is_one_of(word, &[b"DSN", b"CONNECTIONSTRING", b"CONNSTR"])
        || is_one_of(word, &[b"STRING", b"STR"]) && is_one_of(modifier, &[b"CONNECTION", b"CONN"])
        || is_one_of(word, &[b"PASS"]) && is_one_of(modifier, &[b"PROXY"])
    {
        return Meaning::Address;
    }
    if is_one_of(word, HARMLESS) {
        return Meaning::Harmless;
    }
    if is_one_of(word, PASSWORDS) {
        // The shell's own folder.
        let is_folder = is_one_of(word, &[b"PWD"]) && before.is_empty();
        let is_filter = is_one_of(modifier, &[b"LOW", b"HIGH", b"BAND"]);
        return if is_folder || is_filter { Meaning::Harmless } else { Meaning::Password };
    }
    if is_one_of(word, &[b"TOKENS"]) && any_word(before, AMOUNTS)
        || is_one_of(word, &[b"TOKEN"]) && (is_one_of(modifier, SIGNS) || is_public)
    {
        return Meaning::Harmless;
    }
    if is_one_of(word, &[b"KEY"]) {
        let opens = !is_public && !is_one_of(modifier, KEYS_TO_NOTHING);
        return if opens { Meaning::Secret } else { Meaning::Harmless };
    }
    let is_one = is_one_of(word, SECRETS)
        || is_one_of(word, SECRETS_AT_END)
        || is_one_of(word, &[b"PAT"]) && !before.is_empty()
        || is_one_of(word, &[b"KEYS"]) && is_one_of(modifier, KEYS)
        || ends_with_any(word, ENDS);
    if is_one { Meaning::Secret } else { Meaning::Plain }
}

/// What Bundler takes for the password of a host: `BUNDLE_GEMS__EXAMPLE__COM`.
const fn is_host_of_bundler(name: &[u8]) -> bool {
    const OTHERS: &[&[u8]] =
        &[b"BUNDLE_BUILD__", b"BUNDLE_LOCAL__", b"BUNDLE_MIRROR__", b"BUNDLE_GEM__"];
    let is_setting = any_part(name, &[b"BUNDLE_"]) && is_one_of(first(name), &[b"BUNDLE"]);
    is_setting && any_part(name, &[b"__"]) && !any_part(name, OTHERS)
}

/// The last word that says what it is, and what stands in front of it.
const fn last_that_counts(name: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = name;
    loop {
        let (before, word) = last(rest);
        let is_qualifier = is_digits(word) || is_one_of(word, QUALIFIERS);
        if !is_qualifier || before.is_empty() {
            return (before, without_number(word));
        }
        rest = before;
    }
}

/// The last word of a name, and what stands in front of it.
const fn last(name: &[u8]) -> (&[u8], &[u8]) {
    let mut end = name.len();
    while end > 0 && name[end - 1] == b'_' {
        end -= 1;
    }
    let name = head(name, end);
    match find_last(name, b'_') {
        Some(at) => (head(name, at), tail(name, at + 1)),
        None => (b"", name),
    }
}

const fn first(name: &[u8]) -> &[u8] {
    let mut end = 0;
    while end < name.len() && name[end] != b'_' {
        end += 1;
    }
    head(name, end)
}

const fn is_digits(word: &[u8]) -> bool {
    let mut i = 0;
    while i < word.len() {
        if !word[i].is_ascii_digit() {
            return false;
        }
        i += 1;
    }
    true
}

/// `TOKEN2` is one more token.
const fn without_number(word: &[u8]) -> &[u8] {
    let mut end = word.len();
    while end > 1 && word[end - 1].is_ascii_digit() {
        end -= 1;
    }
    // Of `P12` and `S3` the number is part.
    if end > 2 { head(word, end) } else { word }
}
