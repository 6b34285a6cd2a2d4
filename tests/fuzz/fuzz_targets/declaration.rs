//! Bytes to a declaration to text to two parsers, which have to read what was declared.

#![no_main]

use std::cell::RefCell;

use dockerfile_tests::declare::declare;
use dockerfile_tests::parsers::{Official, parse_dockerfile};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static OFFICIAL: RefCell<Option<Official>> = RefCell::new(Official::start());
}

fuzz_target!(|bytes: &[u8]| {
    let declared = declare(bytes);
    let text = match declared.image.render() {
        Ok(rendered) => rendered.dockerfile,
        Err(report) => panic!("{report}"),
    };
    assert_eq!(parse_dockerfile(&text).as_ref(), Ok(&declared.expected), "{text}");
    OFFICIAL.with_borrow_mut(|official| {
        let official = official.as_mut().expect("Python has the module `dockerfile`");
        assert_eq!(official.parse(&text).as_ref(), Ok(&declared.expected), "{text}");
    });
});
