//! Numbers that are the same in every run.

/// `xorshift` of 64 bits.
pub struct Random(pub u64);

impl Random {
    /// A number below another one.
    pub fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count as u64) as usize
    }
}
