//! A port is a number, and the host's is said elsewhere.

use dockerfile_core::{Stage, debian, udp};

fn main() {
    let base = || Stage::from(debian("12"));
    let _ = base().expose([4369, 5671]).expose(udp([53, 54])).expose([8000..=8010]);
    let _ = base().expose("8080:80"); //~ refused
    let _ = base().expose(["8080"]); //~ refused
}
