//! A small program that emits an image into the folder of `CARGO_MANIFEST_DIR`, as a team
//! does that wants no build script: its argument is the image's CMD, and the text of a file of it
//! where it has a mark of version control in it.

use dockerfile_core::{Stage, copy, debian, emit, file, uid};

fn main() {
    let word = std::env::args().nth(1).expect("an argument");
    let build = Stage::named("build", debian("12"));
    let image = Stage::from(debian("12.11-slim").track("12.*-slim"))
        .account(uid(7))
        // What is in there nobody knows, and so anything may be started.
        .source(copy("/usr/lib").from(&build).to("/usr/local/bin"));
    let has_mark = word.contains("<<<") || word.contains(">>>");
    let image = image.source(has_mark.then(|| file("/srv/text", word.clone() + "\n")));
    // Of several words, it is what a program is given.
    let argv = if has_mark { vec!["echo".to_owned(), word] } else { vec![word] };
    emit(image.cmd(argv));
}
