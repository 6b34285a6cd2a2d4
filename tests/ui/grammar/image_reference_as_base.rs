//! A base is a call, not a reference as Dockerfiles have it.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        from debian:bookworm-slim; //~ refused
        cmd ["id"];
    };
    let _ = image! {
        from node:20-alpine as build; //~ refused
    };
    let _ = image! {
        from gcr.io/distroless/static; //~ refused
    };
    let _ = image! {
        from debian("12") as build; //~ refused
    };
    let _ = image! {
        FROM debian:x; //~ refused
    };
    let _ = image! {
        FROM registry.corp/python:3.12 AS venv; //~ refused
        cmd ["id"];
    };
    let _ = image! {
        FROM --platform=linux/amd64 scratch; //~ refused
        cmd ["id"];
    };
    let _ = image! {
        From debian("12"); //~ refused
        cmd ["id"];
    };
}
