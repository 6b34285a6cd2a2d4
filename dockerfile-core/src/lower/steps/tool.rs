//! Lowering of tools: downloads with another file for each architecture.

use crate::declare::shell;
use crate::declare::steps::tool::{File, Tool};
use crate::declare::variable::platform;
use crate::lower::end::End;
use crate::lower::stage::StageLowering;
use crate::program::dialect::Dialect;
use crate::program::fault::Wrong;
use crate::program::instruction::{
    AddInstruction, AddSource, FileFlags, From, Instruction, RunMount, ShellCommand, ValuePart,
    ValueParts,
};
use crate::program::program::Fetched;
use crate::value::path::name_of;
use crate::value::{AbsPath, Kind, StageName};

/// A checked file of a tool.
struct GoodFile {
    /// The architecture as builders call it: `amd64`, `arm/v7`.
    arch: String,
    url: ValueParts,
    /// The algorithm, `sha256` or `sha512`, and the digits.
    sum: (String, String),
}

impl Tool {
    pub(in crate::lower) fn lower(&self, stage: &mut StageLowering) {
        let Some(to) = stage.value::<AbsPath>(&self.to) else { return };
        let Some(member) = stage.optional_text(self.member.as_ref(), Kind::ExcludePattern) else {
            return;
        };
        if self.files.is_empty() {
            stage.complain(Wrong::ToolForNothing { to: self.to.text.clone() }, self.to.at);
            return;
        }
        let name = name_of(to.as_str()).to_owned();
        let Some((helper, files)) = self.helper(&name, stage) else { return };
        let varies = files.iter().any(|file| file.arch.contains('/'));
        if stage.builder_variable(platform::TARGETARCH, self.to.at).is_none() {
            return;
        }
        if varies && stage.builder_variable(platform::TARGETVARIANT, self.to.at).is_none() {
            return;
        }
        let seen_at = format!("/tmp/{helper}");
        let mut commands = select_file(&files, varies, stage.dialect());
        let file = if varies { "$file" } else { "${TARGETARCH}" };
        let download = format!("\"{seen_at}/{file}\"");
        commands.extend(checks(&files, &download, stage.dialect()));
        commands.extend(install(&download, member.as_deref(), &shell::quote(to.as_str())));
        let mount = RunMount::Bind {
            from: Some(helper),
            source: "/".to_owned(),
            target: seen_at,
            writable: false,
        };
        stage.run(vec![mount], commands.into_iter().map(ShellCommand::from).collect());
    }

    /// The helper stage that holds the files, each named after its architecture, and the files.
    fn helper(&self, name: &str, stage: &mut StageLowering) -> Option<(StageName, Vec<GoodFile>)> {
        let (at, phase, reason) = (stage.at, stage.phase, stage.reason.clone());
        let (all, family) = (&mut *stage.all, stage.family);
        let asks = stage.name.clone();
        let mut helper =
            StageLowering::begin(all, family, at, asks, From::Scratch, false, End::default());
        (helper.phase, helper.reason) = (phase, reason);
        let mut files: Vec<GoodFile> = vec![];
        for file in &self.files {
            let good = file.good(&mut helper)?;
            let machine = |arch: &str| arch.split('/').next().map(str::to_owned);
            let clashes = |other: &GoodFile| {
                let bare = !other.arch.contains('/') || !good.arch.contains('/');
                other.arch == good.arch || bare && machine(&other.arch) == machine(&good.arch)
            };
            if let Some(other) = files.iter().find(|other| clashes(other)) {
                let (one, other) = (good.arch.clone(), other.arch.clone());
                helper.complain(Wrong::ToolTwice { one, other }, file.arch.at);
                return None;
            }
            files.push(good);
        }
        for file in &files {
            helper.download(file);
        }
        helper.reason = None;
        let (lowered, _) = helper.lowered(at);
        // The file's name may be no valid name of a stage.
        let name = if Kind::StageName.check(name).is_ok() { name } else { "tool" };
        let name = stage.all.put_beside(lowered, name);
        Some((name, files))
    }
}

impl File {
    fn good(&self, stage: &mut StageLowering) -> Option<GoodFile> {
        if let Some(known) = known_architecture(&self.arch.text) {
            let given = self.arch.text.clone();
            stage.complain(Wrong::OtherArchitecture { given, known }, self.arch.at);
            return None;
        }
        let arch = stage.text(&self.arch, Kind::Architecture);
        let url = stage.parts(&self.url, Kind::Url);
        let sum = stage.text(&self.checksum, Kind::Checksum);
        let (arch, url, sum) = (arch?, url?, sum?);
        let (algorithm, digits) = sum.split_once(':')?;
        Some(GoodFile { arch, url, sum: (algorithm.to_owned(), digits.to_owned()) })
    }
}

