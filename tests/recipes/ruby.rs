//! Ruby: Bundler's applications, and gems of the repository.

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::process::Command;

use dockerfile_core::{Bundler, Debian, Image, Stage, apt, bundler, debian, image, uid};
use dockerfile_tests::at_once;
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

use crate::steps::{Change, Edit, Scenario};

const LOCK: &str = "\
PATH
  remote: ../lib
  specs:
    greet (0.1.0)
      rack (>= 2)

GEM
  remote: https://rubygems.org/
  specs:
    minitest (5.16.0)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  greet!
  minitest

BUNDLED WITH
   2.3.15
";

/// An application that needs a gem of the repository, and a gem of tests that no image has.
fn shop() -> Context {
    let gemspec = "require_relative \"lib/greet/version\"\n\
         Gem::Specification.new do |s|\n  s.name = \"greet\"\n  s.version = Greet::VERSION\n  \
         s.summary = \"greets\"\n  s.authors = [\"x\"]\n  s.files = Dir[\"lib/**/*\"]\nend\n";
    let gemfile = "source \"https://rubygems.org\"\ngem \"greet\", path: \"../lib\"\n\
         group :test do\n  gem \"minitest\"\nend\n";
    Context::with(&[
        ("shop/Gemfile", gemfile),
        ("shop/Gemfile.lock", &LOCK.replace("      rack (>= 2)\n", "")),
        ("shop/main.rb", "require \"greet\"\nputs \"shop #{Greet.said}\"\n"),
        ("shop/.env", "TOKEN=secret\n"),
        ("shop/config/master.key", "secret\n"),
        ("shop/test/main_test.rb", ""),
        ("lib/greet.gemspec", gemspec),
        ("lib/lib/greet.rb", "module Greet\n  def self.said = \"greets\"\nend\n"),
        ("lib/lib/greet/version.rb", "module Greet\n  VERSION = \"0.1.0\"\nend\n"),
    ])
}

fn on_official(shop: &Bundler) -> Image {
    let build = Stage::named("build", image("ruby:3.3-bookworm").family(Debian))
        .dependencies(shop.dependencies())
        .source(shop.sources());
    Stage::from(image("ruby:3.3-slim-bookworm").family(Debian))
        .account(uid(65532))
        .source(shop.artifacts(&build))
        .workdir("/src/shop")
        .entrypoint(["bundle", "exec", "ruby", "main.rb"])
        .into()
}

fn declared(context: &Context) -> Image {
    on_official(&bundler("shop").context(context.folder()))
}

#[test]
fn gems_are_installed_above_the_sources() {
    let context = shop();
    let text = context.emit(declared(&context));
    let build = "FROM ruby:3.3-bookworm AS build\n\
         WORKDIR /src/shop\n\
         COPY shop/Gemfile shop/Gemfile.lock /src/shop/\n\
         COPY lib/greet.gemspec /src/lib/\n\
         COPY lib/lib/greet/version.rb /src/lib/lib/greet/\n\
         # Gems, from the Gemfile and its lock file.\n\
         RUN --mount=type=cache,id=bundler-debian-build,target=/root/.bundle/cache,sharing=locked \\\n    \
         bundle config set --local deployment true && \\\n    \
         bundle config set --local without development:test && \\\n    \
         bundle config set --local path /usr/local/bundle && \\\n    \
         BUNDLE_GLOBAL_GEM_CACHE=true bundle install && \\\n    \
         rm -rf /usr/local/bundle/ruby/*/cache\n\
         COPY lib /src/lib\n\
         COPY shop /src/shop\n\n";
    assert!(text.starts_with(build), "{text}");
    assert_eq!(
        lines(&text, "COPY --from"),
        ["COPY --from=build /usr/local/bundle /usr/local/bundle", "COPY --from=build /src /src"]
    );
}

#[test]
fn an_application_at_the_root_leaves_behind_what_it_does_not_run() {
    let context = Context::with(&[
        ("Gemfile", "source \"https://rubygems.org\"\nruby file: \".ruby-version\"\n"),
        ("Gemfile.lock", "PATH\n  remote: engines\n  specs:\n    bill (1)\n\nPLATFORMS\n  ruby\n"),
        (".ruby-version", "ruby-3.3.6\n"),
        ("engines/bill/bill.gemspec", ""),
        ("config.ru", ""),
        (".env", "secret\n"),
    ]);
    let text = context.emit(on_official(&bundler(".").context(context.folder())));
    assert_eq!(
        lines(&text, "COPY")[..4],
        [
            "COPY Gemfile Gemfile.lock .ruby-version /src/",
            "COPY engines/bill/bill.gemspec /src/engines/bill/",
            "COPY config.ru /src/config.ru",
            "COPY engines /src/engines",
        ]
    );
    assert!(!context.text(".dockerignore").contains("!.env"));
    context.write(".ruby-version", "3.4.1\n");
    let said = refused(on_official(&bundler(".").context(context.folder())));
    assert!(said.contains("`.ruby-version` names Ruby 3.4.1, and the stage's base has 3.3"));
}

