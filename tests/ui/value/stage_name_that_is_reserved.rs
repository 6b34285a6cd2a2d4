//! Lower case, and none of BuildKit's own words.

use dockerfile_core::{debian, image};

fn main() {
    let _ = image! {
        stage context { //~ refused
            from debian("12");
        }
        stage Build { //~ refused
            from debian("12");
        }
        from debian("12");
    };
}
