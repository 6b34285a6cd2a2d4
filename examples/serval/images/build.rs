//! The images of all services: a line each, by the company's recipes.

use dockerfile_core::{Emission, Image, emit, emit_all};
use serval_company::{go_service, java_service, node_service, python_service, ruby_service};

fn main() {
    emit_all([
        service("gate", go_service("gate")),
        service("ledger", java_service("ledger")),
        service("mail", ruby_service("mail", "server.rb")),
        service("shop", node_service("shop", "dist/server.js")),
        service("stock", python_service("stock", "stock.server")),
    ])
    .bake("../docker-bake.json");
}

/// The Dockerfile of a service is in the service's folder; the build context of all is the repository.
fn service(name: &str, image: impl Into<Image>) -> Emission {
    emit(image).context("..").dockerfile(format!("../{name}/Dockerfile"))
}