#[test]
fn what_cannot_be_read_is_an_error_at_the_call() {
    let context = shop();
    context.write("shop/Gemfile.lock", LOCK.replace("x86_64-linux", "arm64-darwin-23"));
    let said = refused(declared(&context));
    assert!(said.contains("is for `arm64-darwin-23` alone, and images run Linux"), "{said}");
    assert_eq!(said.matches("error").count(), 1, "{said}");
    context.write("shop/Gemfile.lock", LOCK.replace("../lib", "../../lib"));
    assert!(refused(declared(&context)).contains("`../../lib` of the gem `greet` leads out"));
    context.write("shop/Gemfile.lock", LOCK.replace("../lib", "../other"));
    assert!(refused(declared(&context)).contains("`greet` has no `greet.gemspec` at its path"));
    std::fs::remove_file(context.path("shop/Gemfile.lock")).expect("it was there");
    let said = refused(declared(&context));
    assert!(said.contains("`shop/Gemfile` has no lock file beside it"), "{said}");
    assert!(
        said.contains("help: make `shop/Gemfile.lock` with `bundle lock`, and check"),
        "{said}"
    );
}

#[test]
fn the_file_that_bundler_reads_instead_of_a_gemfile_is_named() {
    let context = shop();
    context.write("shop/gems.rb", "");
    let said = refused(declared(&context));
    assert!(said.contains("`shop/gems.rb` takes the place of `shop/Gemfile`, and both"), "{said}");
    fs::remove_file(context.path("shop/Gemfile")).expect("it was there");
    let said = refused(declared(&context));
    assert!(said.contains("`shop/gems.rb` has no lock file beside it"), "{said}");
    assert!(said.contains("make `shop/gems.locked` with `bundle lock`"), "{said}");
    fs::remove_file(context.path("shop/gems.rb")).expect("it was there");
    assert!(refused(declared(&context)).contains("bundler: there is no `shop/Gemfile`"));
    context.write("shops/Gemfile", "");
    assert!(refused(declared(&context)).contains("help: did you mean `shops`?"));
}

#[test]
fn a_lock_file_that_bundler_does_not_write_is_refused_with_its_line() {
    let context = shop();
    let good = context.text("shop/Gemfile.lock");
    let said = |from: &str, to: &str| {
        context.write("shop/Gemfile.lock", good.replace(from, to));
        refused(declared(&context))
    };
    let found = said("    greet (0.1.0)", "    greet");
    assert!(found.contains("`shop/Gemfile.lock`, line 4: Bundler writes no such line"), "{found}");
    let found = said("greet (", "../../greet (");
    assert!(found.contains("`shop/Gemfile.lock`, line 4: Bundler writes no such line"), "{found}");
    let found = said("GEM\n", "<<<<<<< HEAD\nGEM\n");
    assert!(found.contains("`shop/Gemfile.lock`, line 6: two branches"), "{found}");
    let found = said("../lib", "/lib");
    assert!(found.contains("the path `/lib` of the gem `greet` leads out of the build context"));
    let found = said("../lib", "../libs");
    assert!(found.contains("help: `lib` has one: mend the path in the Gemfile"), "{found}");
}

#[test]
fn a_gem_is_found_two_folders_below_its_path_and_its_versions_in_order() {
    let context = shop();
    context.replace("shop/Gemfile.lock", "../lib", "..");
    for (path, text) in [
        ("a/b/c/greet.gemspec", ""),
        ("engines/greet-x/greet.gemspec", ""),
        ("engines/greet/greet.gemspec", ""),
        ("engines/greet/lib/greet/version.rb", ""),
        ("engines/greet/lib/greet-x/version.rb", ""),
        ("engines/greet/lib/greet.rb/version.rb", ""),
        ("engines/greet/lib/version.rb", ""),
        ("engines/greet/lib/other.rb", ""),
    ] {
        context.write(path, text);
    }
    fs::remove_dir_all(context.path("lib")).expect("it was there");
    let text = context.emit(declared(&context));
    assert_eq!(
        lines(&text, "COPY")[1..6],
        [
            "COPY engines/greet/greet.gemspec /src/engines/greet/",
            "COPY engines/greet/lib/greet/version.rb /src/engines/greet/lib/greet/",
            "COPY engines/greet/lib/greet-x/version.rb /src/engines/greet/lib/greet-x/",
            "COPY engines/greet/lib/greet.rb/version.rb /src/engines/greet/lib/greet.rb/",
            "COPY engines/greet/lib/version.rb /src/engines/greet/lib/",
        ]
    );
    fs::remove_dir_all(context.path("engines")).expect("it was there");
    let said = refused(declared(&context));
    assert!(said.contains("help: `a/b/c` has one: mend the path in the Gemfile"), "{said}");
}

