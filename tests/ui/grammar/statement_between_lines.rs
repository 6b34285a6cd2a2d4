//! A declaration has lines alone.

use dockerfile_core::{apt, debian, dir, image};

fn main() {
    let debug = true;
    let _ = image! {
        from debian("12");
        if debug { packages apt(["gdb"]); } else if true { expose 80; } else { expose 81; } //~ refused
        for path in ["/a", "/b"] { layout dir(path); } //~ refused
        match debug { true => 1, false => 2 } //~ refused
        let port = 80; //~ refused
        println!("{}", port); //~ refused
        cmd ["id"];
    };
}
