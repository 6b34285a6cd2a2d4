//! Ports that a program listens on.

use std::ops::RangeInclusive;

use crate::declare::given::GivenNumber;
use crate::program::instruction::Protocol;
use crate::program::place::Place;

/// Ports: one, `8080`, a range, `8000..=8010`, or a list, `[4369, 5671]`, all of TCP; or [`udp`] of
/// any of these.
#[diagnostic::on_unimplemented(
    message = "this is no port",
    label = "neither a port nor a range of ports",
    note = "write a number, `8080`, a range, `8000..=8010`, a list, `[4369, 5671]`, or `udp(53)`",
    note = "which port of the host it becomes is said where the container starts: `docker run -p 80:8080`"
)]
pub trait Ports {
    #[doc(hidden)]
    fn ports(self) -> Vec<GivenPorts>;
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
    fn ports(self) -> Vec<GivenPorts> {
        vec![given(self, self, Protocol::Tcp)]
    }
}

impl Ports for RangeInclusive<u16> {
    #[track_caller]
    fn ports(self) -> Vec<GivenPorts> {
        vec![given(*self.start(), *self.end(), Protocol::Tcp)]
    }
}

impl Ports for UdpPorts {
    fn ports(self) -> Vec<GivenPorts> {
        self.0
    }
}

#[diagnostic::do_not_recommend]
impl<P: Ports, const N: usize> Ports for [P; N] {
    #[track_caller]
    fn ports(self) -> Vec<GivenPorts> {
        all(self)
    }
}

#[diagnostic::do_not_recommend]
impl<P: Ports> Ports for Vec<P> {
    #[track_caller]
    fn ports(self) -> Vec<GivenPorts> {
        all(self)
    }
}

#[track_caller]
fn all<P: Ports>(several: impl IntoIterator<Item = P>) -> Vec<GivenPorts> {
    let here = GivenNumber::new(()).at;
    let ports = several.into_iter().flat_map(Ports::ports);
    ports.map(|ports| GivenPorts { at: here, ..ports }).collect()
}

#[track_caller]
fn given(first: u16, last: u16, protocol: Protocol) -> GivenPorts {
    GivenPorts { first, last, protocol, at: GivenNumber::new(first).at }
}

/// Ports of UDP, made by [`udp`].
#[derive(Clone, Debug)]
#[must_use = "ports do nothing until a stage exposes them"]
pub struct UdpPorts(pub(crate) Vec<GivenPorts>);

/// Ports of UDP: one, a range, or a list.
///
/// ```
/// use dockerfile_core::{Stage, debian, udp};
///
/// let stage = Stage::from(debian("bookworm-slim")).expose(53).expose(udp(53));
/// # let _ = stage;
/// ```
#[track_caller]
pub fn udp(ports: impl Ports) -> UdpPorts {
    let of_udp = |ports| GivenPorts { protocol: Protocol::Udp, ..ports };
    UdpPorts(ports.ports().into_iter().map(of_udp).collect())
}
