//! Whoever has the image reads its ENV.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian("12");
        env { API_TOKEN = "x" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        env { DB_PASSWORD = "x" }; //~ refused
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
}
