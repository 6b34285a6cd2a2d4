//! What the heron reads from its environment: one type for the program and for its image.

use std::net::IpAddr;

use dockerfile_derive::Settings;

/// All that whoever starts the program may say.
#[derive(Debug, Settings)]
#[setting(prefix = "HERON_")]
pub struct Config {
    /// The port that answers.
    #[setting(port, default = 8080)]
    pub port: u16,
    /// Who may ask: this machine alone, unless said.
    #[setting(default = "127.0.0.1")]
    pub address: IpAddr,
    /// What stands in front of each answer.
    pub greeting: Option<String>,
    /// The pond that is fished, with the password of whoever fishes there.
    #[setting(secret, name = "POND_URL")]
    pub pond: String,
}
