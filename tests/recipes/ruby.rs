//! Ruby: Bundler's applications, and gems of the repository.

use dockerfile_core::{Bundler, Debian, Image, Stage, apt, bundler, debian, image, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
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
        lines(&text, "COPY")[..3],
        [
            "COPY Gemfile Gemfile.lock .ruby-version /src/",
            "COPY engines/bill/bill.gemspec /src/engines/bill/",
            "COPY . /src"
        ]
    );
    let ignored = context.text(".dockerignore");
    assert!(ignored.contains("\n.env*\n") && !ignored.contains(".*\n"), "{ignored}");
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
    assert!(
        said.contains("`shop/Gemfile` has no lock file beside it; make one with `bundle lock`")
    );
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
