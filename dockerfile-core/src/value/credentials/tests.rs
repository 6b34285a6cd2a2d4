//! Each word of the tables by which a credential is told, in a name that this word alone decides, and
//! each form of a value. Names of real projects are in `tests/secrets.rs`.

use super::{begins_with_token, is_named_as_none, masked, may_be_secret, url_credential};

/// Whether a variable with some text for its value may be a secret.
fn is_secret(name: &str) -> bool {
    may_be_secret(name.as_bytes(), Some(b"abc xyz"))
}

/// Names with each of the words in place of the `?`.
fn names<'w>(name: &'w str, words: &'w str) -> impl Iterator<Item = String> + 'w {
    assert!(name.contains('?'));
    words.split_whitespace().map(move |word| name.replace('?', word))
}

/// Last words that make a name of a secret harmless.
const HARMLESS: &str = "
    FILE FILES FILENAME PATH PATHS DIR DIRS DIRECTORY FOLDER SOCK SOCKET STORE VAULT BUCKET REGION LOCATION
    URL URLS URI URIS ENDPOINT ENDPOINTS HOST HOSTS HOSTNAME PORT SERVER SERVERS SERVICE DOMAIN DOMAINS
    ORIGIN ORIGINS CALLBACK REDIRECT SOURCE BACKEND BACKENDS CACHE RING CHAIN
    TTL LENGTH SIZE COUNT COUNTER NUMBER LIMIT LIMITS MAX MIN BITS BYTES ROUNDS ITERATIONS COST STRENGTH
    COMPLEXITY THRESHOLD RATE BUDGET USAGE OFFSET INDEX LEVEL RETRIES ATTEMPTS TIMEOUT EXPIRY EXPIRES
    EXPIRE EXPIRATION IN INTERVAL AGE DURATION LIFETIME LIFESPAN VALIDITY DAYS HOURS MINUTES MINS SECONDS
    SECS MS WINDOW SKEW LEEWAY GRACE ROTATION PARALLELISM CONCURRENCY
    NAME NAMES ALIAS ARN ID IDS TYPE TYPES KIND MODE CLASS MODEL MODULE PLUGIN PLUGINS DRIVER GUARD ENGINE
    MANAGER HANDLER MIDDLEWARE HASHER HASHERS VALIDATOR VALIDATORS PREFIX SUFFIX HEADER HEADERS FORMAT
    ENCODING LANGUAGE ALGORITHM ALGORITHMS ALGO ALG CURVE REGEX REGEXP PATTERN CHARS CHARSET FIELD FIELDS
    COLUMN PARAM PARAMETER ATTRIBUTE CLAIM ISSUER AUDIENCE SCOPE SCOPES PROVIDER PROVIDERS REALM CLIENT
    TENANT STRATEGY METHOD METHODS MECHANISM POLICY SPEC VERSION VERSIONS FINGERPRINT LAYOUT MAP BINDINGS
    SPACE ENV VAR VARIABLE OPTION OPTIONS OPTS FLAG FLAGS LOG DEBUG TEMPLATE SUBJECT HINT PLACEHOLDER LABEL
    TITLE PAGE TOKENIZER TOKENIZERS TOKENIZATION
    USER USERS USERNAME USERNAMES LOGIN EMAIL ROLE ROLES GROUP GROUPS ACCOUNT OWNER
    ENABLED ENABLE DISABLED DISABLE REQUIRED REQUIRE ALLOWED OPTIONAL EMPTY SUPPORT";

/// First words that ask a question, whose answer is no secret.
const QUESTIONS: &str =
    "ENABLE DISABLE USE ALLOW REQUIRE REQUIRES HAS IS SKIP NO WITH WITHOUT VALIDATE MAX MIN NUM";

