//! A probe asks a path of a port.

use dockerfile_core::{debian, image, uid};
use dockerfile_core::{http, tcp};

fn main() {
    let _ = image! {
        from debian("12");
        account uid(7);
        healthcheck http(0, "/health"); //~ refused
        healthcheck http(8080, "health"); //~ refused
        healthcheck http(8080, "/health check"); //~ refused
        healthcheck http(8080, "http://localhost/health").retries(3); //~ refused
        healthcheck tcp(0); //~ refused
        healthcheck tcp(5432).retries(0); //~ refused
    };
}
