//! A program that runs as root can rewrite its image.

use dockerfile_core::{debian, existing, image, uid, user};

fn main() {
    let _ = image! {
        from debian("12");
        account user("root"); //~ refused
    };
    let _ = image! {
        from debian("12");
        account user("Ocelot"); //~ refused
    };
    let _ = image! {
        from debian("12");
        account user("app").id(0); //~ refused
    };
    let _ = image! {
        from debian("12");
        account user("app").group("App"); //~ refused
    };
    let _ = image! {
        from debian("12");
        account existing("node", 0); //~ refused
    };
    let _ = image! {
        from debian("12");
        account uid(0); //~ refused
    };
    let _ = image! {
        from debian("12");
        account uid(4294967295); //~ refused
    };
    let _ = image! {
        from debian("12");
        runs_as_root ""; //~ refused
    };
    let _ = image! {
        from debian("12");
        keeps_base_user " "; //~ refused
    };
}