/// Words in front of `KEY`, which then opens nothing.
const KEYS_TO_NOTHING: &str = "
    CACHE PUBLIC PUBLISHABLE SITE FOREIGN PARTITION SORT RANGE ROUTING OBJECT HOT LOOKUP INDEX SHARD ROW
    GROUP DEDUP DEDUPLICATION IDEMPOTENCY TRANSLATION I18N LOCALE FEATURE CONFIG SETTING SETTINGS ENV META
    MAP COLUMN FIELD LABEL TAG TOPIC MESSAGE EVENT METRIC METRICS QUEUE BUCKET FOLDER PLUGIN PROJECT ISSUE
    SPACE LOCK DICT SHORTCUT";

#[test]
fn each_word_that_makes_a_name_harmless_is_known() {
    let harmless = [
        ("TOKEN_?", HARMLESS),
        ("?_TOKEN", QUESTIONS),
        ("MY_?_KEY", KEYS_TO_NOTHING),
        (
            "MY_?_TOKENS",
            "MAX MIN NUM COUNT LIMIT TOTAL CONTEXT OUTPUT INPUT NEW PROMPT COMPLETION PER",
        ),
        ("MY_?_TOKEN", "PAD EOS BOS UNK MASK SEP CLS STOP START SPECIAL PUBLIC"),
        ("MY_?_PASS", "LOW HIGH BAND"),
        ("?", "PWD TRAVIS_OS_NAME PRIVATE_NETWORK MONKEY FOO"),
        ("BUNDLE_?__A", "BUILD LOCAL MIRROR GEM"),
    ];
    for (name, words) in harmless {
        for name in names(name, words) {
            assert!(!is_secret(&name), "{name}");
            assert!(!may_be_secret(name.as_bytes(), None), "{name}");
        }
    }
    // The question alone is no name, and neither is a word of the tables in another place.
    for name in
        ["TOKEN", "TOKEN_FOO", "MY_KEY", "MY_TOKENS", "MY_TOKEN", "MY_PASS", "FOO_MAX_FOO_TOKEN"]
    {
        assert!(is_secret(name), "{name}");
    }
    assert!(is_named_as_none(b"TOKEN_TTL") && !is_named_as_none(b"FOO"));
    // The path of a file is none, and the file's text in its place is one.
    let path = b"GOOGLE_APPLICATION_CREDENTIALS";
    assert!(!may_be_secret(path, None) && !may_be_secret(path, Some(b"/run/secrets/a.json")));
    assert!(may_be_secret(path, Some(b"{\"private_key\": \"a b\"}")));
}

#[test]
fn each_word_of_a_secret_is_known() {
    let secrets = [
        (
            "?",
            "ID_RSA ID_ED25519 DOCKER_AUTH_CONFIG NPM_CONFIG__AUTH RABBITMQ_ERLANG_COOKIE BUNDLE_GEMS__A",
        ),
        (
            "MY_?_FOO",
            "TOKEN TOKENS SECRET SECRETS CREDENTIAL CREDENTIALS CREDS APIKEY JWT MNEMONIC PASSWORD PASSWD",
        ),
        ("MY_?_FOO", "PASSPHRASE"),
        (
            "MY_?",
            "AUTH CRED BEARER WEBHOOK WEBHOOKS PRIVATE SALT PEPPER APIKEYS PKCS8 PKCS12 P12 PFX PRIVKEY SAS",
        ),
        ("MY_?", "PAT KEY SECRET_ID ACCESS_KEY_ID"),
        (
            "MY?",
            "PASSWORD PASSWD PASSPHRASE TOKEN SECRET APIKEY SECRETKEY PRIVATEKEY ACCESSKEY CREDENTIALS",
        ),
        ("MY_?_KEYS", "API PRIVATE SECRET ACCESS ENCRYPTION SIGNING SSH MASTER"),
        ("MY_?_URL", "WEBHOOK WEBHOOKS HOOK"),
        // What stands behind the word that counts.
        (
            "DB_PASS_?",
            "PROD PRODUCTION DEV DEVELOPMENT STAGING LOCAL CI DEFAULT VALUE BASE64 B64 PEM JSON RAW OLD",
        ),
        ("DB_PASS_?", "NEW CURRENT PREVIOUS PRIMARY SECONDARY RO RW 2 17 PROD_2"),
        ("DB_?", "PASS2 PASS_ PW"),
    ];
    for (name, words) in secrets {
        for name in names(name, words) {
            assert!(is_secret(&name), "{name}");
            assert!(may_be_secret(name.as_bytes(), None), "{name}");
            assert!(is_secret(&name.to_lowercase()), "{name} in small letters");
        }
    }
    for name in ["PAT", "MY_S3", "MY_KEYS", "MY_UTF8", "DB_PASS_FOO", "MYPASS", "XBUNDLE_A__B"] {
        assert!(!is_secret(name), "{name}");
    }
}

