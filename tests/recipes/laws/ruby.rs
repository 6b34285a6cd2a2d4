//! Ruby: what a Gemfile reads, both names of it, platforms and versions, what is at the root.

use dockerfile_core::{Alpine, Bundler, Debian, Image, Stage, apt, bundler, debian, image, uid};
use dockerfile_tests::context::{Context, refused};
use dockerfile_tests::docker::Docker;
use dockerfile_tests::git;
use dockerfile_tests::text::lines;

const LOCK: &str = "GEM\n  remote: https://rubygems.org/\n  specs:\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n\nBUNDLED WITH\n   2.3.15\n";

fn shop() -> Context {
    Context::with(&[
        ("shop/Gemfile", "source \"https://rubygems.org\"\n"),
        ("shop/Gemfile.lock", LOCK),
        ("shop/main.rb", "puts \"shop\"\n"),
    ])
}

fn on(base: &str, shop: &Bundler) -> Image {
    let build = Stage::named("build", image(base).family(Debian)).recipe(shop);
    Stage::from(image("ruby:3.3-slim-bookworm").family(Debian))
        .account(uid(65532))
        .source(shop.artifacts(&build))
        .into()
}

fn declared(context: &Context) -> Image {
    on("ruby:3.3-bookworm", &bundler("shop").context(context.folder()))
}

#[test]
fn what_a_gemfile_reads_is_copied_above_the_install() {
    let context = shop();
    context.write(
        "shop/Gemfile",
        "eval_gemfile \"../Gemfile.common\"\nruby file: \".ruby-version\"\n\
                   eval_gemfile(\"Gemfile.local\") if File.exist?(\"Gemfile.local\")\n",
    );
    context.write(
        "Gemfile.common",
        "\u{feff}# it\r\neval_gemfile File.join(__dir__, 'gemfiles/more')\r\n",
    );
    context.write("gemfiles/more", "x = File.read('list.txt')\n");
    context.write("shop/list.txt", "");
    context.write("shop/.ruby-version", "3.3.1\n");
    let text = context.emit(declared(&context));
    let install = &text[..text.find("RUN ").expect("an install")];
    for copied in [
        "COPY shop/.ruby-version /src/shop/\n",
        "COPY Gemfile.common /src/\n",
        "COPY gemfiles/more /src/gemfiles/\n",
        "COPY shop/list.txt /src/shop/\n",
    ] {
        assert!(install.contains(copied), "{copied}: {text}");
    }
    for (gemfile, words) in [
        (
            "eval_gemfile \"../Gemfile.gone\"",
            "`shop/Gemfile` names `../Gemfile.gone`, which is not there",
        ),
        ("eval_gemfile \"../../x\"", "`../../x` in `shop/Gemfile` leads out"),
        ("\neval_gemfile ENV[\"X\"]", "`shop/Gemfile`, line 2: a path that is computed"),
        ("ruby file: \"v.txt\"", "`shop/Gemfile` names `v.txt`, which is not there"),
        ("eval_gemfile \"../gemfiles\"", "`gemfiles` is no file"),
    ] {
        context.write("shop/Gemfile", gemfile);
        let said = refused(declared(&context));
        assert!(said.contains(words), "{words}: {said}");
        assert_eq!(said.matches("error:").count(), 1, "{said}");
    }
    let optional = "eval_gemfile \"gone\" if File.exist?(\"gone\")\neval_gemfile x if x.exist?\n";
    context.write("shop/Gemfile", optional);
    context.emit(declared(&context));
    context.write("shop/Gemfile", "eval_gemfile ENV[\"X\"]\neval_gemfile \"gone\"\n");
    let shop = bundler("shop").context(context.folder()).files(["gemfiles"]);
    let text = context.emit(on("ruby:3.3-bookworm", &shop));
    assert!(text[..text.find("RUN ").unwrap()].contains("COPY gemfiles /src/gemfiles\n"), "{text}");
}

