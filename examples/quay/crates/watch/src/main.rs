//! Lists the berths.

use berths::BERTHS;

fn main() {
    for berth in BERTHS {
        println!("berth {}: {} m", berth.number, berth.depth);
    }
}