/// A number may be a password, and an address carries one if it says so.
#[test]
fn each_word_of_a_password_and_of_an_address_is_known() {
    let words = "PASSWORD PASSWORDS PASSWD PASS PASSPHRASE PASSCODE PWD PWORD PW SSHPASS PASSWORT";
    for name in names("DB_?", words) {
        assert!(may_be_secret(name.as_bytes(), Some(b"1234")), "{name}");
    }
    for name in ["MY_TOKEN", "MY_KEY", "MY_WEBHOOK_URL"] {
        assert!(!may_be_secret(name.as_bytes(), Some(b"1234")), "{name}");
    }
    let addresses = [
        (
            "?_URL",
            "DATABASE DB REDIS MONGO MONGODB MYSQL MARIADB POSTGRES POSTGRESQL PG PGSQL SQLSERVER AMQP",
        ),
        (
            "?_URL",
            "RABBITMQ CLOUDAMQP BROKER CLICKHOUSE CASSANDRA SMTP MAILER CLOUDINARY REDISCLOUD REDISTOGO",
        ),
        ("?_URL", "JAWSDB CLEARDB JDBC SHADOW NATS"),
        ("DB_?", "URL URLS URI"),
        (
            "MY_?",
            "DSN CONNECTIONSTRING CONNSTR CONNECTION_STRING CONN_STRING CONNECTION_STR CONN_STR PROXY_PASS",
        ),
    ];
    for (name, words) in addresses {
        for name in names(name, words) {
            assert!(is_secret(&name), "{name}");
            assert!(!may_be_secret(name.as_bytes(), Some(b"pg://db/app")), "{name}");
        }
    }
    for name in ["FOO_URL", "MY_STRING", "MY_STR"] {
        assert!(!is_secret(name), "{name}");
    }
    for name in ["MY_PASS", "MY_TOKEN", "MY_WEBHOOK_URL"] {
        assert!(may_be_secret(name.as_bytes(), Some(b"pg://db/app")), "{name}");
    }
}

#[test]
fn each_mark_of_a_service_begins_a_token() {
    for mark in [
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "gldt-",
        "glcbt-",
        "npm_",
        "pypi-",
        "dckr_pat_",
        "xoxb-",
        "xoxp-",
        "sk_live_",
        "rk_live_",
        "hvs.",
        "shpat_",
        "ATATT",
        "AKIA",
        "ASIA",
        "dop_v1_",
        "SG.",
        "sk-ant-",
        "sk-proj-",
        "hf_",
        "rubygems_",
    ] {
        let token = format!("{mark}0123456789abcdefghij");
        assert!(begins_with_token(token.as_bytes()), "{token}");
        assert!(begins_with_token(format!("{token} b").as_bytes()), "{token}");
        assert!(may_be_secret(b"FLAVOUR", Some(token.as_bytes())), "{token}");
        let url = format!("https://{mark}abcdefghi@h/");
        assert!(url_credential(url.as_bytes()).is_some(), "{url}");
    }
    let hf = |length: usize| format!("hf_0{}", "a".repeat(length - 4));
    assert!(begins_with_token(hf(20).as_bytes()) && !begins_with_token(hf(19).as_bytes()));
    for text in ["hf_aaaaaaaaaaaaaaaaaaaaaaaa", "zz_0123456789abcdefghijkl", "npm_config_registry"]
    {
        assert!(!begins_with_token(text.as_bytes()), "{text}");
    }
    // The user of a URL is one from nine characters on, or by its mixture.
    assert!(url_credential(b"https://hf_abcdef@h/").is_some());
    assert!(url_credential(b"https://hf_abcde@h/").is_none());
    assert!(url_credential(b"https://0123456789abcdefghij@h/").is_some());
    assert!(url_credential(b"https://0123456789abcdefghi@h/").is_none());
}