#[test]
fn files_that_read_each_other_are_read_once() {
    let context = shop();
    context.write("shop/Gemfile", "eval_gemfile \"a\"\n");
    context.write("shop/a", "eval_gemfile \"Gemfile\"\neval_gemfile \"a\"\n");
    assert!(context.emit(declared(&context)).contains("shop/a"));
    for at in 0..1_000 {
        context.write(&format!("shop/g{at}"), format!("eval_gemfile \"g{}\"\n", at + 1));
    }
    context.write("shop/a", "eval_gemfile \"g0\"\n");
    assert!(refused(declared(&context)).contains("more than 200"), "a chain ends");
    // The Gemfile, `a`, and from `g0` on as many as make 200.
    context.write("shop/g197", "");
    assert!(context.emit(declared(&context)).contains("shop/g197"));
    context.write("shop/g197", "eval_gemfile \"g198\"\n");
    context.write("shop/g198", "");
    assert!(refused(declared(&context)).contains("more than 200"));
}

#[test]
fn a_gemfile_of_the_other_name_is_one() {
    let context = shop();
    std::fs::rename(context.path("shop/Gemfile"), context.path("shop/gems.rb"))
        .expect("it was there");
    std::fs::rename(context.path("shop/Gemfile.lock"), context.path("shop/gems.locked"))
        .expect("it, too");
    let text = context.emit(declared(&context));
    assert!(
        text.contains("COPY shop/gems.locked shop/gems.rb /src/shop/\n")
            || text.contains("COPY shop/gems.rb shop/gems.locked /src/shop/\n"),
        "{text}"
    );
}

#[test]
fn a_checked_in_configuration_is_set_anew() {
    let context = shop();
    context.write("shop/.bundle/config", "---\nBUNDLE_PATH: \"vendor/bundle\"\nBUNDLE_WITHOUT: \"ci:test\"\nBUNDLE_BUILD__PG: \"--with-pg=/x y\"\n");
    let text = context.emit(declared(&context));
    let install = "bundle config set --local build.pg \"--with-pg=/x y\" && \\\n    \
                   bundle config set --local deployment true && \\\n    \
                   bundle config set --local without development:test:ci && \\\n    \
                   bundle config set --local path /usr/local/bundle && \\\n";
    assert!(text.contains(install), "{text}");
    context.write(
        "shop/.bundle/config",
        "---\nBUNDLE_JOBS: \"2\"\nBUNDLE_GEMS__X__COM: \"me:secret\"\n",
    );
    let said = refused(declared(&context));
    assert!(
        said.contains("`shop/.bundle/config`, line 3: no setting that an image may have"),
        "{said}"
    );
    assert!(!said.contains("me:secret"), "{said}");
    // One that nobody has checked in is a developer's own.
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "shop/Gemfile", "shop/Gemfile.lock", "shop/main.rb"]);
    assert!(!context.emit(declared(&context)).contains("jobs"));
}

#[test]
fn gems_are_for_the_library_of_the_base() {
    let context = shop();
    let with =
        |platforms: &str| context.write("shop/Gemfile.lock", LOCK.replace("  ruby\n", platforms));
    let on_alpine = || {
        let shop = bundler("shop").context(context.folder());
        let build =
            Stage::named("build", image("ruby:3.3-alpine3.21").family(Alpine)).recipe(&shop);
        Image::from(
            Stage::from(image("ruby:3.3-alpine3.21").family(Alpine))
                .account(uid(65532))
                .source(shop.artifacts(&build)),
        )
    };
    for (platforms, debian, alpine) in [
        ("  x86_64-linux-musl\n", false, true),
        ("  aarch64-linux-musl\n  arm64-darwin-23\n", false, true),
        ("  x86_64-linux-gnu\n  aarch64-linux-gnu\n", true, false),
        ("  x86_64-linux\n", true, true),
        ("  x86_64-linux-gnu\n  x86_64-linux-musl\n", true, true),
        ("  x86_64-linux-musl\n  ruby\n", true, true),
        ("  arm64-darwin-23\n  ruby\n", true, true),
        ("", true, true),
    ] {
        with(platforms);
        for (image, is_good) in [(declared(&context), debian), (on_alpine(), alpine)] {
            match is_good {
                true => assert!(image.render().is_ok(), "{platforms}"),
                false => assert!(
                    refused(image).contains("and the base has another C library"),
                    "{platforms}"
                ),
            }
        }
    }
}

