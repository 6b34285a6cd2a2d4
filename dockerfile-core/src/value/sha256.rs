//! SHA-256, written as 64 hexadecimal digits.

use std::fmt::Write as _;
use std::io::{self, Read};

/// The SHA-256 of a text.
pub(crate) fn of_text(text: &str) -> String {
    digits(hmac_sha256::Hash::hash(text.as_bytes()))
}

/// The SHA-256 of all bytes that a reader gives.
pub(crate) fn of_bytes(mut bytes: impl Read) -> io::Result<String> {
    let (mut hash, mut buffer) = (hmac_sha256::Hash::new(), vec![0; 1 << 16]);
    loop {
        match bytes.read(&mut buffer) {
            Ok(0) => return Ok(digits(hash.finalize())),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn digits(hash: [u8; 32]) -> String {
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::{of_bytes, of_text};

    /// The examples of FIPS 180-4; the second is longer than one read.
    #[test]
    fn digits_are_those_of_the_standard() {
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of_text("abc"), of_abc);
        assert_eq!(of_bytes("abc".as_bytes()).expect("read"), of_abc);
        let million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
        assert_eq!(of_bytes("a".repeat(1_000_000).as_bytes()).expect("read"), million);
    }
}