// ---- version control -------------------------------------------------------------------------

#[test]
fn what_bundler_finds_by_looking_counts_if_it_is_tracked() {
    let context = shop();
    context.replace("shop/Gemfile.lock", "../lib", "../engines");
    context.write("engines/greet/greet.gemspec", "");
    context.write("engines/greet/lib/version.rb", "");
    context.write("engines/greet/lib/built/version.rb", "");
    context.write("shop/.ruby-version", "3.4.1\n");
    context.write("shop/gems.rb", "");
    context.write(".gitignore", "built\n.ruby-version\n");
    git(context.folder(), &["init", "-q"]);
    let said = refused(declared(&context));
    assert!(said.contains("the gem `greet` has no `greet.gemspec` at its path `../engines`"));
    git(context.folder(), &["add", "engines"]);
    let text = context.emit(declared(&context));
    assert_eq!(
        lines(&text, "COPY")[..3],
        [
            "COPY shop/Gemfile shop/Gemfile.lock /src/shop/",
            "COPY engines/greet/greet.gemspec /src/engines/greet/",
            "COPY engines/greet/lib/version.rb /src/engines/greet/lib/",
        ]
    );
    assert!(!text.contains("built/version.rb"), "{text}");
    git(context.folder(), &["add", "--force", "engines"]);
    assert!(context.emit(declared(&context)).contains("COPY engines/greet/lib/built/version.rb "));
    git(context.folder(), &["add", "--force", "shop/.ruby-version"]);
    assert!(refused(declared(&context)).contains("`shop/.ruby-version` names Ruby 3.4.1"));
    git(context.folder(), &["rm", "-q", "--cached", "shop/.ruby-version"]);
    fs::rename(context.path("shop/Gemfile"), context.path("Gemfile")).expect("it was there");
    assert!(refused(declared(&context)).contains("`shop/gems.rb` has no lock file"));
    fs::rename(context.path("Gemfile"), context.path("shop/Gemfile")).expect("it was there");
    assert!(context.emit(declared(&context)).contains("COPY shop/Gemfile "));
    git(context.folder(), &["add", "shop/gems.rb"]);
    assert!(refused(declared(&context)).contains("`shop/gems.rb` takes the place of"));
}

#[test]
fn what_a_gemfile_or_lock_file_names_is_there_whoever_tracks_it() {
    let context = shop();
    context.replace("shop/Gemfile", "source", "ruby file: \".ruby-version\"\nsource");
    context.write("shop/.ruby-version", "3.3.1\n# for all\n");
    context.write(".gitignore", "*\n");
    git(context.folder(), &["init", "-q"]);
    let text = context.emit(declared(&context));
    assert!(text.contains("COPY shop/Gemfile shop/Gemfile.lock shop/.ruby-version /src/shop/\n"));
    assert!(text.contains("COPY lib/greet.gemspec /src/lib/\n"), "{text}");
    context.write("shop/.ruby-version", "3.4.1\n# for all\n");
    let said = refused(declared(&context));
    assert!(said.contains("`shop/.ruby-version` names Ruby 3.4.1, and the stage's"), "{said}");
}

// ---- what nobody means well with -------------------------------------------------------------

#[test]
fn no_link_is_walked_through_to_a_gem() {
    let context = shop();
    for (to, from) in [(".", "lib/lib/self"), ("/", "lib/lib/all"), ("../..", "lib/lib/up")] {
        symlink(to, context.path(from)).expect("a link");
    }
    let good = at_once(|| context.emit(declared(&context)));
    assert_eq!(good.matches("version.rb").count(), 1, "{good}");
    symlink("/", context.path("root")).expect("a link");
    context.replace("shop/Gemfile.lock", "../lib", "..");
    let text = at_once(|| context.emit(declared(&context)));
    assert!(text.contains("COPY lib/greet.gemspec /src/lib/\n"), "{text}");
    fs::remove_file(context.path("shop/Gemfile")).expect("it was there");
    symlink("/etc/passwd", context.path("shop/Gemfile")).expect("a link");
    let said = at_once(|| refused(declared(&context)));
    assert!(said.contains("`shop/Gemfile` leads out of the build context"), "{said}");
}

