//! What stands in a flag or fetches something is checked as literals are.

use dockerfile_core::{
    apt, apt_repository, arg, bind, cache, context, copy, debian, download, file, git, image, run, secret, tmpfs,
};

fn main() {
    let _ = image! {
        from debian("12");
        packages download("ftp://example.com/x", "sha256:1", "/x"); //~ refused 2
        packages apt("hub").repository(apt_repository("apt.corp").suite("a b").key("https://apt.corp/k", "sha256:1")); //~ refused 3
        dependencies git("http://host.com/x.git", "v 1", "/x"); //~ refused 2
        dependencies file("/etc/x", "no end of the line"); //~ refused
        dependencies run(["make"]).mount(cache("/a b")).mount(tmpfs("/tmp").size("much")); //~ refused 2
        dependencies run(["make"]).mount(secret("a b")).mount(bind("/etc").to("/etc")); //~ refused 2
        source copy("run.sh").to("/srv/").mode("755"); //~ refused
        source copy("x").to("/srv/").mode(0o10000); //~ refused
        source copy("/x").from(context("Docs")); //~ refused
        env { A = arg("API_TOKEN") }; //~ refused
    };
}
