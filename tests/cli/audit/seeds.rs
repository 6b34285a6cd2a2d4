//! Mistakes of order to find, and what their builds would have said.

/// What a build would have said: each step takes its time.
pub(super) fn log_of(dockerfile: &str) -> String {
    let mut stages: Vec<(Option<String>, Vec<&str>)> = vec![];
    for line in dockerfile.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["FROM", _, "AS", name] => stages.push((Some((*name).to_owned()), vec![line])),
            ["FROM", _] => stages.push((None, vec![line])),
            ["RUN" | "COPY" | "ADD" | "WORKDIR", ..] => stages.last_mut().unwrap().1.push(line),
            _ => {}
        }
    }
    let (mut log, mut number) = (String::new(), 0);
    let is_alone = stages.len() == 1;
    for (at, (name, lines)) in stages.iter().enumerate() {
        let name = match name {
            Some(name) => format!("{name} "),
            None if is_alone => String::new(),
            None => format!("stage-{at} "),
        };
        let base = lines[0].split(' ').nth(1).unwrap();
        let is_stage = stages.iter().any(|(name, _)| name.as_deref() == Some(base));
        let has_base = base != "scratch" && !is_stage;
        let lines = &lines[usize::from(!has_base)..];
        for (index, line) in lines.iter().enumerate() {
            number += 1;
            let (index, of, time) = (index + 1, lines.len(), seconds(line));
            log += &format!("#{number} [{name}{index}/{of}] {line}\n#{number} DONE {time:.1}s\n");
        }
    }
    log
}

fn seconds(line: &str) -> f64 {
    const TIMES: [(&str, f64); 14] = [
        ("apt-get", 20.0),
        ("apk", 5.0),
        ("npm ci", 30.0),
        ("npm run", 8.0),
        ("install -r", 12.0),
        ("pip install", 6.0),
        ("useradd", 0.6),
        ("curl", 4.0),
        ("cargo build", 60.0),
        ("go ", 9.0),
        ("bundle", 25.0),
        ("composer", 15.0),
        ("dotnet", 18.0),
        ("mvn", 40.0),
    ];
    let time = TIMES.iter().find(|(word, _)| line.starts_with("RUN") && line.contains(word));
    time.map_or(0.1, |(_, time)| *time)
}

