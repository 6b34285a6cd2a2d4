//! The layers of a Go program.

use super::read::Program;
use super::settings::Settings;
use crate::declare::family::FamilyKind;
use crate::declare::layer::{OUT, ToolCache};
use crate::declare::part::Around;
use crate::declare::shell;
use crate::declare::variable::platform;
use crate::program::fault::Wrong;
use crate::program::instruction::ShellCommand;
use crate::program::note::Note;
use crate::program::start::{Libc, Needs};
use crate::program::unread::GoUnread;
use crate::recipes::lines::Lines;
use crate::value::Kind;
use crate::value::path::between;

pub(super) fn dependencies(go: &Settings, program: &Program, lines: &mut Lines<'_>) {
    for toolchain in &program.toolchains {
        lines.check_base("Go", Some(toolchain));
    }
    lines.texts(&go.generated, Kind::ContextPath);
    // A toolchain that is not the base's would be downloaded.
    lines.env("GOTOOLCHAIN", "local");
    match go.cgo {
        None => {
            lines.env("CGO_ENABLED", "0");
            if let Some((named_by, module)) = program.of_cgo.clone() {
                lines.note(Note::WantsCgo { named_by, module });
            }
        }
        Some(at) if lines.stage().on_build_platform => {
            lines.refuse_setting(GoUnread::CgoAcross, at);
        }
        Some(_) => {}
    }
    lines.enter(&program.root);
    lines.copy_manifests(&program.manifests);
    if !program.vendored {
        let comment = "Dependencies, from go.mod and go.sum.";
        lines.run(comment, &program.root, &[], vec![ShellCommand::from("go mod download")]);
    }
}

pub(super) fn build(go: &Settings, program: &Program, lines: &mut Lines<'_>) {
    let Some(name) = name(go, program, lines) else { return };
    let mut flags = String::new();
    let tags = lines.texts(&go.tags, Kind::Word);
    if !tags.is_empty() {
        flags += &format!(" -tags {}", tags.join(","));
    }
    if let Some(given) = &go.ldflags {
        let Some(word) = lines.word_given(given) else { return };
        flags += &format!(" -ldflags {word}");
    }
    let package = between(&program.root, &program.package);
    let package = if package == "." { package } else { format!("./{package}") };
    let cache = ToolCache::shared("go-build", "/root/.cache/go-build");
    let (mut commands, platform) = platform_of_image(lines);
    commands.push(ShellCommand::from(format!(
        "{platform}go build -trimpath -buildvcs=false{flags} -o {OUT}/{} {}",
        shell::quote(&name),
        shell::quote(&package)
    )));
    lines.run("The program, from its sources.", &program.root, &[cache], commands);
    let compiles_c = go.cgo.map(|_| "cgo".to_owned());
    let needs =
        Needs { libc: libc(go, lines.stage()), compiles_c, libraries: vec![], language: None };
    lines.makes(format!("{OUT}/{name}"), needs);
}

/// The C library that the program asks for; without cgo none.
fn libc(go: &Settings, stage: &Around) -> Libc {
    // The recipe turns cgo off, unless the stage sets the variable itself.
    let is_off =
        stage.variables.get("CGO_ENABLED").is_some_and(|said| said.as_deref() == Some("0"));
    match stage.family.map_or(Libc::Unknown, FamilyKind::libc) {
        _ if go.cgo.is_none() && is_off => Libc::None,
        _ if go.cgo.is_none() => Libc::Unknown,
        // Go needs no library of the C compiler's.
        Libc::Glibc => Libc::BareGlibc,
        libc => libc,
    }
}

/// The command and the variables by which Go is told, on the builder's own platform, which platform
/// the image is for; none if the user sets one of these variables.
fn platform_of_image(lines: &mut Lines<'_>) -> (Vec<ShellCommand>, &'static str) {
    let stage = lines.stage();
    let is_said = ["GOOS", "GOARCH"].iter().any(|name| stage.variables.contains_key(*name));
    if !stage.on_build_platform || is_said {
        return (vec![], "");
    }
    let at = lines.at();
    for variable in [platform::TARGETOS, platform::TARGETARCH, platform::TARGETVARIANT] {
        lines.builder_variable(variable, at);
    }
    let arm = "case \"${TARGETARCH}\" in arm) export GOARM=\"${TARGETVARIANT#v}\" ;; esac";
    (vec![ShellCommand::from(arm)], "GOOS=\"${TARGETOS}\" GOARCH=\"${TARGETARCH}\" ")
}

pub(super) fn artifacts(go: &Settings, program: &Program, lines: &mut Lines<'_>) {
    if let Some(name) = name(go, program, lines) {
        lines.take(format!("{OUT}/{name}"), format!("/usr/local/bin/{name}"));
    }
}

/// The name of the program.
fn name(go: &Settings, program: &Program, lines: &mut Lines<'_>) -> Option<String> {
    let Some(given) = &go.program else { return Some(program.name.clone()) };
    let name = lines.text(given, Kind::Word)?;
    if name.contains('/') || matches!(name.as_str(), "." | "..") {
        let rule = "name of a program: of one file, without `/`".to_owned();
        lines.refuse(Wrong::Value { rule, shown: name }, given.at);
        return None;
    }
    Some(name)
}
