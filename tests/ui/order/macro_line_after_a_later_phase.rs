//! In the macro, the word of the line is underlined, and nothing else.

use dockerfile_core::{apt, copy, debian, dir, image, pip, run, user};

fn main() {
    let _ = image! {
        from debian("12");
        cmd ["true"];
        files copy("start.sh").to("/srv/"); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        packages apt(["curl"]); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        layout dir("/srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        account user("app"); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        dependencies pip("requirements.txt"); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        source copy("src").to("/srv"); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        build run(["make"]); //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        env { PORT = 10000, HOST = "x" }; //~ refused
    };
    let _ = image! {
        from debian("12");
        cmd ["true"];
        expose 10000; //~ refused
    };
    let _ = image! {
        stage build {
            from debian("12");
            source copy("src").to("/src");
            packages apt(["make"]); //~ refused
        }
        from debian("12");
        source copy("/out").from(&build);
    };
    let _ = image! {
        from debian("12");
        source copy("src").to("/src");
        out_of_order "why" {
            build run(["make"]);
            packages apt(["curl"]); //~ refused
        }
        packages apt(["curl"]); //~ refused
    };
}