/// A mistake of order: its rule, its line, the file with it, and the file without.
pub(super) type Seed = (&'static str, u64, &'static str, &'static str);

pub(super) const SEEDS: [Seed; 23] = [
    (
        "sources-above-dependencies",
        3,
        "FROM node:20-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nCMD [\"node\", \"a\"]\n",
        "FROM node:20-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD [\"node\", \"a\"]\n",
    ),
    (
        "sources-above-dependencies",
        2,
        "FROM python:3.11-slim\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n",
        "FROM python:3.11-slim\nCOPY requirements.txt /app/\nRUN pip install -r /app/requirements.txt\nCOPY . /app\n",
    ),
    (
        "sources-above-dependencies",
        3,
        "FROM node:20-slim\nCOPY package.json package-lock.json ./\nCOPY src src\nRUN npm ci\nRUN npm run build\n",
        "FROM node:20-slim\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY src src\nRUN npm run build\n",
    ),
    (
        "sources-above-packages",
        3,
        "FROM debian:12\nCOPY requirements.txt /tmp/r/\nRUN apt-get update && apt-get install -y python3-pip\nRUN pip install -r /tmp/r/requirements.txt\nCOPY src /app\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y python3-pip\nCOPY requirements.txt /tmp/r/\nRUN pip install -r /tmp/r/requirements.txt\nCOPY src /app\n",
    ),
    (
        "sources-above-packages",
        3,
        "FROM debian:12\nCOPY . /src\nRUN apt-get update && apt-get install -y make\nRUN make -C /src\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y make\nCOPY . /src\nRUN make -C /src\n",
    ),
    (
        "sources-above-packages",
        4,
        "FROM alpine:3\nWORKDIR /app\nCOPY src .\nRUN apk add --no-cache nodejs\nCMD [\"node\", \"app.js\"]\n",
        "FROM alpine:3\nWORKDIR /app\nRUN apk add --no-cache nodejs\nCOPY src .\nCMD [\"node\", \"app.js\"]\n",
    ),
    (
        "sources-above-account",
        3,
        "FROM debian:12\nCOPY src /app\nRUN useradd -r web\nUSER web\n",
        "FROM debian:12\nRUN useradd -r web\nCOPY src /app\nUSER web\n",
    ),
    (
        "sources-above-download",
        3,
        "FROM debian:12\nCOPY src /app\nRUN curl -fsSL -o /usr/bin/x https://example.org/x && chmod +x /usr/bin/x\n",
        "FROM debian:12\nRUN curl -fsSL -o /usr/bin/x https://example.org/x && chmod +x /usr/bin/x\nCOPY src /app\n",
    ),
    (
        "commit-above-run",
        2,
        "FROM debian:12\nARG GIT_SHA\nRUN apt-get update && apt-get install -y make\nCOPY src /app\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y make\nARG GIT_SHA\nCOPY src /app\n",
    ),
    (
        "commit-above-run",
        2,
        "FROM debian:12\nARG BUILD_DATE=never\nENV BUILD_DATE=$BUILD_DATE\nRUN apt-get update && apt-get install -y make\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y make\nARG BUILD_DATE=never\nENV BUILD_DATE=$BUILD_DATE\n",
    ),
    (
        "commit-above-run",
        2,
        "FROM python:3.11-slim\nARG VCS_REF\nLABEL org.opencontainers.image.revision=$VCS_REF\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
        "FROM python:3.11-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nARG VCS_REF\nLABEL org.opencontainers.image.revision=$VCS_REF\n",
    ),
    (
        "label-above-run",
        2,
        "FROM debian:12\nLABEL org.opencontainers.image.version=1.2.3\nRUN apt-get update && apt-get install -y make\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y make\nLABEL org.opencontainers.image.version=1.2.3\n",
    ),
    (
        "sources-above-dependencies",
        3,
        "FROM golang:1-bookworm\nWORKDIR /src\nCOPY . .\nRUN go mod download\nRUN go build -o /out/app .\n",
        "FROM golang:1-bookworm\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nCOPY . .\nRUN go build -o /out/app .\n",
    ),
    (
        "sources-above-dependencies",
        3,
        "FROM ruby:3\nWORKDIR /app\nCOPY . .\nRUN bundle install\n",
        "FROM ruby:3\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\nCOPY . .\n",
    ),
    (
        "dependencies-with-sources",
        4,
        "FROM rust:1\nWORKDIR /src\nCOPY . .\nRUN cargo build --release\n",
        "FROM rust:1\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target cargo build --release\n",
    ),
    (
        "sources-above-dependencies",
        3,
        "FROM node:20-slim\nWORKDIR /app\nRUN --mount=type=bind,target=/app npm ci --prefix /opt\n",
        "FROM node:20-slim\nWORKDIR /app\nRUN --mount=type=bind,source=package.json,target=/app/package.json --mount=type=bind,source=package-lock.json,target=/app/package-lock.json npm ci --prefix /opt\n",
    ),
    (
        "sources-above-dependencies",
        2,
        "FROM composer:2\nCOPY . /app/\nRUN composer install --no-scripts\n",
        "FROM composer:2\nCOPY composer.json /app/\nRUN composer install --no-scripts\nCOPY . /app/\n",
    ),
    (
        "sources-above-dependencies",
        3,
        "FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /src\nCOPY . .\nRUN dotnet restore\nRUN dotnet publish --no-restore -o /out\n",
        "FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /src\nCOPY shop.csproj ./\nRUN dotnet restore\nCOPY . .\nRUN dotnet publish --no-restore -o /out\n",
    ),
    (
        "sources-above-dependencies",
        3,
        "FROM node:20-slim AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci\nFROM node:20-slim AS web\nCOPY --from=build /app /app\n",
        "FROM node:20-slim AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nFROM node:20-slim AS web\nCOPY --from=build /app /app\n",
    ),
    (
        "sources-above-packages",
        3,
        "FROM python:3.11-slim\nADD src /app\nRUN pip install gunicorn\n",
        "FROM python:3.11-slim\nRUN pip install gunicorn\nADD src /app\n",
    ),
    (
        "sources-above-dependencies",
        3,
        "FROM maven:3\nWORKDIR /src\nCOPY . .\nRUN mvn -B dependency:go-offline\n",
        "FROM maven:3\nWORKDIR /src\nCOPY pom.xml ./\nRUN mvn -B dependency:go-offline\nCOPY . .\n",
    ),
    (
        "sources-above-packages",
        4,
        "FROM node:20-slim AS base\nCOPY src /app\nFROM base AS web\nRUN apt-get update && apt-get install -y git\nCMD [\"node\", \"/app\"]\n",
        "FROM node:20-slim AS base\nRUN apt-get update && apt-get install -y git\nCOPY src /app\nFROM base AS web\nCMD [\"node\", \"/app\"]\n",
    ),
    (
        "commit-above-run",
        3,
        "FROM debian:12\nWORKDIR /app\nENV GIT_COMMIT=0123abc\nRUN useradd -r web\nRUN echo $GIT_COMMIT >/commit\n",
        "FROM debian:12\nWORKDIR /app\nRUN useradd -r web\nENV GIT_COMMIT=0123abc\nRUN echo $GIT_COMMIT >/commit\n",
    ),
];