#[test]
fn the_ruby_that_is_asked_for_is_held_against_the_base() {
    let context = shop();
    for (gemfile, is_good) in [
        ("ruby \"3.3.6\"", true),
        ("ruby '~> 3.3.1'", true),
        ("ruby \">= 3.2\"", true),
        ("ruby '3.2.2'", false),
        ("ruby(\"~> 3.4\")", false),
        ("ruby '~> 3.2.1'", false),
        ("ruby '>= 3.4'", false),
        ("ruby file: \"../v/.ruby-version\"", false),
        ("ruby file: '../.tool-versions'", false),
    ] {
        context.write("shop/Gemfile", gemfile);
        context.write("v/.ruby-version", "3.4.1\r\n");
        context.write(".tool-versions", "nodejs 22.1.0\nruby 3.1.4\n");
        match is_good {
            true => assert!(declared(&context).render().is_ok(), "{gemfile}"),
            false => {
                let said = refused(declared(&context));
                assert!(said.contains("and the stage's base has 3.3"), "{gemfile}: {said}");
            }
        }
    }
}

#[test]
fn the_plan_says_what_wants_git_and_what_stays_behind() {
    let context = Context::with(&[
        ("Gemfile", "git_source(:x) { |it| it }\n"),
        (
            "Gemfile.lock",
            "GIT\n  remote: https://example.com/x\n  specs:\n    x (1)\n\nPLATFORMS\n  ruby\n",
        ),
        ("config/app.rb", ""),
        ("config/master.key", ""),
        ("lib/target/a.rb", ""),
        ("target/b.rb", ""),
        ("docs/x.md", ""),
        ("spec/a_spec.rb", ""),
        ("page/package.json", "{\"name\": \"page\"}"),
        ("README.md", ""),
    ]);
    let root = || on("ruby:3.3-bookworm", &bundler(".").context(context.folder()));
    let text = context.emit(root());
    for copied in ["config", "lib", "target"] {
        assert!(text.contains(&format!("COPY {copied} /src/{copied}\n")), "{copied}: {text}");
    }
    assert!(
        lines(&text, "COPY ")
            .iter()
            .all(|line| !["docs", "page", "README", "spec"].iter().any(|it| line.contains(it))),
        "{text}"
    );
    let ignored = context.text(".dockerignore");
    assert!(
        ignored.contains("config/*.key") && !ignored.contains("target\n")
            || ignored.contains("!target"),
        "{ignored}"
    );
    let plan = root().render().expect("a good project").plan;
    assert!(plan.contains("`Gemfile.lock` wants git in the stage that builds"), "{plan}");
    assert!(
        plan.contains("`README.md`, `docs`, `page` beside `Gemfile` stays behind: `.files([..])`"),
        "{plan}"
    );
}

/// Each name stands at the root in a project of its own, and below a folder.
#[test]
fn what_an_application_does_not_run_stays_behind() {
    let tested = ["coverage", "features", "log", "node_modules", "spec", "storage", "test", "tmp"];
    let context = Context::with(&[
        ("Gemfile", "source \"https://rubygems.org\"\n"),
        ("Gemfile.lock", LOCK),
        ("lib/a.rb", ""),
        ("lib/log/b.rb", ""),
        ("config/credentials/a.yml", ""),
        ("vendor/a.rb", ""),
    ]);
    tested.iter().for_each(|name| context.write(&format!("{name}/a.rb"), ""));
    let text = context.emit(on("ruby:3.3-bookworm", &bundler(".").context(context.folder())));
    let copied = [
        "COPY Gemfile Gemfile.lock /src/",
        "COPY config /src/config",
        "COPY lib /src/lib",
        "COPY vendor /src/vendor",
    ];
    assert_eq!(lines(&text, "COPY")[..copied.len()], copied);
    assert_eq!(lines(&text, "COPY").len(), copied.len() + 2, "{text}");
    // What stays behind of a folder that is copied does so at the root, too.
    let at_root = context.text(".dockerignore");
    let context = shop();
    context.emit(declared(&context));
    let ignored = context.text(".dockerignore");
    for pattern in [
        ".bundle",
        ".devcontainer",
        ".dockerignore",
        ".env*",
        ".git*",
        "Dockerfile*",
        "config/*.key",
        "config/credentials/*.key",
        "coverage",
        "log",
        "node_modules",
        "spec",
        "storage",
        "test",
        "tmp",
        "vendor/bundle",
    ] {
        assert!(ignored.contains(&format!("\nshop/{pattern}\n")), "{pattern}: {ignored}");
        let is_below = pattern.contains('/');
        assert_eq!(at_root.contains(&format!("\n{pattern}\n")), is_below, "{pattern}: {at_root}");
    }
}