/// Values that are no secret whatever their name says, and values that may be one.
#[test]
fn each_harmless_value_is_known() {
    let values = [
        "true false yes no on off none null enabled disabled TRUE",
        "1% 1k 1m 1g 1t 1b 1kb 1mb 1gb 1tb 1ki 1mi 1gi 1kib 1mib 1gib 1ns 1us 1ms 1s 1sec 1secs 1second 1seconds",
        "1min 1mins 1minute 1minutes 1h 1hr 1hour 1hours 1d 1day 1days 1w 1week 1weeks 1month 1months 1y 1year 1years",
        "1 -1 +1 0.5 1_000 1h30m PT15M pt15m P1D 123456789",
        "/a ./a ../a ~/a file:///a C:/a c:\\a keys/a.pem a/b.c12ab /run/secrets/Ab12 /Abcdefghijklmn1",
        "https://h/a postgres://db/app Server=db;Database=app",
        "$A ${A} xxx",
    ];
    for value in values.iter().flat_map(|values| values.split(' ')).chain(["1 day", ""]) {
        assert!(!may_be_secret(b"MY_DSN", Some(value.as_bytes())), "{value}");
    }
    let values = [
        "truely 1x 1kbs 1234567890 1.2.x P PT -a",
        "a /a!b ~a .a CC:/a a/b.c12abc keys/pem /Abcdefghijklmno12 a.pem",
        "Password=a;b=c a=b;pwd=c secret=a;b=c key=a;b=c a=b;Signature=c token=a;b=c a=b a;b",
        "xx ${A:-hunter2}",
    ];
    for value in values.iter().flat_map(|values| values.split(' ')) {
        assert!(may_be_secret(b"MY_DSN", Some(value.as_bytes())), "{value}");
    }
}

/// What stands behind `?` in a URL, by the names of its parameters.
#[test]
fn each_parameter_that_carries_a_credential_is_known() {
    for name in [
        "access_token",
        "private_token",
        "auth_token",
        "token",
        "password",
        "passwd",
        "pwd",
        "api_key",
        "apikey",
        "client_secret",
        "TOKEN",
    ] {
        for url in [format!("https://h/?{name}=abcdef"), format!("https://h/?a=b&{name}=abcdef")] {
            assert!(masked(&url).ends_with("=***"), "{url}");
        }
        let short = format!("https://h/?{name}=abcde");
        assert_eq!(masked(&short), short);
    }
}

/// What stands behind `:-` in a reference, for a value that is still to come.
#[test]
fn each_stand_in_for_a_value_is_known() {
    for word in [
        "none",
        "null",
        "nil",
        "dummy",
        "fake",
        "placeholder",
        "unset",
        "empty",
        "missing",
        "undefined",
        "invalid",
        "example",
        "changeme",
        "todo",
        "token",
        "test",
        "Test",
        "\"test\"",
        "'test'",
        "$A",
        "",
    ] {
        for operator in [":-", "-", ":=", "="] {
            let value = format!("${{PW{operator}{word}}}");
            assert!(super::is_reference(value.as_bytes()), "{value}");
            let value = format!("${{PW{operator}a{word}1}}");
            assert!(!super::is_reference(value.as_bytes()), "{value}");
        }
        let value = format!("${{PW:?a{word}1}}");
        assert!(super::is_reference(value.as_bytes()), "{value}");
    }
}
