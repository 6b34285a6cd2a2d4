use dockerfile_core::{debian, image, run};

fn main() {
    let _ = image! {
        from debian("12");
        build run("apt-get update && apt-get install -y curl"); //~ refused
        build run("sudo make").then("cd /src && make"); //~ refused 2
        build run(["make", "sudo"]);
        build run("sudo make").unchecked("the makefile asks for it");
        build run("#!/bin/bash\nmake"); //~ refused
    };
}
