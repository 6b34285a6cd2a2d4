//! Whoever has the image reads its ENV.

use dockerfile_core::{arg, debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        env { API_TOKEN = "x" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        env { DB_PASSWORD = "x" }; //~ refused
    };
    // A password may be a number.
    let _ = image! {
        from debian("12");
        env { DB_PASSWORD = 123456 }; //~ refused
    };
    let _ = image! {
        from debian("12");
        env { DATABASE_URL = "postgresql://ocelot:ocelot@db:5432/ocelot" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        public_env "API_TOKEN", "x", ""; //~ refused
    };
    let _ = image! {
        from debian("12");
        build_env "NPM_TOKEN", "x"; //~ refused
    };
    let _ = image! {
        from debian("12");
        env "A", arg("NPM_TOKEN"); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["app", "--db=postgresql://ocelot:ocelot@db/ocelot"]; //~ refused
    };
    // What it holds may say that it is none, and what is no literal is looked at by the build script.
    let _ = image! {
        from debian("12");
        build_env "API_TOKEN", "/run/secrets/token";
        env { API_TOKEN = 4096 };
        env "TOKEN_TTL", "quarter";
        env "DB_PASSWORD", arg("SIZE").default("4096");
        env "B", arg("NPM_TOKEN").default("4096");
    };
}
