//! Prints what ten declarations become: the same bytes in every process.

use std::io::{Write, stdout};

use dockerfile_tests::declare::declare;

fn main() {
    let mut text = String::new();
    for seed in 0..10_u32 {
        let bytes: Vec<u8> = (0..400_u32).map(|at| (seed * 7919 + at * at * 31) as u8).collect();
        match declare(&bytes).image.render() {
            Ok(rendered) => text += &(rendered.dockerfile + &rendered.ignore + &rendered.plan),
            Err(report) => text += &report.to_string(),
        }
    }
    // A closed pipe is its reader's business.
    let _ = stdout().write_all(text.as_bytes());
}