#[test]
fn a_pipe_and_a_large_file_are_refused_at_once() {
    let at = |context: &Context, name: &str| {
        let path = context.path(name);
        fs::remove_file(&path).ok();
        path
    };
    let pipe = |name: &str| {
        let context = shop();
        let path = at(&context, name);
        assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
        at_once(|| refused(declared(&context)))
    };
    for name in ["shop/Gemfile", "shop/Gemfile.lock"] {
        assert!(pipe(name).contains(&format!("`{name}` is no file")), "{name}");
        let context = shop();
        let file = File::create(at(&context, name)).expect("a new file");
        file.set_len(65 << 20).expect("a large file");
        let said = at_once(|| refused(declared(&context)));
        assert!(said.contains(&format!("`{name}` is larger than 64 MiB")), "{said}");
        context.write(name, "GEM\n".repeat(15 << 20));
        let said = at_once(|| refused(declared(&context)));
        assert!(said.contains(&format!("`{name}` is larger than 1 MiB")), "{said}");
        context.write(name, "PATH\n".repeat(200_000));
        at_once(|| declared(&context).render()).ok();
    }
    assert!(pipe("lib/greet.gemspec").contains("`lib/greet.gemspec` is no file"));
    // A builder would wait for it.
    let context = shop();
    let path = at(&context, "lib/lib/greet/version.rb");
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
    let said = at_once(|| refused(declared(&context)));
    assert!(said.contains("`lib/lib/greet/version.rb` is no file"), "{said}");
}

/// The official images are not at hand: Debian's Ruby has the same Bundler. A gem of the
/// repository needs no registry.
fn on_debian(context: &Context) -> Image {
    let shop = bundler("shop").context(context.folder());
    let ruby = ["ruby", "ruby-bundler"];
    let build = Stage::named("build", debian("bookworm-slim"))
        .packages(apt(ruby))
        .dependencies(shop.dependencies())
        .source(shop.sources());
    Stage::from(debian("bookworm-slim"))
        .packages(apt(ruby))
        .account(uid(65532))
        .source(shop.artifacts(&build))
        .workdir("/src/shop")
        .entrypoint(["bundle", "exec", "ruby", "main.rb"])
        .into()
}

#[test]
fn the_application_runs_with_its_gems() {
    let Some(docker) = Docker::connect() else { return };
    let context = shop();
    context.emit(on_debian(&context));
    let built = context.build(docker);
    let output = built.try_run(&[], &["bundle", "exec", "ruby", "main.rb"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "shop greets\n", "{output:?}");
    let found = built.shell_as_root("find /src/shop -type f | sort");
    assert_eq!(
        found.lines().collect::<Vec<_>>(),
        [".bundle/config", "Gemfile", "Gemfile.lock", "main.rb"]
            .map(|name| format!("/src/shop/{name}")),
        "Bundler's settings come along; no key, no test"
    );
}

pub(crate) fn scenario() -> Scenario {
    let new_dependency = |context: &Context| {
        let gemspec = "Gem::Specification.new do |s|\n  s.name = \"more\"\n  s.version = \"1\"\n  \
                       s.summary = \"more\"\n  s.authors = [\"x\"]\nend\n";
        context.write("more/more.gemspec", gemspec);
        let (before, now) = ("group :test", "gem \"more\", path: \"../more\"\ngroup :test");
        context.replace("shop/Gemfile", before, now);
        let path = "PATH\n  remote: ../more\n  specs:\n    more (1)\n\nGEM\n";
        context.replace("shop/Gemfile.lock", "GEM\n", path);
        context.replace("shop/Gemfile.lock", "  minitest\n\nB", "  minitest\n  more!\n\nB");
    };
    Scenario {
        name: "Ruby",
        context: shop(),
        image: on_debian,
        targets: &["final"],
        edits: vec![
            Edit::of(Change::Source, 2, |context| {
                context.edit("shop/main.rb", "shop ");
            }),
            Edit::of(Change::Unused, 0, |context| {
                context.write("shop/test/main_test.rb", "require \"minitest\"\n");
            }),
            Edit::of(Change::OtherService, 0, |context| context.write("other/main.rb", "puts 1\n")),
            Edit::of(Change::NewDependency, 6, new_dependency),
        ],
    }
}
