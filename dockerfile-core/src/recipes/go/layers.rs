//! What becomes of a Go program.

use super::read::Program;
use crate::declare::given::Given;
use crate::declare::layer::ToolCache;
use crate::declare::shell;
use crate::program::instruction::ShellCommand;
use crate::recipes::frame::OUT;
use crate::recipes::lines::Lines;
use crate::value::Kind;
use crate::value::path::between;

pub(super) fn dependencies(program: &Program, cgo: bool, lines: &mut Lines<'_>) {
    lines.check_base("Go", program.toolchain.as_ref());
    // A toolchain that is not the base's would be downloaded.
    lines.env("GOTOOLCHAIN", "local");
    if !cgo {
        lines.env("CGO_ENABLED", "0");
    }
    lines.enter(&program.root);
    lines.copy_manifests(&program.manifests);
    if !program.vendored {
        let comment = "Dependencies, from go.mod and go.sum.";
        lines.run(comment, &program.root, &[], vec![ShellCommand::from("go mod download")]);
    }
}

pub(super) fn build(program: &Program, tags: &[Given], lines: &mut Lines<'_>) {
    let tags = match lines.texts(tags, Kind::Word).as_slice() {
        [] => String::new(),
        tags => format!(" -tags {}", tags.join(",")),
    };
    let package = between(&program.root, &program.package);
    let package = if package == "." { package } else { format!("./{package}") };
    let cache = ToolCache::shared("go-build", "/root/.cache/go-build");
    let compile = ShellCommand::from(format!(
        "go build -trimpath -buildvcs=false{tags} -o {OUT}/{} {}",
        shell::quote(&program.name),
        shell::quote(&package)
    ));
    lines.run("The program, from its sources.", &program.root, &[cache], vec![compile]);
}

pub(super) fn artifacts(program: &Program, lines: &mut Lines<'_>) {
    let name = &program.name;
    lines.take(format!("{OUT}/{name}"), format!("/usr/local/bin/{name}"));
}
