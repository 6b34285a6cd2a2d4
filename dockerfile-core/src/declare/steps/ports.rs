//! The ports that a program listens on.

use std::ops::RangeInclusive;

use crate::declare::given::GivenNumber;
use crate::program::instruction::Protocol;
use crate::program::place::Place;

/// A port, `8080`, a range of them, `8000..=8010`, or [`udp`] of either.
#[diagnostic::on_unimplemented(
    message = "this is no port",
    label = "neither a port nor a range of ports",
    note = "write a number, `8080`, a range, `8000..=8010`, or `udp(53)`"
)]
pub trait Ports {
    #[doc(hidden)]
    fn ports(self) -> GivenPorts;
}

/// Plumbing of [`Ports`].
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct GivenPorts {
    pub(crate) first: u16,
    pub(crate) last: u16,
    pub(crate) protocol: Protocol,
    pub(crate) at: Place,
}

impl Ports for u16 {
    #[track_caller]
    fn ports(self) -> GivenPorts {
        given(self, self, Protocol::Tcp)
    }
}

impl Ports for RangeInclusive<u16> {
    #[track_caller]
    fn ports(self) -> GivenPorts {
        given(*self.start(), *self.end(), Protocol::Tcp)
    }
}

impl Ports for UdpPorts {
    fn ports(self) -> GivenPorts {
        self.0
    }
}

#[track_caller]
fn given(first: u16, last: u16, protocol: Protocol) -> GivenPorts {
    GivenPorts { first, last, protocol, at: GivenNumber::new(first).at }
}

/// Ports of UDP, from [`udp`].
#[derive(Clone, Copy, Debug)]
#[must_use = "ports do nothing until a stage exposes them"]
pub struct UdpPorts(pub(crate) GivenPorts);

/// The same port, or range of ports, of UDP.
///
/// ```
/// use dockerfile_core::{Stage, debian, udp};
///
/// let stage = Stage::from(debian("bookworm-slim")).expose(53).expose(udp(53));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn udp(ports: impl Ports) -> UdpPorts {
    UdpPorts(GivenPorts { protocol: Protocol::Udp, ..ports.ports() })
}
