//! Where ships may lie.

/// A place at the quay.
#[derive(Clone, Copy, Debug)]
pub struct Berth {
    /// Its number on the quay.
    pub number: u16,
    /// How deep the water is, in metres.
    pub depth: f32,
}

/// All berths, from the sea inwards.
pub const BERTHS: [Berth; 3] = [
    Berth { number: 1, depth: 14.5 },
    Berth { number: 2, depth: 11.0 },
    Berth { number: 3, depth: 7.5 },
];

/// The shallowest berth that a ship of this draught may lie at.
pub fn berth_for(draught: f32) -> Option<Berth> {
    let deep_enough = BERTHS.into_iter().filter(|berth| berth.depth >= draught + 1.0);
    deep_enough.min_by(|a, b| a.depth.total_cmp(&b.depth))
}

#[cfg(test)]
mod tests {
    use super::berth_for;

    #[test]
    fn a_metre_of_water_stays_below_the_keel() {
        assert_eq!(berth_for(6.5).map(|berth| berth.number), Some(3));
        assert_eq!(berth_for(6.6).map(|berth| berth.number), Some(2));
        assert!(berth_for(14.0).is_none());
    }
}