#[test]
fn a_gem_of_the_repository_is_copied_whatever_its_folder_is_called() {
    let lock = LOCK.replace("GEM\n", "PATH\n  remote: docs\n  specs:\n    greet (1)\n\nGEM\n");
    let context = Context::with(&[
        ("Gemfile", "gem \"greet\", path: \"docs\"\n"),
        ("Gemfile.lock", &lock),
        ("docs/greet.gemspec", "s.files = `git ls-files`.split\n"),
        ("docs/spec/a_spec.rb", ""),
    ]);
    let shop = bundler(".").context(context.folder());
    // Bundler reads the gemspec whenever the program starts.
    let said = refused(on("ruby:3.3-bookworm", &shop));
    assert!(said.contains("`docs/greet.gemspec` asks git which files the gem has"), "{said}");
    let root = || -> Image {
        let ruby = |tag: &str| image(tag).family(Debian);
        let build = Stage::named("build", ruby("ruby:3.3-bookworm")).recipe(&shop);
        let image = Stage::from(ruby("ruby:3.3-slim-bookworm")).packages(apt(["git"]));
        image.account(uid(65532)).source(shop.artifacts(&build)).into()
    };
    let text = context.emit(root());
    assert!(text.contains("COPY docs/greet.gemspec /src/docs/\n"), "{text}");
    assert!(text.contains("COPY docs /src/docs\n"), "{text}");
    let plan = root().render().expect("a good project").plan;
    assert!(plan.contains("`docs/greet.gemspec` wants git in the stage that builds"), "{plan}");
}

/// The file that says so stays behind itself.
#[test]
fn what_the_own_folder_ignores_is_kept_out() {
    let context = shop();
    context.write("shop/.gitignore", "/local.rb\n");
    context.write("shop/local.rb", "");
    git(context.folder(), &["init", "-q"]);
    git(context.folder(), &["add", "."]);
    context.emit(declared(&context));
    let ignored = context.text(".dockerignore");
    assert!(
        ignored.contains("\nshop/local.rb\n") && ignored.contains("\nshop/.git*\n"),
        "{ignored}"
    );
}

#[test]
fn one_version_that_two_files_ask_for_is_one_mistake() {
    let context = shop();
    context.write("shop/Gemfile", "ruby \"3.4.1\"\n");
    for (version, mistakes) in [("3.4.1", 1), ("ruby-3.4.1", 1), ("3.4.2", 2), ("jruby-9.4", 1)] {
        context.write("shop/.ruby-version", format!("{version}\n"));
        let said = refused(declared(&context));
        assert_eq!(said.matches("and the stage's base has 3.3").count(), mistakes, "{said}");
        assert!(said.contains("`shop/Gemfile` names Ruby 3.4.1"), "{said}");
    }
}

#[test]
fn an_application_with_more_than_a_gemfile_runs() {
    let Some(docker) = Docker::connect() else { return };
    let context = shop();
    context.write("shop/Gemfile", "eval_gemfile \"../Gemfile.common\"\n");
    context.write("Gemfile.common", "source \"https://rubygems.org\"\n");
    context.write("shop/.bundle/config", "---\nBUNDLE_JOBS: \"2\"\n");
    let shop = bundler("shop").context(context.folder());
    let ruby = ["ruby", "ruby-bundler"];
    let build = Stage::named("build", debian("bookworm-slim")).packages(apt(ruby)).recipe(&shop);
    let image = Stage::from(debian("bookworm-slim"))
        .packages(apt(ruby))
        .account(uid(65532))
        .source(shop.artifacts(&build))
        .workdir("/src/shop")
        .entrypoint(["bundle", "exec", "ruby", "main.rb"]);
    context.emit(image);
    let built = context.build(docker);
    let output = built.try_run(&[], &["bundle", "exec", "ruby", "main.rb"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "shop\n", "{output:?}");
    assert!(built.shell_as_root("cat /src/shop/.bundle/config").contains("BUNDLE_JOBS: \"2\""));
}
