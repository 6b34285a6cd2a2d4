//! The images of the inventory service: the one for production, and the recipe of the
//! article that this project began with.

use std::time::Duration;

use dockerfile_core::{
    Debian, Entrypoint, Stage, apt, copy, debian, dir, emit, emit_all, healthcheck, image, pip,
    user,
};

fn main() {
    emit_all([emit(production()), emit(article()).dockerfile("article.Dockerfile")])
        .bake("docker-bake.json");
}

/// Two stages: the first compiles the dependencies and stays behind, the second has what
/// the program needs.
fn production() -> Stage<Entrypoint, Debian> {
    image! {
        stage venv {
            from debian("bookworm-slim");
            packages apt(["build-essential", "libpq-dev", "python3-dev", "python3-venv"]);
            dependencies pip("requirements.txt").venv("/opt/venv");
        }
        from debian("bookworm-slim");
        label {
            "org.opencontainers.image.title" = "Ocelot inventory",
            "org.opencontainers.image.authors" = "Horia Coman <horia141@gmail.com>",
        };
        packages apt(["libpq5", "python3"]);
        layout dir("/ocelot/pack");
        layout dir("/ocelot/var").writable();
        account user("ocelot");
        dependencies copy("/opt/venv").from(&venv);
        source copy("inventory")
            .to("/ocelot/pack/inventory")
            .except(["tests", "**/__pycache__"]);
        env {
            ENV = "LOCAL",
            ADDRESS = "0.0.0.0",
            PORT = 10000,
            MIGRATIONS_PATH = "/ocelot/pack/inventory/migrations",
            VAR_PATH = "/ocelot/var",
            IDENTITY_SERVICE_DOMAIN = "ocelot-identity:10000",
            CLIENTS = "localhost:10000",
        };
        volume "/ocelot/var";
        workdir "/ocelot/pack/inventory/src";
        expose 10000;
        healthcheck healthcheck(["/opt/venv/bin/python3", "-m", "inventory.health"])
            .interval(Duration::from_secs(10))
            .timeout(Duration::from_secs(3))
            .start_period(Duration::from_secs(30));
        entrypoint [
            "/opt/venv/bin/gunicorn",
            "--config", "inventory/config.py",
            "inventory.server:app",
        ];
    }
}

/// The article's recipe, line by line (`docs/article.md` says what became of each line): one
/// stage, with the compilers still in it.
fn article() -> Stage<Entrypoint, Debian> {
    Stage::from(debian("bookworm-slim"))
        .label("org.opencontainers.image.authors", "Horia Coman <horia141@gmail.com>")
        .packages(apt([
            "libffi-dev",
            "libpq-dev",
            "libssl-dev",
            "python3",
            "python3-dev",
            "python3-pip",
            "python3-setuptools",
            "build-essential",
        ]))
        .layout(dir("/service/pack"))
        .layout(dir("/service/var").writable())
        .account(user("service"))
        .dependencies(pip("requirements.txt"))
        .source(copy("inventory").to("/service/pack/inventory").except(["tests", "**/__pycache__"]))
        .env("ENV", "LOCAL")
        .env("ADDRESS", "0.0.0.0")
        .env("PORT", 10000)
        .env("MIGRATIONS_PATH", "/service/pack/inventory/migrations")
        .env("IDENTITY_SERVICE_DOMAIN", "ocelot-identity:10000")
        .env("CLIENTS", "localhost:10000")
        .env("PYTHONPATH", "/service/pack/inventory/src")
        .env("VAR_PATH", "/service/var")
        .volume("/service/pack/inventory/src")
        .workdir("/service/pack/inventory/src")
        .expose(10000)
        .entrypoint(["gunicorn", "--config", "inventory/config.py", "inventory.server:app"])
}