impl GoodFile {
    /// Whether a builder of this dialect checks the file while it downloads.
    fn is_checked_by_builder(&self, dialect: Dialect) -> bool {
        dialect >= Dialect::V1_6 && self.sum.0 == "sha256"
    }

    /// The name of the file in the helper stage.
    fn name(&self) -> String {
        self.arch.replace('/', "")
    }
}

impl StageLowering<'_> {
    fn download(&mut self, file: &GoodFile) {
        self.fetch(Fetched::Url(file.url.clone()), true);
        let (algorithm, digits) = &file.sum;
        let by_builder = file.is_checked_by_builder(self.dialect());
        let checksum = by_builder.then(|| vec![ValuePart::Text(format!("{algorithm}:{digits}"))]);
        let source = AddSource::Url { url: file.url.clone(), checksum, unpack: false };
        let (flags, to) = (FileFlags::default(), format!("/{}", file.name()));
        self.push(Instruction::Add(AddInstruction { source, flags, to }));
    }
}

/// The command that sets the file's name and its checksum by architecture, as far as they are
/// needed.
fn select_file(files: &[GoodFile], varies: bool, dialect: Dialect) -> Vec<String> {
    let unchecked = files.iter().any(|file| !file.is_checked_by_builder(dialect));
    if !unchecked && !varies {
        return vec![];
    }
    let algorithms = algorithms(files);
    let case = |file: &GoodFile| {
        let any = if varies && !file.arch.contains('/') { "/*" } else { "" };
        let mut case = format!("{}{any})", file.arch);
        if varies {
            case += &format!(" file={}", file.name());
        }
        if unchecked {
            case += &format!(" sum={}", file.sum.1);
        }
        if unchecked && algorithms.len() > 1 {
            case += &format!(" check={}sum", file.sum.0);
        }
        case + " ;;"
    };
    let cases: Vec<String> = files.iter().map(case).collect();
    vec![match varies {
        false => shell::by_architecture(&cases, "nothing to download for"),
        true => shell::by_variant(&cases, "nothing to download for"),
    }]
}

/// Commands that check the file's checksum, unless the builder does.
fn checks(files: &[GoodFile], download: &str, dialect: Dialect) -> Vec<String> {
    if files.iter().all(|file| file.is_checked_by_builder(dialect)) {
        return vec![];
    }
    let check = match algorithms(files).as_slice() {
        [one] => format!("{one}sum"),
        _ => "\"$check\"".to_owned(),
    };
    let list = "/tmp/download.sum";
    vec![
        format!("echo \"$sum  {}\" >{list}", download.trim_matches('"')),
        format!("{check} -c {list}"),
        format!("rm {list}"),
    ]
}

fn algorithms(files: &[GoodFile]) -> Vec<&str> {
    let mut algorithms: Vec<&str> = files.iter().map(|file| file.sum.0.as_str()).collect();
    algorithms.sort_unstable();
    algorithms.dedup();
    algorithms
}

fn install(download: &str, member: Option<&str>, to: &str) -> Vec<String> {
    match member {
        None => vec![format!("install -D -m 0755 {download} {to}")],
        // All is unpacked: BusyBox's tar knows no option for patterns. The shell's pattern finds
        // one file, or `install` fails.
        Some(member) => vec![
            "mkdir /tmp/archive".to_owned(),
            format!("tar -xf {download} -C /tmp/archive"),
            format!("install -D -m 0755 /tmp/archive/{member} {to}"),
            "rm -r /tmp/archive".to_owned(),
        ],
    }
}

/// The name that builders have for an architecture, if another one was given.
///
/// Source: the values of GOARCH, which TARGETARCH has.
fn known_architecture(given: &str) -> Option<&'static str> {
    let name = given.strip_prefix("linux/").unwrap_or(given);
    match name {
        "x86_64" | "x86-64" | "x64" => Some("amd64"),
        "aarch64" | "armv8" => Some("arm64"),
        "i386" | "i686" | "x86" => Some("386"),
        "amd64" if name != given => Some("amd64"),
        "arm64" if name != given => Some("arm64"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::known_architecture;

    #[test]
    fn an_architecture_has_one_name() {
        for (given, known) in [
            ("x86_64", "amd64"),
            ("x86-64", "amd64"),
            ("x64", "amd64"),
            ("linux/amd64", "amd64"),
            ("linux/x86_64", "amd64"),
            ("aarch64", "arm64"),
            ("armv8", "arm64"),
            ("linux/arm64", "arm64"),
            ("i386", "386"),
            ("i686", "386"),
            ("x86", "386"),
        ] {
            assert_eq!(known_architecture(given), Some(known), "{given}");
        }
        for given in ["amd64", "arm64", "386", "arm/v7", "riscv64", "s390x"] {
            assert_eq!(known_architecture(given), None, "{given}");
        }
    }
}
