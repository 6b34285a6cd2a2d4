use dockerfile_core::{debian, image, run};

fn main() {
    let _ = image! {
        from debian("12");
        build run("apt-get update && apt-get install -y curl"); //~ refused
        build run("sudo make").then("cd /src && make"); //~ refused 2
        build run(["make", "sudo"]);
        build run("sudo make").unchecked("the makefile asks for it");
        build run("#!/bin/bash\nmake"); //~ refused
        build run("apk add curl"); //~ refused
        build run("dnf install -y httpd"); //~ refused
        build run("yum install -y httpd"); //~ refused
        build run("zypper install -y httpd"); //~ refused
        build run("pip install flask"); //~ refused
        build run("npm install -g pnpm"); //~ refused
        build run("gem install rake"); //~ refused
        build run("yarn install"); //~ refused
        build run("go install example.com/tool"); //~ refused
        build run("useradd -u 1234567 app"); //~ refused
    };
}
