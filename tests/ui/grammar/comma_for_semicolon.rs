//! A line ends with `;`: who writes commas is told once.

use dockerfile_core::{apt, debian, image, user};

fn main() {
    let _ = image! {
        from debian("12");
        packages apt(["curl"]), //~ refused
        account user("app");
    };
    let _ = image! {
        from debian("12"), //~ refused
        packages apt(["curl"]),
        account user("app"),
        env { A = 1 },
        expose 80,
        cmd ["id"],
    };
    let _ = image! {
        from(debian("12")), //~ refused
        packages(apt(["curl"])),
        account(user("app")),
        cmd(["id"]),
    };
    let _ = image! {
        stage build {
            from debian("12"), //~ refused
            env A = 1,
        }
        from debian("12");
    };
}
